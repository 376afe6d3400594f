"""Claims in a case: the fact, and the rules of who claims and of how much. No I/O."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from contracts.national.justice.claim import Claim
from contracts.national.justice.claim_statement import ClaimStatement
from contracts.national.justice.new_claim import NewClaim
from contracts.national.justice.participant import Participant
from contracts.problems import Fault, InvalidInput
from services.case_registry.domain import days
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.facts import Fact
from services.case_registry.domain.procedure import PROCEDURE
from services.case_registry.domain.words import Instance, Status, seat_of
from services.case_registry.errors.claims import (
    AMOUNT_WITHOUT_CURRENCY,
    ANOTHER_INSTANCE,
    BEFORE_THE_JUDGMENT,
    CURRENCY_WITHOUT_AMOUNT,
    NOBODY_CLAIMS,
    NOT_IN_THE_CASE,
    NOT_YOUR_APPEAL,
    OTHER_STAGE,
)
from services.case_registry.errors.codes import unknown_code


class ClaimStated(Fact):
    """Somebody claims something at an instance; who claims in a remedy is the appellant."""

    kind = "claimStated"
    claim: str
    level: Instance
    participant: str | None = None


# What follows where a court judged or ended a case: the prosecution appeals itself, and the court goes on with it.
REMEDIES: Final[Mapping[Status, Instance]] = {
    Status.JUDGED_FIRST_INSTANCE: Instance.APPEAL,
    Status.JUDGED_ON_APPEAL: Instance.CASSATION,
    Status.DISCONTINUED: Instance.APPEAL,
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


def must_be_of_the_stage(level: str, state: CaseState, day: date) -> None:
    """Raise `InvalidInput` for an instance at which the case does not stand, and to which it does not go next."""
    possible = {PROCEDURE.level(state.status, day), REMEDIES.get(state.status)} - {None}
    if possible and level not in possible:
        raise InvalidInput(faults=[OTHER_STAGE])


def must_be_possible(claim: ClaimStatement, people: Collection[str]) -> None:
    """Raise `InvalidInput` for a claim of nobody, of two, or of somebody who is not in the case, and half an amount."""
    known = claim.participant_id is None or claim.participant_id in people
    if faults := _faults(claim, claim.participant_id, known=known):
        raise InvalidInput(faults=faults)


def corrected_faults(claims: Mapping[int, Claim], people: Collection[str]) -> list[Fault]:
    """Return the faults of claims that a correction states anew, by their places in its list."""
    return [
        replace(fault, pointer=f"/members/claims/now/{position}{fault.pointer}")
        for position, claim in claims.items()
        for fault in _faults(claim, claim.participant_id, known=claim.participant_id in {None, *people})
    ]


def brought_faults(claims: Sequence[NewClaim], people: int, now: datetime) -> Iterator[Fault]:
    """Yield the faults of claims that come with a case of so many people, each at its place."""
    for position, claim in enumerate(claims):
        where = f"/claims/{position}"
        known = claim.participant_place is None or claim.participant_place < people
        for fault in _faults(claim, claim.participant_place, known=known):
            # who claims has another name there: a place in the list, since nobody has an id yet
            member = "/participantPlace" if fault.pointer == "/participantId" else fault.pointer
            yield replace(fault, pointer=f"{where}{member}")
        if claim.level is not None and claim.level not in set(Instance):
            yield unknown_code(f"{where}/level")
        if claim.stated_on is not None and (fault_of_day := days.fault(claim.stated_on, now, f"{where}/statedOn")):
            yield fault_of_day


def brought(
    claims: Sequence[NewClaim], people: Sequence[Participant], opened_on: date, new_id: Callable[[str], str]
) -> list[Claim]:
    """Return the claims that come with a case: of the first instance and the day of the opening, unless stated."""
    return [
        Claim(
            claim_id=new_id("clm"),
            level=claim.level or Instance.FIRST_INSTANCE,
            participant_id=None if claim.participant_place is None else people[claim.participant_place].participant_id,
            office=claim.office,
            subject=claim.subject,
            legal_basis=claim.legal_basis,
            amount=claim.amount,
            currency=claim.currency,
            stated_on=claim.stated_on or opened_on,
        )
        for claim in claims
    ]


def fact_of(claim: Claim) -> ClaimStated:
    """Return the fact that a claim was stated; its texts stand beside the history."""
    return ClaimStated(claim=claim.claim_id, level=Instance(claim.level), participant=claim.participant_id)


def _faults(claim: ClaimStatement | NewClaim | Claim, claimant: object, *, known: bool) -> list[Fault]:
    faults = []
    if (claimant is None) is (claim.office is None):
        faults.append(NOBODY_CLAIMS)
    if not known:
        faults.append(NOT_IN_THE_CASE)
    if claim.amount is not None and claim.currency is None:
        faults.append(AMOUNT_WITHOUT_CURRENCY)
    if claim.currency is not None and claim.amount is None:
        faults.append(CURRENCY_WITHOUT_AMOUNT)
    return faults
