"""Step 6, receive: read the body within the operation's size limit and above a minimum rate (slow-loris defence)."""

import asyncio
import hashlib
import hmac
import math
from collections.abc import AsyncIterator
from typing import Final

from starlette.types import Message

from contracts.problems import BodyTooLarge, BodyTooSlow, Fault, InvalidInput, UnsupportedMediaType
from evidence.digests import OF_NOTHING, DigestMalformed, stated_digest
from gateway.errors.passage import BodyNotExpected, DigestMismatch, RequestIncomplete
from gateway.exchange.exchange import STREAM, Exchange
from gateway.exchange.parts import Body
from gateway.exchange.rows import rows_of

FLOOR_BYTES_PER_S: Final = 1024
GRACE_S: Final = 10.0  # the floor counts from here: a first packet may be late
_ODD_DIGEST: Final = Fault(
    code="content-digest",
    location="header",
    name="Content-Digest",
    lo="Content-Digest ຕ້ອງມີຄ່າ SHA-256 ຂອງເນື້ອໃນ (RFC 9530).",
    en="Content-Digest must hold the SHA-256 of the body (RFC 9530).",
)


_ENCODED: Final = Fault(
    code="content-encoding",
    location="header",
    name="Content-Encoding",
    lo="ສົ່ງເນື້ອໃນໂດຍບໍ່ບີບອັດ ແລະ ບໍ່ມີ Content-Encoding.",
    en="Send the body as it is, without Content-Encoding: none is read but identity.",
)


async def receive(x: Exchange) -> None:
    """Read the body whole, or make it ready to stream. The operation's deadline begins when it is complete."""
    operation = x.operation
    declared = int(x.headers.get("content-length", "0"))
    if operation.body_kind is None:
        if declared or "transfer-encoding" in x.headers:
            raise BodyNotExpected
        _check_digest_of_nothing(x)
        x.body = Body()
    else:
        if declared > operation.max_body:
            raise BodyTooLarge(limit=operation.max_body)
        if x.headers.get("content-encoding", "identity") != "identity":
            raise _encoded(", ".join(sorted(operation.media_types)))  # a bomb could be inside
        x.body = Body(_declared_digest(x.headers.get("content-digest")))
        if operation.body_kind != STREAM:
            await _read_whole(x, x.body, operation.max_body, declared)
    x.deadline = asyncio.get_running_loop().time() + operation.deadline_s


def _encoded(accepted: str) -> UnsupportedMediaType:
    """Return the refusal of an encoded body, which says what would be read (RFC 9110 §15.5.16)."""
    refusal = UnsupportedMediaType(accepted=accepted)
    refusal.faults = (_ENCODED,)
    refusal.headers |= {"Accept-Encoding": "identity"}
    return refusal


def _check_digest_of_nothing(x: Exchange) -> None:
    """Hold the digest that a body-less request may state (a signed one must) against the digest of no bytes."""
    stated = _declared_digest(x.headers.get("content-digest"))
    if stated is not None and stated != OF_NOTHING:
        raise DigestMismatch


async def _read_whole(x: Exchange, body: Body, limit: int, declared: int) -> None:
    first, shares = await _first_message_if_arrived(x), x.gateway.shares
    if first is not None and not first.get("more_body", False):
        parts = [part async for part in _parts(x, limit, first)]
    else:
        # it came with its head, or it takes its caller's share: who sends all but the last byte holds what he has sent
        with shares.body(x.identity.system.client_id, x.agreement.id, declared or limit):
            within_s = shares.limits.document_within_s
            parts = [part async for part in _parts(x, limit, first, within_s=within_s)]
    body.content = content = parts[0] if len(parts) == 1 else b"".join(parts)
    body.size = len(content)
    _check_digest(body, hashlib.sha256(content).hexdigest())


def _check_digest(body: Body, digest: str) -> None:
    if body.digest is not None and not hmac.compare_digest(body.digest, digest):
        raise DigestMismatch
    body.digest = digest


async def streamed(x: Exchange) -> AsyncIterator[bytes]:
    """Yield the body as it comes; raise `DigestMismatch` at its end when it is not what Content-Digest named."""
    body, running, rows = x.body, hashlib.sha256(), rows_of(x)
    async for part in _parts(x, x.operation.max_body):
        running.update(part)
        body.size += len(part)
        if rows is not None:
            rows.take(part)
        yield part
    if rows is not None:
        rows.end()
    _check_digest(body, running.hexdigest())


async def _first_message_if_arrived(x: Exchange) -> Message | None:
    """Return the first message of the body if it has arrived already, else None."""
    try:
        async with asyncio.timeout(0):
            return await x.receive()
    except TimeoutError:
        return None


async def _parts(
    x: Exchange, limit: int, first: Message | None = None, *, within_s: float = math.inf
) -> AsyncIterator[bytes]:
    loop = asyncio.get_running_loop()
    begun, size, message, more = loop.time(), 0, first, True
    while more:
        if message is None:
            message = await _next_message(x, begun + min(within_s, GRACE_S + size / FLOOR_BYTES_PER_S))
        if message["type"] == "http.disconnect":
            raise RequestIncomplete
        part: bytes = message.get("body", b"")
        more, message = message.get("more_body", False), None
        size += len(part)
        if size > limit:
            raise BodyTooLarge(limit=limit)
        if part:
            yield part


async def _next_message(x: Exchange, ends: float) -> Message:
    try:
        async with asyncio.timeout_at(ends):
            return await x.receive()
    except TimeoutError:
        raise BodyTooSlow(headers={"Connection": "close"}) from None


def _declared_digest(header: str | None) -> str | None:
    try:
        return stated_digest(header).hex() if header is not None else None
    except DigestMalformed:
        raise InvalidInput(faults=[_ODD_DIGEST]) from None
