"""`saphan ledger check`: compare the gateway's database with its own Merkle tree, the whole of it in one run."""

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import asyncpg

from cli.database_address import gateway_database
from cli.ledger_files import connected
from cli.ledger_keys import from_key_file
from cli.refusals import NOT_CHECKED, Refused
from cli.say import output, people
from gateway.ledger.seals import Seals
from gateway.ledger.tree.inspecting import Round, go_round
from gateway.ledger.tree.signing import Signer
from gateway.ledger.tree.tile_checks import Opened
from gateway.trust.key_files import load_checkpoint_keys, load_pseudonym_key

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


def check(data: Path) -> int:
    """Print every difference from what the tree commits to, and what to do; return 1 when there is one, else 0.

    Raise `Refused` with `NOT_CHECKED` when nobody could look: 1 would accuse a ledger that nobody has seen.
    """
    began = time.monotonic()
    try:
        database = gateway_database(data)
        opened, seals = from_key_file(data, _own_keys) or (None, None)
        done = asyncio.run(_inspect(database, opened, seals))
    except Refused as refusal:
        raise Refused(refusal.en, refusal.lo, exit_code=NOT_CHECKED) from refusal
    for code, fault in sorted(done.first.items()):
        en, lo = _DO[code]
        place = "without an entry" if fault.index is None else f"entry {fault.index}"
        where = f"first {place} {fault.exchange}".rstrip()
        output.print(f"[red]✗[/red] {code}: {done.counted[code]}, {where}. {en}")
        output.print(f"  [dim]{lo}[/dim]")
    took = time.monotonic() - began
    people.print(f"{done.entries} entries in {took:.1f} s. ກວດ {done.entries} ລາຍການ ໃນ {took:.1f} ວິນາທີ.")
    if opened is None:
        people.print(
            "Not held against the signed checkpoint: SAPHAN_GATEWAY_KEY_FILE is not set. "
            "ບໍ່ໄດ້ທຽບກັບຈຸດກວດສອບທີ່ເຊັນໄວ້: ບໍ່ໄດ້ຕັ້ງຄ່າໄຟລ໌ກະແຈ."
        )
    if not done.first:
        output.print("[green]✓[/green] All is as the tree commits to it. ທຸກຢ່າງກົງກັບຕົ້ນໄມ້ຫຼັກຖານ.")
    return 1 if done.first else 0


def _own_keys(key_file: Path, passphrase: str | None) -> tuple[Opened, Seals]:
    """Return what opens checkpoints and recognises entries of our own."""
    signer = Signer(load_checkpoint_keys(key_file, passphrase))
    return signer.opened, Seals(load_pseudonym_key(key_file, passphrase))


async def _inspect(database: str, opened: Opened | None, seals: Seals | None) -> Round:
    try:
        return await connected(database, lambda connection: _round(connection, opened, seals))
    except asyncpg.PostgresError as fault:
        raise Refused(f"The ledger cannot be read: {fault}.", f"ອ່ານປຶ້ມບັນທຶກບໍ່ໄດ້: {fault}.") from fault


async def _round(connection: asyncpg.Connection, opened: Opened | None, seals: Seals | None) -> Round:
    rounds = [Round(0)]
    async for done in go_round(connection, opened, seals):
        rounds[0] = done
    return rounds[0]
