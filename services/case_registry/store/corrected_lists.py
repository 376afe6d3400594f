"""SQL of corrections of what is listed of a case or a participant: rows are written anew, or go."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import delete, insert, select, update

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.national.justice.claim import Claim
from contracts.national.justice.custody_record import CustodyRecord
from contracts.national.justice.dated_role import DatedRole
from contracts.seats import Seat
from services.case_registry.models.decisions import DecisionRow
from services.case_registry.store.cases import NUMBERS
from services.case_registry.store.claims import CLAIMS
from services.case_registry.store.participants import CUSTODY, ROLES, SPEAKERS
from services.case_registry.store.prosecution import FILES
from services.case_registry.store.prosecutors import PROSECUTORS

_DECISIONS: Final = table_of(DecisionRow)


async def keep_roles(unit: Unit, participant_id: str, roles: Sequence[DatedRole], kept: Sequence[int]) -> None:
    """Write the roles of a participant, each in the stead of the one at that place; when it was told stays known."""
    mine = ROLES.c.participant_id == participant_id
    stood = (await unit.connection.execute(select(ROLES).where(mine).order_by(ROLES.c.held_from))).mappings().all()
    await unit.connection.execute(delete(ROLES).where(mine))
    rows = [
        {
            "participant_id": participant_id,
            "role": role.role,
            "held_from": role.from_,
            "held_to": role.to,
            "recorded_at": stood[place]["recorded_at"],
            "ended_at": None if role.to is None else stood[place]["ended_at"] or unit.now,
        }
        for place, role in zip(kept, roles, strict=True)
    ]
    await unit.connection.execute(insert(ROLES), rows)


async def keep_custody(
    unit: Unit, case_id: str, participant_id: str, records: Sequence[CustodyRecord], kept: Sequence[int]
) -> None:
    """Write the custody of a participant, each record in the stead of the one at that place; one ends another."""
    mine = CUSTODY.c.participant_id == participant_id
    stood = (await unit.connection.execute(select(CUSTODY).where(mine).order_by(CUSTODY.c.since))).mappings().all()
    await unit.connection.execute(delete(CUSTODY).where(mine))
    if not records:
        return
    ends: list[datetime | None] = [*(each.since for each in records[1:]), None]
    rows = [
        {
            "participant_id": participant_id,
            "case_id": case_id,
            "since": each.since,
            "status": each.status,
            "ordered_until": each.until,
            "order_number": each.order_number,
            "ordered_on": each.ordered_on,
            "document": each.document and each.document.model_dump(mode="json", by_alias=True, exclude_none=True),
            "recorded_at": stood[place]["recorded_at"],
            "ended_at": end,
        }
        for place, each, end in zip(kept, records, ends, strict=True)
    ]
    await unit.connection.execute(insert(CUSTODY), rows)


async def speaks(unit: Unit, participant_id: str) -> bool:
    """Tell whether the participant speaks for another one now."""
    theirs = SPEAKERS.c.representative_id == participant_id
    query = select(SPEAKERS.c.participant_id).where(theirs, SPEAKERS.c.held_to.is_(None)).limit(1)
    return await unit.connection.scalar(query) is not None


async def withdraw_number(unit: Unit, case_id: str, seat: Seat, printed: str, assigned_on: date) -> bool:
    """Remove a number that this office gave to the case; return False where it gave none: then it is another's."""
    columns = NUMBERS.c
    its_own = (columns.case_id == case_id, columns.member == seat.member, columns.office == seat.office)
    of_it = (columns.printed == printed, columns.assigned_on == assigned_on)
    return (await unit.connection.execute(delete(NUMBERS).where(*its_own, *of_it))).rowcount == 1


async def withdraw_claim(unit: Unit, claim_id: str) -> None:
    """Remove a claim that was never made."""
    await unit.connection.execute(delete(CLAIMS).where(CLAIMS.c.claim_id == claim_id))


async def keep_claim(unit: Unit, claim: Claim) -> None:
    """Write a claim as it is right."""
    names = ("level", "participant_id", "subject", "legal_basis", "amount", "currency", "stated_on")
    values: dict[str, Any] = {name: getattr(claim, name) for name in names}  # Any: values of SQL types
    office = claim.office
    values |= {"member": office and office.member, "office": office and office.office}
    await unit.connection.execute(update(CLAIMS).where(CLAIMS.c.claim_id == claim.claim_id).values(**values))


async def keep_prosecutor(
    unit: Unit, case_id: str, place: int, officer: str, assigned_on: date, relieved_on: date | None
) -> None:
    """Write who had the case in hand, as the one at that place, from 0."""
    position = (
        select(PROSECUTORS.c.position)
        .where(PROSECUTORS.c.case_id == case_id)
        .order_by(PROSECUTORS.c.position)
        .offset(place)
        .limit(1)
    )
    row = update(PROSECUTORS).where(
        PROSECUTORS.c.case_id == case_id, PROSECUTORS.c.position == position.scalar_subquery()
    )
    await unit.connection.execute(row.values(officer=officer, assigned_on=assigned_on, relieved_on=relieved_on))


async def depends_on_the_category(unit: Unit, case_id: str) -> bool:
    """Tell whether something was decided, or counted by an office, that a case of another category would not have."""
    decided = select(_DECISIONS.c.decision_id).where(_DECISIONS.c.case_id == case_id).limit(1)
    counted = select(FILES.c.file_id).where(FILES.c.case_id == case_id).limit(1)
    return any([await unit.connection.scalar(query) is not None for query in (decided, counted)])
