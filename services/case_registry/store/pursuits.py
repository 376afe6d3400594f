"""SQL of who is held: custody records, and the office that recorded the latest one."""

from typing import Final

from sqlalchemy import bindparam, insert, select

from chassis.unit.unit import Unit
from contracts.national.justice.custody_record import CustodyRecord
from contracts.seats import Seat
from services.case_registry.domain.participants import CustodyRecorded
from services.case_registry.store.history import HISTORY
from services.case_registry.store.participants import CUSTODY

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
    document = custody.document and custody.document.model_dump(mode="json", by_alias=True, exclude_none=True)
    await unit.connection.execute(
        insert(CUSTODY).values(
            participant_id=participant_id,
            since=custody.since,
            status=custody.status,
            ordered_until=custody.until,
            order_number=custody.order_number,
            ordered_on=custody.ordered_on,
            document=document,
            recorded_at=unit.now,
        )
    )


async def custodian(unit: Unit, case_id: str, participant_id: str) -> Seat | None:
    """Return the office that recorded last whether the participant is held; None where none did."""
    row = (await unit.connection.execute(_CUSTODIAN, {"of_case": case_id, "of_person": participant_id})).first()
    return None if row is None else Seat(row.member, row.office)
