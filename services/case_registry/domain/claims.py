"""Claims in a case: the fact, and the rules of who claims and of how much. No I/O."""

from collections.abc import Collection, Mapping
from typing import Final

from contracts.national.justice.claim_statement import ClaimStatement
from contracts.problems import InvalidInput
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.facts import Fact
from services.case_registry.domain.words import Instance, Status, seat_of
from services.case_registry.errors.claims import (
    AMOUNT_WITHOUT_CURRENCY,
    ANOTHER_INSTANCE,
    BEFORE_THE_JUDGMENT,
    CURRENCY_WITHOUT_AMOUNT,
    NOBODY_CLAIMS,
    NOT_IN_THE_CASE,
    NOT_YOUR_APPEAL,
)


class ClaimStated(Fact):
    """Somebody claims something at an instance; who claims in a remedy is the appellant."""

    kind = "claimStated"
    claim: str
    level: Instance
    participant: str | None = None


# What follows where a case was judged: there the prosecution appeals itself, and the court goes on with it.
REMEDIES: Final[Mapping[Status, Instance]] = {
    Status.JUDGED_FIRST_INSTANCE: Instance.APPEAL,
    Status.JUDGED_ON_APPEAL: Instance.CASSATION,
}


def must_be_an_appeal_of(claim: ClaimStatement, state: CaseState, actor: Actor) -> None:
    """Raise `InvalidInput` for a claim of a prosecutor that is no appeal of its own office against the judgment."""
    faults = []
    if claim.office is None or not actor.is_own(seat_of(claim.office)):
        faults.append(NOT_YOUR_APPEAL)
    if claim.level != REMEDIES.get(state.status):
        faults.append(ANOTHER_INSTANCE)
    if claim.stated_on < state.moved_on:
        faults.append(BEFORE_THE_JUDGMENT)
    if faults:
        raise InvalidInput(faults=faults)


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
