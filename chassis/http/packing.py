"""Packs answers with gzip (RFC 9110 §8.4.1.3): those alone that anybody may have, as their `Cache-Control` says.

Never what is about somebody: where an answer holds a secret and a text of the caller's choice, its packed length tells
of the secret (BREACH).
"""

import asyncio
import hashlib
import re
import zlib
from collections import OrderedDict
from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.http.heads import GET
from chassis.http.media_types import media_type

PACKED_FROM: Final = 1_024  # bytes; below it packing saves no packet
_GZIP: Final = re.compile(r"(?:^|,)\s*(?:x-)?gzip\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*)?(?:,|$)", re.IGNORECASE)
_WRAPPED: Final = 16 + zlib.MAX_WBITS  # of zlib: with the head and the end of a gzip file
# What is packed by its own format, or is nothing but hashes, gets no shorter.
_LONG_WINDED: Final = re.compile(r"text/.+|application/(?:.+\+)?(?:json|yaml)|image/svg\+xml")


class Packing:
    """ASGI middleware of an app whose answers are the same for everybody, unless they say `private` or `no-store`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; the answer to GET is packed where the caller reads that."""
        if scope["type"] != "http" or scope["method"] != GET:
            await self._app(scope, receive, send)
            return
        packs, start = takes_gzip(Headers(scope=scope).get("accept-encoding", "")), dict[str, Message]()

        async def packed(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_for_everybody(message):
                start["held"] = message
                return
            if (held := start.pop("held", None)) is not None:
                message = await _pack_whole(held, message, packs=packs)
                await send(held)
            await send(message)

        await self._app(scope, receive, packed)


def _is_for_everybody(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    directives = {directive.strip().lower() for directive in headers.get("cache-control", "no-store").split(",")}
    return (
        start["status"] == HTTPStatus.OK
        and not directives & {"no-store", "private"}
        and "content-encoding" not in headers
        and _LONG_WINDED.fullmatch(media_type(headers.get("content-type"))) is not None
    )


async def _pack_whole(start: Message, message: Message, *, packs: bool) -> Message:
    """Return the body as it is to be sent, and say in the head of the answer what was done with it."""
    headers, body = MutableHeaders(scope=start), message.get("body", b"")
    headers.add_vary_header("Accept-Encoding")
    if "etag" in headers:  # packed or not
        headers["etag"] = weak(headers["etag"])
    if not packs or message.get("more_body", False) or len(body) < PACKED_FROM:
        return message
    body = await PACKED.get(hashlib.sha256(body).hexdigest(), body)
    headers["content-encoding"], headers["content-length"] = "gzip", str(len(body))
    return {**message, "body": body}


def takes_gzip(accept_encoding: str) -> bool:
    """Tell whether `Accept-Encoding` names gzip, and not with a weight of 0."""
    found = _GZIP.search(accept_encoding)
    return found is not None and float(found[1] or 1) > 0


def weak(etag: str) -> str:
    """Return the tag as a weak one: packed or not, it is the same version in other bytes (RFC 9110 §8.8.1)."""
    return etag if etag.startswith("W/") else f"W/{etag}"


class Packed:
    """The last few long answers, packed: the same document is asked for by everybody at once."""

    _MOST: Final = 16
    _LARGEST: Final = 1_048_576  # bytes, packed

    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    async def get(self, digest: str, content: bytes) -> bytes:
        """Return the content packed; beside the loop, since two megabytes take longer than others may wait."""
        packed = self._kept.get(digest)
        if packed is None:
            packed = await asyncio.to_thread(_pack, content)
            if len(packed) <= self._LARGEST:
                self._kept[digest] = packed
                if len(self._kept) > self._MOST:
                    self._kept.popitem(last=False)
        return packed


PACKED: Final = Packed()


def _pack(content: bytes) -> bytes:
    return zlib.compress(content, 6, _WRAPPED)
