"""UIN: what the register asks of an identity system about an event, and what its record keeps of that. No I/O.

What an event says to an identity system is its *statement*: of a birth the child with its parents, of a death whose UIN
ends and when; nothing where it is not registered. What is owed follows from the statement of now and from the one that
was confirmed last, so that corrections and cancellations that come while a request waits are told after its answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, TypeAlias

from contracts.codelists import Code, CodeLists
from services.civil_registration.domain.actions import Act, Action, State
from services.civil_registration.domain.facts import Facts, at
from services.civil_registration.domain.kinds import EventKind

LIST: Final = "uin-requests"  # the national list
TYPE: Final = "uin"  # code of the list `identifier-type`
_MOST_IDENTIFIERS: Final = 20  # of one person, in its form
_PRECISIONS: Final = {"day": 10, "month": 7, "year": 4}  # how much of a date is known, in characters
_REJECTED: Final = {
    "code": "uin-rejected",
    "message": {
        "lo": "ນາຍທະບຽນຕັດສິນວ່າເລກທີ່ໄດ້ຮັບເປັນຂອງຄົນອື່ນ: ໃຫ້ຖາມລະບົບເລກປະຈຳຕົວໃໝ່.",
        "en": "A registrar decided that the UIN that came is another person's: ask the identity system again.",
    },
}

Statement: TypeAlias = Mapping[str, Any]  # Any: members of the form `uin-request`


class Question(StrEnum):
    """What is asked of an identity system: the codes of the list `uin-question`."""

    REQUEST = "request"
    UPDATE = "update"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    CLOSE = "close"


class Outcome(StrEnum):
    """What a registrar decides: the codes of the list `uin-decision`."""

    ASK_AGAIN = "askAgain"
    GIVE_UP = "giveUp"
    ACCEPT = "accept"
    REJECT = "reject"


@dataclass(frozen=True, slots=True, kw_only=True)
class Uin:
    """What was asked about an event, and what came of it. Requests are kept as their actions have them."""

    state: str  # code of the list `uin-request-state`
    asked: Mapping[str, Any]  # Any: the latest request, as kept
    asked_at: datetime
    told: Statement | None = None  # what the identity system confirmed last; None: nothing, or that it is over
    number: str | None = None  # the UIN that it confirmed
    refusal: Mapping[str, Any] | None = None  # Any: code and sentences, as kept
    conflict: Mapping[str, Any] | None = None  # Any: the answer with a UIN that another record has, as kept
    given_up: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # Any: as `asked`, by id

    @property
    def waits(self) -> bool:
        """Whether a request is not answered."""
        return self.state == "requested"

    @property
    def flags(self) -> Mapping[str, bool]:
        """Codes of the list `civil-event-flag`, and which of them are up."""
        return {
            "awaitingUin": self.waits and self.asked["question"] == Question.REQUEST,
            "uinRefused": self.refusal is not None,
            "uinConflict": self.conflict is not None,
        }

    def request(self, request_id: str) -> Mapping[str, Any] | None:  # Any: as kept
        """Return the request of this id that an answer may still settle: the one that waits, else one given up."""
        if self.waits:
            return self.asked if self.asked["requestId"] == request_id else None
        return self.given_up.get(request_id)


@dataclass(frozen=True, slots=True)
class Owed:
    """What is to be asked: the question, the UIN that it is about, and what is stated."""

    question: Question
    number: str | None = None
    statement: Statement | None = None  # what will have been told; None: that it is over


def statement_of(
    kind: EventKind,
    state: State,
    facts: Facts,
    number: str | None = None,
    name: Mapping[str, Any] | None = None,  # Any: a PersonName document
) -> Statement | None:
    """Return what an event says to an identity system now; None for one that says nothing.

    `number` is the UIN of a deceased person whose facts state none, as the birth that they cite has it. `name` is
    the one that a child has now.
    """
    if state is not State.REGISTERED:
        return None
    if kind is EventKind.BIRTH:
        return _of_birth(facts, name)
    if kind is EventKind.DEATH and (closed := uin_of(facts, "deceased") or number) is not None:
        day = _day(facts)
        return {"uin": closed} if day is None else {"uin": closed, "diedOn": day}
    return None


def owed(kind: EventKind, facts: Facts, now: Statement | None, uin: Uin | None) -> Owed | None:
    """Return what is to be asked, given what the event says now; None where nothing is, or something waits."""
    if uin is not None and (uin.waits or uin.conflict is not None):
        return None
    told = None if uin is None else uin.told
    if kind is EventKind.DEATH:
        return _owed_of_death(now, told)
    number = uin_of(facts, "child") or (None if uin is None else uin.number)
    if now is None:
        return None if told is None else Owed(Question.WITHDRAW, number)
    if told is not None:
        return None if now == told else Owed(Question.UPDATE, number, now)
    if uin is not None and uin.number is not None:
        return Owed(Question.REOPEN, number, now)
    # a child that was declared with a UIN has it from somebody else
    return Owed(Question.REQUEST, None, now) if number is None else None


def _owed_of_death(now: Statement | None, told: Statement | None) -> Owed | None:
    if told is not None and (now is None or now["uin"] != told["uin"]):
        return Owed(Question.REOPEN, told["uin"])
    return None if now is None or now == told else Owed(Question.CLOSE, now["uin"], now)


def service_in(lists: CodeLists, kind: EventKind, days: Sequence[date | None]) -> str | None:
    """Return the service of the directory that is asked about events of this kind; None unless it is on all these days.

    Of several rows the first by code counts.
    """
    for known in _rows(lists).get(kind, ()):
        if all(day is not None and known.is_valid_on(day) for day in days):
            return str(known.attributes["service"])
    return None


@lru_cache(maxsize=4)  # an edition of the lists is one object until the next comes
def _rows(lists: CodeLists) -> dict[str, list[Code]]:
    found: dict[str, list[Code]] = {}
    for _, known in sorted(lists.codes(LIST).items()):
        if "service" in known.attributes:  # else an office gave its list another schema
            for kind in known.attributes.get("events", ()):
                found.setdefault(str(kind), []).append(known)
    return found


def asking(owing: Owed, request_id: str, service: str) -> dict[str, Any]:  # Any: as kept
    """Return the content of the action that asks."""
    told = {"uin": owing.number, "statement": owing.statement}
    content = {"requestId": request_id, "question": owing.question.value, "service": service}
    return {**content, **{name: value for name, value in told.items() if value is not None}}


def body_of(content: Mapping[str, Any], event_id: str, number: str) -> dict[str, Any]:  # Any: JSON
    """Return the document that is sent: a `UinRequest`."""
    own = {name: content[name] for name in ("requestId", "question", "uin") if name in content}
    return {**content.get("statement", {}), **own, "eventId": event_id, "registrationNumber": number}


def is_asked_for(action: Action) -> bool:
    """Tell whether a person wants what is owed to be asked now."""
    return action.kind is Act.DECIDE_UIN and action.content["outcome"] in {Outcome.ASK_AGAIN, Outcome.ACCEPT}


def folded(uin: Uin | None, facts: Facts, action: Action) -> tuple[Uin | None, Facts]:
    """Return what is kept of the UIN, and the facts, after one of the actions about it."""
    told = action.content
    if action.kind is Act.REQUEST_UIN:
        before = uin or Uin(state="requested", asked=told, asked_at=action.author.at)
        return replace(before, state="requested", asked=told, asked_at=action.author.at, refusal=None), facts
    if uin is None:
        return None, facts  # no log has an answer before its request
    if action.kind is Act.DECIDE_UIN:
        return _decided(uin, facts, action)
    request = uin.request(told["requestId"]) or uin.asked
    kept = {name: each for name, each in uin.given_up.items() if name != told["requestId"]}
    uin = replace(uin, given_up=kept)
    if action.kind is Act.REFUSE_UIN:
        return replace(uin, state="refused", refusal=told["refusal"]), facts
    if "conflictsWith" in told:
        return replace(uin, state="conflict", conflict={**told, "request": request}, refusal=None), facts
    return _confirmed(uin, facts, request, told["uin"])


def _confirmed(uin: Uin, facts: Facts, request: Mapping[str, Any], number: str) -> tuple[Uin, Facts]:  # Any: as kept
    told = request.get("statement")
    confirmed = replace(uin, state="confirmed", told=told, number=number, refusal=None, conflict=None)
    child = facts.get("child")
    if request["question"] != Question.REQUEST or child is None or uin_of(facts, "child") is not None:
        return confirmed, facts
    known = child.get("identifiers", [])
    if len(known) >= _MOST_IDENTIFIERS:
        return confirmed, facts
    identifiers = [*known, {"type": TYPE, "value": number, "verified": True}]
    return confirmed, {**facts, "child": {**child, "identifiers": identifiers}}


def _decided(uin: Uin, facts: Facts, action: Action) -> tuple[Uin, Facts]:
    outcome = action.content["outcome"]
    if outcome == Outcome.GIVE_UP:
        return replace(uin, state="givenUp", given_up={**uin.given_up, uin.asked["requestId"]: uin.asked}), facts
    if outcome == Outcome.REJECT:
        return replace(uin, state="refused", refusal=_REJECTED, conflict=None), facts
    if outcome == Outcome.ACCEPT and uin.conflict is not None:
        return _confirmed(uin, facts, uin.conflict["request"], uin.conflict["uin"])
    return uin, facts


def uin_of(facts: Facts, role: str) -> str | None:
    """Return the UIN that the facts state of this person."""
    stated = at(facts, f"/{role}/identifiers") or ()
    return next((str(each["value"]) for each in stated if each["type"] == TYPE), None)


def _of_birth(facts: Facts, name: Mapping[str, Any] | None) -> dict[str, Any]:  # Any: JSON
    child = facts.get("child") or {}
    person = {
        "name": name,
        "sex": child.get("sex"),
        "birthDate": _day(facts),
        "birthPlace": facts.get("place"),
        "birthCountry": facts.get("abroad"),
    }
    parents = {
        role: _without_none({"name": at(facts, f"/{role}/name"), "uin": uin_of(facts, role)}) for role in _PARENTS
    }
    return {"child": _without_none(person), **{role: told for role, told in parents.items() if told}}


def _day(facts: Facts) -> dict[str, str] | None:
    told, precision = facts.get("occurredOn"), str(facts.get("occurredOnPrecision", "day"))
    return None if told is None else {"value": str(told)[: _PRECISIONS.get(precision, 10)], "precision": precision}


def _without_none(members: Mapping[str, Any]) -> dict[str, Any]:  # Any: JSON
    return {name: value for name, value in members.items() if value is not None}


_PARENTS: Final = ("mother", "father")
