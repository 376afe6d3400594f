"""SQL of vital events: the event, its append-only log, its people with names and numbers, and registration numbers."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import orjson
from sqlalchemy import Text, bindparam, delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY, insert

from chassis.postgres.statements import insert_all, table_of
from chassis.unit.unit import Unit
from contracts.codelists import CodeLists
from contracts.official_numbers import dashless_number
from contracts.seats import Seat
from services.civil_registration.domain.actions import Act, Action, Author
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.needs import lacking
from services.civil_registration.domain.numbers import series_of, tracking_id
from services.civil_registration.domain.people import Person, people_of
from services.civil_registration.domain.records import Record, replay
from services.civil_registration.domain.vital_statistics import counted
from services.civil_registration.models.events import (
    ActionRow,
    CivilEventRow,
    NameRow,
    NumberRow,
    PersonRow,
    SerialRow,
    SeriesRow,
)

EVENTS: Final = table_of(CivilEventRow)
ACTIONS: Final = table_of(ActionRow)
PEOPLE: Final = table_of(PersonRow)
NAMES: Final = table_of(NameRow)
NUMBERS: Final = table_of(NumberRow)
_SERIES: Final = table_of(SeriesRow)
_SERIALS: Final = table_of(SerialRow)
_LOG: Final = select(ACTIONS).where(ACTIONS.c.event_id == bindparam("event_id")).order_by(ACTIONS.c.position)
_LOGS: Final = (
    select(ACTIONS)
    .where(ACTIONS.c.event_id == bindparam("event_ids", type_=ARRAY(Text)).any_())
    .order_by(ACTIONS.c.event_id, ACTIONS.c.position)
)
_LOCK: Final = select(literal(1)).where(EVENTS.c.event_id == bindparam("event_id")).with_for_update()
_OF_CLIENT: Final = select(ACTIONS.c.event_id).where(
    ACTIONS.c.member == bindparam("member"),
    ACTIONS.c.client_action_id == bindparam("client_action_id"),
    ACTIONS.c.kind == bindparam("kind"),
)
# numbers of the event itself, beside those of its people; `type` is no code of the list `identifier-type`
LATE: Final = "late"  # the one flag that is no column: days decide it
OWN, BOOK, REGISTRATION, TRACKING = "ownNumber", "bookNumber", "registrationNumber", "trackingId"
OWN_NUMBERS: Final = (OWN, BOOK, REGISTRATION)
MARRIAGE: Final = "marriageNumber"  # that a divorce cites
FAMILY_BOOK: Final = "familyBook"
_ADD_PEOPLE: Final = select(func.count()).add_cte(
    *(insert_all(table).cte(f"new_{table.name}") for table in (PEOPLE, NAMES, NUMBERS))
)

_TABLES: Final = (EVENTS, ACTIONS, PEOPLE, NAMES, NUMBERS)
_ADD_EVENTS: Final = select(func.count()).add_cte(*(insert_all(table).cte(f"new_{table.name}") for table in _TABLES))


async def add_event(unit: Unit, event_id: str, record: Record, lists: CodeLists) -> None:
    """Write a new event with the action that opened it."""
    await unit.connection.execute(_ADD_EVENTS, rows_of(event_id, record, lists))


async def add_actions(unit: Unit, event_id: str, before: Record, after: Record, lists: CodeLists) -> None:
    """Append the actions that `after` has beyond `before` to the log, and update what is searched of the event."""
    await unit.connection.execute(update(EVENTS).where(EVENTS.c.event_id == event_id), columns_of(after))
    await _append(unit, event_id, after.actions[before.version :], first=before.version)
    if after.facts is before.facts:
        if after.registration is not before.registration:
            await _add_numbers(unit, event_id, after)
        if after.registrar != before.registrar:
            handed_over = update(NAMES).where(NAMES.c.event_id == event_id)
            await unit.connection.execute(handed_over, _seats_of(after))
    else:
        for table in (NAMES, NUMBERS, PEOPLE):
            await unit.connection.execute(delete(table).where(table.c.event_id == event_id))
        await _add_people(unit, event_id, after, lists)


async def records(unit: Unit, event_ids: Sequence[str]) -> dict[str, Record]:
    """Return the records of these events, by their ids."""
    logs: dict[str, list[Action]] = {}
    for row in await unit.connection.execute(_LOGS, {"event_ids": list(event_ids)}):
        logs.setdefault(row.event_id, []).append(action_of(row))
    return {event_id: replay(log) for event_id, log in logs.items()}


async def record(unit: Unit, event_id: str, *, to_change: bool = False) -> Record | None:
    """Return the record of an event, or None when there is no such event.

    `to_change` holds the event until the transaction ends, so that two registrars cannot both find it declared.
    """
    asked = {"event_id": event_id}
    if to_change:
        await unit.connection.execute(_LOCK, asked)
    rows = (await unit.connection.execute(_LOG, asked)).all()
    return replay([action_of(row) for row in rows]) if rows else None


async def opened_by(unit: Unit, member: str, client_action_id: str, act: Act) -> str | None:
    """Return the event that this member's action of that id opened, or None: a client that was offline asks again."""
    asked = {"member": member, "client_action_id": client_action_id, "kind": act}
    found: str | None = await unit.connection.scalar(_OF_CLIENT, asked)
    return found


async def next_serial(unit: Unit, seat: Seat, kind: EventKind, year: int) -> tuple[str, int]:
    """Return the series of the office and the next serial of this kind and year; no gaps: a rollback takes it back."""
    series = await _series(unit, seat)
    given = insert(_SERIALS).values(series=series, kind=kind.value, year=year, last=1)
    counted = given.on_conflict_do_update(
        index_elements=[_SERIALS.c.series, _SERIALS.c.kind, _SERIALS.c.year], set_={"last": _SERIALS.c.last + 1}
    ).returning(_SERIALS.c.last)
    serial: int = (await unit.connection.execute(counted)).scalar_one()
    return series, serial


async def _series(unit: Unit, seat: Seat) -> str:
    known = select(_SERIES.c.code).where(_SERIES.c.member == seat.member, _SERIES.c.office == seat.office)
    code: str | None = await unit.connection.scalar(known)
    for wanted in series_of(seat) if code is None else ():
        given = insert(_SERIES).values(member=seat.member, office=seat.office, code=wanted)
        code = await unit.connection.scalar(given.on_conflict_do_nothing().returning(_SERIES.c.code))
        # another registration of this office may have given it meanwhile
        code = code or await unit.connection.scalar(known)
        if code is not None:
            break
    if code is None:
        raise RuntimeError(f"both series of {seat} are others'")  # two seats of one spelling: the directory has no such
    return code


def rows_of(event_id: str, record: Record, lists: CodeLists) -> dict[str, Any]:  # Any: rows by table, as JSON
    """Return the rows of a new event, as an import writes many of them at once."""
    return {
        EVENTS.name: [_event_row(event_id, record)],
        ACTIONS.name: action_rows(event_id, record.actions, first=0),
        **people_rows(event_id, record, lists),
    }


async def add_events(unit: Unit, rows: Mapping[str, Sequence[bytes]]) -> None:
    """Write many new events, given the `rows_of` each by table, as JSON texts to be joined with commas."""
    given = {table.name: orjson.Fragment(b"[" + b",".join(rows.get(table.name, ())) + b"]") for table in _TABLES}
    await unit.connection.execute(_ADD_EVENTS, given)


def _event_row(event_id: str, record: Record) -> dict[str, Any]:  # Any: as below
    return {"event_id": event_id, "tracking_id": tracking_id(record.kind, event_id), **columns_of(record)}


def columns_of(record: Record) -> dict[str, Any]:  # Any: values of columns
    """Return what is searched and locked of an event, by column."""
    assigned = record.assignments[-1] if record.assignments else None
    before = record.assignments[-2] if len(record.assignments) > 1 else None
    registration = record.registration or {}
    flags = record.flags(date.min, incomplete=bool(lacking(record.kind, record.state, record.facts)))
    return {
        "kind": record.kind.value,
        "state": record.state.value,
        "version": record.version,
        "flags": [flag for flag in flags if flag != LATE],
        "closed": record.is_closed,
        "subjects": [dict(name) for name in record.subjects],
        "occurred_on": record.occurred_on,
        "district": record.district,
        "due_on": record.due_on,
        "declared_at": record.actions[0].author.at,
        **_seats_of(record),
        "assigned_to": None if assigned is None else assigned.officer,
        "assigned_until": None if assigned is None else assigned.until,
        "else_assigned_to": None if before is None else before.officer,
        "else_assigned_until": None if before is None else before.until,
        "registration_number": registration.get("registrationNumber"),
        "book_number": registration.get("bookNumber"),
        "registered_by": None if record.registered_by is None else record.registered_by.member,
        "registered_office": None if record.registered_by is None else record.registered_by.office,
        "registered_on": record.registered_on,
        "changed_at": record.actions[-1].author.at,
        "uin_refusal": None if record.uin is None else record.uin.refusal,
        **counted(record.kind, record.facts),
    }


def _seats_of(record: Record) -> dict[str, str]:
    """Return the offices of an event, by column: of the event itself, and of each of its names."""
    return {
        "registrar_member": record.registrar.member,
        "registrar_office": record.registrar.office,
        "declared_by": record.declarer.member,
        "declared_office": record.declarer.office,
    }


async def _append(unit: Unit, event_id: str, log: Sequence[Action], *, first: int) -> None:
    await unit.connection.execute(insert(ACTIONS), action_rows(event_id, log, first=first))


def action_rows(event_id: str, log: Sequence[Action], *, first: int) -> list[dict[str, Any]]:  # Any: see `columns_of`
    """Return the rows of these actions in the log of an event, of which the first has this position."""
    return [
        {
            "event_id": event_id,
            "position": position,
            "kind": action.kind,
            "at": action.author.at,
            "member": action.author.seat.member,
            "office": action.author.seat.office,
            "system": action.author.system,
            "officer": action.author.officer,
            "client_action_id": action.author.client_action_id,
            "content": dict(action.content),
        }
        for position, action in enumerate(log, start=first)
    ]


async def _add_numbers(unit: Unit, event_id: str, record: Record) -> None:
    """Add the numbers that an event has since its registration; what else it is found by stays."""
    own = [(key, type) for key, type, _ in sorted(_own_numbers(event_id, record)) if type in {BOOK, REGISTRATION}]
    rows = [{"key": key, "type": type, "event_id": event_id, "role": ""} for key, type in own]
    if rows:
        await unit.connection.execute(insert(NUMBERS).on_conflict_do_nothing(), rows)


async def _add_people(unit: Unit, event_id: str, record: Record, lists: CodeLists) -> None:
    await unit.connection.execute(_ADD_PEOPLE, people_rows(event_id, record, lists))


def people_rows(event_id: str, record: Record, lists: CodeLists) -> dict[str, list[dict[str, Any]]]:  # Any: columns
    """Return the rows of an event's people, names and numbers, by table."""
    people = people_of(record.kind, record.facts, lists)
    rows = [
        {
            "event_id": event_id,
            "role": each.role,
            "is_subject": each.is_subject,
            "name_key": each.name_key,
            "born_from": None if each.born_from is None else each.born_from.isoformat(),
            "born_to": None if each.born_to is None else each.born_to.isoformat(),
            "sex": each.sex,
            "birth_number": each.birth_number,
            "is_multiple": each.is_multiple,
        }
        for each in people
    ]
    seats = _seats_of(record)
    names = [{"key": key, "event_id": event_id, "role": each.role, **seats} for each in people for key in each.keys]
    numbers = {
        (dashless_number(value), type, each.role) for each in people for type, value in _numbers_of(each)
    } | _own_numbers(event_id, record)
    found = [{"key": key, "type": type, "event_id": event_id, "role": role} for key, type, role in sorted(numbers)]
    return {PEOPLE.name: rows, NAMES.name: names, NUMBERS.name: found}


def _numbers_of(person: Person) -> list[tuple[str, str]]:
    known = [] if person.birth_number is None else [("birthRegistration", person.birth_number)]
    return [*person.numbers, *known]


def _own_numbers(event_id: str, record: Record) -> set[tuple[str, str, str]]:
    registration = record.registration or {}
    told = {
        OWN: record.facts.get("ownNumber"),
        BOOK: registration.get("bookNumber"),
        REGISTRATION: registration.get("registrationNumber"),
        TRACKING: tracking_id(record.kind, event_id),
        MARRIAGE: record.facts.get("marriageNumber"),
        FAMILY_BOOK: (record.facts.get("familyBook") or {}).get("number"),
    }
    return {(dashless_number(number), type, "") for type, number in told.items() if number is not None}


def action_of(row: Any) -> Action:  # Any: a row of the log
    """Return the action of a row of the log."""
    author = Author(Seat(row.member, row.office), row.system, row.officer, row.at, row.client_action_id)
    return Action(Act(row.kind), author, row.content)
