"""The verbs of `saphan directory`: plan, apply, approve, reject, suspend, new-system, break-glass, and office."""

from pathlib import Path
from typing import Annotated, Final, Literal

import typer

from cli.officers import an_officer
from cli.refusals import or_one_sentence
from cli.verbs import verbs

directory: Final = verbs("The national directory, as files. ສາລະບານແຫ່ງຊາດ.")

offices: Final = verbs("Thousands of offices at once, from a CSV file. ຫ້ອງການຫຼາຍພັນແຫ່ງຈາກໄຟລ໌ CSV.", name="office")
directory.add_typer(offices)

_As = Annotated[Path, typer.Option("--as", help="Credentials file of a system. ໄຟລ໌ກະແຈຂອງລະບົບ.")]
_Who = Annotated[str, typer.Option("--officer", callback=an_officer, help="The officer who acts. ພະນັກງານຜູ້ດຳເນີນການ.")]
_Why = Annotated[str, typer.Option("--reason", help="Why. ເຫດຜົນ.")]
_Content = Annotated[Path, typer.Argument(help="TOML or JSON with members, systems, agreements, … ໄຟລ໌ເນື້ອໃນສາລະບານ.")]
_Csv = Annotated[Path, typer.Argument(help="CSV in UTF-8, a row for each office. ໄຟລ໌ CSV, ຫ້ອງການລະແຖວ.")]
_ChangeId = Annotated[str, typer.Argument(help="dch_…")]


@directory.command("plan")
def plan_directory(file: _Content, credentials: _As) -> None:
    """Show what the file would make different; nothing is changed. ສະແດງສິ່ງທີ່ຈະປ່ຽນ."""
    from cli.directory import plan

    or_one_sentence(lambda: plan(file, credentials))


@directory.command("apply")
def apply_directory(file: _Content, credentials: _As, officer: _Who, reason: _Why) -> None:
    """Propose what is in the file; another officer approves it. ສະເໜີການປ່ຽນແປງ."""
    from cli.directory import propose

    or_one_sentence(lambda: propose(file, credentials, officer, reason))


@directory.command("approve")
def approve_directory(change: _ChangeId, credentials: _As, officer: _Who) -> None:
    """Approve a change that another officer has proposed. ອະນຸມັດການປ່ຽນແປງ."""
    from cli.directory import approve

    or_one_sentence(lambda: approve(change, credentials, officer))


@directory.command("reject")
def reject_directory(change: _ChangeId, credentials: _As, officer: _Who, reason: _Why) -> None:
    """Close a change without applying it; its own proposer withdraws it so. ປະຕິເສດ ຫຼື ຖອນການສະເໜີ."""
    from cli.directory import reject

    or_one_sentence(lambda: reject(change, credentials, officer, reason))


@directory.command("suspend")
def suspend_right(
    kind: Annotated[Literal["system", "key", "agreement"], typer.Argument(help="system, key, agreement")],
    entry: Annotated[str, typer.Argument(metavar="ID", help="moic-trade-desk, agr_…. ລະຫັດ.")],
    credentials: _As,
    officer: _Who,
    reason: _Why,
    thumbprint: Annotated[str | None, typer.Option(help="Of the key (RFC 7638). ລາຍນິ້ວມືຂອງກະແຈ.")] = None,
) -> None:
    """Stop a right within two seconds, on the word of one officer; lifting it takes two. ໂຈະສິດທັນທີ."""
    from cli.directory import suspend

    or_one_sentence(lambda: suspend(kind, entry, thumbprint, credentials, officer, reason))


@directory.command("new-system")
def new_system(
    member: Annotated[str, typer.Argument(help="Id of the member. ລະຫັດສະມາຊິກ.")],
    name: Annotated[str, typer.Argument(help="Name of the system. ຊື່ລະບົບ.")],
    url: Annotated[str, typer.Option(help="Where the gateway is. ທີ່ຢູ່ຂອງປະຕູເຊື່ອມຕໍ່.")],
    purpose: Annotated[list[str], typer.Option(help="Purpose code; may be said again. ຈຸດປະສົງ.")],
    out: Annotated[Path, typer.Option(help="Where the credentials are written. ໄຟລ໌ທີ່ຈະຂຽນກະແຈ.")],
    office: Annotated[
        list[str] | None, typer.Option(help="Code of an office it acts from; may be said again. ລະຫັດຫ້ອງການ.")
    ] = None,
    below: Annotated[
        str | None, typer.Option(help="Code of an office: for it and all below it. ຫ້ອງການ ແລະ ທຸກຂັ້ນລຸ່ມ.")
    ] = None,
    all_offices: Annotated[
        bool, typer.Option("--all-offices", help="For every office of the member. ທຸກຫ້ອງການຂອງສະມາຊິກ.")
    ] = False,
) -> None:
    """Make a key for a system; print what the control tower enters. ສ້າງກະແຈໃຫ້ລະບົບ."""
    from cli.new_system import held
    from cli.new_system import new_system as make

    or_one_sentence(lambda: make(member, name, held(office or (), below, every=all_offices), url, purpose, out))


@directory.command("break-glass")
def break_glass(file: _Content, officer: _Who, reason: _Why) -> None:
    """Change the database itself when nobody can log in; it is recorded as that. ປ່ຽນຖານຂໍ້ມູນໂດຍກົງຍາມສຸກເສີນ."""
    from cli.directory import break_glass as break_it

    or_one_sentence(lambda: break_it(file, officer, reason))


@offices.command("write")
def write_offices(
    file: Annotated[Path, typer.Argument(help="CSV that is to be made. ໄຟລ໌ CSV ທີ່ຈະສ້າງ.")],
    member: Annotated[str, typer.Option(help="Whose offices. ຂອງສະມາຊິກໃດ.")],
    credentials: _As,
) -> None:
    """Write a member's offices as they are into a file that plan and apply read. ຂຽນຫ້ອງການທີ່ມີໃສ່ໄຟລ໌."""
    from cli.offices import write

    or_one_sentence(lambda: write(file, member, credentials))


@offices.command("plan")
def plan_offices(file: _Csv, credentials: _As) -> None:
    """Show which offices are new, changed, closed or unchanged, or which rows are bad. ສະແດງສິ່ງທີ່ຈະປ່ຽນ."""
    from cli.offices import plan

    or_one_sentence(lambda: plan(file, credentials))


@offices.command("apply")
def apply_offices(file: _Csv, credentials: _As, officer: _Who, reason: _Why) -> None:
    """Propose the whole file as one change; another officer approves it. ສະເໜີທັງໄຟລ໌ເປັນການປ່ຽນແປງດຽວ."""
    from cli.offices import propose

    or_one_sentence(lambda: propose(file, credentials, officer, reason))
