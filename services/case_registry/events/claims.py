"""Event of claims: ids and the instance, neither subject nor amount."""

from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.national.events.case_claim_stated import CaseClaimStated
from contracts.national.justice.claim import Claim
from services.case_registry.events.about import about


def claim_stated(unit: Unit, case_id: str, claim: Claim) -> Event:
    """Return the announcement of a claim."""
    data = CaseClaimStated(case_id=case_id, claim_id=claim.claim_id, level=claim.level)
    return about(unit, case_id, "la.gov.justice.case.claim-stated.v1", data)
