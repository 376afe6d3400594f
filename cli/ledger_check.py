"""`saphan ledger check`: the gateway's database against its own Merkle tree, and that against the kept checkpoint."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg
from rich.markup import escape

from cli.components import GATEWAY
from cli.database_address import VARIABLE, gateway_database
from cli.doctor.connecting import refused_by
from cli.ledger_checkpoint import FOLDER, Held, checkpoint_folder, hold
from cli.ledger_files import connected
from cli.ledger_keys import from_key_file
from cli.refusals import NOT_CHECKED, Refused
from cli.say import output, people
from gateway.ledger.seals import Seals
from gateway.ledger.tree.inspecting import Round, go_round
from gateway.ledger.tree.signing import Signer
from gateway.ledger.tree.tile_checks import Opened
from gateway.trust.key_files import load_checkpoint_keys, load_pseudonym_key

_KEY_FILE: Final = f"{GATEWAY.prefix}KEY_FILE"

# What to do, by what was found: English, Lao.
_DO: Final[Mapping[str, tuple[str, str]]] = {
    "entries-altered": (
        "Entries were changed or deleted. Export the ledger, keep the export as evidence, restore a backup.",
        "ລາຍການຖືກປ່ຽນ ຫຼື ຖືກລຶບ. ສົ່ງອອກປຶ້ມບັນທຶກໄວ້ເປັນຫຼັກຖານ ແລ້ວກູ້ຄືນຈາກສຳເນົາ.",
    ),
    "details-gone": (
        "Details are gone, and no entry tells that they were erased. Restore them; find out who was in the database.",
        "ລາຍລະອຽດຂາດຫາຍ ແລະ ບໍ່ມີລາຍການໃດບອກວ່າຖືກລຶບ. ກູ້ຄືນຈາກສຳເນົາ ແລະ ສືບວ່າໃຜເຂົ້າຖານຂໍ້ມູນ.",
    ),
    "details-altered": (
        "Details are not those that their entries commit to. Restore them from a backup.",
        "ລາຍລະອຽດບໍ່ກົງກັບລາຍການ. ກູ້ຄືນຈາກສຳເນົາ.",
    ),
    "subjects-altered": (
        "The lists of people whom exchanges were about are not whole, so look-ups miss somebody. Restore them.",
        "ບັນຊີບຸກຄົນຂອງການແລກປ່ຽນບໍ່ຄົບ: ການກວດວ່າໃຜເບິ່ງຂໍ້ມູນຈະຂາດ. ກູ້ຄືນຈາກສຳເນົາ.",
    ),
    "signature-altered": (
        "Signatures of legal acts are missing or are others. Restore them from a backup.",
        "ລາຍເຊັນຂອງນິຕິກຳຂາດຫາຍ ຫຼື ແມ່ນອັນອື່ນ. ກູ້ຄືນຈາກສຳເນົາ.",
    ),
    "epoch-key-gone": (
        "An epoch's key is gone, and no entry tells of it: who looked in that time cannot be found. Restore the table.",
        "ໄລຍະນາມແຝງບໍ່ມີກະແຈ ແລະ ບໍ່ມີລາຍການໃດບອກວ່າຖືກລຶບ: ບໍ່ມີໃຜຮູ້ໄດ້ວ່າໃຜເບິ່ງຂໍ້ມູນໃນໄລຍະນັ້ນ. ກູ້ຄືນຈາກສຳເນົາ.",
    ),
    "tree-altered": (
        "The tree is not the one that was signed. Export the ledger, keep the export as evidence, restore a backup.",
        "ຕົ້ນໄມ້ຫຼັກຖານຖືກປ່ຽນ: ບໍ່ແມ່ນອັນທີ່ໄດ້ເຊັນໄວ້. ສົ່ງອອກປຶ້ມບັນທຶກໄວ້ເປັນຫຼັກຖານ ແລ້ວກູ້ຄືນຈາກສຳເນົາ.",
    ),
}


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one run has seen: the round, and the kept checkpoint where keys and folder are known."""

    done: Round
    held: Held | None


def check(data: Path) -> int:
    """Print every difference from the tree and from the kept checkpoint, and what to do; return 1 for one, else 0.

    Raise `Refused` with `NOT_CHECKED` when nobody could look: 1 would accuse a ledger that nobody has seen.
    """
    began = time.monotonic()
    try:
        database, folder = gateway_database(data), checkpoint_folder(data)
        signer, seals = from_key_file(data, _own_keys) or (None, None)
        seen = asyncio.run(_inspect(database, signer, seals, folder))
    except Refused as refusal:
        raise Refused(refusal.en, refusal.lo, exit_code=NOT_CHECKED) from refusal
    done, broken = seen.done, seen.held.broken if seen.held else None
    if broken is not None:
        _tell(broken.code, broken.en, broken.lo)
    for code, fault in sorted(done.first.items()):
        en, lo = _DO[code]
        place = "without an entry" if fault.index is None else f"entry {fault.index}"
        where = f"first {place} {fault.exchange}".rstrip()
        _tell(code, f"{done.counted[code]}, {where}. {en}", lo)
    took = time.monotonic() - began
    people.print(f"{done.entries} entries in {took:.1f} s. ກວດ {done.entries} ລາຍການ ໃນ {took:.1f} ວິນາທີ.")
    _tell_what_was_not_held(signer, folder, seen.held)
    if done.first or broken is not None:
        return 1
    output.print("[green]✓[/green] All is as the tree commits to it. ທຸກຢ່າງກົງກັບຕົ້ນໄມ້ຫຼັກຖານ.")
    if seen.held is not None and seen.held.size is not None:
        output.print(
            f"[green]✓[/green] It continues the kept checkpoint of {seen.held.size} entries. "
            f"ຕໍ່ເນື່ອງຈາກຈຸດກວດສອບທີ່ເກັບໄວ້ ({seen.held.size} ລາຍການ)."
        )
    return 0


def _tell(code: str, en: str, lo: str) -> None:
    output.print(f"[red]✗[/red] {code}: {escape(en)}")
    output.print(f"  [dim]{escape(lo)}[/dim]")


def _tell_what_was_not_held(signer: Signer | None, folder: Path | None, held: Held | None) -> None:
    """Say against which checkpoint nothing was held, and why: no news of it would read as good news."""
    if signer is None:
        people.print(
            f"Not held against the signed checkpoints: set {_KEY_FILE} as the gateway has it. "
            f"ບໍ່ໄດ້ທຽບກັບຈຸດກວດສອບທີ່ເຊັນໄວ້: ຕັ້ງຄ່າ {_KEY_FILE} ຄືຂອງປະຕູເຊື່ອມຕໍ່."
        )
    elif folder is None:
        people.print(
            f"Not held against a checkpoint outside the database: set {FOLDER} as the gateway has it. "
            f"ບໍ່ໄດ້ທຽບກັບຈຸດກວດສອບນອກຖານຂໍ້ມູນ: ຕັ້ງຄ່າ {FOLDER} ຄືຂອງປະຕູເຊື່ອມຕໍ່."
        )
    elif held is not None and held.size is None and held.broken is None:
        people.print(
            f"Not held against a checkpoint outside the database: {folder} has none; is {FOLDER} right, and mounted? "
            f"ບໍ່ໄດ້ທຽບກັບຈຸດກວດສອບນອກຖານຂໍ້ມູນ: ບໍ່ມີຢູ່ {folder}; ກວດ {FOLDER} ແລະ ບ່ອນຕໍ່ໂຟນເດີ."
        )


def _own_keys(key_file: Path, passphrase: str | None) -> tuple[Signer, Seals]:
    """Return what opens checkpoints and recognises entries of our own."""
    return Signer(load_checkpoint_keys(key_file, passphrase)), Seals(load_pseudonym_key(key_file, passphrase))


async def _inspect(database: str, signer: Signer | None, seals: Seals | None, folder: Path | None) -> _Seen:
    async def look(connection: asyncpg.Connection) -> _Seen:
        held = await hold(connection, signer, folder) if signer is not None and folder is not None else None
        return _Seen(await _round(connection, signer.opened if signer is not None else None, seals), held)

    try:
        return await connected(database, look)
    except asyncpg.PostgresError as fault:
        raise _no_ledger(fault) from fault


def _no_ledger(fault: asyncpg.PostgresError) -> Refused:
    finding = refused_by(fault)
    if isinstance(fault, asyncpg.UndefinedTableError | asyncpg.UndefinedColumnError):
        return Refused(
            f"The ledger cannot be read: this database has none, or an older one; correct {VARIABLE}, "
            "or run `saphan migrate gateway`.",
            f"ອ່ານປຶ້ມບັນທຶກບໍ່ໄດ້: ຖານຂໍ້ມູນນີ້ບໍ່ມີ ຫຼື ເປັນລຸ້ນເກົ່າ; ແກ້ {VARIABLE} ຫຼື ໃຊ້ `saphan migrate gateway`.",
        )
    return Refused(f"The ledger cannot be read: {finding.en}", f"ອ່ານປຶ້ມບັນທຶກບໍ່ໄດ້: {finding.lo}")


async def _round(connection: asyncpg.Connection, opened: Opened | None, seals: Seals | None) -> Round:
    rounds = [Round(0)]
    async for done in go_round(connection, opened, seals):
        rounds[0] = done
    return rounds[0]
