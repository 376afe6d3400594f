"""Access to cases: one SQL condition, which every read of the registry has, counts and relations included.

What it lets through is the table `domain/reads.toml`, as the `Sight` of whoever asks: its parameters. Two things count
every case. The monthly register is the official statistics of the prosecution, by law of all its cases. Whoever judged
an earlier instance does not judge again, though the court may not see that case: it names the judges itself, and hears
of no other.

A moment of the past is shown by the restriction of then and by that of now: what was secret stays so for whoever had no
part in it. And nobody is shown whom whoever asks could not see where that person is now.
"""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, Text, and_, bindparam, column, false, func, or_, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.postgres.statements import table_of
from services.case_registry.domain.reads import Reach, Sight
from services.case_registry.domain.restrictions import RestrictionChanged
from services.case_registry.domain.words import Restriction, WantedSeats
from services.case_registry.models.cases import CaseRow
from services.case_registry.models.history import CaseHistoryRow
from services.case_registry.store.seats import in_seats, is_wanted

CASES: Final = table_of(CaseRow)
_OTHERS: Final = CASES.alias("others")
_HISTORY: Final = table_of(CaseHistoryRow)
_OF_PARTS: Final = (Reach.ROLE, Reach.ABOVE, Reach.BELOW, Reach.MEMBER)


def parameters(sight: Sight) -> dict[str, Any]:  # Any: values of SQL types
    """Return what `VISIBLE` and `sees` are asked with."""
    asked: dict[str, Any] = {f"{reach}_at": sorted(sight.at(reach)) for reach in Reach}
    for reach in (Reach.OWN, *_OF_PARTS):
        seats = sorted(sight.of(reach))
        asked[f"{reach}_members"] = [seat.member for seat in seats]
        asked[f"{reach}_offices"] = [seat.office for seat in seats]
    return asked


def _visible(cases: FromClause, restriction: ColumnElement[str] | None = None) -> ColumnElement[bool]:
    # A restricted case does not exist for an office without a part in it; to whom its file is on its way has one.
    columns = cases.c
    at = columns.restriction if restriction is None else restriction
    has = is_reached(columns.responsible_member, columns.responsible_office, Reach.OWN)
    return or_(
        _is_shown(at, Reach.BESIDE),
        and_(_is_shown(at, Reach.OWN), or_(has, _is_offered(cases, Reach.OWN))),
        *(and_(_is_shown(at, reach), or_(_has_a_part(cases, reach), _is_offered(cases, reach))) for reach in _OF_PARTS),
    )


def _is_shown(restriction: ColumnElement[str], reach: Reach) -> ColumnElement[bool]:
    return restriction == bindparam(f"{reach}_at", type_=ARRAY(Text)).any_()


def _has_a_part(cases: FromClause, reach: Reach) -> ColumnElement[bool]:
    parts = func.jsonb_to_recordset(cases.c.involved).table_valued(column("member", Text), column("office", Text))
    part = parts.render_derived(name=f"part_{reach}", with_types=True)
    return select(part.c.member).where(is_reached(part.c.member, part.c.office, reach)).correlate(cases).exists()


def _is_offered(cases: FromClause, reach: Reach) -> ColumnElement[bool]:
    return is_reached(cases.c.offered_member, cases.c.offered_office, reach)


def is_reached(member: ColumnElement[str], office: ColumnElement[str], reach: Reach) -> ColumnElement[bool]:
    """Return the condition that a row's seat is one that this reach covers; asked with `parameters`."""
    arrays = (bindparam(f"{reach}_{side}", type_=ARRAY(Text)) for side in ("members", "offices"))
    seats = func.unnest(*arrays).table_valued(column("member", Text), column("office", Text))
    seat = seats.render_derived(name=f"seats_{reach}")
    # coalesce: a value is hashed once, however many offices are below; a condition would be joined anew for every case
    return func.coalesce(tuple_(member, office).in_(select(seat.c.member, seat.c.office)), false())


def has_a_part(office: WantedSeats | None) -> list[ColumnElement[bool]]:
    """Return the conditions that an office asked for has the file or a part in the case; none where none is."""
    if office is None:
        return []
    parts = func.jsonb_to_recordset(CASES.c.involved).table_valued(column("member", Text), column("office", Text))
    part = parts.render_derived(name="part_wanted", with_types=True)
    among = select(part.c.member).where(*is_wanted(part.c.member, part.c.office, office)).correlate(CASES).exists()
    return [or_(among, *is_wanted(CASES.c.responsible_member, CASES.c.responsible_office, office))]


VISIBLE: Final = _visible(CASES)


def visible_at(at: datetime | None) -> ColumnElement[bool]:
    """Return the condition that a case may be seen as it was at that moment: by its restriction of then and of now."""
    if at is None:
        return VISIBLE
    changed_since = select(_HISTORY.c.fact["source"].astext).where(
        _HISTORY.c.case_id == CASES.c.case_id,
        _HISTORY.c.kind == RestrictionChanged.kind,
        _HISTORY.c.recorded_at > at,
    )
    first = changed_since.order_by(_HISTORY.c.position).limit(1).correlate(CASES).scalar_subquery()
    return and_(VISIBLE, _visible(CASES, func.coalesce(first, CASES.c.restriction)))


def listed(participants: FromClause, cases: FromClause = CASES) -> ColumnElement[bool]:
    """Return the condition that a participant is shown to who sees the case: everybody, but for child victims.

    These are shown where the office that asks has, or had, to do with the case: it stands neither above one that has,
    nor beside.
    """
    has_to_do = or_(
        is_reached(cases.c.responsible_member, cases.c.responsible_office, Reach.OWN),
        *(or_(_has_a_part(cases, reach), _is_offered(cases, reach)) for reach in (Reach.ROLE, Reach.MEMBER)),
    )
    return or_(~participants.c.unlisted, has_to_do)


def sees_person(participants: FromClause) -> ColumnElement[bool]:
    """Return the condition that a participant may be seen in the case in which that person is now."""
    is_there = _OTHERS.c.case_id == participants.c.case_id
    return select(_OTHERS.c.case_id).where(is_there, _visible(_OTHERS), listed(participants, _OTHERS)).exists()


def is_of_an_office(
    sight: Sight, case_id: ColumnElement[str], *sides: tuple[ColumnElement[str], ColumnElement[str]]
) -> ColumnElement[bool]:
    """Return the condition that one of these seats of a row is one in sight, in a case whose restriction is."""
    conditions = []
    for reach in (Reach.OWN, Reach.ABOVE, Reach.MEMBER):
        restrictions = sight.at(reach)
        is_side = or_(*(in_seats(member, office, sight.of(reach)) for member, office in sides))
        if restrictions != frozenset(Restriction):
            of_case = and_(_OTHERS.c.case_id == case_id, _OTHERS.c.restriction.in_(sorted(restrictions)))
            is_side = and_(is_side, select(_OTHERS.c.case_id).where(of_case).exists())
        conditions.append(is_side)
    return or_(*conditions)


def sees(case_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that the case may be seen that a row of another table, or another case, names."""
    return select(_OTHERS.c.case_id).where(_OTHERS.c.case_id == case_id, _visible(_OTHERS)).exists()
