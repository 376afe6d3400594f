"""SQL of who is held: custody records, and the office that recorded the latest one."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from sqlalchemy import bindparam, select, text

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
_END_BY_THE_NEXT: Final = text("""
    update custody_records c set ended_at = following.since
    from (
      select since as began, lead(since) over (order by since) as since
      from custody_records where participant_id = :of_person
    ) following
    where c.participant_id = :of_person and c.since = following.began and c.ended_at is distinct from following.since
""")


async def keep_custody(unit: Unit, case_id: str, participant_id: str, custody: CustodyRecord) -> None:
    """Write a custody record, which ends the one before it."""
    row = _row(case_id, participant_id, custody) | {"recorded_at": unit.now.isoformat()}
    await unit.connection.execute(_KEEP, {CUSTODY.name: [row]})
    await end_by_the_next(unit, participant_id)


async def end_by_the_next(unit: Unit, participant_id: str) -> None:
    """Let each custody record of the participant end where the next one begins: whoever writes one asks for it."""
    await unit.connection.execute(_END_BY_THE_NEXT, {"of_person": participant_id})


def rows_of(case_id: str, custody: Sequence[tuple[str, CustodyRecord]]) -> list[dict[str, JSON]]:
    """Return the rows of custody records that are known as long as their participants are, for `insert_all`."""
    in_order = sorted(custody, key=lambda each: (each[0], each[1].since))
    rows = [_row(case_id, participant_id, record) for participant_id, record in in_order]
    for row, following in pairwise(rows):
        if row["participant_id"] == following["participant_id"]:
            row["ended_at"] = following["since"]
    return rows


def _row(case_id: str, participant_id: str, custody: CustodyRecord) -> dict[str, JSON]:
    stated = custody.model_dump(mode="json", by_alias=True, exclude_none=True)
    return {
        "participant_id": participant_id,
        "case_id": case_id,
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
