"""The verbs of `saphan case`."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final

import typer

from cli.refusals import or_one_sentence
from cli.verbs import verbs

app: Final = verbs("Cases of earlier systems, in and out. ນຳເຂົ້າ ແລະ ສົ່ງອອກຄະດີ.")

As = Annotated[Path, typer.Option("--as", help="Credentials file of a system. ໄຟລ໌ກະແຈຂອງລະບົບ.")]
Office = Annotated[
    str | None, typer.Option(help="Code of the office to act from, if the system has several. ລະຫັດຫ້ອງການ.")
]
Officer = Annotated[str | None, typer.Option(help="On whose behalf: your own identifier of the officer. ລະຫັດພະນັກງານ.")]
Source = Annotated[str, typer.Option(help="The earlier system, by a name of yours: psc-cms-2011. ຊື່ລະບົບຕົ້ນທາງ.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only check. ທົດລອງກວດ.")]
Partial = Annotated[bool, typer.Option("--partial", help="Keep right rows beside wrong ones. ຮັບສະເພາະແຖວທີ່ຖືກ.")]


@app.command("import")
def import_cases(
    file: Annotated[
        Path, typer.Argument(help="NDJSON (.ndjson, .jsonl), CSV (.csv) or a spreadsheet (.xlsx). ໄຟລ໌ຄະດີ.")
    ],
    credentials: As,
    source: Source,
    mapping: Annotated[
        str | None, typer.Option(help="For CSV and xlsx: a mapping's file, or the id of one kept (map_…). ການຈັບຄູ່ຊ່ອງ.")
    ] = None,
    dry_run: DryRun = False,
    partial: Partial = False,
    part_rows: Annotated[
        int, typer.Option(min=1, max=100_000, help="Rows sent at a time with --partial, NDJSON. ແຖວຕໍ່ຄັ້ງ.")
    ] = 20_000,
    convert: Annotated[
        str | None, typer.Option(help="Read texts of an old font: laoKeyboard, or mapping. ແປງຟອນເກົ່າ.")
    ] = None,
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="Take out again what these rows brought. ຖອນສິ່ງທີ່ແຖວເຫຼົ່ານີ້ນຳເຂົ້າຄືນ.")
    ] = False,
    errors: Annotated[
        Path | None, typer.Option(help="CSV file for every fault: row, column, reasons. ໄຟລ໌ຂໍ້ຜິດພາດ.")
    ] = None,
    office: Office = None,
    officer: Officer = None,
) -> None:
    """Import a file; run again after a break, it goes on where it was. Exit 1 when rows are wrong. ນຳເຂົ້າຄະດີ."""

    def send() -> int:
        from cli.call import must_be_an_office

        must_be_an_office(office)
        from cli.case.sending import Sending, send_file

        how = Sending(credentials, source, errors=errors, convert=convert, office=office, officer=officer)
        asked = replace(how, dry_run=dry_run, partial=partial, part_rows=part_rows, withdraw=withdraw)
        return send_file(file, mapping, asked)

    or_one_sentence(send)


@app.command("export")
def export_cases(
    file: Annotated[Path, typer.Argument(help="NDJSON file to write, in the form that an import takes. ໄຟລ໌ທີ່ຈະຂຽນ.")],
    credentials: As,
    only: Annotated[
        str | None, typer.Option(help="Only cases of this office of yours, or below yours. ສະເພາະຫ້ອງການນີ້.")
    ] = None,
    office: Office = None,
    officer: Officer = None,
) -> None:
    """Export the cases of your office and those below it, each as a row that an import takes. ສົ່ງຄະດີອອກ."""

    def export() -> int:
        from cli.call import must_be_an_office

        must_be_an_office(office)
        from cli.case.taking_out import take_out

        return take_out(file, credentials, only, office, officer)

    or_one_sentence(export)
