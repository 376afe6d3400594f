"""Step 10, validate response: a service that breaks its own contract is not passed on; nothing half-valid leaves."""

import asyncio
from typing import Final

import orjson

from chassis.http.media_types import media_type
from contracts import strict_json
from contracts.problems import MalformedJson
from evidence.digests import DigestMalformed, stated_digest
from gateway.directory.documents import is_json
from gateway.directory.entries import OperationEntry, ServiceEntry
from gateway.errors import UpstreamBusy, UpstreamInvalid, UpstreamTimeout, UpstreamUnavailable, UpstreamUnreachable
from gateway.exchange import conditional
from gateway.exchange.addresses import sift
from gateway.exchange.consented import must_be_about_the_giver
from gateway.exchange.exchange import Exchange
from gateway.exchange.upstream import Broken, UpstreamAnswer
from gateway.exchange.withheld import note, withhold

MAX_ANSWER: Final = 8 * 1024 * 1024
_UNAUTHORIZED: Final = 401
_TOO_MANY: Final = 429
_UNAVAILABLE: Final = 503
_WAIT_S: Final = 5  # where a service that cannot work does not say how long
_SERVER_FAULT: Final = 500
_SCHEMA: Final = "schema"
_NO_CONTENT: Final = 204
_UNCHANGED: Final = 304


async def validate_response(x: Exchange) -> None:
    """Read a JSON answer whole and check it; leave a file to be streamed. Raise `UpstreamInvalid` with one word why.

    What a proxy before the service says in its own words, that it is down or asked too often, is said in ours.
    """
    if x.answer is None or x.operation is None or x.service is None:
        raise RuntimeError("validate_response comes after forward")
    sift(x)
    try:
        await _validate(x, x.answer, x.operation, x.service)
    except UpstreamInvalid as fault:
        if x.answer.status == _UNAVAILABLE:
            raise UpstreamUnavailable(service=x.service.name, retry_after_s=_wait_s(x.answer)) from None
        if x.answer.status == _TOO_MANY:
            raise UpstreamBusy(service=x.service.name, retry_after_s=_wait_s(x.answer)) from None
        if (reason := str(fault.particulars["reason"])) != _SCHEMA:
            note(x, reason)
        raise


def _wait_s(answer: UpstreamAnswer) -> int:
    return int(answer.headers.get("retry-after", _WAIT_S))  # sifted: seconds, or not there


async def _validate(x: Exchange, answer: UpstreamAnswer, operation: OperationEntry, service: ServiceEntry) -> None:
    _check_head(answer, service.name)
    if answer.status == _UNCHANGED:
        _must_have_been_asked(x, service.name)
        return
    media = "" if answer.status == _NO_CONTENT else media_type(answer.headers.get("content-type"))
    declared = operation.response(answer.status, media)
    if declared is None:
        raise UpstreamInvalid(service=service.name, reason="not-declared")
    if media and not is_json(media):
        x.answer_digest = _declared_digest(answer, service.name)
        return
    x.answer_body = await _read(x, answer, service.name)
    if media:
        x.answer_document, x.answer_entry = _parsed(x.answer_body, service.name), declared
        if declared.schema is not None and not declared.schema.is_valid(x.answer_document):
            withhold(x, declared.schema, _SCHEMA)
        if declared.seeker is not None:  # before anything is removed: of whom it was, not what was left
            declared.seeker.find(x.answer_document, x.named)
    elif x.answer_body:
        raise UpstreamInvalid(service=service.name, reason="body-not-expected")
    if answer.status >= _SERVER_FAULT and operation.mutating:
        await _tell_effect(x, service)


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
    x.answer_body = b""


async def _tell_effect(x: Exchange, service: ServiceEntry) -> None:
    """Put the truth into a service's own 5xx: what it thought when it failed may differ from what it committed."""
    x.effect = await x.gateway.effects.look_up(service.name, service.base_url, x.id)
    if isinstance(x.answer_document, dict):
        x.answer_document["effect"] = x.effect.value
        x.answer_body = orjson.dumps(x.answer_document)


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
        deadline_s = x.operation.deadline_s if x.operation is not None else 0
        raise UpstreamTimeout(service=service, deadline_s=deadline_s) from None
    except Broken:
        raise UpstreamUnreachable(service=service) from None
    if body is None:
        raise UpstreamInvalid(service=service, reason="too-large")
    return body


def _parsed(body: bytes, service: str) -> object:
    try:
        return strict_json.loads(body)
    except MalformedJson:
        raise UpstreamInvalid(service=service, reason="malformed-json") from None
