"""Step 10, validate response: check the answer against the service's contract; nothing half-valid leaves."""

import asyncio
from dataclasses import replace
from typing import Any, Final

import orjson

from chassis.http.heads import HEAD
from chassis.http.media_types import media_type
from contracts import strict_json
from contracts.problems import MalformedJson
from evidence.digests import DigestMalformed, stated_digest
from gateway.directory.entries import ResponseEntry
from gateway.directory.parameters import Parameters
from gateway.errors.passage import (
    UpstreamBusy,
    UpstreamInvalid,
    UpstreamTimeout,
    UpstreamUnavailable,
    UpstreamUnreachable,
)
from gateway.exchange import conditional
from gateway.exchange.addresses import filter_headers
from gateway.exchange.consented import must_be_about_the_giver
from gateway.exchange.exchange import Exchange
from gateway.exchange.parts import Declared, Reply
from gateway.exchange.upstream import Broken, UpstreamAnswer
from gateway.exchange.withheld import note, withhold

MAX_ANSWER: Final = 8 * 1024 * 1024
_UNAUTHORIZED: Final = 401
_TOO_MANY: Final = 429
_UNAVAILABLE: Final = 503
_WAIT_S: Final = 5  # where a service that cannot work does not say how long
_SERVER_FAULT: Final = 500
_SCHEMA: Final = "schema"
_HEADER: Final = "header"
_NO_CONTENT: Final = 204
_UNCHANGED: Final = 304


async def validate_response(x: Exchange) -> None:
    """Read a JSON answer whole and check it; leave a file to be streamed. Raise `UpstreamInvalid` with one word why.

    What a proxy before the service says in its own words, that it is down or asked too often, is said in ours.
    """
    filter_headers(x)
    try:
        x.reply = await _validate(x, x.answer, x.service.name)
    except UpstreamInvalid as fault:
        if x.answer.status == _UNAVAILABLE:
            raise UpstreamUnavailable(service=x.service.name, retry_after_s=_delay_s(x.answer)) from None
        if x.answer.status == _TOO_MANY:
            raise UpstreamBusy(service=x.service.name, retry_after_s=_delay_s(x.answer)) from None
        if (reason := str(fault.particulars["reason"])) not in {_SCHEMA, _HEADER}:  # those were noted with their place
            note(x, reason)
        raise


def _delay_s(answer: UpstreamAnswer) -> int:
    return int(answer.headers.get("retry-after", _WAIT_S))  # sifted: seconds, or not there


async def _validate(x: Exchange, answer: UpstreamAnswer, service: str) -> Reply:
    _check_head(answer, service)
    if answer.status == _UNCHANGED:
        _must_have_been_asked(x, service)
        return Reply(b"")
    only_head = x.operation.method == HEAD
    media = "" if only_head or answer.status == _NO_CONTENT else media_type(answer.headers.get("content-type"))
    entry = x.operation.response(answer.status, media)
    if entry is None:
        raise UpstreamInvalid(service=service, reason="not-declared")
    if entry.headers is not None:
        _check_declared(x, entry.headers)
    reply = Reply(b"") if only_head else await _content(x, answer, media, entry)
    return reply if entry.headers is None else replace(reply, headers=entry.headers.headers)


def _check_declared(x: Exchange, declared: Parameters) -> None:
    """Hold the headers that the answer declares against their schemas; of what is wrong the value is told to nobody."""
    for fault in declared.faults({}, "", x.answer.headers):
        note(x, _HEADER, pointer=f"header {fault.name}", rule=fault.code)
        raise UpstreamInvalid(service=x.service.name, reason=_HEADER)


async def _content(x: Exchange, answer: UpstreamAnswer, media: str, entry: ResponseEntry) -> Reply:
    service = x.service.name
    if media and entry.schema is None:  # a file; JSON, too, where a range declares it
        return Reply(None, _declared_digest(answer, service))
    body = await _read(x, answer, service)
    if media:
        reply = _document(x, body, entry)
    elif body:
        raise UpstreamInvalid(service=service, reason="body-not-expected")
    else:
        reply = Reply(body)
    if answer.status >= _SERVER_FAULT and x.operation.mutating:
        return await _with_its_effect(x, reply)
    return reply


def _document(x: Exchange, body: bytes, entry: ResponseEntry) -> Reply:
    document, remover = _parsed(body, x.service.name), entry.remover
    x.declared = declared = Declared(entry, remover.uncovered(x.agreement.held) if remover is not None else ())
    reply = Reply(body, "", declared, document)
    if entry.schema is not None and not entry.schema.is_valid(document):
        reply = withhold(x, reply, entry.schema, _SCHEMA)
    if entry.schema is not None and entry.schema.code_lists:
        x.gateway.unknown_codes.look(
            reply.document,
            entry.schema,
            x.snapshot.code_lists,
            service=x.service.name,
            operation=x.operation.operation_id,
        )
    if entry.seeker is not None:  # before anything is removed: of whom it was, not what was left
        entry.seeker.find(reply.document, x.named)
    return reply


def _check_head(answer: UpstreamAnswer, service: str) -> None:
    if answer.status == _UNAUTHORIZED:
        raise UpstreamInvalid(service=service, reason="voucher-refused")  # between us and the service, not the caller
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise UpstreamInvalid(service=service, reason="content-encoding")


def _must_have_been_asked(x: Exchange, service: str) -> None:
    """Take the 304 of a service for a file of which it was asked on condition; of a document it is never asked so."""
    if not conditional.may_be_unchanged(x):
        raise UpstreamInvalid(service=service, reason="not-declared")
    must_be_about_the_giver(x)


async def _with_its_effect(x: Exchange, reply: Reply) -> Reply:
    """Put the truth into a service's own 5xx: what it thought when it failed may differ from what it committed."""
    service, document, body = x.service, reply.document, reply.body
    effect = await x.gateway.effects.look_up(service.name, service.base_url, x.id)
    if isinstance(document, dict):
        document["effect"] = effect.value
        body = orjson.dumps(document)
    return replace(reply, body=body, effect=effect)


def _declared_digest(answer: UpstreamAnswer, service: str) -> str:
    try:
        return stated_digest(answer.headers.get("content-digest", "")).hex()
    except DigestMalformed:  # what is sent could not be recorded before it leaves
        raise UpstreamInvalid(service=service, reason="digest-missing") from None


async def _read(x: Exchange, answer: UpstreamAnswer, service: str) -> bytes:
    try:
        async with asyncio.timeout_at(x.deadline):
            body = await answer.read(MAX_ANSWER)
    except TimeoutError:
        raise UpstreamTimeout(service=service, deadline_s=x.operation.deadline_s) from None
    except Broken:
        raise UpstreamUnreachable(service=service) from None
    if body is None:
        raise UpstreamInvalid(service=service, reason="too-large")
    return body


def _parsed(body: bytes, service: str) -> Any:  # Any: a parsed JSON value
    try:
        return strict_json.loads(body)
    except MalformedJson:
        raise UpstreamInvalid(service=service, reason="malformed-json") from None
