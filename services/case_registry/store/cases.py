"""SQL of cases: insert, number, relate, read one, list by filters that each have an index."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import orjson
from sqlalchemy import ColumnElement, Select, Text, bindparam, delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY, insert

from chassis.postgres.statements import array_of, insert_all, table_of
from chassis.unit.unit import Unit
from contracts.codelists import CodeLists
from contracts.json_types import JSON
from contracts.national.justice.case import Case
from contracts.national.justice.case_number import CaseNumber
from contracts.national.justice.case_relation import CaseRelation
from contracts.national.justice.case_summary import CaseSummary
from contracts.official_numbers import normal_number
from contracts.seats import Seat
from contracts.subject_keys import SubjectKeys
from services.case_registry.domain import deadlines
from services.case_registry.domain.case_state import CaseState
from services.case_registry.domain.cases import unlisted_of
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.reads import Sight
from services.case_registry.domain.stays import told
from services.case_registry.domain.words import WantedSeats
from services.case_registry.models.cases import CaseNumberRow, CaseRelationRow
from services.case_registry.models.hand_overs import HandOverRow
from services.case_registry.store import claims, participants, prosecutors, stays
from services.case_registry.store.case_filters import NAMES, named, of_others
from services.case_registry.store.deadlines import DEADLINES
from services.case_registry.store.deadlines import rows_of as rows_of_deadlines
from services.case_registry.store.history import HISTORY, columns_of, row_of
from services.case_registry.store.participants import PARTICIPANTS
from services.case_registry.store.seats import is_wanted, seat_column
from services.case_registry.store.visibility import CASES, VISIBLE, listed, parameters, sees, visible_at
from services.case_registry.store.waiting import WAITS
from services.case_registry.wire.cases import CaseQuery

NUMBERS: Final = table_of(CaseNumberRow)
_RELATIONS: Final = table_of(CaseRelationRow)
_HAND_OVERS: Final = table_of(HandOverRow)

LOOKED_AT_FIRST: Final = 1_000  # of the ids that a name is found in

# One statement, one round trip. Foreign keys are checked at its end; a number that is taken leaves nothing to count,
# and the caller's refusal rolls the rest back.
_ADD_NUMBER: Final = insert_all(NUMBERS).on_conflict_do_nothing().returning(NUMBERS.c.case_id, NUMBERS.c.own)
_CONFIRM: Final = delete(NUMBERS).where(
    NUMBERS.c.case_id == bindparam("of_case"),
    NUMBERS.c.member == bindparam("of_member"),
    NUMBERS.c.office == bindparam("of_office"),
    NUMBERS.c.normal == bindparam("of_normal"),
    ~NUMBERS.c.own,
)
_numbered = _ADD_NUMBER.cte("numbered")
_OPEN: Final = (
    select(func.count())
    .select_from(_numbered)
    .where(_numbered.c.own)
    .add_cte(
        *(
            insert_all(table).cte(f"new_{table.name}")
            for table in (CASES, *participants.TABLES, HISTORY, stays.STAYS, DEADLINES)
        )
    )
)

NUMBERS_OF_CASE: Final = array_of(
    NUMBERS,
    NUMBERS.c.assigned_on,
    {
        "by": func.jsonb_build_object("member", NUMBERS.c.member, "office", NUMBERS.c.office),
        "number": NUMBERS.c.printed,
        "assignedOn": NUMBERS.c.assigned_on,
    },
).where(NUMBERS.c.case_id == CASES.c.case_id)
_relations = array_of(
    _RELATIONS, _RELATIONS.c.other_id, {"kind": _RELATIONS.c.kind, "otherCaseId": _RELATIONS.c.other_id}
).where(_RELATIONS.c.case_id == CASES.c.case_id, sees(_RELATIONS.c.other_id))
_participants = participants.DOCUMENTS.where(PARTICIPANTS.c.case_id == CASES.c.case_id, listed(PARTICIPANTS))
_prosecutors = prosecutors.DOCUMENTS.where(prosecutors.PROSECUTORS.c.case_id == CASES.c.case_id)
_claims = claims.DOCUMENTS.where(claims.CLAIMS.c.case_id == CASES.c.case_id)
_pending = select(_HAND_OVERS.c.hand_over_id).where(
    _HAND_OVERS.c.case_id == CASES.c.case_id, _HAND_OVERS.c.status == "sent"
)

# What a list shows of a case; `responsible` and `court` are objects, and null is no member of a document.
SUMMARIES: Final = select(
    *(CASES.c[name] for name in ("case_id", "title", "category", "place", "opened_on")),
    *(CASES.c[name] for name in ("status", "restriction", "due_on")),
    seat_column(CASES, "opened", "opened_by"),
    seat_column(CASES, "responsible"),
    func.nullif(
        func.jsonb_strip_nulls(func.jsonb_build_object("member", CASES.c.court_member, "office", CASES.c.court_office)),
        func.jsonb_build_object(),
    ).label("court"),
    NUMBERS_OF_CASE.correlate(CASES).scalar_subquery().label("numbers"),
).where(VISIBLE)
_WHOLE: Final = SUMMARIES.add_columns(
    CASES.c.committed_on,
    CASES.c.defendant.label("defendant_status"),
    CASES.c.recorded_at,
    CASES.c.version,
    _relations.correlate(CASES).scalar_subquery().label("relations"),
    _pending.correlate(CASES).scalar_subquery().label("pending_hand_over_id"),
    _participants.correlate(CASES).scalar_subquery().label("participants"),
    _prosecutors.correlate(CASES).scalar_subquery().label("prosecutors"),
    _claims.correlate(CASES).scalar_subquery().label("claims"),
).where(CASES.c.case_id == bindparam("case_id"))
_ONE: Final = select(CASES.c.case_id).where(CASES.c.case_id == bindparam("case_id"))
_IS_VISIBLE: Final = _ONE.where(VISIBLE)


async def add_case(
    unit: Unit, case: Case, state: CaseState, history: Sequence[Entry], keys: SubjectKeys, lists: CodeLists
) -> bool:
    """Write a new case with its history; return False when the office has given its number to another of that year."""
    return await unit.connection.scalar(_OPEN, rows_of(case, state, history, keys, lists, unit.exchange_id)) == 1


def rows_of(
    case: Case,
    state: CaseState,
    history: Sequence[Entry],
    keys: SubjectKeys,
    lists: CodeLists,
    exchange_id: str | None,
) -> dict[str, JSON]:
    """Return the rows of a new case by table name, given its state and the history that leads to it."""
    people = case.participants or []
    due = deadlines.at_first(history, lists, people)
    return {
        CASES.name: [_case_row(case, state) | {"due_on": due[0].due_on.isoformat() if due else None}],
        NUMBERS.name: [number_row(case.case_id, number) for number in case.numbers],
        **participants.rows_of(case.case_id, people, keys, lists, first=0, unlisted=unlisted_of(case)),
        HISTORY.name: [row_of(case.case_id, entry, exchange_id) for entry in history],
        stays.STAYS.name: stays.rows_of(told(history)),
        DEADLINES.name: rows_of_deadlines(case.case_id, due),
    }


async def add_cases(unit: Unit, rows: Mapping[str, Sequence[bytes]]) -> int:
    """Write many new cases, given the `rows_of` each by table, as JSON.

    Returns how many of the numbers were free that the importing offices had given themselves.
    """
    tables = (CASES, NUMBERS, *participants.TABLES, HISTORY, stays.STAYS, DEADLINES)
    given = {table.name: orjson.Fragment(b"[" + b",".join(rows.get(table.name, ())) + b"]") for table in tables}
    added: int = await unit.connection.scalar(_OPEN, given) or 0
    return added


async def add_number(unit: Unit, case_id: str, number: CaseNumber) -> bool:
    """Write a number of the case; return False when the office has given it to a case of that year already."""
    row = number_row(case_id, number)
    # what somebody else said of it is confirmed: the office has given the number itself now
    of_row = {f"of_{name}": row[name] for name in ("member", "office", "normal")}
    await unit.connection.execute(_CONFIRM, {"of_case": case_id, **of_row})
    rows = {NUMBERS.name: [row]}
    return await unit.connection.scalar(_ADD_NUMBER, rows) is not None


async def add_relation(unit: Unit, case_id: str, relation: CaseRelation) -> bool:
    """Write a relation of the case; return False when it is there already."""
    row = {"case_id": case_id, "kind": relation.kind, "other_id": relation.other_case_id}
    written = await unit.connection.execute(insert(_RELATIONS).values(row).on_conflict_do_nothing())
    return written.rowcount == 1


async def remove_relation(unit: Unit, case_id: str, kind: str, other_id: str) -> None:
    """Remove a relation that came with a joining which is undone."""
    columns = _RELATIONS.c
    of_it = (columns.case_id == case_id, columns.kind == kind, columns.other_id == other_id)
    await unit.connection.execute(delete(_RELATIONS).where(*of_it))


async def stated(unit: Unit, case_id: str) -> dict[str, JSON]:
    """Return the title, the place and the day of the act of a case, which stand beside its history."""
    beside = select(CASES.c.title, CASES.c.place, CASES.c.committed_on).where(CASES.c.case_id == case_id)
    row = (await unit.connection.execute(beside)).one()
    return {"title": row.title, "place": row.place, "committedOn": row.committed_on}


async def renumber(unit: Unit, case_id: str, by: Seat, printed: str, day: date) -> bool:
    """Write that an office gave its number to the case on that day; return False where it has it in that year."""
    own = (NUMBERS.c.member == by.member, NUMBERS.c.office == by.office)
    same = (NUMBERS.c.year == day.year, NUMBERS.c.normal == normal_number(printed), NUMBERS.c.case_id != case_id)
    if await unit.connection.scalar(select(NUMBERS.c.case_id).where(*own, *same)) is not None:
        return False
    given = update(NUMBERS).where(*own, NUMBERS.c.case_id == case_id, NUMBERS.c.printed == printed)
    await unit.connection.execute(given.values(year=day.year, assigned_on=day))
    return True


async def correct(unit: Unit, case_id: str, stated: Mapping[str, Any]) -> None:  # Any: values of SQL types
    """Write what is right of what the opening of a case stated: title, place, opened_on."""
    await unit.connection.execute(update(CASES).where(CASES.c.case_id == case_id).values(**stated))


async def case(unit: Unit, case_id: str, *, sight: Sight) -> Case | None:
    """Return the case with its participants, or None when there is none in sight."""
    row = (await unit.connection.execute(_WHOLE, {"case_id": case_id, **parameters(sight)})).mappings().first()
    return None if row is None else Case.model_validate(row)


async def is_visible(unit: Unit, case_id: str, sight: Sight, at: datetime | None = None) -> bool:
    """Tell whether there is such a case in sight, as it is or as it was at a moment."""
    query = _IS_VISIBLE if at is None else _ONE.where(visible_at(at))
    return await unit.connection.scalar(query, {"case_id": case_id, **parameters(sight)}) is not None


def _case_row(case: Case, state: CaseState) -> dict[str, JSON]:
    stated = ("case_id", "title", "category", "place", "opened_on", "committed_on", "restriction", "recorded_at")
    facts = case.model_dump(mode="json", exclude_none=True, include=set(stated))
    opened = {"opened_member": case.opened_by.member, "opened_office": case.opened_by.office}
    return facts | opened | columns_of(state) | {"moved_on": state.moved_on.isoformat()}


def number_row(case_id: str, number: CaseNumber) -> dict[str, JSON]:
    """Return the row of a number that the office gave itself, as `insert_all` takes it."""
    return {
        "case_id": case_id,
        "member": number.by.member,
        "office": number.by.office,
        "printed": number.number,
        "normal": normal_number(number.number),
        "year": number.assigned_on.year,
        "assigned_on": number.assigned_on.isoformat(),
        "own": True,
    }


async def page(
    unit: Unit,
    query: CaseQuery,
    *,
    office: WantedSeats | None,
    court: WantedSeats | None,
    sight: Sight,
    limit: int,
) -> list[CaseSummary]:
    """Return the cases in sight that the query asks for, newest first: with the file at `office`, before `court`."""
    of_seats = (
        *is_wanted(CASES.c.responsible_member, CASES.c.responsible_office, office),
        *is_wanted(CASES.c.court_member, CASES.c.court_office, court),
    )
    conditions = [*_conditions(query), *of_seats]
    if not query.name_keys:
        return await _newest(unit, SUMMARIES.order_by(CASES.c.case_id.desc()), conditions, sight, limit)
    ids = named(query.name_keys)
    if query.after is not None:
        ids = ids.where(NAMES.c.case_id < query.after.case_id)
    # A name that half of the cases have: the newest of them fill a page, unless few are in sight or are wanted.
    newest = (await unit.connection.scalars(ids.order_by(NAMES.c.case_id.desc()).limit(LOOKED_AT_FIRST))).all()
    some = SUMMARIES.where(CASES.c.case_id == literal(newest, ARRAY(Text)).any_()).order_by(CASES.c.case_id.desc())
    found = await _newest(unit, some, conditions, sight, limit)
    if len(found) == limit or len(newest) < LOOKED_AT_FIRST:
        return found
    return await _newest(unit, _of_ids(ids), conditions, sight, limit)


async def _newest(
    unit: Unit, statement: Select[Any], conditions: Sequence[ColumnElement[bool]], sight: Sight, limit: int
) -> list[CaseSummary]:  # Any: SQL types
    rows = await unit.connection.execute(statement.where(*conditions).limit(limit), parameters(sight))
    return [CaseSummary.model_validate(row) for row in rows.mappings()]


def _of_ids(ids: Select[tuple[str]]) -> Select[Any]:  # Any: SQL types
    """Return the query of the cases with these ids, newest first.

    The ids are sorted before any case is looked at: a name of a thousand people costs a page of cases, not a thousand.
    """
    found = ids.distinct().order_by(NAMES.c.case_id.desc()).offset(0).subquery("named")  # offset: planned by itself
    return SUMMARIES.join_from(CASES, found, CASES.c.case_id == found.c.case_id).order_by(found.c.case_id.desc())


def _conditions(query: CaseQuery) -> Iterator[ColumnElement[bool]]:
    if query.after is not None:
        yield CASES.c.case_id < query.after.case_id
    if query.category is not None:
        yield CASES.c.category == query.category
    if query.status is not None:
        yield CASES.c.status == query.status
    if query.opened_from is not None:
        yield CASES.c.opened_on >= query.opened_from
    if query.opened_to is not None:
        yield CASES.c.opened_on <= query.opened_to
    if query.affected_by is not None:
        yield WAITS
    for found in of_others(query):
        yield CASES.c.case_id.in_(found)
