"""SQL of exports: cases in sight with all that belongs to them, a page at a time, one round trip each."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Text, bindparam, case, column, func, or_, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import RowMapping

from chassis.postgres.statements import array_of, table_of
from chassis.unit.unit import Unit
from contracts.seats import Seat
from services.case_registry.domain.charges import WITHDRAWN
from services.case_registry.domain.exports import Kept
from services.case_registry.domain.imports import OtherNumber
from services.case_registry.domain.reads import Sight
from services.case_registry.domain.registers import Section
from services.case_registry.domain.words import Status
from services.case_registry.models.charges import ChargeRow, ChargeStepRow
from services.case_registry.models.decisions import DecisionRow
from services.case_registry.models.hearings import HearingRow
from services.case_registry.models.proceedings import PanelSeatRow, ProceedingRow
from services.case_registry.store import claims, participants, prosecutors
from services.case_registry.store.cases import NUMBERS, NUMBERS_OF_CASE
from services.case_registry.store.hearings import JUDGES, STARTS_AT, STARTS_ON
from services.case_registry.store.participants import PARTICIPANTS
from services.case_registry.store.proceedings import SEATS_SAID
from services.case_registry.store.prosecution import FILES, IS_KEPT
from services.case_registry.store.visibility import CASES, VISIBLE, listed, parameters

_CHARGES, _STEPS = table_of(ChargeRow), table_of(ChargeStepRow)
_PROCEEDINGS, _SEATS = table_of(ProceedingRow), table_of(PanelSeatRow)
_HEARINGS, _DECISIONS = table_of(HearingRow), table_of(DecisionRow)

_charged_by = (
    select(func.jsonb_build_object("member", _STEPS.c.member, "office", _STEPS.c.office))
    .where(_STEPS.c.charge_id == _CHARGES.c.charge_id, _STEPS.c.position == 1)
    .correlate(_CHARGES)
    .scalar_subquery()
)
# a charge is withdrawn once
_withdrawal = (
    select(_STEPS.c.happened_on, _STEPS.c.said)
    .where(_STEPS.c.charge_id == _CHARGES.c.charge_id, _STEPS.c.step == WITHDRAWN)
    .correlate(_CHARGES)
)
_left_panel = (
    SEATS_SAID.where(_SEATS.c.proceeding_id == _PROCEEDINGS.c.proceeding_id, _SEATS.c.held_to.is_not(None))
    .correlate(_PROCEEDINGS)
    .scalar_subquery()
)
_panel = (
    array_of(
        _SEATS,
        _SEATS.c.judge_id,
        {"judgeId": _SEATS.c.judge_id, "name": _SEATS.c.name, "role": _SEATS.c.role, "from": _SEATS.c.held_from},
    )
    .where(_SEATS.c.proceeding_id == _PROCEEDINGS.c.proceeding_id, _SEATS.c.held_to.is_(None))
    .correlate(_PROCEEDINGS)
    .scalar_subquery()
)


def _entries(section: Section, **more: ColumnElement[Any]) -> Any:  # Any: SQL types
    columns = FILES.c
    members = {
        "member": columns.member,
        "office": columns.office,
        "level": columns.level,
        "number": columns.number,
        "enteredOn": columns.entered_on,
        "outcome": columns.outcome,
        "resolvedOn": columns.resolved_on,
        "decisionNumber": columns.decision,
    }
    return array_of(FILES, columns.file_id, members | more).where(
        columns.case_id == CASES.c.case_id, columns.section == section.value, IS_KEPT
    )


_PARTS: Final = {
    "numbers": NUMBERS_OF_CASE,
    "participants": participants.DOCUMENTS.where(PARTICIPANTS.c.case_id == CASES.c.case_id, listed(PARTICIPANTS)),
    "charges": array_of(
        _CHARGES,
        _CHARGES.c.sequence,
        {
            **{name: _CHARGES.c[name] for name in ("state", "article", "text", "count", "result", "sentence")},
            "participantId": _CHARGES.c.participant_id,
            "filedOn": _CHARGES.c.filed_on,
            "decidedOn": _CHARGES.c.decided_on,
            "by": _charged_by,
            "withdrawnOn": _withdrawal.with_only_columns(_STEPS.c.happened_on).scalar_subquery(),
            "withdrawalReason": _withdrawal.with_only_columns(_STEPS.c.said["reason"].astext).scalar_subquery(),
        },
    ).where(_CHARGES.c.case_id == CASES.c.case_id),
    "proceedings": array_of(
        _PROCEEDINGS,
        _PROCEEDINGS.c.proceeding_id,
        {
            "proceedingId": _PROCEEDINGS.c.proceeding_id,
            "member": _PROCEEDINGS.c.court_member,
            "office": _PROCEEDINGS.c.court_office,
            "level": _PROCEEDINGS.c.level,
            "panel": _panel,
            "formerPanel": _left_panel,
            "startedOn": _PROCEEDINGS.c.started_on,
            "endedOn": _PROCEEDINGS.c.ended_on,
            "number": _PROCEEDINGS.c.number,
            "clerk": _PROCEEDINGS.c.clerk,
        },
    ).where(_PROCEEDINGS.c.case_id == CASES.c.case_id),
    "hearings": array_of(
        _HEARINGS,
        _HEARINGS.c.starts_at,
        {
            **{name: _HEARINGS.c[name] for name in ("kind", "status", "room", "note")},
            "proceedingId": _HEARINGS.c.proceeding_id,
            "judgeIds": func.to_jsonb(JUDGES),
            "startsAt": STARTS_AT,
            "startsOn": STARTS_ON,
            "endsAt": _HEARINGS.c.ends_at,
        },
    ).where(_HEARINGS.c.case_id == CASES.c.case_id),
    "decisions": array_of(
        _DECISIONS,
        _DECISIONS.c.position,
        {
            **{name: _DECISIONS.c[name] for name in ("kind", "number", "matter", "summary")},
            "proceedingId": _DECISIONS.c.proceeding_id,
            "overrideReason": _DECISIONS.c.override_reason,
            "decidedOn": _DECISIONS.c.decided_on,
            # one that was set aside is the outcome no more
            "supersededOn": _DECISIONS.c.superseded_on,
            "finalOn": case((_DECISIONS.c.superseded_on.is_(None), _DECISIONS.c.final_on)),
        },
    ).where(_DECISIONS.c.case_id == CASES.c.case_id),
    "statements": _entries(Section.STATEMENTS),
    "called_up": _entries(Section.CALLED_UP, basis=FILES.c.ground),
    "prosecutors": prosecutors.DOCUMENTS.where(prosecutors.PROSECUTORS.c.case_id == CASES.c.case_id),
    "claims": claims.DOCUMENTS.where(claims.CLAIMS.c.case_id == CASES.c.case_id),
}
_seats = (
    func.jsonb_to_recordset(CASES.c.involved)
    .table_valued(column("member", Text), column("office", Text))
    .render_derived(name="of_the_case", with_types=True)
)
_HAS_A_PART: Final = (
    select(_seats.c.member)
    .where(_seats.c.member == bindparam("member"), _seats.c.office == bindparam("office"))
    .correlate(CASES)
    .exists()
)
_FACTS: Final = (
    *("title", "category", "place", "opened_on", "committed_on"),
    *("status", "moved_on", "restriction", "defendant"),
)
_SEATS_OF: Final = ("responsible_member", "responsible_office", "court_member", "court_office", "court_awaited")
_CASES: Final = select(
    CASES.c.case_id,
    *(CASES.c[name] for name in (*_FACTS, *_SEATS_OF)),
    *(part.correlate(CASES).scalar_subquery().label(name) for name, part in _PARTS.items()),
).where(VISIBLE, CASES.c.status != Status.JOINED.value)  # what was joined is the other case's
_PAGE: Final = (
    _CASES.where(or_(bindparam("office", type_=Text).is_(None), _HAS_A_PART), CASES.c.case_id > bindparam("after"))
    .order_by(CASES.c.case_id)
    .limit(bindparam("most"))
)
_number_of = (NUMBERS.c.member, NUMBERS.c.office, NUMBERS.c.year, NUMBERS.c.normal)
_NUMBERED: Final = (
    select(*_number_of, NUMBERS.c.case_id)
    .join(CASES, CASES.c.case_id == NUMBERS.c.case_id)
    .where(VISIBLE, tuple_(*_number_of).in_(bindparam("numbers", expanding=True)))
)
_AMONG: Final = _CASES.where(CASES.c.case_id == bindparam("cases", type_=ARRAY(Text)).any_())


async def page(unit: Unit, office: Seat | None, *, sight: Sight, after: str, most: int) -> list[tuple[str, Kept]]:
    """Return the first cases in sight after this id with their ids: those in which the office has, or had, a part."""
    asked = {"member": office and office.member, "office": office and office.office, "after": after, "most": most}
    rows = await unit.connection.execute(_PAGE, asked | parameters(sight))
    return [(row["case_id"], _kept(row)) for row in rows.mappings()]


async def numbered(unit: Unit, numbers: Collection[OtherNumber], *, sight: Sight) -> dict[OtherNumber, str]:
    """Return the cases in sight that have these numbers of other offices."""
    wanted = [(each.member, each.office, each.year, each.normal) for each in numbers]
    rows = await unit.connection.execute(_NUMBERED, {"numbers": wanted} | parameters(sight))
    return {OtherNumber(row.member, row.office, row.year, row.normal): row.case_id for row in rows}


async def among(unit: Unit, cases: Sequence[str], *, sight: Sight) -> dict[str, Kept]:
    """Return those of these cases that are in sight, by their ids."""
    rows = await unit.connection.execute(_AMONG, {"cases": list(cases)} | parameters(sight))
    return {row["case_id"]: _kept(row) for row in rows.mappings()}


def _kept(row: RowMapping) -> Kept:
    court = row["court_member"] and Seat(row["court_member"], row["court_office"])
    return Kept(
        facts=dict(_facts(row)),
        responsible=Seat(row["responsible_member"], row["responsible_office"]),
        court=court or None,
        **{name: row[name] or () for name in _PARTS},
    )


def _facts(row: Mapping[Any, Any]) -> Iterator[tuple[str, Any]]:  # Any: SQL types
    yield from ((name, row[name]) for name in ("title", "category", "place", "status", "restriction"))
    optional = (("committedOn", row["committed_on"]), ("defendantStatus", row["defendant"]))
    yield from ((name, stated) for name, stated in optional if stated is not None)
    yield from (("openedOn", row["opened_on"].isoformat()),)
    # a case that was split off stands, since before it was opened, where the other one stood
    yield "statusOn", max(row["opened_on"], row["moved_on"]).isoformat()
