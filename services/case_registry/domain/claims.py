"""Claims in a case: the fact, and the rules of who claims and of how much. No I/O."""

from collections.abc import Collection

from contracts.national.justice.claim_statement import ClaimStatement
from contracts.problems import InvalidInput
from services.case_registry.domain.facts import Fact
from services.case_registry.domain.words import Instance
from services.case_registry.errors.claims import (
    AMOUNT_WITHOUT_CURRENCY,
    CURRENCY_WITHOUT_AMOUNT,
    NOBODY_CLAIMS,
    NOT_IN_THE_CASE,
)


class ClaimStated(Fact):
    """Somebody claims something at an instance; who claims in a remedy is the appellant."""

    kind = "claimStated"
    claim: str
    level: Instance
    participant: str | None = None


def must_be_possible(claim: ClaimStatement, people: Collection[str]) -> None:
    """Raise `InvalidInput` for a claim of nobody, of two, or of somebody who is not in the case, and half an amount."""
    faults = []
    if (claim.participant_id is None) is (claim.office is None):
        faults.append(NOBODY_CLAIMS)
    if claim.participant_id is not None and claim.participant_id not in people:
        faults.append(NOT_IN_THE_CASE)
    if claim.amount is not None and claim.currency is None:
        faults.append(AMOUNT_WITHOUT_CURRENCY)
    if claim.currency is not None and claim.amount is None:
        faults.append(CURRENCY_WITHOUT_AMOUNT)
    if faults:
        raise InvalidInput(faults=faults)
