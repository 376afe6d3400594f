"""SQL of who is held: custody records, and the office that recorded the latest one."""

from typing import Final

from sqlalchemy import bindparam, select

from chassis.postgres.statements import insert_all
from chassis.unit.unit import Unit
from contracts.json_types import JSON
from contracts.national.justice.custody_record import CustodyRecord
from contracts.seats import Seat
from services.case_registry.domain.participants import CustodyRecorded
from services.case_registry.store.history import HISTORY
from services.case_registry.store.participants import CUSTODY

_KEEP: Final = insert_all(CUSTODY)
_CUSTODIAN: Final = (
    select(HISTORY.c.member, HISTORY.c.office)
    .where(
        HISTORY.c.case_id == bindparam("of_case"),
        HISTORY.c.kind == CustodyRecorded.kind,
        HISTORY.c.fact["participant"].astext == bindparam("of_person"),
    )
    .order_by(HISTORY.c.position.desc())
    .limit(1)
)


async def keep_custody(unit: Unit, participant_id: str, custody: CustodyRecord) -> None:
    """Write a custody record."""
    row = row_of(participant_id, custody) | {"recorded_at": unit.now.isoformat()}
    await unit.connection.execute(_KEEP, {CUSTODY.name: [row]})


def row_of(participant_id: str, custody: CustodyRecord) -> dict[str, JSON]:
    """Return the row of a custody record that is known as long as its participant is, as `insert_all` takes it."""
    stated = custody.model_dump(mode="json", by_alias=True, exclude_none=True)
    return {
        "participant_id": participant_id,
        "since": stated["since"],
        "status": stated["status"],
        "ordered_until": stated.get("until"),
        "order_number": stated.get("orderNumber"),
        "ordered_on": stated.get("orderedOn"),
        "document": stated.get("document"),
    }


async def custodian(unit: Unit, case_id: str, participant_id: str) -> Seat | None:
    """Return the office that recorded last whether the participant is held; None where none did."""
    row = (await unit.connection.execute(_CUSTODIAN, {"of_case": case_id, "of_person": participant_id})).first()
    return None if row is None else Seat(row.member, row.office)
