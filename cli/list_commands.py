"""The verbs of `saphan list`: write, diff, plan and apply a national code list."""

from pathlib import Path
from typing import Annotated, Final

import typer

from cli.officers import an_officer
from cli.refusals import or_one_sentence
from cli.verbs import verbs

lists: Final = verbs("National code lists, from CSV or JSON. ບັນຊີລະຫັດແຫ່ງຊາດຈາກ CSV ຫຼື JSON.")

_As = Annotated[Path, typer.Option("--as", help="Credentials file of a system. ໄຟລ໌ກະແຈຂອງລະບົບ.")]
_Who = Annotated[str, typer.Option("--officer", callback=an_officer, help="The officer who acts. ພະນັກງານຜູ້ດຳເນີນການ.")]
_Why = Annotated[str, typer.Option("--reason", help="Why. ເຫດຜົນ.")]
_File = Annotated[Path, typer.Argument(help="CSV in UTF-8, or JSON, a code to a row: places.csv. ໄຟລ໌ບັນຊີ.")]
_Name = Annotated[
    str | None, typer.Option("--list", help="Name of the list, where the file is called otherwise. ຊື່ບັນຊີ.")
]


@lists.command("write")
def write_list(file: _File, credentials: _As, name: _Name = None) -> None:
    """Write the list as it is into a file that plan and apply read. ຂຽນບັນຊີທີ່ມີໃສ່ໄຟລ໌."""
    from cli.code_lists import write

    or_one_sentence(lambda: write(file, name, credentials))


@lists.command("diff")
def diff_list(file: _File, credentials: _As, name: _Name = None) -> None:
    """Show how the file differs from the list in force; nothing is sent. ສະແດງຄວາມແຕກຕ່າງຂອງໄຟລ໌."""
    from cli.code_lists import diff

    or_one_sentence(lambda: diff(file, name, credentials))


@lists.command("plan")
def plan_list(file: _File, credentials: _As, name: _Name = None) -> None:
    """Show what the directory would make different, or which rows are bad. ສະແດງສິ່ງທີ່ຈະປ່ຽນ."""
    from cli.code_lists import plan

    or_one_sentence(lambda: plan(file, name, credentials))


@lists.command("apply")
def apply_list(file: _File, credentials: _As, officer: _Who, reason: _Why, name: _Name = None) -> None:
    """Propose the file as one change; another officer approves it. ສະເໜີໄຟລ໌ເປັນການປ່ຽນແປງດຽວ."""
    from cli.code_lists import propose

    or_one_sentence(lambda: propose(file, name, credentials, officer, reason))
