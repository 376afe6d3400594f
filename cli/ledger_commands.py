"""`saphan ledger`: what the record of exchanges forgets."""

from pathlib import Path
from typing import Annotated, Final

import typer

from cli.say import or_one_sentence

ledger: Final = typer.Typer(no_args_is_help=True, help="The ledger of exchanges. ປຶ້ມບັນທຶກການແລກປ່ຽນ.")

_Data = Annotated[Path, typer.Option("--data", help="Data folder of a `saphan run`. ໂຟນເດີເກັບຂໍ້ມູນ.")]
_DATA: Final = Path("saphan-data")
_Who = Annotated[str, typer.Option("--officer", help="The officer who erases. ພະນັກງານຜູ້ລຶບ.")]
_Why = Annotated[str, typer.Option("--reason", help="Why. ເຫດຜົນ.")]


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
