"""The verbs of `saphan schema`: check."""

from pathlib import Path
from typing import Annotated, Final, Literal

import typer

from cli.refusals import or_one_sentence
from cli.verbs import verbs

schema: Final = verbs("National schemas, offline. ໂຄງຮ່າງຂໍ້ມູນແຫ່ງຊາດ ໂດຍບໍ່ຕ້ອງໃຊ້ເຄືອຂ່າຍ.")


@schema.callback()
def _group() -> None:
    """Keep the verb a word of its own while it is the only one."""


@schema.command("check")
def check_documents(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="JSON documents; - reads the input. ໄຟລ໌ JSON; - ອ່ານຈາກ input.")
    ],
    schema_id: Annotated[
        str | None,
        typer.Option(
            "--schema", help="shared/person-name/v1; else each file's $schema. ໂຄງຮ່າງ; ຖ້າບໍ່ບອກ ໃຊ້ $schema ໃນໄຟລ໌."
        ),
    ] = None,
    lang: Annotated[
        Literal["lo", "en"] | None, typer.Option("--lang", help="lo or en; both unless said. ພາສາ.")
    ] = None,
) -> None:
    """Say what a document lacks; exit 1 when something is wrong, 2 when one cannot be checked. ກວດວ່າເອກະສານຂາດຫຍັງ."""
    from cli.schema_check import check

    or_one_sentence(lambda: check(files, schema_id, lang))
