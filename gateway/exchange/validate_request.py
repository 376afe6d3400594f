"""Step 7, validate request: check parameters and body against the national schema, and explain every fault."""

import asyncio
from functools import partial
from typing import Final

from chassis.http.media_types import media_type
from chassis.unit.idempotency import ODD_KEY, is_key
from contracts import strict_json
from contracts.calendar import VIENTIANE
from contracts.in_directory import Directory
from contracts.problems import Fault, IdempotencyKeyMissing, InvalidInput, PreconditionRequired, UnsupportedMediaType
from gateway.directory.entries import OperationEntry
from gateway.exchange.callers_directory import CallersDirectory
from gateway.exchange.consented import must_be_about_the_giver
from gateway.exchange.exchange import DOCUMENT, Exchange

_SHORT: Final = 32_768  # bytes; what is wrong with a longer body is looked for in a thread
_LONG_BUDGET_MS: Final = 60.0  # of the thread's CPU
_NO_BODY: Final = Fault(code="required", pointer="", lo="ຕ້ອງມີເນື້ອໃນໃນຮູບແບບ JSON.", en="A JSON body is required.")


async def validate_request(x: Exchange) -> None:
    """Raise `InvalidInput` with every fault, or a refusal of its own for JSON, media type and preconditions."""
    operation, path_parameters = x.operation, x.resolved.path_parameters
    _check_media_type(x, operation)
    query = x.scope["query_string"].decode("ascii")
    directory = CallersDirectory(x.snapshot, x)
    faults = _parameter_faults(x, query, directory)
    truncated = False
    key = x.headers.get("idempotency-key")
    if operation.needs_idempotency_key and not key:
        raise IdempotencyKeyMissing
    if key is not None and not is_key(key):
        faults.append(ODD_KEY)
    if operation.needs_if_match and "if-match" not in x.headers:
        raise PreconditionRequired
    if operation.body_kind == DOCUMENT:
        more, truncated = await _body_faults(x, operation, directory)
        faults += more
    if faults:
        raise InvalidInput(faults=faults, truncated=truncated)
    x.epoch = x.gateway.epochs.at(x.at)  # before the call: an answer about somebody must be recordable
    operation.parameters.find_subjects(path_parameters, query, x.named)
    if operation.mutating:  # afterwards it would be too late; of what is read the answer says whom it is about
        must_be_about_the_giver(x)


async def validate_parameters(x: Exchange) -> None:
    """Raise `InvalidInput` with every fault of the parameters: all that there is of a call that anybody may make."""
    query = x.scope["query_string"].decode("ascii")
    if faults := _parameter_faults(x, query, CallersDirectory(x.snapshot)):
        raise InvalidInput(faults=faults)


def _parameter_faults(x: Exchange, query: str, directory: Directory) -> list[Fault]:
    parameters, path = x.operation.parameters, x.resolved.path_parameters
    faults = parameters.faults(path, query, x.headers)
    told = {(fault.location, fault.name) for fault in faults}
    named = parameters.lookup_faults(path, query, x.headers, on=x.at.astimezone(VIENTIANE).date(), directory=directory)
    return [*faults, *(fault for fault in named if (fault.location, fault.name) not in told)]


def _check_media_type(x: Exchange, operation: OperationEntry) -> None:
    if operation.body_kind is None or (operation.body_kind == DOCUMENT and not x.body.content):
        return
    if not operation.reads(media_type(x.headers.get("content-type"))):
        raise UnsupportedMediaType(accepted=", ".join(sorted(operation.media_types)))


async def _body_faults(x: Exchange, operation: OperationEntry, directory: Directory) -> tuple[list[Fault], bool]:
    content = x.body.content
    if not content:
        return ([_NO_BODY] if operation.body_required else []), False
    # strict in any case: a body that two parsers read differently must not pass, schema or no schema
    document = strict_json.loads(content)
    if operation.request is None:
        return [], False
    # in requests only: what an answer or an event names was true once, and must stay readable
    on = x.at.astimezone(VIENTIANE).date()
    if operation.request.is_valid(document):
        if operation.seeker is not None:
            operation.seeker.find(document, x.named)
        look_up = partial(operation.request.lookup_faults, document, on=on, directory=directory)
        beside = operation.request.looks_up and len(content) > _SHORT  # as below
        return await asyncio.to_thread(look_up) if beside else look_up()
    explain = partial(operation.request.every_fault, document, on=on, directory=directory)
    if len(content) <= _SHORT:
        return explain()
    return await asyncio.to_thread(explain, budget_ms=_LONG_BUDGET_MS)  # others go on
