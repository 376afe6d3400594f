"""The verbs of `saphan ledger` (export, check, reopen, witness, retention) and `saphan evidence`."""

from pathlib import Path
from typing import Annotated, Final

import typer

from cli.officers import an_officer
from cli.refusals import or_one_sentence
from cli.verbs import verbs

ledger: Final = verbs("The ledger of exchanges. ປຶ້ມບັນທຶກການແລກປ່ຽນ.")
evidence: Final = verbs("What proves an exchange. ຫຼັກຖານຂອງການແລກປ່ຽນ.")

_Data = Annotated[Path, typer.Option("--data", help="Data folder of a `saphan run`. ໂຟນເດີເກັບຂໍ້ມູນ.")]
_DATA: Final = Path("saphan-data")
_Who = Annotated[str, typer.Option("--officer", callback=an_officer, help="The officer who erases. ພະນັກງານຜູ້ລຶບ.")]
_Why = Annotated[str, typer.Option("--reason", help="Why. ເຫດຜົນ.")]


@ledger.command("export")
def export_ledger(
    folder: Annotated[Path, typer.Argument(help="A new folder. ໂຟນເດີໃໝ່.")],
    details: Annotated[bool, typer.Option("--details", help="With what opens the entries. ພ້ອມລາຍລະອຽດ.")] = False,
    data: _Data = _DATA,
) -> None:
    """Write the whole ledger as files, for `saphan verify ledger`. ສົ່ງອອກປຶ້ມບັນທຶກທັງໝົດເປັນໄຟລ໌."""
    from cli.ledger_files import export

    or_one_sentence(lambda: export(folder, data, details=details))


@ledger.command("check")
def check_ledger(data: _Data = _DATA) -> None:
    """Hold the database against its own tree: entries, details, people, signatures. ກວດຖານຂໍ້ມູນກັບຕົ້ນໄມ້ຫຼັກຖານ."""
    from cli.ledger_check import check

    or_one_sentence(lambda: check(data))


@ledger.command("reopen")
def reopen_ledger(data: _Data = _DATA) -> None:
    """Go on after a restore under a new origin, which cites the last checkpoint. ເປີດປຶ້ມບັນທຶກຄືນຫຼັງກູ້ຄືນຖານຂໍ້ມູນ."""
    from cli.ledger_files import reopen

    or_one_sentence(lambda: reopen(data))


@ledger.command("witness")
def witness_ledger(
    folder: Annotated[Path, typer.Argument(help="Where the witness keeps its keys and memory. ໂຟນເດີຂອງພະຍານ.")],
    name: Annotated[str, typer.Option(help="Its name: court.gov.la/witness. ຊື່ພະຍານ.")],
    log: Annotated[list[str], typer.Option(help="A verifier key of the ledger; say all of them. ກະແຈຂອງປຶ້ມບັນທຶກ.")],
    host: Annotated[str, typer.Option(help="Address to listen on. ທີ່ຢູ່ທີ່ເປີດຮັບ.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port. ພອດ.")] = 8090,
) -> None:
    """Co-sign the checkpoints of another member's ledger, as long as it only grows. ເປັນພະຍານໃຫ້ປຶ້ມບັນທຶກຂອງຜູ້ອື່ນ."""
    from cli.witness import serve_witness

    or_one_sentence(lambda: serve_witness(folder, name, log, host, port))


@ledger.command("retire")
def retire_ledger(
    before: Annotated[str, typer.Option(help="2026-11: the first month that stays. ເດືອນທຳອິດທີ່ຍັງເກັບໄວ້.")],
    officer: _Who,
    reason: _Why,
    data: _Data = _DATA,
) -> None:
    """Drop months of details and subjects that are old enough; the tree stays. ລຶບຂໍ້ມູນທີ່ຄົບກຳນົດ."""
    from cli.retention import retire

    or_one_sentence(lambda: retire(data, before, officer, reason))


@ledger.command("erase")
def erase_ledger(
    exchange: Annotated[str, typer.Argument(help="xch_…")], officer: _Who, reason: _Why, data: _Data = _DATA
) -> None:
    """Erase the details of one exchange; its leaf stays. ລຶບລາຍລະອຽດຂອງການແລກປ່ຽນໜຶ່ງ."""
    from cli.retention import erase

    or_one_sentence(lambda: erase(data, exchange, officer, reason))


@ledger.command("erase-epoch")
def erase_ledger_epoch(
    epoch: Annotated[int, typer.Argument(min=1, help="Number of the epoch. ເລກໄລຍະ.")],
    officer: _Who,
    reason: _Why,
    data: _Data = _DATA,
    in_use: Annotated[bool, typer.Option("--in-use", help="Even the one in use. ເຖິງແມ່ນຍັງໃຊ້ຢູ່.")] = False,
) -> None:
    """Erase the key of an epoch: nobody can be found in it any more. ລຶບກະແຈຂອງໄລຍະນາມແຝງ."""
    from cli.retention import erase_epoch

    or_one_sentence(lambda: erase_epoch(data, epoch, officer, reason, in_use=in_use))


@evidence.command("export")
def export_evidence(
    exchange: Annotated[str, typer.Option(help="Its id: xch_… ເລກການແລກປ່ຽນ.")],
    credentials: Annotated[Path, typer.Option("--as", help="Credentials file of a system. ໄຟລ໌ກະແຈຂອງລະບົບ.")],
    out: Annotated[Path, typer.Option(help="Where the bundle is written. ໄຟລ໌ທີ່ຈະຂຽນ.")],
    receipt: Annotated[Path | None, typer.Option(help="File with the receipt, to go with it. ໄຟລ໌ໃບຮັບ.")] = None,
    purpose: Annotated[
        str | None, typer.Option(help="Purpose code; the first of the file unless said. ຈຸດປະສົງ.")
    ] = None,
) -> None:
    """Write the bundle of one exchange, as a court would file it. ສົ່ງອອກຫຼັກຖານຂອງການແລກປ່ຽນໜຶ່ງ."""
    from cli.evidence_files import export

    or_one_sentence(lambda: export(exchange, credentials, out, receipt, purpose))
