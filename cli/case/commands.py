"""The verbs of `saphan case`."""

from pathlib import Path
from typing import Annotated, Final

import typer

from cli.refusals import or_one_sentence
from cli.verbs import verbs

app: Final = verbs("Cases of earlier systems. ຄະດີຈາກລະບົບເກົ່າ.")

As = Annotated[Path, typer.Option("--as", help="Credentials file of a system. ໄຟລ໌ກະແຈຂອງລະບົບ.")]
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
    errors: Annotated[
        Path | None, typer.Option(help="CSV file for every fault: row, column, reasons. ໄຟລ໌ຂໍ້ຜິດພາດ.")
    ] = None,
) -> None:
    """Import a file; run again after a break, it goes on where it was. Exit 1 when rows are wrong. ນຳເຂົ້າຄະດີ."""
    from cli.case.sending import Sending, send_file

    how = Sending(
        credentials, source, dry_run=dry_run, partial=partial, part_rows=part_rows, errors=errors, convert=convert
    )
    or_one_sentence(lambda: send_file(file, mapping, how))
