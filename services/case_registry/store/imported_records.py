"""SQL of what imported rows bring beside their cases: charges, proceedings, entries, claims, custody."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import orjson
from pydantic import BaseModel
from sqlalchemy import Select, literal_column, select

from chassis.postgres.statements import insert_all, table_of
from chassis.unit.unit import Unit
from contracts.json_types import JSON
from contracts.national.justice.imported_number import ImportedNumber
from contracts.national.justice.panel_seat import PanelSeat
from contracts.official_numbers import normal_number
from contracts.seats import Seat
from services.case_registry.domain.charges import DECIDED, LIVE, WITHDRAWN
from services.case_registry.domain.decisions import DecisionIssued
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.hearings import beginning_of
from services.case_registry.domain.imported_panels import judges_of, seated_since
from services.case_registry.domain.imported_records import (
    Brought,
    BroughtCharge,
    BroughtProceeding,
)
from services.case_registry.domain.prosecution import RegisteredFile
from services.case_registry.domain.prosecutors import ProsecutorAssigned
from services.case_registry.models.charges import ChargeRow, ChargeStepRow
from services.case_registry.models.claims import ClaimRow
from services.case_registry.models.decisions import DecisionRow
from services.case_registry.models.hearings import HearingRow
from services.case_registry.models.participants import CustodyRow
from services.case_registry.models.proceedings import PanelSeatRow, ProceedingRow
from services.case_registry.models.prosecution import ProsecutorFileRow
from services.case_registry.models.prosecutors import ProsecutorRow
from services.case_registry.store import claims, pursuits
from services.case_registry.store.cases import NUMBERS

_TABLES: Final = tuple(
    table_of(row)
    for row in (
        *(ChargeRow, ChargeStepRow, ProceedingRow, PanelSeatRow, HearingRow, DecisionRow, ProsecutorFileRow),
        *(ClaimRow, CustodyRow, ProsecutorRow),
    )
)
_CHARGES, _STEPS, _PROCEEDINGS, _SEATS, _HEARINGS, _DECISIONS, _FILES, _CLAIMS, _CUSTODY, _PROSECUTORS = _TABLES
# Any: SQL types. One statement, one round trip; foreign keys are checked at its end
_ADD: Final[Select[Any]] = select(literal_column("1")).add_cte(
    *(insert_all(table).cte(f"new_{table.name}") for table in _TABLES)
)


async def add(unit: Unit, rows: Mapping[str, Sequence[bytes]]) -> None:
    """Write what many rows bring, given the `rows_of` each by table, as JSON; their cases are written before."""
    if any(table.name in rows for table in _TABLES):
        given = {table.name: orjson.Fragment(b"[" + b",".join(rows.get(table.name, ())) + b"]") for table in _TABLES}
        await unit.connection.execute(_ADD, given)


def with_records(
    of_case: Mapping[str, JSON], case_id: str, brought: Brought, history: Sequence[Entry]
) -> dict[str, JSON]:
    """Return the rows of a new case by table together with those of all that comes with it."""
    rows: dict[str, list[JSON]] = {table.name: [] for table in _TABLES}
    first = history[0]
    recorded_at = first.recorded_at.isoformat()
    numbers: list[JSON] = [_number_row(case_id, number, first.happened_on) for number in brought.numbers]
    for sequence, charge in enumerate(brought.charges, start=1):
        rows[_CHARGES.name].append(_charge_row(case_id, sequence, charge))
        rows[_STEPS.name] += _step_rows(charge, recorded_at)
    places = {entry.fact.decision: entry.position for entry in history if isinstance(entry.fact, DecisionIssued)}
    for proceeding in brought.proceedings:
        _add_proceeding(rows, case_id, proceeding, places)
    rows[_FILES.name] += [_file_row(file) for file in brought.files]
    rows[_CLAIMS.name] += [claims.row_of(case_id, claim) for claim in brought.claims]
    assigned = [entry.position for entry in history if isinstance(entry.fact, ProsecutorAssigned)]
    for position, (office, prosecutor) in zip(assigned, brought.prosecutors, strict=True):
        days: dict[str, JSON] = {
            "assigned_on": prosecutor.assigned_on.isoformat(),
            "relieved_on": _iso(prosecutor.relieved_on),
        }
        own_row: dict[str, JSON] = {"case_id": case_id, "position": position, "officer": prosecutor.officer}
        rows[_PROSECUTORS.name].append({**own_row, **days, **office.to_document()})
    rows[_CUSTODY.name] += pursuits.rows_of(case_id, brought.custody)
    own = of_case[NUMBERS.name]
    return {**of_case, **rows, NUMBERS.name: [*(own if isinstance(own, list) else ()), *numbers]}


def _number_row(case_id: str, number: ImportedNumber, opened_on: date) -> dict[str, JSON]:
    day = number.assigned_on or opened_on
    return {
        "case_id": case_id,
        "member": number.by.member,
        "office": number.by.office,
        "printed": number.number,
        "normal": normal_number(number.number),
        "year": day.year,
        "assigned_on": day.isoformat(),
        "own": False,  # as the importer says it
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _document(stated: BaseModel) -> dict[str, JSON]:
    return stated.model_dump(mode="json", by_alias=True, exclude_none=True)


def _charge_row(case_id: str, sequence: int, charge: BroughtCharge) -> dict[str, JSON]:
    stated = charge.stated
    sentence: list[JSON] = [_document(each) for each in stated.sentence or ()]
    return {
        "charge_id": charge.charge_id,
        "case_id": case_id,
        "sequence": sequence,
        "participant_id": charge.participant_id,
        "state": WITHDRAWN if stated.withdrawn_on else DECIDED if stated.result else LIVE,
        "article": _document(stated.article),
        "text": stated.text,
        "count": stated.count or 1,
        "filed_on": charge.filed_on.isoformat(),
        "result": stated.result,
        "decided_on": _iso(stated.decided_on),
        "sentence": sentence or None,
    }


def _step_rows(charge: BroughtCharge, recorded_at: str) -> list[JSON]:
    def step(place: int, name: str, day: date, by: Seat, said: dict[str, JSON]) -> dict[str, JSON]:
        facts: dict[str, JSON] = {"charge_id": charge.charge_id, "position": place, "step": name, "said": said}
        return facts | by.to_document() | {"happened_on": day.isoformat(), "recorded_at": recorded_at}

    stated = charge.stated
    filed: dict[str, JSON] = {"article": _document(stated.article), "count": stated.count or 1}
    if stated.text is not None:
        filed["text"] = stated.text
    steps: list[JSON] = [step(1, "filed", charge.filed_on, charge.by, filed)]
    if stated.decided_on is not None:
        decided: dict[str, JSON] = {"result": stated.result}
        if stated.sentence:
            decided["sentence"] = [_document(each) for each in stated.sentence]
        steps.append(step(2, "decided", stated.decided_on, charge.told_by, decided))
    if stated.withdrawn_on is not None:
        why: dict[str, JSON] = {} if stated.withdrawal_reason is None else {"reason": stated.withdrawal_reason}
        steps.append(step(len(steps) + 1, "withdrawn", stated.withdrawn_on, charge.by, why))
    return steps


def _add_proceeding(
    rows: dict[str, list[JSON]], case_id: str, brought: BroughtProceeding, places: Mapping[str, int]
) -> None:
    stated, court = brought.stated, _court(brought.court)
    begun, ended = stated.started_on.isoformat(), _iso(brought.ended_on)
    own = {"proceeding_id": brought.proceeding_id}
    proceeding = {"level": stated.level, "started_on": begun, "ended_on": ended, "number": stated.number}
    rows[_PROCEEDINGS.name].append({**own, "case_id": case_id, **court, **proceeding, "clerk": stated.clerk})
    for judge in stated.panel or ():
        since = seated_since(stated, judge).isoformat()
        seat = {"judge_id": judge.judge_id, "name": judge.name, "role": judge.role, "held_from": since}
        rows[_SEATS.name].append({**own, **seat})
    rows[_SEATS.name] += [{**own, **_left(seat)} for seat in stated.former_panel or ()]
    for hearing_id, hearing in brought.hearings:
        times: dict[str, JSON] = {
            "starts_at": beginning_of(hearing).isoformat(),
            "time_known": hearing.starts_at is not None,
            "ends_at": None if hearing.ends_at is None else hearing.ends_at.isoformat(),
        }
        place = {"room": hearing.room, "room_normal": hearing.room and normal_number(hearing.room)}
        judges: list[JSON] = [*judges_of(hearing, stated)]
        said = {"kind": hearing.kind, "status": hearing.status, "judges": judges, "note": hearing.note}
        rows[_HEARINGS.name].append(
            {"hearing_id": hearing_id, "case_id": case_id, **own, **court, **times, **place, **said}
        )
    for token, decision in brought.decisions:
        facts = _document(decision)
        written: dict[str, JSON] = {name: facts.get(name) for name in ("kind", "number", "matter", "summary")}
        written["number_normal"] = None if decision.number is None else normal_number(decision.number)
        written["override_reason"] = decision.override_reason
        days = {
            "decided_on": facts["decidedOn"],
            "final_on": facts.get("finalOn"),
            "superseded_on": facts.get("supersededOn"),
            "position": places[token],
        }
        given = {"decision_id": token, "case_id": case_id, "level": stated.level}
        rows[_DECISIONS.name].append({**given, **own, **court, **written, **days})


def _left(seat: PanelSeat) -> dict[str, JSON]:
    why = seat.recusal
    return {
        "judge_id": seat.judge_id,
        "name": seat.name,
        "role": seat.role,
        "held_from": seat.from_.isoformat(),
        "held_to": _iso(seat.to),
        "left_reason": seat.reason,
        "left_for": seat.left_for,
        "left_ground": None if why is None else why.ground,
        "left_decided_by": None if why is None else why.decided_by,
    }


def _court(court: Seat) -> dict[str, JSON]:
    return {"court_member": court.member, "court_office": court.office}


def _file_row(file: RegisteredFile) -> dict[str, JSON]:
    row: dict[str, JSON] = {
        "file_id": file.file_id,
        "case_id": file.case_id,
        "section": file.section.value,
        **file.office.to_document(),
        "category": file.category,
        "level": file.level.value,
        "ground": file.ground and file.ground.value,
        "number": file.number,
        "entered_on": file.entered_on.isoformat(),
        "recorded_at": file.recorded_at.isoformat(),
    }
    if (resolved := file.resolved) is not None:
        row |= {"outcome": resolved.outcome.value, "decision": resolved.decision}
        row |= {"resolved_on": resolved.on.isoformat(), "resolved_at": resolved.at.isoformat()}
    return row
