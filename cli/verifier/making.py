"""Makes a verifier, and refuses what would make one that lies: no key, a stale list, a day that is over or too far."""

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from cli.refusals import Refused
from cli.say import output
from cli.verifier.page import page
from cli.verifier.trust import Trust
from cli.verify_certificate import status_list, trusted_keys
from contracts.calendar import VIENTIANE
from evidence.certificates.claims import CLAIM_169, HC1
from evidence.certificates.keys import SignerKeys
from evidence.certificates.layers import day_of

MOST_DAYS: Final = 366  # what is believed longer, is still believed when keys were lost and offices have moved
LARGEST: Final = 500_000  # bytes: it goes by mail and by telephone


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked a verifier of: its files as they were read, and how long it may be believed."""

    keys: bytes
    lists: Mapping[str, bytes]
    until: str | None
    days: int | None
    old_list: bool


def write_verifier(asked: Asked, out: Path) -> None:
    """Write the verifier and tell its SHA-256, which whoever was given it can compare; raise `Refused`."""
    trust = trust_of(asked, int(time.time()))
    data = page(trust).encode()
    if len(data) > LARGEST:
        raise Refused(
            f"The verifier would have {len(data)} bytes, and {LARGEST} are the most: give fewer or smaller lists.",
            f"ໄຟລ໌ກວດຈະໃຫຍ່ {len(data)} ໄບ, ເກີນ {LARGEST}: ໃຫ້ໃສ່ບັນຊີໜ້ອຍລົງ ຫຼື ນ້ອຍກວ່າ.",
        )
    _write(out, data)
    output.print(f"{hashlib.sha256(data).hexdigest()}  {out}", markup=False)
    output.print(f"  {len(data)} bytes · until {trust.until_day} · {len(trust.lists)} status lists", markup=False)


def trust_of(asked: Asked, at: int) -> Trust:
    """Return what the verifier holds; raise `Refused` for what would make it lie."""
    keys = trusted_keys(asked.keys, CLAIM_169)
    trusted_keys(asked.keys, HC1)  # they go into it as well
    _must_have_a_key(keys, at)
    for name, data in asked.lists.items():
        _must_be_of_today(name, data, keys, at, old_list=asked.old_list)
    last = _last_day(asked, datetime.fromtimestamp(at, UTC).astimezone(VIENTIANE).date())
    ends = datetime.combine(last + timedelta(days=1), datetime.min.time(), VIENTIANE)
    return Trust(asked.keys, tuple(asked.lists.values()), at, int(ends.timestamp()))


def _must_have_a_key(keys: SignerKeys, at: int) -> None:
    if not any(key.begins_at <= at < key.ends_at for key in keys.keys):
        raise Refused(
            f"The file of keys has no key under `{CLAIM_169.keys}` that counts today: get the newest one.",
            "ໄຟລ໌ກະແຈບໍ່ມີກະແຈສຳລັບໃບຢັ້ງຢືນທີ່ໃຊ້ໄດ້ມື້ນີ້: ໃຫ້ເອົາໄຟລ໌ກະແຈຫຼ້າສຸດ.",
        )


def _must_be_of_today(name: str, data: bytes, keys: SignerKeys, at: int, *, old_list: bool) -> None:
    found = status_list(name, data, keys, at)
    if found.issued_at > at:
        raise Refused(
            f"{name} is of {day_of(found.issued_at)}, which is yet to come: look at your clock.",
            f"{name} ລົງວັນທີ {day_of(found.issued_at)} ເຊິ່ງຍັງບໍ່ຮອດ: ໃຫ້ກວດໂມງ.",
        )
    if not old_list and not found.fresh(at):
        raise Refused(
            f"{name} is of {day_of(found.issued_at)}, older than 24 hours: get a new one, or say --old-list.",
            f"{name} ລົງວັນທີ {day_of(found.issued_at)}, ເກີນ 24 ຊົ່ວໂມງ: ໃຫ້ເອົາບັນຊີໃໝ່ ຫຼື ໃສ່ --old-list.",
        )


def _last_day(asked: Asked, today: date) -> date:
    if (asked.until is None) == (asked.days is None):
        raise Refused(
            "Say until when it may be believed: --until or --days, one of them.",
            "ໃຫ້ບອກວ່າເຊື່ອຖືໄດ້ເຖິງເມື່ອໃດ: --until ຫຼື --days, ອັນດຽວ.",
        )
    # the calendar ends, and a number of days need not
    last = _day(asked.until or "") if asked.days is None else today + timedelta(days=min(asked.days, MOST_DAYS + 1))
    if last < today:
        raise Refused(f"{last} is over: nobody could believe this verifier.", f"{last} ຜ່ານໄປແລ້ວ: ບໍ່ມີໃຜເຊື່ອຖືໄຟລ໌ກວດນີ້ໄດ້.")
    if last > today + timedelta(days=MOST_DAYS):
        raise Refused(
            f"{last} is more than {MOST_DAYS} days away: say an earlier day, and make a new verifier in time.",
            f"{last} ໄກກວ່າ {MOST_DAYS} ມື້: ໃຫ້ໃສ່ມື້ທີ່ໃກ້ກວ່າ ແລ້ວສ້າງໄຟລ໌ໃໝ່ໃຫ້ທັນເວລາ.",
        )
    return last


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise Refused(f"{text} is no day: write it as 2026-12-31.", f"{text} ບໍ່ແມ່ນວັນທີ: ໃຫ້ຂຽນແບບ 2026-12-31.") from fault


def _write(out: Path, data: bytes) -> None:
    """Write the file whole or not at all: half a verifier might be handed out."""
    part = out.with_name(out.name + ".part")
    try:
        part.write_bytes(data)
        part.replace(out)
    except OSError as fault:
        raise Refused(f"{out} cannot be written: {fault.strerror}.", f"ຂຽນໄຟລ໌ {out} ບໍ່ໄດ້.") from fault
