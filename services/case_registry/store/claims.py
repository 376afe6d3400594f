"""SQL of claims in cases."""

from datetime import date
from typing import Final

from sqlalchemy import case, func, insert, select

from chassis.postgres.statements import array_of, table_of
from chassis.unit.unit import Unit
from contracts.national.justice.claim import Claim
from contracts.seats import Seat
from services.case_registry.models.claims import ClaimRow

CLAIMS: Final = table_of(ClaimRow)
_STATED: Final = ("claim_id", "level", "participant_id", "matter", "legal_basis", "amount", "currency", "stated_on")

# of a case, in the order in which they were recorded, as documents state them
DOCUMENTS: Final = array_of(
    CLAIMS,
    CLAIMS.c.claim_id,
    {
        "claimId": CLAIMS.c.claim_id,
        "level": CLAIMS.c.level,
        "participantId": CLAIMS.c.participant_id,
        "office": case(
            (
                CLAIMS.c.member.is_not(None),
                func.jsonb_build_object("member", CLAIMS.c.member, "office", CLAIMS.c.office),
            )
        ),
        "matter": CLAIMS.c.matter,
        "legalBasis": CLAIMS.c.legal_basis,
        "amount": CLAIMS.c.amount,
        "currency": CLAIMS.c.currency,
        "statedOn": CLAIMS.c.stated_on,
    },
)


async def add(unit: Unit, case_id: str, claim: Claim) -> None:
    """Write a claim of the case."""
    row = {name: getattr(claim, name) for name in _STATED} | {"case_id": case_id}
    seat = {} if claim.office is None else {"member": claim.office.member, "office": claim.office.office}
    await unit.connection.execute(insert(CLAIMS).values(row | seat))


async def appeal(unit: Unit, case_id: str, level: str, since: date) -> tuple[Seat, date] | None:
    """Return which office of the prosecution has appealed to this instance since that day, and when; None for none."""
    mine = (CLAIMS.c.case_id == case_id, CLAIMS.c.level == level, CLAIMS.c.stated_on >= since)
    query = select(CLAIMS.c.member, CLAIMS.c.office, CLAIMS.c.stated_on).where(*mine, CLAIMS.c.member.is_not(None))
    row = (await unit.connection.execute(query.order_by(CLAIMS.c.claim_id).limit(1))).first()
    return None if row is None else (Seat(row.member, row.office), row.stated_on)
