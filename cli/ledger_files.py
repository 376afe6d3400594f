"""`saphan ledger export` and `reopen`: run by the operator, who has the ledger's database and keys."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import asyncpg

from chassis.postgres.connection import connect, disconnect
from chassis.process.clock import SystemClock
from chassis.process.secret_files import secret_folder
from cli.components import GATEWAY
from cli.data_folder import DataFolder
from cli.database_address import VARIABLE, gateway_database, running_database
from cli.environment import variable
from cli.refusals import Refused
from cli.say import people
from cli.serve import within_reach
from gateway.ledger.tree import export as exporting
from gateway.ledger.tree import reopen as reopening
from gateway.ledger.tree.anchor import Anchor
from gateway.ledger.tree.heads import LedgerRefused
from gateway.ledger.tree.signing import Signer
from gateway.settings import Settings
from gateway.trust.key_files import KeyFileRefused, load_checkpoint_keys

T = TypeVar("T")


def export(folder: Path, data: Path, *, details: bool) -> None:
    """Write the ledger's files into a new or empty folder; raise `Refused` without a checkpoint."""
    if folder.exists() and any(folder.iterdir()):
        raise Refused(f"{folder} is not empty.", f"{folder} ບໍ່ຫວ່າງ.")
    secret_folder(folder)
    try:
        done = asyncio.run(
            connected(gateway_database(data), lambda connection: exporting.export(connection, folder, details=details))
        )
    except exporting.NothingToExport:
        raise Refused("The ledger has no checkpoint yet.", "ປຶ້ມບັນທຶກຍັງບໍ່ມີຈຸດກວດສອບ.") from None
    people.print(f"{done.origin}: {done.size} entries in {folder}. {done.size} ລາຍການຢູ່ໃນ {folder}.")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a ledger is: its database, its keys, and the folder outside."""

    database_url: str
    key_file: Path
    passphrase: str | None
    checkpoints: Path


def reopen(data: Path) -> None:
    """Start a new origin for a ledger that does not continue its last checkpoint; raise `Refused` for one that does."""
    try:
        done = asyncio.run(_reopened(_place(data)))
    except reopening.NothingToReopen:
        raise Refused(
            "Nothing to reopen: the database continues what was signed, or no checkpoint is kept outside of it.",
            "ບໍ່ມີຫຍັງຕ້ອງເປີດຄືນ: ຖານຂໍ້ມູນຕໍ່ເນື່ອງຈາກຈຸດກວດສອບ ຫຼື ບໍ່ມີຈຸດກວດສອບຢູ່ນອກຖານຂໍ້ມູນ.",
        ) from None
    except LedgerRefused as refusal:
        raise Refused(
            f"Cannot be reopened, restore a whole backup first ({refusal}).", f"ເປີດຄືນບໍ່ໄດ້, ຕ້ອງກູ້ຄືນກ່ອນ ({refusal.code})."
        ) from refusal
    except KeyFileRefused as fault:
        raise Refused(f"{fault}.", "ໃຊ້ໄຟລ໌ກະແຈບໍ່ໄດ້.") from fault
    lost = max(done.last.size - done.head.size, 0)
    people.print(f"{done.code}: {done.last.origin} ended with {done.last.size} entries; {lost} of them are not here.")
    people.print(f"It goes on as {done.head.origin} with {done.head.size} entries. Tell every witness the new origin.")
    people.print(f"ປຶ້ມບັນທຶກສືບຕໍ່ໃນຊື່ {done.head.origin}, ມີ {done.head.size} ລາຍການ. ແຈ້ງພະຍານທຸກຄົນ.")


def _place(data: Path) -> _Place:
    if not variable(VARIABLE):
        folder = DataFolder(data)
        return _Place(running_database(data), folder.gateway_key, None, folder.checkpoints)
    settings: Settings = GATEWAY.settings()  # type: ignore[assignment]  # of this component
    if settings.key_file is None or settings.checkpoint_folder is None:
        raise Refused(
            "Set SAPHAN_GATEWAY_KEY_FILE and SAPHAN_GATEWAY_CHECKPOINT_FOLDER as the gateway has them.",
            "ຕ້ອງຕັ້ງຄ່າ SAPHAN_GATEWAY_KEY_FILE ແລະ SAPHAN_GATEWAY_CHECKPOINT_FOLDER.",
        )
    url = settings.database_url.get_secret_value()
    return _Place(url, settings.key_file, settings.passphrase, settings.checkpoint_folder)


async def _reopened(place: _Place) -> reopening.Reopened:
    signer = Signer(load_checkpoint_keys(place.key_file, place.passphrase))
    anchor, clock = Anchor(place.checkpoints), SystemClock()
    return await connected(place.database_url, lambda connection: reopening.reopen(connection, signer, anchor, clock))


async def connected(url: str, work: Callable[[asyncpg.Connection], Awaitable[T]]) -> T:
    """Run the work over a connection to the ledger's database; raise `Refused` when it cannot be reached."""
    connection = await within_reach(connect(url, "saphan ledger"))
    try:
        return await within_reach(work(connection))
    finally:
        await disconnect(connection)
