"""Benchmark of looking up whom and which codes a request names, and of what a change of them costs."""

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Final

import orjson

from bench import bodies, policy, subjects
from contracts.catalogue import Catalogue, compile_schema
from contracts.marks import Speaking, compile_marks
from contracts.organisations import MemberFacts, OfficeFacts, Organisations
from contracts.references import resolver_of
from contracts.seats import Seat
from gateway.directory import code_rows
from gateway.directory.codes import entries_of
from gateway.directory.snapshot import Snapshot
from gateway.exchange.callers_directory import CallersDirectory

METHOD: Final = """Method. µs of this process's CPU, the least of twenty runs. Documents are parsed already; what is
measured is `lookup_faults`, which the gateway calls once for a valid body, with a directory of 300 members and 10,000
offices. "Walk" is `Marks.find` alone on the document before it, in the same run: the rest is looking up. On a shared
machine the ratios hold better than the times: compare with the row "find 2 numbers" above."""
MEMBERS: Final = 300
OFFICES: Final = 10_000
OPERATIONS: Final = 5_000
_BASE: Final = "https://schemas.saphan.gov.la"
_DAY: Final = date(2026, 11, 28)
_PLACE: Final = {"$ref": f"{_BASE}/shared/place/v1"}
_SEAT: Final = {"$ref": f"{_BASE}/shared/seat/v1"}
_MANY: Final[dict[str, Any]] = {"properties": {"participants": {"items": {"properties": {"heldBy": _SEAT}}}}}
_OPENING: Final = {"allOf": [{"$ref": f"{_BASE}/justice/case-opening/v1"}]}


def rows() -> list[tuple[str, float, float | None]]:
    """Return name, microseconds per call, and the budget where there is one."""
    snapshot = Snapshot(1, {}, {}, {}, organisations=_country(), code_lists=Catalogue.load().code_lists)
    known = CallersDirectory(snapshot)
    few = compile_schema(_OPENING | {"properties": dict.fromkeys(("court", "to", "copyTo"), _SEAT)})
    many = compile_schema(_MANY)
    seats = compile_schema({"items": _SEAT})
    small = orjson.loads(bodies.opening(2_000)) | {name: _seat(n) for n, name in enumerate(("court", "to", "copyTo"))}
    large = orjson.loads(bodies.opening(100_000))
    for number, person in enumerate(large["participants"]):
        person["heldBy"] = _seat(number)
    only = [_seat(number) for number in range(100_000 // len(orjson.dumps(_seat(0))))]
    wrong = [{"member": seat["member"], "office": "none"} for seat in only]
    asked = (
        ("three seats in 2 KB", few, small, 10.0),
        (f"{len(large['participants'])} seats in 100 KB", many, large, 300.0),
        (f"{len(only)} seats, 100 KB of nothing else", seats, only, None),
        ("the same, all wrong: 100 faults told", seats, wrong, None),
    )
    found: list[tuple[str, float, float | None]] = []
    for name, schema, document, budget in asked:
        found.append((name, _least(partial(schema.lookup_faults, document, on=_DAY, directory=known)), budget))
        walk = compile_marks(_MANY, resolver_of(Catalogue.load().definitions.documents), _mark)
        if schema is many and walk is not None:
            found.append(("of these the walk", _least(partial(walk.find, document)), None))
    found += _codes(known)
    held = known.organisations
    indexed = _least(lambda: Organisations(1, held.members, held.offices))
    found.append((f"index of {OFFICES:,} offices, made at a swap", indexed, None))
    return found


def _codes(known: CallersDirectory) -> list[tuple[str, float, float | None]]:
    """Return the same of national codes: in requests, in an answer, and what a change of `places` costs a snapshot."""
    opening = compile_schema(_OPENING)
    born = {"properties": {"participants": {"items": {"properties": {"bornAt": _PLACE, "heldBy": _SEAT}}}}}
    places, all_of_it = sorted(known.code_lists.lists["places"].codes), compile_schema({"allOf": [_OPENING, born]})
    small, large = orjson.loads(bodies.opening(2_000)), orjson.loads(bodies.opening(100_000))
    people = large["participants"]
    for number, person in enumerate(people):
        person |= {"heldBy": _seat(number), "bornAt": places[number % len(places)]}
    lists = known.code_lists
    of_list, of_codes = entries_of(lists.lists["places"])
    whole = orjson.dumps([["codeList", 2, of_list.facts()],
                          *(["code", 2, code.facts()] for code in of_codes)]).decode()  # fmt: skip
    held = replace(_with_operations(known), code_lists=code_rows.followed(lists, whole))
    one = orjson.dumps([["code", 3, of_codes[5].facts() | {"en": "Renamed"}]]).decode()

    def swap(text: str) -> Callable[[], object]:
        return lambda: replace(held, version=3, code_lists=code_rows.followed(held.code_lists, text))

    return [
        ("two codes in 2 KB", _least(lambda: opening.lookup_faults(small, on=_DAY, directory=known)), 10.0),
        (
            f"{len(people)} places and as many seats in 100 KB",
            _least(lambda: all_of_it.lookup_faults(large, on=_DAY, directory=known)),
            500.0,  # of the seats 180 to 190 (decision 0039), and 300 more
        ),
        ("the same as an answer: codes alone", _least(lambda: all_of_it.unknown_codes(large, lists)), None),
        (f"swap of one place of {len(places)} at {OPERATIONS:,} operations", _least(swap(one)), 50_000.0),
        ("swap of all places", _least(swap(whole)), 50_000.0),
    ]


def _with_operations(known: CallersDirectory) -> Snapshot:
    """Return the snapshot with services of as many operations, all compiled; agreements are as in `bench.policy`."""
    country = policy.a_directory()
    service = next(iter(country.services.values()))
    services = {f"service-{n}": service for n in range(OPERATIONS // len(service.operations))}
    return replace(country, services=services, organisations=known.organisations)


async def lines(_count: int) -> AsyncIterator[str]:
    """Measure the look-ups alone, and what they are compared with."""
    for name, cost_us, budget_us in (*subjects.rows(), *rows()):
        yield f"{name}: {cost_us:.1f} µs" + ("" if budget_us is None else f" (budget {budget_us:.0f})")
    yield METHOD


def _mark(speaking: Speaking) -> str | None:
    mark: str | None = speaking.node.get("x-directory")
    return mark


def _country() -> Organisations:
    members = [MemberFacts(f"member-{n}", "ministry", "ໜ່ວຍງານ", "Member") for n in range(MEMBERS)]
    return Organisations.of(1, members, map(_office, range(OFFICES)))


def _office(number: int) -> OfficeFacts:
    seat = Seat(f"member-{number % MEMBERS}", f"{number:05}")
    return OfficeFacts(seat, "ministry-office", "district", "ຫ້ອງການ", "Office", begins=date(2020, 1, 1))


def _seat(number: int) -> dict[str, Any]:
    return {"member": f"member-{number % MEMBERS}", "office": f"{number % OFFICES:05}"}


def _least(work: Callable[[], object]) -> float:
    """Return microseconds of one call: of twenty runs that take long enough to be told apart, the least."""
    work()
    began = time.process_time()
    work()
    rounds = max(1, int(0.05 / max(time.process_time() - began, 1e-6)))
    runs = []
    for _ in range(20):
        began = time.process_time()
        for _ in range(rounds):
            work()
        runs.append((time.process_time() - began) / rounds * 1e6)
    return min(runs)
