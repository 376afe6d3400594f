"""SQL of judgments in force: extracts for the civil register, and what everybody may read of them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    tuple_,
)

from chassis.postgres.statements import array_of, table_of
from chassis.unit.unit import Unit
from services.case_registry.domain.children import OF_FULL_AGE
from services.case_registry.domain.corrections import Corrected
from services.case_registry.domain.imports import Imported
from services.case_registry.domain.judgment_matters import CIVIL_STATUS
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.reads import Sight
from services.case_registry.domain.words import IN_FORCE, Restriction, StatedAge, WantedSeats
from services.case_registry.models.decisions import DecisionRow
from services.case_registry.models.participants import ParticipantRoleRow
from services.case_registry.store.history import HISTORY
from services.case_registry.store.participants import PARTICIPANTS
from services.case_registry.store.seats import is_wanted, seat_column
from services.case_registry.store.visibility import CASES, VISIBLE, parameters
from services.case_registry.wire.final_decisions import ExtractQuery, PublicQuery

_DECISIONS: Final = table_of(DecisionRow)
_LATER: Final = _DECISIONS.alias("later")
_ROLES: Final = table_of(ParticipantRoleRow)

# Of a case that was reopened and judged again, the judgment that is final now.
_in_force = and_(
    _DECISIONS.c.final_on.is_not(None),
    _DECISIONS.c.superseded_on.is_(None),
    CASES.c.status.in_([status.value for status in IN_FORCE]),
    not_(
        exists().where(
            _LATER.c.case_id == _DECISIONS.c.case_id,
            _LATER.c.final_on.is_not(None),
            _LATER.c.position > _DECISIONS.c.position,
        )
    ),
)
_stated = ("decision_id", "case_id", "kind", "level", "matter", "decided_on", "final_on", "number", "civil_status")
_FINAL: Final = (
    select(*(_DECISIONS.c[name] for name in _stated), seat_column(_DECISIONS, "court"), CASES.c.category)
    .join(CASES, CASES.c.case_id == _DECISIONS.c.case_id)
    .where(_in_force)
)
# What moves a case, and what is corrected in it, may change the extract of its judgment, or leave it without force.
_changes = (
    HISTORY.c.case_id == _DECISIONS.c.case_id,
    HISTORY.c.kind.in_([Moved.kind, Imported.kind, Corrected.kind]),
)
_changed_at = select(func.max(HISTORY.c.recorded_at)).where(*_changes).correlate(_DECISIONS).scalar_subquery()
_is_unchanged = func.coalesce(_DECISIONS.c.civil_status["unchanged"].as_boolean(), False)
_EXTRACTS: Final = (
    select(
        *(_DECISIONS.c[name] for name in _stated),
        seat_column(_DECISIONS, "court"),
        _in_force.label("in_force"),
        _changed_at.label("changed_at"),
    )
    .join(CASES, CASES.c.case_id == _DECISIONS.c.case_id)
    .where(_DECISIONS.c.final_on.is_not(None), _DECISIONS.c.matter.in_(sorted(CIVIL_STATUS)), ~_is_unchanged)
)
_place_of_row = tuple_(_DECISIONS.c.final_on, _DECISIONS.c.decision_id)

# The latest day on which somebody may have been born: what is not known of a date is its last day.
_born = PARTICIPANTS.c.birth_date["value"].astext
_latest_birth = _born + func.substring(literal("9999-12-31"), func.length(_born) + 1)
# A day as text sorts as the day does; one that nobody can read is taken for a child's.
_of_age_since = func.to_char(
    CASES.c.opened_on - func.make_interval(bindparam("of_age", type_=Integer)), literal("YYYY-MM-DD")
)
_could_be_a_child = exists().where(
    _ROLES.c.participant_id == PARTICIPANTS.c.participant_id, _ROLES.c.role.not_in(OF_FULL_AGE)
)
# Of whom neither a birth is known nor that she is of age may be a child: what everybody has read is never taken back.
_young = or_(
    _latest_birth > _of_age_since,
    and_(
        _born.is_(None),
        PARTICIPANTS.c.organisation.is_(None),
        PARTICIPANTS.c.age.is_distinct_from(StatedAge.ADULT.value),
        _could_be_a_child,
    ),
)
_with_a_child = exists().where(PARTICIPANTS.c.case_id == CASES.c.case_id, _young)

_roles = array_of(_ROLES, _ROLES.c.held_from, {"role": _ROLES.c.role}).where(
    _ROLES.c.participant_id == PARTICIPANTS.c.participant_id
)
_parties = array_of(
    PARTICIPANTS,
    PARTICIPANTS.c.position,
    {
        "name": PARTICIPANTS.c.name["text"],
        "organisation": PARTICIPANTS.c.organisation,
        "roles": _roles.correlate(PARTICIPANTS).scalar_subquery(),
    },
).where(PARTICIPANTS.c.case_id == CASES.c.case_id)
_PUBLIC: Final = _FINAL.add_columns(_parties.correlate(CASES).scalar_subquery().label("parties")).where(
    CASES.c.restriction == Restriction.NONE.value, not_(_with_a_child)
)
_PERSONS: Final = select(
    *(PARTICIPANTS.c[name] for name in ("participant_id", "name", "birth_date", "identifiers"))
).where(PARTICIPANTS.c.participant_id.in_(bindparam("ids", expanding=True)))


async def extracts(
    unit: Unit, query: ExtractQuery, changed_since: datetime | None, *, sight: Sight, limit: int
) -> Sequence[Mapping[Any, Any]]:
    """Return the judgments, of cases in sight, that change the civil register, as they became final: those in force.

    Asked what has changed since a moment, also those that have lost their force.
    """
    statement = _EXTRACTS.where(VISIBLE)
    if changed_since is None:
        statement = statement.where(_in_force)
    else:
        statement = statement.where(exists().where(*_changes, HISTORY.c.recorded_at >= changed_since))
    if query.matter is not None:
        statement = statement.where(_DECISIONS.c.matter == query.matter)
    if query.begins is not None:
        statement = statement.where(_DECISIONS.c.final_on >= query.begins)
    if query.ends is not None:
        statement = statement.where(_DECISIONS.c.final_on <= query.ends)
    if query.after is not None:
        statement = statement.where(_place_of_row > _place(query.after.final_on, query.after.decision_id))
    statement = statement.order_by(_DECISIONS.c.final_on, _DECISIONS.c.decision_id).limit(limit)
    return (await unit.connection.execute(statement, parameters(sight))).mappings().all()


async def of_case(unit: Unit, case_id: str) -> Sequence[Mapping[Any, Any]]:
    """Return the extract of the judgment of a case that is in force: one, or none."""
    statement = _EXTRACTS.where(_DECISIONS.c.case_id == case_id, _in_force)
    found: Sequence[Mapping[Any, Any]] = (await unit.connection.execute(statement)).mappings().all()
    return found


async def persons(unit: Unit, ids: Sequence[str]) -> dict[str, Mapping[Any, Any]]:
    """Return name, birth and numbers of these participants, by id."""
    rows = await unit.connection.execute(_PERSONS, {"ids": list(ids)})
    return {row["participant_id"]: row for row in rows.mappings()}


async def published(
    unit: Unit, query: PublicQuery, court: WantedSeats | None, categories: Sequence[str], *, of_age: int, limit: int
) -> Sequence[Mapping[Any, Any]]:
    """Return the judgments in force that everybody may read of, the latest first; none of a case with a child."""
    statement = _of_public(query).where(
        CASES.c.category.in_(categories), *is_wanted(_DECISIONS.c.court_member, _DECISIONS.c.court_office, court)
    )
    statement = statement.order_by(_DECISIONS.c.final_on.desc(), _DECISIONS.c.decision_id.desc()).limit(limit)
    found: Sequence[Mapping[Any, Any]] = (await unit.connection.execute(statement, {"of_age": of_age})).mappings().all()
    return found


def _of_public(query: PublicQuery) -> Select[Any]:
    conditions: list[ColumnElement[bool]] = []
    if query.decision_id is not None:
        conditions.append(_DECISIONS.c.decision_id == query.decision_id)
    if query.category is not None:
        conditions.append(CASES.c.category == query.category)
    if query.year is not None:
        conditions.append(_DECISIONS.c.decided_on.between(date(query.year, 1, 1), date(query.year, 12, 31)))
    if query.after is not None:
        conditions.append(_place_of_row < _place(query.after.final_on, query.after.decision_id))
    return _PUBLIC.where(*conditions)


def _place(final_on: date, decision_id: str) -> Any:  # Any: SQL types
    return tuple_(literal(final_on), literal(decision_id))
