"""Finding cases: each filter is a condition with an index of its own, newest cases first."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, or_, select, tuple_

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.national.justice.case_summary import CaseSummary
from services.case_registry.domain.words import Status
from services.case_registry.models.cases import CaseRelationRow
from services.case_registry.models.participants import ParticipantNameRow
from services.case_registry.store.cases import NUMBERS, SUMMARIES
from services.case_registry.store.participants import PARTICIPANTS
from services.case_registry.store.visibility import CASES, sees
from services.case_registry.wire.cases import CaseQuery

_NAMES: Final = table_of(ParticipantNameRow)
_RELATIONS: Final = table_of(CaseRelationRow)
_LAST: Final = "\U0010ffff"  # behind every text that begins with what stands before it, byte by byte


async def cases(unit: Unit, query: CaseQuery, *, visible_to: str, limit: int) -> list[CaseSummary]:
    """Return the newest cases that this member may see and the query asks for."""
    statement = _of_a_name(query.name_key) if query.name_key else SUMMARIES.order_by(CASES.c.case_id.desc())
    statement = statement.where(*_conditions(query)).limit(limit)
    found = await unit.connection.execute(statement, {"member": visible_to})
    return [CaseSummary.model_validate(row) for row in found.mappings()]


def _of_a_name(key: str) -> Select[Any]:  # Any: SQL types
    """Return the cases with a name that begins so, newest first.

    The ids are sorted before any case is looked at: a name of a thousand people costs a page of cases, not a thousand.
    """
    # a range, not LIKE: a prepared statement's pattern finds no index
    found = select(_NAMES.c.case_id).where(_NAMES.c.key >= key, _NAMES.c.key < key + _LAST).distinct()
    named = found.order_by(_NAMES.c.case_id.desc()).offset(0).subquery("named")  # offset: planned by itself
    return SUMMARIES.join_from(CASES, named, CASES.c.case_id == named.c.case_id).order_by(named.c.case_id.desc())


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
    if query.office is not None:
        yield in_seat(CASES.c.responsible_member, CASES.c.responsible_office, query.office)
    if query.court is not None:
        yield in_seat(CASES.c.court_member, CASES.c.court_office, query.court)
    if query.affected_by is not None:
        yield CASES.c.status != Status.CLOSED.value
    for related in _related(query):
        yield CASES.c.case_id.in_(related)


def _related(query: CaseQuery) -> Iterator[Select[tuple[str]]]:
    if query.normal_number is not None:
        yield select(NUMBERS.c.case_id).where(NUMBERS.c.normal == query.normal_number)
    if query.related_to is not None:
        other = _RELATIONS.c.other_id
        yield select(_RELATIONS.c.case_id).where(other == query.related_to, sees(other))
    if query.affected_by is not None:
        yield select(PARTICIPANTS.c.case_id).where(PARTICIPANTS.c.deceased.is_not(None))


def in_seat(member: ColumnElement[str], office: ColumnElement[str], asked: str) -> ColumnElement[bool]:
    """Return whether a seat is the one asked for: `psc`, or `psc-0101` for one office; both parts may have hyphens."""
    parts = asked.split("-")
    offices = [("-".join(parts[:n]), "-".join(parts[n:])) for n in range(1, len(parts))]
    return or_(member == asked, tuple_(member, office).in_(offices)) if offices else member == asked
