"""Step 13, answer: send the service's answer, with the gateway's own headers (receipt, limits, signature) added."""

import hashlib
import logging
from collections.abc import AsyncIterator, Mapping
from functools import partial
from http import HTTPStatus
from typing import Final

from chassis.http.heads import HEAD
from chassis.http.media_types import media_type
from chassis.process.crash import point
from evidence.digests import OF_NOTHING
from gateway.directory.header_names import PASSED_BACK
from gateway.errors.rights import RightsWithdrawn
from gateway.exchange.conditional import DIGESTS, OF_A_BODY
from gateway.exchange.exchange import Exchange
from gateway.exchange.limit import rate_headers
from gateway.exchange.noted import note_refused
from gateway.exchange.parts import Leaving
from gateway.exchange.shares import SMALL
from gateway.exchange.still_allowed import still_allowed
from gateway.exchange.streams import Reader, Running
from gateway.exchange.upstream import Broken
from gateway.ledger.entries import Entry

_LOG: Final = logging.getLogger(__name__)
STALL_S: Final = 60.0  # a service that says nothing for longer in the middle of its answer is given up

_NOTHING: Final[frozenset[str]] = frozenset()

# What a service may say of the whole of a record, in words of its own: not where some of it is hidden.
OF_WHAT_IS_HIDDEN: Final = frozenset(
    {"content-disposition", "content-language", "deprecation", "last-modified", "sunset", "vary"}
)


async def answer(x: Exchange) -> None:
    """Send the answer; a stream whose bytes do not match its declared digest breaks off before its last piece."""
    leaving = x.leaving
    x.answered, whole = leaving.status, leaving.body
    headers = _headers(x, leaving)
    length = content_length(x, whole)
    if length is not None:
        headers.append((b"content-length", length.encode("latin-1")))
    await x.send({"type": "http.response.start", "status": leaving.status, "headers": headers})
    await send_content(x, whole)
    point("answer")


async def send_content(x: Exchange, whole: bytes | None) -> None:
    """Send what follows the head: nothing, these bytes, or, where there are none, the file as the service sends it."""
    if x.leaving.bodiless:  # a file is left unread, and closed with the exchange
        await x.send({"type": "http.response.body", "body": b""})
    elif whole is not None:
        await _send_whole(x, whole)
    else:
        await _send_stream(x, x.answer.chunks())


def content_length(x: Exchange, whole: bytes | None) -> str | None:
    """Return the length of what leaves, of a file the one that its service states.

    None where the operation is HEAD itself: nobody here knows how long the answer to a GET would be.
    """
    if x.operation.method == HEAD:
        return None
    return length_of(x.leaving.status, x.answer.headers.get("content-length") if whole is None else str(len(whole)))


def length_of(status: int, length: str | None) -> str | None:
    """Return what `Content-Length` says (RFC 9110 §8.6): in a 204 nothing, nor in a 304, whose content is not sent."""
    return None if status in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED} else length


async def _send_whole(x: Exchange, body: bytes) -> None:
    if len(body) <= SMALL:
        await x.send({"type": "http.response.body", "body": body})
        return
    with x.gateway.shares.unread(x.caller, len(body)):
        await x.send({"type": "http.response.body", "body": body, "more_body": True})
        await x.send({"type": "http.response.body"})  # waits until the caller has taken it, or the door has given up


async def _send_stream(x: Exchange, pieces: AsyncIterator[bytes]) -> None:
    with x.gateway.streams.run(partial(still_allowed, x)) as stream:
        try:
            last, digest = await _all_but_the_last(x, pieces, stream)
        except (Broken, TimeoutError):
            if stream.cut:
                note_refused(x, RightsWithdrawn())
            _LOG.warning("a streamed answer broke off", extra={"facts": {"exchange": x.id}})
            return
        if digest != x.leaving.digest:
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


def _headers(x: Exchange, leaving: Leaving) -> list[tuple[bytes, bytes]]:
    unchanged = leaving.status == HTTPStatus.NOT_MODIFIED
    signed = signature_headers(x, leaving.status, OF_NOTHING if unchanged else leaving.digest)
    hidden = x.knows("declared") and bool(x.declared.uncovered)
    headers = _headers_of_service(x.answer.headers, leaving, signed=bool(signed), hidden=hidden)
    if leaving.etag is not None:
        headers.append((b"etag", leaving.etag.encode("latin-1")))
    headers.append(
        (
            b"cache-control",
            _cache_control(x.answer.headers.get("cache-control", ""), whole=not hidden).encode("latin-1"),
        )
    )
    headers.append((b"x-content-type-options", b"nosniff"))  # a file is not to become a page in a browser
    if leaving.withheld:
        headers.append((b"items-withheld", b"%d" % leaving.withheld))
    return headers + own_headers(x, x.outcome) + signed


def _headers_of_service(
    found: Mapping[str, str], leaving: Leaving, *, signed: bool, hidden: bool
) -> list[tuple[bytes, bytes]]:
    """Return what the service says beyond its body, as far as it is true of what leaves."""
    kept = DIGESTS if leaving.body is not None else _NOTHING
    if leaving.status == HTTPStatus.NOT_MODIFIED:
        kept = OF_A_BODY
    if hidden:
        kept |= OF_WHAT_IS_HIDDEN
    headers = []
    for name in (*PASSED_BACK, *leaving.headers):
        if name not in found or name in kept or (signed and name == "content-digest"):  # a signature brings its own
            continue
        value = found[name]
        if name == "content-type" and leaving.body is not None:
            value = media_type(value)  # read as UTF-8, whatever it says
        headers.append((name.encode("ascii"), value.encode("latin-1")))
    return headers


def _cache_control(stated: str, *, whole: bool) -> str:
    """Return `Cache-Control`: `no-store`, unless the service lets the caller alone keep it (RFC 9111 §3.5).

    Of an answer with hidden places no more is told than that: how long it holds may depend on what is hidden.
    """
    directives = {directive.strip().lower() for directive in stated.split(",")}
    if "private" not in directives or "public" in directives:
        return "no-store"
    return stated if whole else "private, no-cache"


def signature_headers(x: Exchange, status: int, digest: str) -> list[tuple[bytes, bytes]]:
    """Return the signature over an answer with this digest, when the caller asks for one."""
    asked = x.headers.get("accept-signature")
    if asked is None:
        return []
    exchange_id = x.id if x.on_record else None
    now = x.gateway.clock.now().timestamp()
    fields = x.gateway.answer_signer.fields(asked, status, digest, exchange_id, now=now)
    return [(name.encode("ascii"), value.encode("ascii")) for name, value in fields.items()]


def own_headers(x: Exchange, entry: Entry | None) -> list[tuple[bytes, bytes]]:
    """Return what every answer of an exchange carries, refusals too; `entry` is the one that its receipt opens."""
    headers = [(b"traceparent", x.trace.traceparent.encode("ascii"))]
    if x.on_record:
        headers.append((b"exchange-id", x.id.encode("ascii")))
    if entry is not None and (receipt := x.gateway.receipts.issue(entry, now=x.gateway.clock.now().timestamp())):
        headers.append((b"exchange-receipt", receipt.encode("ascii")))
    if x.knows("service"):
        headers.append((b"api-version", x.service.api_version.encode("ascii")))
    headers += [(name.encode("ascii"), value.encode("ascii")) for name, value in rate_headers(x.standings)]
    # RFC 9449 §8.2: the next nonce comes along, so that an honest client is never refused for an old one
    if "dpop" in x.headers and (nonce := x.gateway.proofs.nonce(now=x.at.timestamp())) is not None:
        headers.append((b"dpop-nonce", nonce.encode("ascii")))
    return headers
