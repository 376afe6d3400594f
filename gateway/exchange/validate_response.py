"""Step 10, validate response: a service that breaks its own contract is not passed on; nothing half-valid leaves."""

import asyncio
from typing import Final

import orjson

from chassis.media_types import media_type
from contracts import strict_json
from contracts.problems import MalformedJson
from evidence.digests import DigestMalformed, stated_digest
from gateway.directory.entries import ResponseEntry, ServiceEntry
from gateway.errors import UpstreamInvalid, UpstreamTimeout, UpstreamUnreachable
from gateway.exchange import conditional
from gateway.exchange.consented import must_be_about_the_giver
from gateway.exchange.exchange import Exchange
from gateway.exchange.upstream import Broken, UpstreamAnswer

MAX_ANSWER: Final = 8 * 1024 * 1024
_UNAUTHORIZED: Final = 401
_SUCCESS: Final = range(200, 300)
_SERVER_FAULT: Final = 500
_NO_CONTENT: Final = 204
_UNCHANGED: Final = 304


async def validate_response(x: Exchange) -> None:
    """Read a JSON answer whole and check it; leave a file to be streamed. Raise `UpstreamInvalid` with one word why."""
    answer, operation, service = x.answer, x.operation, x.service
    if answer is None or operation is None or service is None:
        raise RuntimeError("validate_response comes after forward")
    _check_head(answer, service.name)
    if answer.status == _UNCHANGED:
        _must_have_been_asked(x, service.name)
        return
    media = "" if answer.status == _NO_CONTENT else media_type(answer.headers.get("content-type"))
    declared = operation.response(answer.status, media)
    if declared is None:
        raise UpstreamInvalid(service=service.name, reason="not-declared")
    if media and not media.endswith("json"):
        _must_be_consented(x)
        x.answer_digest = _declared_digest(answer, service.name)
        return
    x.answer_body = await _read(x, answer, service.name)
    if media:
        x.answer_document = _checked(x.answer_body, declared, service.name)
        x.answer_entry = declared
        if declared.seeker is not None:  # before anything is removed: of whom it was, not what was left
            declared.seeker.find(x.answer_document, x.named)
    elif x.answer_body:
        raise UpstreamInvalid(service=service.name, reason="body-not-expected")
    _must_be_consented(x)
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


def _must_be_consented(x: Exchange) -> None:
    """Let a record leave to the person's own consent alone; a refusal of the service tells nothing of anybody."""
    if x.answer is not None and x.answer.status in _SUCCESS and x.operation is not None and not x.operation.mutating:
        must_be_about_the_giver(x)


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


def _checked(body: bytes, declared: ResponseEntry, service: str) -> object:
    try:
        document = strict_json.loads(body)
    except MalformedJson:
        raise UpstreamInvalid(service=service, reason="malformed-json") from None
    if declared.schema is not None and not declared.schema.is_valid(document):
        raise UpstreamInvalid(service=service, reason="schema")
    return document
