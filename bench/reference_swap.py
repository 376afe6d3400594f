"""How long a service's loop is held up when the directory tells 10,000 offices: `python -m bench.reference_swap`.

No database and no network: what is measured is reading, checking, putting together and swapping, in a thread beside a
loop that is asked for its turn every millisecond. Told are the longest time without a turn, and the CPU of the whole.
Both are CPU of this process: on a machine that others use, the clock on the wall measures them.
"""

import asyncio
import time
from typing import Final

import orjson

from chassis.reference.keeper import _asked
from contracts.organisations import MemberFacts, OfficeFacts, Organisations
from contracts.reference_data import ReferenceData, digest_of, document_of, of_office
from contracts.seats import Seat

OFFICES: Final = 10_000
ROUNDS: Final = 5


def a_country(version: int, renamed: int = 0) -> ReferenceData:
    """Return a country in which so many offices have another name."""
    members = [MemberFacts(f"member-{n}", "ministry", "ກະຊວງທົດລອງ", "Ministry of tests") for n in range(60)]
    offices = [
        OfficeFacts(
            Seat(f"member-{n % 60}", f"{n:05}"),
            "police-station",
            "district",
            f"ຫ້ອງການເມືອງ {n}",
            f"{'Renamed' if n < renamed else 'District'} office number {n}",
            "0101",
            parent=f"{n // 600:05}",
        )
        for n in range(OFFICES)
    ]
    return ReferenceData(version, Organisations.of(version, members, offices))


class Told:
    """A directory that has one answer."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    async def document(self, _since: int | None) -> bytes:
        """Return it."""
        return self._content


async def longest_wait(held: ReferenceData, content: bytes) -> tuple[float, float]:
    """Return the longest time in ms that the loop had no turn, and the CPU in ms, while the answer was taken."""
    done, longest = asyncio.Event(), 0.0

    async def tick() -> None:
        nonlocal longest
        last = time.process_time()
        while not done.is_set():
            await asyncio.sleep(0.001)
            now = time.process_time()
            longest, last = max(longest, now - last), now

    digest = digest_of(held) if held.version else ""
    ticking = asyncio.create_task(tick())
    await asyncio.sleep(0.02)
    longest, cpu = 0.0, time.process_time()
    found = await _asked(Told(content), held, digest)
    cpu = time.process_time() - cpu
    done.set()
    await ticking
    if found is None:
        raise RuntimeError("nothing was new")
    return longest * 1000, cpu * 1000


async def main() -> None:
    """Print both, for everything and for one changed office."""
    first, second = a_country(1), a_country(2, 1)
    digest = digest_of(second)
    whole = orjson.dumps(document_of(second, digest))
    changed = [of_office(second.organisations.offices[Seat("member-0", "00000")])]
    delta = orjson.dumps(
        {"version": 2, "since": 1, "digest": digest, "members": [], "offices": changed, "codeLists": [], "codes": []}
    )
    for what, held, content in (("everything", ReferenceData(), whole), ("one change", first, delta)):
        found = [await longest_wait(held, content) for _ in range(ROUNDS)]
        waits, cpu = sorted(wait for wait, _ in found), sorted(cpu for _, cpu in found)
        print(
            f"{what}: {len(content) / 1e6:.2f} MB; "
            f"loop without a turn {waits[ROUNDS // 2]:.0f} ms (median of {ROUNDS}), "
            f"{waits[-1]:.0f} at most; CPU {cpu[ROUNDS // 2]:.0f} ms"
        )


if __name__ == "__main__":
    asyncio.run(main())
