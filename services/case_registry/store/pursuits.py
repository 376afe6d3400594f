"""SQL of who is held: custody records, and the office that recorded the latest one."""

from typing import Final

from sqlalchemy import bindparam, func, insert, select, update

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


async def keep_custody(unit: Unit, case_id: str, participant_id: str, custody: CustodyRecord) -> None:
    """Write a custody record, which ends the one before it."""
    columns = CUSTODY.c
    of_person = columns.participant_id == participant_id
    later = select(func.min(columns.since)).where(of_person, columns.since > custody.since)
    before = update(CUSTODY).where(
        of_person, columns.since < custody.since, columns.ended_at.is_(None) | (columns.ended_at > custody.since)
    )
    await unit.connection.execute(before.values(ended_at=custody.since))
    document = custody.document and custody.document.model_dump(mode="json", by_alias=True, exclude_none=True)
    await unit.connection.execute(
        insert(CUSTODY).values(
            participant_id=participant_id,
            case_id=case_id,
            since=custody.since,
            status=custody.status,
            ordered_until=custody.until,
            order_number=custody.order_number,
            ordered_on=custody.ordered_on,
            document=document,
            recorded_at=unit.now,
            ended_at=later.scalar_subquery(),
        )
    )


async def custodian(unit: Unit, case_id: str, participant_id: str) -> Seat | None:
    """Return the office that recorded last whether the participant is held; None where none did."""
    row = (await unit.connection.execute(_CUSTODIAN, {"of_case": case_id, "of_person": participant_id})).first()
    return None if row is None else Seat(row.member, row.office)
