"""Answer a search in the envelope of SPDCI by the same verification, and the same limits, as a question of our own."""

from typing import Any

from chassis.unit.unit import Unit
from contracts.national.civil.spdci_search_request import SpdciSearchRequest
from contracts.national.civil.spdci_search_response import SpdciSearchResponse
from services.civil_registration.domain.registry_searches import (
    Rejected,
    Search,
    must_be_understood,
    repeated,
    search_of,
)
from services.civil_registration.errors.registry_searches import Reason
from services.civil_registration.usecases.asking import Asker, author_of
from services.civil_registration.usecases.verifications import answered, fits
from services.civil_registration.wire.registry_searches import found, refused, response

_Told = dict[str, Any]  # Any: JSON of foreign software


async def search(unit: Unit, asker: Asker, body: SpdciSearchRequest, consent: str | None) -> SpdciSearchResponse:
    """Return each request's records or its coded refusal; raise `OfficeNeeded`, `TooManyGuesses` and `Unavailable`.

    The envelope's signature, sender and consent prove nothing here: the gateway knows who asks and on what it rests.
    """
    author_of(unit, asker)  # before anything is said of the message
    envelope: _Told = body.model_dump(mode="json", by_alias=True, exclude_none=True)
    header, message = envelope["header"], envelope["message"]
    requests: list[_Told] = message.get("search_request") or []
    transaction, correlation = message.get("transaction_id"), unit.exchange_id or ""
    try:
        must_be_understood(header, len(requests))
        read = [_read(asker, each, repeated(requests), consent) for each in requests]
    except Rejected as rejection:
        return response(header, transaction, correlation, unit.now, [], rejection.reason)
    searches = [each for each in read if isinstance(each, Search)]
    if not fits(unit, asker, [each.question for each in searches]):
        return response(header, transaction, correlation, unit.now, [], Reason.TOO_MANY)
    hits = iter(await answered(unit, asker, "searchRegistry", [each.question for each in searches]) if searches else [])
    answers = [
        refused(request, unit.now, each)
        if isinstance(each, Reason)
        else found(request, unit.now, each.page, [(hit.role, hit.record) for hit in next(hits)])
        for request, each in zip(requests, read, strict=True)
    ]
    return response(header, transaction, correlation, unit.now, answers)


def _read(asker: Asker, request: _Told, repeats: frozenset[str], consent: str | None) -> Search | Reason:
    if str(request.get("reference_id") or "") in repeats:
        return Reason.REFERENCE
    try:
        return search_of(request, consent, asker.lists)
    except Rejected as rejection:
        return rejection.reason
