"""From wherever the tables bring a case, with whoever has its file, a road leads to its end."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import pytest

from services.case_registry.domain.openings import usual_status
from services.case_registry.domain.table import TABLE, Need
from services.case_registry.domain.words import PAUSES, Kind, Status, Way

DAY = date(2026, 3, 2)
# who opens cases that go this way: the police bring no civil one
OPENERS = {Way.CRIMINAL: (Kind.POLICE,), Way.CIVIL: (Kind.COURT, Kind.PROSECUTOR, Kind.JUSTICE)}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case stands and stood, and the kind of member that has its file."""

    way: Way
    convicted: bool
    status: Status
    holder: Kind
    previous: Status | None = None
    before_pause: Status | None = None


def steps(at: Place) -> Iterator[Place]:
    """Yield where the case is after one move by whoever may, or after its file has gone on."""
    for row in TABLE.moves_from(at.status, at.way, at.previous, DAY):
        has_the_file = row.by is at.holder or row.office.seat != "own"
        if not has_the_file or (Need.CONVICTION in row.needs and not at.convicted):
            continue
        resumed = at.status in PAUSES and row.target is at.previous
        yield replace(
            at,
            status=row.target,
            previous=at.before_pause if resumed else at.status,
            before_pause=at.previous if row.target in PAUSES else None,
        )
    for hand_over in TABLE.hand_overs:
        if hand_over.source is at.holder and at.status in hand_over.at:
            yield replace(at, holder=hand_over.target)


def reachable(way: Way, *, convicted: bool) -> dict[Place, list[Place]]:
    """Return every place that a case of this way comes to, each with where it may go from there."""
    found: dict[Place, list[Place]] = {}
    waiting = deque(Place(way, convicted, usual_status(way), holder) for holder in OPENERS[way])
    while waiting:
        at = waiting.popleft()
        if at not in found:
            found[at] = list(steps(at))
            waiting.extend(found[at])
    return found


@pytest.mark.parametrize("way", list(Way))
@pytest.mark.parametrize("convicted", [True, False])
def test_a_road_leads_from_everywhere_to_the_end(way: Way, *, convicted: bool) -> None:
    places = reachable(way, convicted=convicted)
    leading = {at for at in places if at.status is Status.CLOSED}
    while more := {at for at, following in places.items() if at not in leading and leading.intersection(following)}:
        leading |= more
    stuck = sorted(f"{at.status} with {at.holder}, before {at.previous}" for at in places.keys() - leading)
    assert stuck == []
