"""Render the answer to a search in the envelope of SPDCI: each request with its own status."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from contracts.national.civil.spdci_search_response import SpdciSearchResponse
from services.civil_registration.domain.facts import partial_day
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.records import Record
from services.civil_registration.domain.registry_searches import VERSION, Page
from services.civil_registration.errors.registry_searches import Reason
from services.civil_registration.wire.verifications import person_now

_Told = Mapping[str, Any]  # Any: JSON of foreign software
_Document = dict[str, Any]  # Any: a JSON document, validated by the model below
_OWN_NAME: Final = "civil-registration"
_LONGEST: Final = 200
_TYPES: Final = {"uin": "UIN", "citizenId": "NID", "birthRegistration": "BRN", "deathRegistration": "DRN"}
_OWN_TYPES: Final = {EventKind.BIRTH: "BRN", EventKind.DEATH: "DRN", EventKind.MARRIAGE: "MRN"}
_DAYS: Final = {EventKind.DEATH: "death_date"}
_DAYS_IN_LISTS: Final = {EventKind.MARRIAGE: "marriage_date", EventKind.DIVORCE: "divorce_date"}
_PLACES: Final = {EventKind.BIRTH: "birth_place", EventKind.DEATH: "death_place"}


def response(
    header: _Told,
    transaction: object,
    correlation: str,
    now: datetime,
    answers: Sequence[_Document],
    refused: Reason | None = None,
) -> SpdciSearchResponse:
    """Return the whole answer; `refused` says why a message is refused whole."""
    done = sum(each["status"] == "succ" for each in answers)
    head: _Document = {
        "version": VERSION,
        "message_id": _mirrored(header.get("message_id")),
        "message_ts": now,
        "action": _mirrored(header.get("action"))[:60],
        "status": "succ" if refused is None else "rjct",
        "total_count": len(answers),
        "completed_count": done,
        "sender_id": _OWN_NAME,
        "receiver_id": _mirrored(header.get("sender_id")),
        "is_msg_encrypted": False,
        **({} if refused is None else _reason(refused)),
    }
    message = {
        "transaction_id": _mirrored(transaction),
        "correlation_id": correlation,
        "search_response": list(answers),
    }
    return SpdciSearchResponse.model_validate({"header": head, "message": message})


def refused(request: _Told, now: datetime, reason: Reason) -> _Document:
    """Return the answer to a request that is refused."""
    return _item(request, now, "rjct") | _reason(reason)


def found(request: _Told, now: datetime, page: Page, people: Sequence[tuple[str, Record]]) -> _Document:
    """Return the page of records of these persons, the newest first; none for a number or a fact that is not there."""
    ordered = [*reversed(people)] if page.oldest_first else [*people]
    shown = ordered[(page.number - 1) * page.size : page.number * page.size]
    return _item(request, now, "succ") | {
        "data": {"version": VERSION, "reg_records": [_record(role, record) for role, record in shown]},
        "pagination": {"page_size": page.size, "page_number": page.number, "total_count": len(ordered)},
    }


def _item(request: _Told, now: datetime, status: str) -> _Document:
    locale = request.get("locale")
    named = {"locale": _mirrored(locale)[:20]} if locale else {}
    return {"reference_id": _mirrored(request.get("reference_id")), "timestamp": now, "status": status, **named}


def _reason(reason: Reason) -> _Document:
    return {"status_reason_code": reason.code, "status_reason_message": reason.sentences}


def _record(role: str, record: Record) -> _Document:
    """Return a person with what is registered now, by the names of the standard."""
    person, kind, day = person_now(role, record), record.kind, record.facts.get("occurredOn")
    happened = (partial_day(record.facts) or {}).get("value")
    registration = record.registration or {}
    own, born = registration.get("registrationNumber"), person.get("birthDate") or {}
    shown: _Document = {
        "@type": "CRVS_Person",
        "reg_event_type": kind.value,
        "person_role": role,
        "registration_number": own,
        "registration_date": registration.get("registeredOn"),
        "identifier": [*_numbers(person, kind, own)] or None,
        "name": _name(person.get("name")),
        "sex": person.get("sex"),
        "birth_date": born.get("value"),
        "event_date": happened,
    }
    if kind in _PLACES:
        shown[_PLACES[kind]] = record.facts.get("place")
    if kind in _DAYS:
        shown[_DAYS[kind]] = happened
    if kind in _DAYS_IN_LISTS and day is not None:
        shown[_DAYS_IN_LISTS[kind]] = [day]
    return {name: value for name, value in shown.items() if value is not None}


def _numbers(person: _Told, kind: EventKind, own: str | None) -> list[dict[str, str]]:
    numbers = [(_TYPES.get(each["type"], each["type"]), str(each["value"])) for each in person["identifiers"]]
    if own is not None and kind in _OWN_TYPES:
        numbers.append((_OWN_TYPES[kind], own))
    return [{"identifier_type": type_, "identifier_value": value} for type_, value in dict.fromkeys(numbers)]


def _name(name: _Told | None) -> dict[str, str] | None:
    if name is None:
        return None
    parts = {"surname": name.get("family"), "given_name": name.get("given"), "text": name.get("text")}
    return {part: str(text) for part, text in parts.items() if text is not None}


def _mirrored(told: object) -> str:
    return str(told or "")[:_LONGEST]
