"""SQL of the history of cases and of their state: read with a row lock, written in one statement."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import bindparam, select, update
from sqlalchemy.engine import RowMapping

from chassis.postgres.statements import insert_all, table_of
from chassis.unit.unit import Unit
from contracts.json_types import JSON
from contracts.seats import Seat
from services.case_registry.domain.case_state import CaseState
from services.case_registry.domain.fact_kinds import FACTS
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.reads import Sight
from services.case_registry.domain.words import Part, Restriction, Status
from services.case_registry.models.history import CaseHistoryRow
from services.case_registry.store.visibility import CASES, VISIBLE, parameters

HISTORY: Final = table_of(CaseHistoryRow)

_STATE: Final = (
    *("case_id", "category", "restriction", "status", "previous", "before_pause", "moved_on", "responsible_member"),
    *("responsible_office", "court_member", "court_office", "court_awaited", "offered_member", "offered_office"),
    *("defendant", "involved", "version"),
)
# Whoever decides about a case holds its row until the decision is written: two decisions never meet on one version.
_LOCKED: Final = (
    select(*(CASES.c[name] for name in _STATE)).where(CASES.c.case_id == bindparam("case_id")).with_for_update()
)
_SEEN: Final = _LOCKED.where(VISIBLE)
_CHANGED: Final = (
    *("restriction", "status", "previous", "before_pause", "moved_on", "responsible_member", "responsible_office"),
    *("court_member", "court_office", "court_awaited", "offered_member", "offered_office", "defendant", "involved"),
    "version",
)
_RECORD: Final = (
    update(CASES)
    .where(CASES.c.case_id == bindparam("of_case"))
    .values({name: bindparam(f"new_{name}", type_=CASES.c[name].type) for name in _CHANGED})
    .add_cte(insert_all(HISTORY).cte("recorded"))
)
_ENTRIES: Final = select(HISTORY).where(HISTORY.c.case_id == bindparam("case_id")).order_by(HISTORY.c.position)


async def locked_state(unit: Unit, case_id: str, *, sight: Sight | None) -> CaseState | None:
    """Return the state of the case, its row locked until the unit ends; None when no such case is in sight.

    `sight` is None for the registry itself, which sees every case.
    """
    if sight is None:
        rows = await unit.connection.execute(_LOCKED, {"case_id": case_id})
    else:
        rows = await unit.connection.execute(_SEEN, {"case_id": case_id, **parameters(sight)})
    row = rows.mappings().first()
    return None if row is None else _state(row)


async def record(unit: Unit, now: CaseState, entry: Entry) -> None:
    """Add the entry to the history of the case and write the state to which it leads."""
    values = {f"new_{name}": value for name, value in columns_of(now).items() if name in _CHANGED}
    await unit.connection.execute(
        _RECORD, {"of_case": now.case_id, **values, HISTORY.name: [row_of(now.case_id, entry, unit.exchange_id)]}
    )


async def entries(unit: Unit, case_id: str) -> list[Entry]:
    """Return the whole history of a case, oldest first."""
    rows = await unit.connection.execute(_ENTRIES, {"case_id": case_id})
    return [entry_of(row) for row in rows.mappings()]


def columns_of(state: CaseState) -> dict[str, Any]:  # Any: values of SQL types
    """Return the columns of a case that hold its state, by name."""
    return {
        "restriction": state.restriction.value,
        "status": state.status.value,
        "previous": state.previous and state.previous.value,
        "before_pause": state.before_pause and state.before_pause.value,
        "moved_on": state.moved_on,
        "responsible_member": state.responsible.member,
        "responsible_office": state.responsible.office,
        "court_member": state.court and state.court.member,
        "court_office": state.court and state.court.office,
        "court_awaited": state.court_awaited,
        "offered_member": state.offered_to and state.offered_to.member,
        "offered_office": state.offered_to and state.offered_to.office,
        "defendant": state.defendant,
        "involved": _parts_of(state),
        "version": state.version,
    }


def row_of(case_id: str, entry: Entry, exchange_id: str | None) -> dict[str, JSON]:
    """Return the history's row of an entry, as `insert_all` takes it."""
    return {
        "case_id": case_id,
        "position": entry.position,
        "kind": entry.fact.kind,
        "happened_on": entry.happened_on.isoformat(),
        "recorded_at": entry.recorded_at.isoformat(),
        "member": entry.by.member,
        "office": entry.by.office,
        "officer": entry.officer,
        "exchange_id": exchange_id,
        "fact": entry.fact.model_dump(mode="json", exclude_none=True),
    }


def entry_of(row: RowMapping | Mapping[str, Any]) -> Entry:  # Any: values of SQL types
    """Return the entry of a row."""
    return Entry(
        position=row["position"],
        fact=FACTS[row["kind"]].model_validate(row["fact"]),
        happened_on=row["happened_on"],
        recorded_at=row["recorded_at"],
        by=Seat(row["member"], row["office"]),
        officer=row["officer"],
    )


def _state(row: RowMapping) -> CaseState:
    return CaseState(
        case_id=row["case_id"],
        category=row["category"],
        restriction=Restriction(row["restriction"]),
        status=Status(row["status"]),
        previous=Status(row["previous"]) if row["previous"] else None,
        before_pause=Status(row["before_pause"]) if row["before_pause"] else None,
        moved_on=row["moved_on"],
        responsible=Seat(row["responsible_member"], row["responsible_office"]),
        court=_seat(row["court_member"], row["court_office"]),
        court_awaited=row["court_awaited"],
        offered_to=_seat(row["offered_member"], row["offered_office"]),
        defendant=row["defendant"],
        involved=frozenset(
            (Seat(seat["member"], seat["office"]), Part(part)) for seat in row["involved"] for part in seat["parts"]
        ),
        version=row["version"],
    )


def _parts_of(state: CaseState) -> list[dict[str, JSON]]:
    """Return the seats with a part in the case, each once with all of its parts."""
    parts: dict[Seat, list[JSON]] = {}
    for seat, part in sorted(state.involved):
        parts.setdefault(seat, []).append(part.value)
    return [{**seat.to_document(), "parts": of_seat} for seat, of_seat in parts.items()]


def _seat(member: str | None, office: str | None) -> Seat | None:
    return None if member is None or office is None else Seat(member, office)
