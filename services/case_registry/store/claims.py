"""SQL of claims in cases."""

from collections.abc import Collection
from datetime import date
from typing import Final

from sqlalchemy import case, func, select

from chassis.postgres.statements import array_of, insert_all, table_of
from chassis.unit.unit import Unit
from contracts.json_types import JSON
from contracts.national.justice.claim import Claim
from contracts.seats import Seat
from services.case_registry.models.claims import ClaimRow

CLAIMS: Final = table_of(ClaimRow)
_STATED: Final = ("claim_id", "level", "participant_id", "subject", "legal_basis", "amount", "currency")
_ADD: Final = insert_all(CLAIMS)

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
        "subject": CLAIMS.c.subject,
        "legalBasis": CLAIMS.c.legal_basis,
        "amount": CLAIMS.c.amount,
        "currency": CLAIMS.c.currency,
        "statedOn": CLAIMS.c.stated_on,
    },
)


async def add(unit: Unit, case_id: str, claim: Claim) -> None:
    """Write a claim of the case."""
    await unit.connection.execute(_ADD, {CLAIMS.name: [row_of(case_id, claim)]})


def row_of(case_id: str, claim: Claim) -> dict[str, JSON]:
    """Return the row of a claim, as `insert_all` takes it."""
    stated = {name: getattr(claim, name) for name in _STATED}
    seat = {} if claim.office is None else {"member": claim.office.member, "office": claim.office.office}
    return {"case_id": case_id, **stated, **seat, "stated_on": claim.stated_on.isoformat()}


async def of_people(unit: Unit, case_id: str, people: Collection[str] | None) -> list[str]:
    """Return the claims of these people in the case, or all of them, in the order in which they were recorded."""
    theirs = [] if people is None else [CLAIMS.c.participant_id.in_(people)]
    query = select(CLAIMS.c.claim_id).where(CLAIMS.c.case_id == case_id, *theirs)
    return list((await unit.connection.execute(query.order_by(CLAIMS.c.claim_id))).scalars())


async def appeals(unit: Unit, case_id: str, level: str, since: date) -> list[tuple[Seat, date]]:
    """Return which offices of the prosecution have appealed to this instance since that day, and when."""
    mine = (CLAIMS.c.case_id == case_id, CLAIMS.c.level == level, CLAIMS.c.stated_on >= since)
    query = select(CLAIMS.c.member, CLAIMS.c.office, CLAIMS.c.stated_on).where(*mine, CLAIMS.c.member.is_not(None))
    rows = await unit.connection.execute(query.order_by(CLAIMS.c.claim_id))
    return [(Seat(row.member, row.office), row.stated_on) for row in rows]
