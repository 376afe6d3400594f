"""Last step of a public operation: send an answer that is the same for everybody, and that any cache may keep."""

from http import HTTPStatus
from typing import Final

from chassis.http.media_types import media_type
from chassis.http.packing import PACKED, PACKED_FROM, takes_gzip, weak
from gateway.exchange.answer import content_length, send_content
from gateway.exchange.exchange import Exchange
from gateway.exchange.parts import Leaving
from gateway.exchange.upstream import SUCCESS

# What a service says of an answer beyond its body, and everybody may know. Nothing that one caller has brought about is
# in an answer that another gets from a cache: no trace, no nonce, no signature asked for, no state of a limit.
_PASSED_BACK: Final = ("content-language", "content-disposition", "last-modified", "link", "location")
_VARY: Final = b"Accept, Accept-Encoding, Accept-Language"  # all that is forwarded, and what decides on packing


async def publish(x: Exchange) -> None:
    """Send the answer, packed where the caller reads that; a refusal of the service is kept by nobody."""
    leaving, whole = x.leaving, x.leaving.body
    x.answered = leaving.status
    headers = _headers(x, leaving)
    packs = leaving.status in SUCCESS and takes_gzip(x.headers.get("accept-encoding", ""))
    if packs and whole is not None and len(whole) >= PACKED_FROM:
        whole = await PACKED.get(leaving.digest, whole)
        headers.append((b"content-encoding", b"gzip"))
    length = content_length(x, whole)
    if length is not None:
        headers.append((b"content-length", length.encode("latin-1")))
    if leaving.etag is not None:
        headers.append((b"etag", weak(leaving.etag).encode("latin-1")))
    await x.send({"type": "http.response.start", "status": leaving.status, "headers": headers})
    await send_content(x, whole)


def _headers(x: Exchange, leaving: Leaving) -> list[tuple[bytes, bytes]]:
    found, unchanged = x.answer.headers, leaving.status == HTTPStatus.NOT_MODIFIED
    headers = [(b"vary", _VARY), (b"x-content-type-options", b"nosniff")]
    headers.append((b"cache-control", _cache_control(x, leaving).encode("latin-1")))
    headers.append((b"api-version", x.service.api_version.encode("latin-1")))
    if "retry-after" in found:
        headers.append((b"retry-after", found["retry-after"].encode("latin-1")))
    if unchanged:
        return headers
    named = (*_PASSED_BACK, *leaving.headers)
    headers += [(name.encode("ascii"), found[name].encode("latin-1")) for name in named if name in found]
    if stated := found.get("content-type"):
        stated = stated if leaving.body is None else media_type(stated)
        headers.append((b"content-type", stated.encode("latin-1")))
    if leaving.body is None and "content-digest" in found:
        headers.append((b"content-digest", found["content-digest"].encode("latin-1")))
    return headers


def _cache_control(x: Exchange, leaving: Leaving) -> str:
    """Return what the service says of an answer that everybody may keep; what it does not say so is asked for anew."""
    if leaving.status not in {*SUCCESS, HTTPStatus.NOT_MODIFIED} or leaving.withheld:
        return "no-store"
    stated = x.answer.headers.get("cache-control", "")
    directives = {directive.strip().lower() for directive in stated.split(",")}
    return stated if "public" in directives and not directives & {"private", "no-store"} else "no-cache"
