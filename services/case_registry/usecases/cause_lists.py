"""Tell which hearings a court has on a day, for its door."""

from functools import partial
from typing import Final

from chassis.unit.unit import Unit
from contracts.national.justice.cause_list import CauseList, CauseListEntry
from services.case_registry.domain import days
from services.case_registry.domain.reads import Read
from services.case_registry.domain.words import Restriction
from services.case_registry.store import cause_lists as store
from services.case_registry.usecases import readers
from services.case_registry.usecases.asking import Asker, sight_of
from services.case_registry.wire.door_lists import DoorQuery

LONGEST: Final = 10_000  # hearings on one list
_SHOWN: Final = ("starts_at", "starts_on", "ends_at", "room", "kind", "status")


async def cause_list(unit: Unit, asker: Asker, query: DoorQuery) -> CauseList:
    """Return the hearings of a day before one court: of a restricted case its time and room, nobody's name ever."""
    sight = sight_of(unit, asker, Read.CAUSE_LIST)
    on = query.on or days.today(unit.now)
    succeeded = asker.organisations.succeeded(query.seat)
    times = (days.morning(on), days.end_of(on))
    read = partial(store.between, unit, query.seat, succeeded, times, sight=sight, limit=LONGEST)
    rows = await readers.listed(unit, asker, read, lambda row: str(row["case_id"]))
    hearings = []
    for row in rows:
        is_open = row["restriction"] == Restriction.NONE
        more = {name: row[name] for name in ("category", "number", "presiding")} if is_open else {}
        hearings.append(CauseListEntry(**{name: row[name] for name in _SHOWN}, closed=not is_open, **more))
    return CauseList(member=query.seat.member, office=query.seat.office, on=on, computed_at=unit.now, hearings=hearings)
