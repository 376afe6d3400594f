"""Splitting of a case: the two facts, who and what goes to the new one, and where that stands. No I/O."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from typing import Any, Final

from pydantic import Field

from contracts.national.justice.case_splitting import CaseSplitting
from contracts.problems import Fault, InvalidInput
from contracts.seats import Seat
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.charges import WITHDRAWN, ChargeState
from services.case_registry.domain.facts import ChargePlace, Entry, Fact
from services.case_registry.domain.participants import CHAIN, Person
from services.case_registry.domain.table import Basis, TableBroken
from services.case_registry.domain.words import Kind, Part, Restriction, Status, Way
from services.case_registry.errors.hand_overs import HandOverPending
from services.case_registry.errors.participants import no_such_participant
from services.case_registry.errors.splits import (
    BEFORE_THE_LAST_MOVE,
    NOBODY_PURSUED,
    LastCharge,
    LastSuspect,
    no_such_charge,
    speaks_for_others,
)


class SplitOff(Fact):
    """People and charges went on in a new case."""

    kind = "splitOff"
    other: str
    participants: tuple[str, ...]
    charges: dict[str, ChargePlace]
    claims: dict[str, Seat] = Field(default_factory=dict)  # with the office that stated each


class SplitFrom(Fact):
    """The case was split off from another, and took over what that had been through."""

    kind = "splitFrom"
    other: str
    participants: tuple[str, ...]
    copied: dict[str, str]  # by the id that a person has in the other case, too: the one here
    charges: dict[str, ChargePlace]
    claims: dict[str, Seat] = Field(default_factory=dict)  # with the office that stated each
    previous: Status | None = None
    moved_on: date
    court: Seat | None = None
    court_awaited: bool = False
    involved: tuple[tuple[Seat, Part], ...]

    def applied_to(self, state: CaseState, entry: Entry) -> CaseState:  # noqa: ARG002 - as it is declared above
        """Return the case with the way, the court and the offices of the case from which it comes."""
        return replace(
            state,
            previous=self.previous,
            moved_on=self.moved_on,
            court=self.court,
            court_awaited=self.court_awaited,
            involved=state.involved | set(self.involved),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of `splits.toml`."""

    by: Kind
    at: frozenset[Status]
    to: Status
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Who and what goes to the new case: people who leave, people who are in both, and charges; in their order."""

    moved: tuple[str, ...]
    copied: tuple[str, ...]
    charges: tuple[str, ...]
    charged: bool  # a charge that is pursued is among them


def plan_of(
    splitting: CaseSplitting,
    people: Mapping[str, Person],
    speakers: Mapping[str, frozenset[str]],
    charges: Mapping[str, ChargeState],
) -> Plan:
    """Return who and what goes; `speakers` are by participant. Raise `InvalidInput` for who is not in the case.

    Charges go with the person who moves; a person of whom only charges move is in both cases; and so is a lawyer or a
    guardian who speaks for people in both.
    """
    _must_be_in_the_case(splitting, people, charges)
    named = [each.root for each in splitting.participant_ids or ()]
    both = {each.root for each in splitting.participant_ids_in_both or ()}
    stated = {each.root for each in splitting.charge_ids or ()}
    moved = set(named) - both
    going = {each.charge_id for each in charges.values() if each.charge_id in stated or each.participant_id in moved}
    copied = (both | {charges[each].participant_id for each in going}) - moved
    spoken_by = {speaker for each in moved | copied for speaker in speakers.get(each, ())} - moved - copied
    only_theirs = {each for each in spoken_by if _speaks_for(each, speakers) <= moved}
    moved, copied = moved | only_theirs, copied | (spoken_by - only_theirs)
    faults = [
        speaks_for_others(f"/participantIds/{place}")
        for place, each in enumerate(named)
        if each in moved and not _speaks_for(each, speakers) <= moved
    ]
    if faults:
        raise InvalidInput(faults=faults)
    return Plan(
        moved=tuple(each for each in people if each in moved),
        copied=tuple(each for each in people if each in copied),
        charges=tuple(sorted(going, key=lambda each: charges[each].sequence)),
        charged=any(charges[each].state != WITHDRAWN for each in going),
    )


def places(charges: Mapping[str, ChargeState], *only: str) -> dict[str, ChargePlace]:
    """Return where these charges stand in their case, in their order; all of them where none is named."""
    kept = [each for each in charges.values() if not only or each.charge_id in only]
    kept.sort(key=lambda each: each.sequence)
    return {each.charge_id: ChargePlace(sequence=each.sequence, participant=each.participant_id) for each in kept}


def places_behind(
    last: int, charges: Mapping[str, ChargePlace], copied: Mapping[str, str] | None = None
) -> dict[str, ChargePlace]:
    """Return where these charges stand in the case to which they go, behind its last one there."""
    known = copied or {}
    return {
        charge_id: ChargePlace(sequence=sequence, participant=known.get(place.participant, place.participant))
        for sequence, (charge_id, place) in enumerate(charges.items(), start=last + 1)
    }


def must_be_possible(
    plan: Plan, state: CaseState, actor: Actor, people: Mapping[str, Person], charges: Mapping[str, ChargeState]
) -> None:
    """Raise `HandOverPending`, `LastSuspect`, `LastCharge`, or `InvalidInput` for a new case against nobody."""
    if state.offered_to is not None:
        raise HandOverPending(actor.named(state.offered_to))
    stay = [person for person in people.values() if person.participant_id not in plan.moved]
    go = [people[each] for each in (*plan.moved, *plan.copied)]
    if actor.way_of(state) is Way.CRIMINAL:
        if not any(person.holds(*CHAIN) for person in go):
            raise InvalidInput(faults=[NOBODY_PURSUED])
        stay = [person for person in stay if person.holds(*CHAIN)]
    if not stay:
        raise LastSuspect
    pursued = {each.charge_id for each in charges.values() if each.state != WITHDRAWN}
    if pursued and not pursued - set(plan.charges):
        raise LastCharge


def day_faults(day: date, state: CaseState) -> list[Fault]:
    """Return the fault of a day before the case came to where it stands."""
    return [BEFORE_THE_LAST_MOVE] if day < state.moved_on else []


def status_of(plan: Plan, state: CaseState, actor: Actor) -> Status:
    """Return where the new case stands: as the one from which it comes, but not before a court without a charge."""
    if plan.charged or actor.way_of(state) is not Way.CRIMINAL:
        return state.status
    return next((row.to for row in RULES if actor.is_a(row.by) and state.status in row.at), state.status)


def least_restriction(of_category: Restriction, of_origin: Restriction, *, youths: bool) -> Restriction:
    """Return how the new case is restricted at the least: by its category, its people, and secrets that go with it.

    A case that is closed for a child who stays is no secret of those who leave.
    """
    if of_category is not Restriction.NONE:
        return of_category
    if youths:
        return Restriction.JUVENILE
    return of_origin if of_origin in {Restriction.STATE_SECRET, Restriction.FAMILY_SECRET} else Restriction.NONE


def _must_be_in_the_case(
    splitting: CaseSplitting, people: Mapping[str, Person], charges: Mapping[str, ChargeState]
) -> None:
    faults = [
        *_unknown("participantIds", [each.root for each in splitting.participant_ids or ()], people),
        *_unknown("participantIdsInBoth", [each.root for each in splitting.participant_ids_in_both or ()], people),
        *(
            no_such_charge(f"/chargeIds/{place}")
            for place, each in enumerate(splitting.charge_ids or ())
            if each.root not in charges
        ),
    ]
    if faults:
        raise InvalidInput(faults=faults)


def _unknown(where: str, named: Sequence[str], people: Mapping[str, Person]) -> list[Fault]:
    return [no_such_participant(f"/{where}/{place}") for place, each in enumerate(named) if each not in people]


def _speaks_for(speaker: str, speakers: Mapping[str, Iterable[str]]) -> set[str]:
    return {each for each, named in speakers.items() if speaker in named}


def parse(text: str) -> Sequence[Rule]:
    """Return the rules of a TOML text, or raise `TableBroken`."""
    return [_rule(row) for row in tomllib.loads(text)["splits"]]


def _rule(row: dict[str, Any]) -> Rule:  # Any: TOML; every value is checked by its type below
    try:
        at = frozenset(map(Status, row.pop("at")))
        return Rule(by=Kind(row.pop("by")), at=at, to=Status(row.pop("to")), basis=Basis(row.pop("basis")), **row)
    except (KeyError, TypeError, ValueError) as fault:
        raise TableBroken(f"{row}: {fault}") from None


RULES: Final = parse((files(__package__) / "splits.toml").read_text("utf-8"))
