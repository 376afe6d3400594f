"""Query of the list of events: its filters, its two orders, and its cursor."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, Literal

from fastapi import Depends, Query
from pydantic import Field

from chassis.http.caller import CallerDep
from chassis.http.pages import Cursor, Limit, PageQuery, Position, must_run_forward
from chassis.reference.held import HeldOrganisationsDep
from contracts.calendar import LAST_YEAR, Day
from contracts.codelists import CodeLists
from contracts.identifiers import pattern_of
from contracts.name_keys import SHORTEST, keys_looked_for
from contracts.official_numbers import dashless_number
from contracts.problems import InvalidInput
from services.civil_registration.domain.sights import Part
from services.civil_registration.errors.work_list import ASSIGNED_TWICE, NAME_TOO_SHORT, OFFICER_NEEDED
from services.civil_registration.wire.seats import SeatAsked, SeatDep

NEVER: Final = date(LAST_YEAR, 12, 31)  # where nothing is due; the index of what waits has the same day
_Kind = Annotated[
    str | None,
    Query(max_length=40, description="Only of this kind.", json_schema_extra={"x-codelist": "civil-event-kind"}),
]
_State = Annotated[
    str | None,
    Query(max_length=40, description="Only where it stands so.", json_schema_extra={"x-codelist": "civil-event-state"}),
]
_Flag = Annotated[
    str | None,
    Query(max_length=40, description="Only with this flag.", json_schema_extra={"x-codelist": "civil-event-flag"}),
]
_Part = Annotated[
    Literal["registrar", "declarer"] | None,
    Query(description="Only those that the office registers (registrar), or that it declared or noticed (declarer)."),
]
_Order = Annotated[
    Literal["newest", "due"],
    Query(
        description="`newest`: the newest first. `due`: only what waits (not registered yet, or with a correction or a "
        "duplicate to be decided), what is due first in front."
    ),
]
_AssignedTo = Annotated[
    str | None,
    Query(
        alias="assignedTo",
        max_length=200,
        description="Only those on which this officer works now, as the assignment names the officer.",
        json_schema_extra={"x-data-class": "specific"},
    ),
]
_Mine = Annotated[bool, Query(alias="mine", description="Only those on which the officer of the token works now.")]
_Unassigned = Annotated[bool, Query(alias="unassigned", description="Only those on which no officer works now.")]
_TrackingId = Annotated[
    str | None,
    Query(
        alias="trackingId",
        min_length=2,
        max_length=64,
        description="Only the event with this tracking number.",
        json_schema_extra={"x-data-class": "specific", "x-subject": "record"},
    ),
]
_Number = Annotated[
    str | None,
    Query(
        alias="number",
        min_length=1,
        max_length=64,
        description="Only events with this number, however it is spelt: of the registration, of the book, of the "
        "declaring member.",
        json_schema_extra={"x-data-class": "specific", "x-subject": "record"},
    ),
]
_Name = Annotated[
    str | None,
    Query(
        alias="name",
        max_length=200,
        description="Only events with a person whose name, or the rest of it from a later word on, begins so; a title "
        "in front, how a name is spelt, spaced and accented make no difference.",
        json_schema_extra={"x-data-class": "specific"},
    ),
]
_Identifier = Annotated[
    str | None,
    Query(
        alias="identifier",
        min_length=2,
        max_length=64,
        description="Only events with a person of this number, however it is spelt.",
        json_schema_extra={"x-field-group": "identifiers", "x-data-class": "specific", "x-subject": "identifier"},
    ),
]
_From = Annotated[Day | None, Query(alias="from", description="Only what happened on this day or later.")]
_To = Annotated[Day | None, Query(alias="to", description="Only what happened on this day or earlier.")]
_DueBy = Annotated[
    Day | None, Query(alias="dueBy", description="Only what is not registered, and due on this day or earlier.")
]


class EventPosition(Position):
    """The event after which a page begins, and of what waits the day on which it is due, else the last day of all."""

    due: Day
    event_id: Annotated[str, Field(pattern=pattern_of("civ"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventQuery(PageQuery[EventPosition]):
    """The filters of a list of events, its order, and where its page begins."""

    seat: SeatAsked
    part: Part | None = None
    order: str = "newest"
    kind: str | None = None
    state: str | None = None
    flag: str | None = None
    assigned_to: str | None = None
    unassigned: bool = False
    tracking_key: str | None = None
    number_key: str | None = None
    person_key: str | None = None
    name_keys: tuple[str, ...] = ()
    occurred_from: date | None = None
    occurred_to: date | None = None
    due_by: date | None = None

    @property
    def is_by_due_day(self) -> bool:
        """Whether what waits is listed, what is due first in front."""
        return self.order == "due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """By what an event is looked for: numbers of its own, those of its persons, and their names, as they are kept."""

    tracking_key: str | None
    number_key: str | None
    person_key: str | None
    name_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """When it happened, and by when it is due."""

    occurred_from: date | None
    occurred_to: date | None
    due_by: date | None


async def _looked(
    held: HeldOrganisationsDep,
    tracking_id: _TrackingId = None,
    number: _Number = None,
    name: _Name = None,
    identifier: _Identifier = None,
) -> Looked:
    return Looked(
        tracking_key=tracking_id and dashless_number(tracking_id),
        number_key=number and dashless_number(number),
        person_key=identifier and dashless_number(identifier),
        name_keys=() if name is None else _name_keys(name, held.code_lists),
    )


async def _days(first: _From = None, last: _To = None, due_by: _DueBy = None) -> Days:
    must_run_forward(("from", first), ("to", last))
    return Days(occurred_from=first, occurred_to=last, due_by=due_by)


async def _assigned(
    caller: CallerDep, assigned_to: _AssignedTo = None, mine: _Mine = False, unassigned: _Unassigned = False
) -> tuple[str | None, bool]:
    if (assigned_to is not None) + mine + unassigned > 1:
        raise InvalidInput(faults=[ASSIGNED_TWICE])
    if mine and caller.officer is None:
        raise InvalidInput(faults=[OFFICER_NEEDED])
    return caller.officer if mine else assigned_to, unassigned


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _event_query(
    seat: SeatDep,
    looked: Annotated[Looked, Depends(_looked)],
    days: Annotated[Days, Depends(_days)],
    assigned: Annotated[tuple[str | None, bool], Depends(_assigned)],
    part: _Part = None,
    order: _Order = "newest",
    kind: _Kind = None,
    state: _State = None,
    flag: _Flag = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> EventQuery:
    query = EventQuery(
        limit=limit,
        seat=seat,
        part=None if part is None else Part(part),
        order=order,
        kind=kind,
        state=state,
        flag=flag,
        assigned_to=assigned[0],
        unassigned=assigned[1],
        tracking_key=looked.tracking_key,
        number_key=looked.number_key,
        person_key=looked.person_key,
        name_keys=looked.name_keys,
        occurred_from=days.occurred_from,
        occurred_to=days.occurred_to,
        due_by=days.due_by,
    )
    return query.continued(cursor, EventPosition)


def _name_keys(name: str, lists: CodeLists) -> tuple[str, ...]:
    keys = keys_looked_for(name, lists)
    if len(keys[0]) < SHORTEST:
        raise InvalidInput(faults=[NAME_TOO_SHORT])
    return keys


EventQueryDep = Annotated[EventQuery, Depends(_event_query)]
