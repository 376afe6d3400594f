"""The checkpoint that is kept outside the database, as `saphan ledger check` holds the head of the tree against it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import asyncpg

from cli.components import GATEWAY
from cli.data_folder import DataFolder
from cli.database_address import VARIABLE
from cli.environment import variable
from cli.refusals import Refused
from evidence.tiles import TileMalformed
from gateway.ledger.tree import store
from gateway.ledger.tree.anchor import Anchor
from gateway.ledger.tree.continuity import Continuity
from gateway.ledger.tree.heads import LedgerRefused, first
from gateway.ledger.tree.signing import Signer

FOLDER: Final = f"{GATEWAY.prefix}CHECKPOINT_FOLDER"
_REOPEN: Final = "if it is lost for good, and the control tower agrees: `saphan ledger reopen`."
_REOPEN_LO: Final = "ຖ້າເສຍແທ້ ແລະ ຫໍຄວບຄຸມເຫັນດີ: `saphan ledger reopen`."

# What it means and what to do, by the code of the alarm: English, Lao.
_DO: Final[Mapping[str, tuple[str, str]]] = {
    "ledger-behind": (
        f"The database was rolled back, or is a copy that was behind. Find the newer one; {_REOPEN}",
        f"ຖານຂໍ້ມູນຖືກຖອຍຫຼັງ ຫຼື ເປັນສຳເນົາທີ່ຊ້າ. ຊອກຖານຂໍ້ມູນທີ່ໃໝ່ກວ່າ; {_REOPEN_LO}",
    ),
    "ledger-forked": (
        f"Two databases went on at once, or rows or the checkpoint were exchanged. Stop the wrong one; {_REOPEN}",
        f"ສອງຖານຂໍ້ມູນດຳເນີນພ້ອມກັນ ຫຼື ແຖວ ຫຼື ຈຸດກວດສອບຖືກປ່ຽນ. ຢຸດອັນທີ່ຜິດ; {_REOPEN_LO}",
    ),
    "ledger-another": (
        f"It is another ledger's database, or a backup from before a reopening. Connect the right one: {VARIABLE}.",
        f"ແມ່ນຖານຂໍ້ມູນຂອງປຶ້ມອື່ນ ຫຼື ສຳຮອງກ່ອນການເປີດຄືນ. ຕໍ່ຖານຂໍ້ມູນທີ່ຖືກ: {VARIABLE}.",
    ),
    "ledger-broken": (
        "Tiles of the tree are missing. Restore the database from a backup.",
        "ບາງສ່ວນຂອງຕົ້ນໄມ້ຂາດ. ກູ້ຖານຂໍ້ມູນຈາກສຳຮອງ.",
    ),
    "checkpoint-not-ours": (
        f"It was not signed with this key file. Name the right one ({GATEWAY.prefix}KEY_FILE), or the right folder.",
        f"ຈຸດກວດສອບບໍ່ໄດ້ເຊັນດ້ວຍໄຟລ໌ກະແຈນີ້. ໃຊ້ໄຟລ໌ກະແຈ ({GATEWAY.prefix}KEY_FILE) ຫຼື ໂຟນເດີທີ່ຖືກ.",
    ),
}


@dataclass(frozen=True, slots=True)
class Break:
    """That the database does not continue the kept checkpoint: the alarm's code, and what to do in each language."""

    code: str
    en: str
    lo: str


@dataclass(frozen=True, slots=True)
class Held:
    """What the head was held against: how many entries the kept checkpoint states, None without one; and the break."""

    size: int | None
    broken: Break | None = None


def checkpoint_folder(data: Path) -> Path | None:
    """Return the folder of the kept checkpoint, of the environment or of the data folder; None where none is set."""
    if not variable(VARIABLE):
        return DataFolder(data).checkpoints
    named = variable(FOLDER)
    return Path(named) if named else None


async def hold(connection: asyncpg.Connection, signer: Signer, folder: Path) -> Held:
    """Return how the head of the tree stands to the kept checkpoint; raise `Refused` when that cannot be read."""
    continuity, size = Continuity(signer, Anchor(folder)), None
    try:
        # before the head: a gateway at work commits, then signs, and what it signs meanwhile is no break
        kept = await continuity.anchored()
        if kept is None:
            return Held(None)
        size = kept.size
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            # a database that has lost even its head has nothing of what was signed
            head = await store.head(connection) or first(kept.origin, datetime.min.replace(tzinfo=UTC))
            await continuity.require(connection, head, kept)
    except LedgerRefused as refusal:
        if refusal.code == "checkpoint-not-kept":
            raise _unreadable(folder) from refusal
        return Held(size, _break(refusal, folder))
    except TileMalformed:
        return Held(size, Break("ledger-broken", *_DO["ledger-broken"]))
    return Held(size)


def _break(refusal: LedgerRefused, folder: Path) -> Break:
    en, lo = _DO[refusal.code]
    if "size" in refusal.facts:
        here, kept = refusal.facts["size"], refusal.facts["kept"]
        en = f"{here} entries in the database, {kept} in the checkpoint of {folder}. {en}"
        lo = f"{here} ລາຍການໃນຖານຂໍ້ມູນ, {kept} ໃນຈຸດກວດສອບຂອງ {folder}. {lo}"
    return Break(refusal.code, en, lo)


def _unreadable(folder: Path) -> Refused:
    return Refused(
        f"checkpoint-not-kept: {folder / 'checkpoint'} cannot be read; give it to this user, or correct {FOLDER}.",
        f"checkpoint-not-kept: ອ່ານ {folder / 'checkpoint'} ບໍ່ໄດ້; ໃຫ້ສິດແກ່ຜູ້ໃຊ້ນີ້ ຫຼື ແກ້ {FOLDER}.",
    )
