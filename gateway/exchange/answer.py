"""Step 13, answer: the service's answer as it came, with what the gateway has to say about the exchange beside it."""

import hashlib
import logging
from collections.abc import AsyncIterator
from functools import partial
from http import HTTPStatus
from typing import Final

from chassis.http.media_types import media_type
from chassis.process.crash import point
from evidence.digests import OF_NOTHING
from gateway.errors import RightsWithdrawn
from gateway.exchange.conditional import DIGESTS, OF_A_BODY
from gateway.exchange.exchange import Exchange
from gateway.exchange.limit import rate_headers
from gateway.exchange.noted import note_refused
from gateway.exchange.shares import SMALL
from gateway.exchange.still_allowed import still_allowed
from gateway.exchange.streams import Reader, Running
from gateway.exchange.upstream import Broken

_LOG: Final = logging.getLogger(__name__)
STALL_S: Final = 60.0  # a service that says nothing for longer in the middle of its answer is given up

# What a service says to the caller beyond its body; everything else stays inside.
PASSED_BACK: Final = (
    "content-type",
    "content-digest",
    "content-disposition",
    "content-language",
    "content-range",
    "deprecation",
    "idempotent-replayed",
    "last-modified",
    "link",
    "location",
    "repr-digest",
    "retry-after",
    "sunset",
    "vary",
)


async def answer(x: Exchange) -> None:
    """Send the answer; a stream that is not what its digest said breaks off before its last piece."""
    if x.answer is None:
        raise RuntimeError("answer comes after forward")
    x.answered = x.status
    whole = x.answer_body
    headers = _headers(x)
    length = length_of(x.status, x.answer.headers.get("content-length") if whole is None else str(len(whole)))
    if length is not None:
        headers.append((b"content-length", length.encode("latin-1")))
    await x.send({"type": "http.response.start", "status": x.status, "headers": headers})
    if x.bodiless:  # a file is left unread, and closed with the exchange
        await x.send({"type": "http.response.body", "body": b""})
    elif whole is not None:
        await _whole(x, whole)
    else:
        await _stream(x, x.answer.chunks())
    point("answer")


def length_of(status: int, length: str | None) -> str | None:
    """Return what `Content-Length` says (RFC 9110 §8.6): in a 204 nothing, nor in a 304, whose content is not sent."""
    return None if status in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED} else length


async def _whole(x: Exchange, body: bytes) -> None:
    if len(body) <= SMALL or x.identity is None:
        await x.send({"type": "http.response.body", "body": body})
        return
    with x.gateway.shares.unread(x.identity.system.client_id, len(body)):
        await x.send({"type": "http.response.body", "body": body, "more_body": True})
        await x.send({"type": "http.response.body"})  # waits until the caller has taken it, or the door has given up


async def _stream(x: Exchange, pieces: AsyncIterator[bytes]) -> None:
    with x.gateway.streams.run(partial(still_allowed, x)) as stream:
        try:
            last, digest = await _all_but_the_last(x, pieces, stream)
        except (Broken, TimeoutError):
            if stream.cut:
                note_refused(x, RightsWithdrawn())
            _LOG.warning("a streamed answer broke off", extra={"facts": {"exchange": x.id}})
            return
        if digest != x.answer_digest:
            _LOG.error("a streamed answer was not what its digest said", extra={"facts": {"exchange": x.id}})
            return
        await x.send({"type": "http.response.body", "body": last})


async def _all_but_the_last(x: Exchange, pieces: AsyncIterator[bytes], stream: Running) -> tuple[bytes, str]:
    """Send every piece but the last; return that and the digest of all: whoever gets the last byte gets the file."""
    digest, held, reader = hashlib.sha256(), b"", Reader()
    while True:
        async with stream.waiting(STALL_S):
            piece = await anext(pieces, None)
        if piece is None:
            return held, digest.hexdigest()
        digest.update(piece)
        held, ready = piece, held
        if ready:
            async with stream.waiting(reader.patience_s), reader.taking(len(ready)):
                await x.send({"type": "http.response.body", "body": ready, "more_body": True})


def _headers(x: Exchange) -> list[tuple[bytes, bytes]]:
    found = x.answer.headers if x.answer is not None else {}
    kept = DIGESTS if x.answer_body is not None else frozenset()
    digest = x.answer_digest
    if x.status == HTTPStatus.NOT_MODIFIED:
        kept, digest = OF_A_BODY, OF_NOTHING
    headers = [
        (name.encode("ascii"), found[name].encode("latin-1"))
        for name in PASSED_BACK
        if name in found and name not in kept
    ]
    if x.answer_body is not None and "content-type" in found.keys() - kept:  # read as UTF-8, whatever it says
        headers = [(name, value) for name, value in headers if name != b"content-type"]
        headers.append((b"content-type", media_type(found["content-type"]).encode("latin-1")))
    if x.etag is not None:
        headers.append((b"etag", x.etag.encode("latin-1")))
    headers.append((b"cache-control", _kept_by(found.get("cache-control", "")).encode("latin-1")))
    headers.append((b"x-content-type-options", b"nosniff"))  # a file is not to become a page in a browser
    if x.withheld:
        headers.append((b"items-withheld", b"%d" % x.withheld))
    headers += own_headers(x)
    if digest is not None and (signed := signature_headers(x, x.status, digest)):
        headers = [(name, value) for name, value in headers if name != b"content-digest"] + signed
    return headers


def _kept_by(told: str) -> str:
    """Return who may keep the answer: nobody, unless the service says that the caller alone may (RFC 9111 §3.5)."""
    directives = {directive.strip().lower() for directive in told.split(",")}
    return told if "private" in directives and "public" not in directives else "no-store"


def signature_headers(x: Exchange, status: int, digest: str | None = None) -> list[tuple[bytes, bytes]]:
    """Return the signature over an answer, when the caller asks for one; the digest is the answer's unless given."""
    asked, digest = x.headers.get("accept-signature"), digest or x.answer_digest
    if asked is None or digest is None:
        return []
    exchange_id = x.id if x.settled or x.intended else None
    now = x.gateway.clock.now().timestamp()
    fields = x.gateway.answer_signer.fields(asked, status, digest, exchange_id, now=now)
    return [(name.encode("ascii"), value.encode("ascii")) for name, value in fields.items()]


def own_headers(x: Exchange) -> list[tuple[bytes, bytes]]:
    """Return what every answer of an exchange carries, refusals too."""
    headers = [(b"traceparent", x.trace.traceparent.encode("ascii"))]
    if x.settled or x.intended:  # an id that the ledger does not know would be a promise nobody can keep
        headers.append((b"exchange-id", x.id.encode("ascii")))
    if x.entry is not None and (receipt := x.gateway.receipts.issue(x.entry, now=x.gateway.clock.now().timestamp())):
        headers.append((b"exchange-receipt", receipt.encode("ascii")))
    if x.service is not None:
        headers.append((b"api-version", x.service.api_version.encode("ascii")))
    headers += [(name.encode("ascii"), value.encode("ascii")) for name, value in rate_headers(x.standings)]
    # RFC 9449 §8.2: the next nonce comes along, so that an honest client is never refused for an old one
    if "dpop" in x.headers and (nonce := x.gateway.proofs.nonce(now=x.at.timestamp())) is not None:
        headers.append((b"dpop-nonce", nonce.encode("ascii")))
    return headers
