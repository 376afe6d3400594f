"""Charges against participants: facts, and the rules of filing, amending, withdrawing and deciding them. No I/O."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from contracts.codelists import CodeLists
from contracts.national.justice.charge_amendment import ChargeAmendment
from contracts.national.justice.charge_deciding import ChargeDeciding
from contracts.national.justice.charge_filing import ChargeFiling
from contracts.national.justice.law_article import LawArticle
from contracts.national.justice.sentence import Sentence
from contracts.problems import Fault, InvalidInput
from contracts.seats import Seat
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.facts import Entry, Fact
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.participants import CHARGEABLE, Person, days_of, stands_alone
from services.case_registry.domain.words import Part, Status
from services.case_registry.errors.charges import (
    NOT_CONVICTED,
    NOTHING_AMENDED,
    SENTENCE_WITHOUT_GUILT,
    ChargeNotLive,
    ChargesUndecided,
    after_the_opening,
    before_the_act,
    before_the_file,
    before_the_last_step,
    months_missing,
    sum_missing,
    unknown_edition,
    without_months,
    without_sum,
)
from services.case_registry.errors.needs import GuardianMissing
from services.case_registry.errors.participants import deceased, guardian_needed, no_such_participant, not_pursued
from services.case_registry.errors.seats import OtherOffices


class ChargeFiled(Fact):
    """The prosecutor charged a participant under an article."""

    kind = "chargeFiled"
    charge: str
    participant: str
    edition: str
    article: str

    def applied_to(self, state: CaseState, entry: Entry) -> CaseState:
        """Return the case in which one more office has charged somebody."""
        return state.with_part(entry.by, Part.CHARGE)


class ChargeAmended(Fact):
    """A charge was amended: its article, text or count changed, as its steps say."""

    kind = "chargeAmended"
    charge: str


class ChargeWithdrawn(Fact):
    """The prosecutor no longer pursues a charge."""

    kind = "chargeWithdrawn"
    charge: str


class PleaEntered(Fact):
    """The charged person pleaded to a charge."""

    kind = "pleaEntered"
    charge: str
    plea: str


class ChargeDecided(Fact):
    """The court decided on a charge."""

    kind = "chargeDecided"
    charge: str
    result: str


LIVE: Final = "live"
WITHDRAWN: Final = "withdrawn"
DECIDED: Final = "decided"
GUILT: Final = frozenset({"guilty", "guiltyOfLesser"})
# Codes of `sentence-kind`. What is in none of these sets (`other`) is measured as the court says.
_IN_MONTHS: Final = frozenset({"imprisonment", "suspendedImprisonment"})  # no such sentence without its length
_IN_KIP: Final = frozenset({"fine"})  # no fine without its sum
_NEVER_IN_MONTHS: Final = frozenset({"publicCriticism", "lifeImprisonment", "fine", "confiscation", "compensation"})
_NEVER_IN_KIP: Final = frozenset(
    {"publicCriticism", "reEducation", "imprisonment", "suspendedImprisonment", "lifeImprisonment"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeState:
    """A charge as far as the rules need it: on whom, live or not, its result and its days."""

    charge_id: str
    participant_id: str
    sequence: int
    state: str
    result: str | None = None
    office: Seat  # that filed it
    filed_on: date
    last_on: date  # day of its latest step
    decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """The days between which a case is charged: it was opened, and its file was sent to a prosecutor."""

    opened_on: date
    sent_on: date | None = None  # None: it came another way, from an earlier system for one

    @property
    def first(self) -> date:
        """The first day on which somebody can be charged."""
        return self.sent_on or self.opened_on


def frame_of(entries: Iterable[Entry]) -> Frame:
    """Return the frame of a case with these entries, as they are right."""
    known = list(entries)
    sent = [
        entry.happened_on
        for entry in known
        if isinstance(entry.fact, Moved) and entry.fact.target is Status.FILE_SENT_TO_PROSECUTOR
    ]
    return Frame(known[0].happened_on, min(sent, default=None))


def must_be_fileable(people: Mapping[str, Person], filing: ChargeFiling, frame: Frame, lists: CodeLists) -> None:
    """Raise `InvalidInput` for a charge on nobody who is pursued and lives, or under a law not in force.

    And for one from before the file came to a prosecutor, or of an act that came after the opening.
    """
    person = people.get(filing.participant_id)
    faults: list[Fault] = []
    if person is None:
        faults.append(no_such_participant("/participantId"))
    elif not person.holds(*CHARGEABLE):
        faults.append(not_pursued("/participantId"))
    elif person.had_died(filing.filed_on):
        faults.append(deceased("/participantId"))
    elif stands_alone(person, filing.filed_on):
        faults.append(guardian_needed("/participantId"))
    faults.extend(article_faults(filing.article, frame, lists))
    if filing.filed_on < days_of(filing.article.committed_on)[0]:
        faults.append(before_the_act("/filedOn"))
    elif filing.filed_on < frame.first:
        faults.append(before_the_file("/filedOn"))
    if faults:
        raise InvalidInput(faults=faults)


def article_faults(article: LawArticle, frame: Frame, lists: CodeLists) -> list[Fault]:
    """Return the faults of an article: an edition of the law unknown or not in force on the day of the act, or that."""
    faults: list[Fault] = []
    first, last = days_of(article.committed_on)
    if not lists.was_valid_between("law-edition", article.edition, first, last):
        faults.append(unknown_edition("/article/edition"))
    if first > frame.opened_on:
        faults.append(after_the_opening("/article/committedOn"))
    return faults


def must_be_amendable(charge: ChargeState, amendment: ChargeAmendment, frame: Frame, lists: CodeLists) -> None:
    """Raise `ChargeNotLive`, or `InvalidInput` for an amendment that changes nothing or cannot be."""
    must_be_live(charge, amendment.amended_on, "/amendedOn")
    if amendment.article is None and amendment.text is None and amendment.count is None:
        raise InvalidInput(faults=[NOTHING_AMENDED])
    if amendment.article is not None and (faults := article_faults(amendment.article, frame, lists)):
        raise InvalidInput(faults=faults)


def must_be_of(charge: ChargeState, state: CaseState, actor: Actor) -> None:
    """Raise `OtherOffices` for a charge of another office, unless the file is with whoever acts: then it is theirs."""
    if not (actor.is_own(charge.office) or actor.is_own(state.responsible)):
        yours = actor.organisations.named(actor.seat)
        raise OtherOffices(yours, offices=[actor.named(charge.office)], above=[], kinds=[], levels=[])


def must_be_live(charge: ChargeState, day: date, pointer: str) -> None:
    """Raise `ChargeNotLive` for a withdrawn or decided charge, `InvalidInput` for a day before its latest step."""
    if charge.state != LIVE:
        raise ChargeNotLive(charge.sequence, charge.state)
    _must_follow(charge, day, pointer)


def must_be_decidable(charge: ChargeState, decision: ChargeDeciding) -> None:
    """Raise `ChargeNotLive` for a withdrawn charge, `InvalidInput` for a sentence that cannot be or a day too early.

    A charge that a lower court decided may be decided again.
    """
    if charge.state == WITHDRAWN:
        raise ChargeNotLive(charge.sequence, charge.state)
    _must_follow(charge, decision.decided_on, "/decidedOn")
    if decision.sentence and decision.result not in GUILT:
        raise InvalidInput(faults=[SENTENCE_WITHOUT_GUILT])
    must_be_measured(decision.sentence or ())


def must_be_measured(sentence: Sequence[Sentence]) -> None:
    """Raise `InvalidInput` naming each part with a measure that its kind does not have, or without the one it needs."""
    faults = [fault for place, part in enumerate(sentence) for fault in _measure_faults(part, f"/sentence/{place}")]
    if faults:
        raise InvalidInput(faults=faults)


def must_be_decided(charges: Iterable[ChargeState]) -> None:
    """Raise `ChargesUndecided` while a charge has no result: those of a trial that was set aside are none any more.

    On appeal the results of the first instance stand until they are changed: nobody asks this there.
    """
    undecided = [charge.sequence for charge in charges if charge.state == LIVE]
    if undecided:
        raise ChargesUndecided(undecided)


def must_be_guarded(charges: Iterable[ChargeState], people: Mapping[str, Person], day: date) -> None:
    """Raise `GuardianMissing` for a charge on somebody who may be a child on that day and stands alone."""
    charged = {charge.participant_id for charge in charges if charge.state != WITHDRAWN}
    for each in sorted(charged & people.keys()):
        if stands_alone(people[each], day):
            raise GuardianMissing(each)


def is_guilty(charge: ChargeState) -> bool:
    """Tell whether the charge has a result that says guilty, and that stands: one that was set aside is none."""
    return charge.state != WITHDRAWN and charge.result in GUILT


def must_be_convicted(charges: Iterable[ChargeState], participant_id: str) -> None:
    """Raise `InvalidInput` for a participant with no guilty result on any charge of this case."""
    if not any(charge.participant_id == participant_id and is_guilty(charge) for charge in charges):
        raise InvalidInput(faults=[NOT_CONVICTED])


def next_sequence(charges: Sequence[ChargeState]) -> int:
    """Return the number of the next charge in the case, from 1; a withdrawn charge keeps its number."""
    return max((charge.sequence for charge in charges), default=0) + 1


def _must_follow(charge: ChargeState, day: date, pointer: str) -> None:
    if day < charge.last_on:
        raise InvalidInput(faults=[before_the_last_step(pointer)])


def _measure_faults(part: Sentence, where: str) -> Iterator[Fault]:
    if part.months is None and part.kind in _IN_MONTHS:
        yield months_missing(f"{where}/months")
    if part.months is not None and part.kind in _NEVER_IN_MONTHS:
        yield without_months(f"{where}/months")
    if part.amount_kip is None and part.kind in _IN_KIP:
        yield sum_missing(f"{where}/amountKip")
    if part.amount_kip is not None and part.kind in _NEVER_IN_KIP:
        yield without_sum(f"{where}/amountKip")
