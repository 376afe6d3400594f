"""Ask an identity system about what was registered, and write down what it answers: registration never waits for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from chassis.events.requests_out import Answered, NotYet, Request, owe
from chassis.reference.held import HeldOrganisations
from chassis.unit.unit import Unit
from contracts.codelists import CodeLists
from contracts.national.civil.uin_answer import UinAnswer
from contracts.national.civil.uin_reason import UinReason
from contracts.official_numbers import dashless_number
from services.civil_registration.domain.actions import Act, Action, Author
from services.civil_registration.domain.facts import at, document
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.records import Record, continued
from services.civil_registration.domain.uin_requests import (
    Owed,
    Question,
    Statement,
    asking,
    body_of,
    is_asked_for,
    owed,
    service_in,
    statement_of,
    uin_of,
)
from services.civil_registration.events.events import recorded, recorded_document
from services.civil_registration.store import events as store
from services.civil_registration.store.links import birth_of
from services.civil_registration.store.uin_requests import others_with
from services.civil_registration.usecases.certificate_endings import end_certificates

_SYSTEM: Final = "civil-registration"  # which acts here is the register itself
_PATH: Final = "/{service}/v1/uin-requests"  # what an identity system offers
_PURPOSE: Final = "vitalRegistration"
_ASKED: Final = frozenset({EventKind.BIRTH, EventKind.DEATH})
_REFUSED: Final = {
    "code": "request-refused",
    "message": {
        "lo": "ລະບົບເລກປະຈຳຕົວບໍ່ຮັບຄຳຂໍນີ້: ໃຫ້ກວດຂໍ້ເທັດຈິງ ແລ້ວຖາມໃໝ່.",
        "en": "The identity system does not take this request: look at the facts, and ask again.",
    },
}


@dataclass(frozen=True, slots=True)
class _Told:
    """What an identity system answered: confirmed with a UIN, or refused with the reason."""

    number: str | None
    refusal: dict[str, Any] | None  # Any: as kept


async def ask(unit: Unit, lists: CodeLists, event_id: str, before: Record, after: Record) -> Record:
    """Return the record with the request that follows from what was done, which is owed from this commit on.

    Nothing is asked of a kind for which the list has no row in force, nor of a birth that was registered before it had
    one, unless a person asks.
    """
    if after.kind not in _ASKED:
        return after
    last = after.actions[-1]
    by_hand = is_asked_for(last)
    owing = await owing_now(unit, lists, after, last.author, by_hand=by_hand)
    if owing is None or not (by_hand or await _says_else(unit, before, after)):
        return after
    return await _asked(unit, event_id, after, owing, last.author)


async def owing_now(
    unit: Unit, lists: CodeLists, record: Record, author: Author, *, by_hand: bool
) -> tuple[Owed, str] | None:
    """Return what is to be asked about an event, and which service; None where nothing is, or nobody is asked."""
    since = [] if by_hand or record.uin is not None else [record.registered_on]
    service = service_in(lists, record.kind, [author.today, *since])
    if service is None or (record.is_full and not by_hand):
        return None
    now = _statement(record, await _uin_of_birth(unit, record))
    owing = owed(record.kind, record.facts, now, record.uin)
    return None if owing is None else (owing, service)


async def receive(held: HeldOrganisations, unit: Unit, request: Request, answered: Answered) -> None:
    """Write the answer to a request into its event, and owe what follows from it; an answer of before changes nothing.

    Raises `NotYet` for an answer that decides nothing, or does not fit the request.
    """
    record = await store.record(unit, request.subject, to_change=True)
    asked = None if record is None or record.uin is None else record.uin.request(request.id)
    if record is None or record.uin is None or asked is None:
        return
    told = _told(asked, answered)
    if told.number is None and not record.uin.waits:
        return  # given up, and refused: nothing is lost
    author = Author(record.registrar, _SYSTEM, None, unit.now)
    content: dict[str, Any] = {"requestId": request.id, "question": asked["question"]}  # Any: as kept
    if answered.exchange_id is not None:
        content["exchangeId"] = answered.exchange_id
    if told.number is None:
        action = Action(Act.REFUSE_UIN, author, {**content, "refusal": told.refusal})
    else:
        others = await _others(unit, asked, told.number, request.subject)
        content |= {"uin": told.number, **({"conflictsWith": others} if others else {})}
        action = Action(Act.CONFIRM_UIN, author, content)
    after = continued(record, [action])
    if told.number is not None and (owing := await owing_now(unit, held.code_lists, after, author, by_hand=False)):
        after = await _asked(unit, request.subject, after, owing, author)
    await _write(unit, request.subject, record, after, held.code_lists)


async def _asked(unit: Unit, event_id: str, record: Record, owing: tuple[Owed, str], by: Author) -> Record:
    what, service = owing
    content = asking(what, unit.new_id("rqo"), service)
    number = str((record.registration or {})["registrationNumber"])
    body, path = body_of(content, event_id, number), _PATH.format(service=service)
    await owe(unit, Request(content["requestId"], event_id, path, _PURPOSE, body))
    action = Action(Act.REQUEST_UIN, Author(by.seat, _SYSTEM, None, by.at), {**content, "causedBy": record.version})
    return continued(record, [action])


async def _says_else(unit: Unit, before: Record, after: Record) -> bool:
    """Tell whether an event says something else to an identity system than before."""
    number = await _uin_of_birth(unit, after)
    return _statement(before, number) != _statement(after, number)


def _statement(record: Record, number: str | None) -> Statement | None:
    return statement_of(record.kind, record.state, record.facts, number, record.name_now)


async def _uin_of_birth(unit: Unit, record: Record) -> str | None:
    """Return the UIN of a deceased person whose facts state none, but cite a birth: as that birth has it."""
    number = at(record.facts, "/deceased/birthNumber") if record.kind is EventKind.DEATH else None
    if number is None or uin_of(record.facts, "deceased") is not None:
        return None
    birth_id = await birth_of(unit, str(number))
    birth = None if birth_id is None else await store.record(unit, birth_id)
    return None if birth is None else uin_of(birth.facts, "child")


async def _others(unit: Unit, asked: Mapping[str, Any], number: str, event_id: str) -> Sequence[str]:  # Any: as kept
    return await others_with(unit, number, event_id) if asked["question"] == Question.REQUEST else ()


async def _write(unit: Unit, event_id: str, before: Record, after: Record, lists: CodeLists) -> None:
    after = await end_certificates(unit, before, after)
    await store.add_actions(unit, event_id, before, after, lists)
    for action in after.actions[before.version :]:
        unit.announce(recorded(unit, event_id, recorded_document(event_id, after, action.kind)))


def _told(asked: Any, answered: Answered) -> _Told:  # Any: as kept
    if not answered.ok:
        return _Told(None, _reason(answered.document))
    try:
        answer = UinAnswer.model_validate(answered.document)
    except ValidationError as fault:
        raise NotYet(f"the answer does not fit its schema in {fault.error_count()} places") from None
    if answer.request_id != asked["requestId"]:
        raise NotYet(f"the answer is about {answer.request_id}")
    if answer.outcome == "refused" and answer.reason is not None:
        return _Told(None, document(answer.reason))
    if answer.outcome != "confirmed" or answer.uin is None:
        raise NotYet(f"the outcome is {answer.outcome}")
    if "uin" in asked and dashless_number(answer.uin) != dashless_number(asked["uin"]):
        raise NotYet("the answer confirms another UIN than the one that was asked about")
    return _Told(answer.uin, None)


def _reason(problem: Any) -> dict[str, Any]:  # Any: a problem, as it came
    """Return the reason that a refusal of the request itself gives; our own sentence where it has none to show."""
    errors = problem.get("errors")
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    try:
        return document(UinReason.model_validate({"code": problem.get("code"), "message": first.get("message")}))
    except ValidationError:
        return _REFUSED
