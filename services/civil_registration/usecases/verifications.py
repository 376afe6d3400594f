"""Verify a fact of a registered event by an exact number and one more fact, within limits against guessing."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from chassis.reference.tables import Concerned
from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from contracts.national.civil.verification import Verification
from contracts.national.civil.verification_request import VerificationRequest
from contracts.problems import InvalidInput, NotFound, Unavailable
from services.civil_registration.domain.facts import document, earliest, latest
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.records import Record
from services.civil_registration.domain.verifications import (
    OF_ONE_PERSON,
    Limit,
    Question,
    agrees,
    counted,
    growth,
    is_about_persons,
    limits_of,
    question_of,
)
from services.civil_registration.errors.verifications import (
    NAME_WITHOUT_LETTERS,
    NO_SUCH_DAY,
    NOT_OF_A_PERSON,
    NOT_OF_ONE_PERSON,
    NUMBER_ALONE,
    ONE_NUMBER,
    TooManyGuesses,
)
from services.civil_registration.store import events
from services.civil_registration.store import verifications as store
from services.civil_registration.usecases.asking import RIGHTS, Asker, author_of
from services.civil_registration.usecases.readers import note
from services.civil_registration.wire.verifications import verification

_LATER_S: Final = 3600  # where no limit is in force: an office has to state one


@dataclass(frozen=True, slots=True)
class Found:
    """A registered person of whom all is true that a question states."""

    event_id: str
    role: str
    record: Record


async def verify(unit: Unit, asker: Asker, body: VerificationRequest) -> Verification:
    """Tell whether the register has such an event; of a hit all field groups, from which the gateway takes.

    Raises `OfficeNeeded`, `InvalidInput`, `TooManyGuesses`; `Unavailable` while no limit is in force.
    """
    (hits,) = await answered(unit, asker, "verifyFact", [_question(asker, body)])
    if not hits:
        return Verification(verified=False)
    return verification(hits[0].event_id, hits[0].role, hits[0].record, by_birth_date=body.birth_date is not None)


async def answered(unit: Unit, asker: Asker, operation: str, questions: Sequence[Question]) -> list[list[Found]]:
    """Return what each question finds, the newest event first, and note the office as its reader.

    Every question takes the same statements up to its answer, whatever the register has. What finds nothing, or names a
    number alone, is a guess; questions are answered only where all of them may be guesses. Raises as `verify`.
    """
    seat = author_of(unit, asker).seat
    if not RIGHTS.allows(operation, asker.caller, Concerned({"registrar": [seat]}), asker.organisations):
        raise NotFound
    counts = counted(_limits(unit, asker), seat, [question.key for question in questions])
    held = await store.hold(unit, counts)
    known = {count: guesses for count, (guesses, _) in held.items()}
    more = growth(counts, known)
    over = [
        held[count][1] for count, each in more.items() if count.most is not None and known[count] + each > count.most
    ]
    if over:
        raise TooManyGuesses(retry_after_s=max(1, ceil((max(over) - unit.now).total_seconds())))
    answers = [await _found(unit, asker, question) for question in questions]
    guessed = [
        question.key for question, hits in zip(questions, answers, strict=True) if question.is_number_alone or not hits
    ]
    await store.add(unit, growth(counted(_limits(unit, asker), seat, guessed), known))
    return answers


def fits(unit: Unit, asker: Asker, questions: Sequence[Question]) -> bool:
    """Tell whether so many questions fit into one window at all: else no wait would let them through."""
    seat = author_of(unit, asker).seat
    counts = counted(_limits(unit, asker), seat, [question.key for question in questions])
    return all(count.most is None or asked <= count.most for count, asked in counts.items())


def _limits(unit: Unit, asker: Asker) -> list[Limit]:
    limits = limits_of(asker.lists, unit.now.astimezone(VIENTIANE).date())
    if not limits:
        raise Unavailable(retry_after_s=_LATER_S)  # without a limit numbers could be tried one after another
    return limits


async def _found(unit: Unit, asker: Asker, question: Question) -> list[Found]:
    hits = await _agreeing(unit, asker, question)
    records = {hit.event_id: hit.record for hit in hits}
    new = [await note(unit, asker, event_id, record) for event_id, record in sorted(records.items())]
    if any(new):
        # a correction that came between saw no reader
        hits = [hit for hit in await _agreeing(unit, asker, question) if hit.event_id in records]
    return hits


async def _agreeing(unit: Unit, asker: Asker, question: Question) -> list[Found]:
    """Return who has the number and agrees: by the same two statements, whatever is there."""
    people = await store.found(unit, question)
    records = await events.records(unit, [event_id for event_id, _ in people])
    found = [Found(event_id, role, records[event_id]) for event_id, role in people]
    return [each for each in found if agrees(each.role, each.record, question, asker.lists)]


def _question(asker: Asker, body: VerificationRequest) -> Question:
    kind, number = EventKind(body.kind), body.identifier
    # the schema does not say it, so that a version of it can add a number, or a further fact
    lacking = [
        (ONE_NUMBER, (number is None) is (body.registration_number is None)),
        (NUMBER_ALONE, body.name is None and body.birth_date is None),
    ]
    if any(is_lacking for _, is_lacking in lacking):
        raise InvalidInput(faults=[fault for fault, is_lacking in lacking if is_lacking])
    type_ = None if number is None else number.type
    try:
        told = None if body.birth_date is None else document(body.birth_date)
        born = None if told is None else (earliest(told), latest(told))
    except ValueError:
        raise InvalidInput(faults=[NO_SUCH_DAY]) from None
    value = (body.registration_number or "") if number is None else number.value
    question = question_of(kind, type_, value, asker.lists, name=body.name, born=born)
    wrong = [
        (NOT_OF_ONE_PERSON, type_ is not None and type_ not in OF_ONE_PERSON),
        (NOT_OF_A_PERSON, not is_about_persons(kind)),
        (NAME_WITHOUT_LETTERS, question.name_key == ""),
    ]
    if any(is_wrong for _, is_wrong in wrong):
        raise InvalidInput(faults=[fault for fault, is_wrong in wrong if is_wrong])
    return question
