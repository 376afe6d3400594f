"""Step 1, guard: refuse ambiguous HTTP (request smuggling, path tricks, forged headers) before the body is read."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from starlette.types import Scope

from chassis.http.request_line import METHODS
from gateway.directory.entries import MethodMismatch
from gateway.errors.passage import (
    AmbiguousFraming,
    BadRequestTarget,
    HeadersTooLarge,
    HostRefused,
    MethodUnknown,
    RepeatedHeader,
    ReservedHeader,
)
from gateway.exchange.exchange import Exchange
from gateway.trust.certificates import FIELD as CLIENT_CERT
from gateway.trust.certificates import Network, from_hop

MAX_BYTES: Final = 16 * 1024
MAX_FIELDS: Final = 100
FORWARDED: Final = "forwarded"  # RFC 7239: from where the call comes, as a proxy of ours says

# Set by the gateway for services and callers; from outside they could only be a lie about who vouches for what.
INSIDE_ONLY: Final = frozenset(
    {
        "voucher",
        "voucher-key",
        "exchange-id",
        "exchange-receipt",
        "idempotent-replayed",
        "x-real-ip",
        "x-forwarded",
        "client-cert-chain",
    }
)
_INSIDE_PREFIX: Final = "x-forwarded-"
# Each reader would pick another one of two.
SINGLE: Final = frozenset(
    {
        "accept-signature",
        "authorization",
        "client-cert",
        "consent-reference",
        "content-digest",
        "content-encoding",
        "content-type",
        "dpop",
        "idempotency-key",
        "if-match",
        "signature",
        "signature-input",
        "traceparent",
    }
)
# What a proxy, a framework and a file system may each read differently: encoded slashes, dots, NUL, raw bytes.
_TRICKS: Final = re.compile(rb"%2f|%5c|%00|\.\.|//|\\|/\.(?:/|$)|[^\x21-\x7e]", re.IGNORECASE)
_HOST: Final = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::[0-9]{1,5})?")


async def guard(x: Exchange) -> None:
    """Set `headers`; raise the `Problem` of what two systems could read in two ways."""
    if x.method not in METHODS:
        raise MethodUnknown(allowed=_allowed(x))
    x.headers = check(x.scope, x.gateway.hosts, x.gateway.hops, x.gateway.public.hops)


def _allowed(x: Exchange) -> Sequence[str]:
    """Return the methods of the path, for `Allow`; what is registered is no secret, `/openapi.json` tells it."""
    resolved = x.gateway.directory.snapshot.resolve(x.path.split("/", 2)[1], x.method, x.path)
    return resolved.allowed if isinstance(resolved, MethodMismatch) else METHODS


def check(
    scope: Scope, hosts: frozenset[str], hops: Sequence[Network] = (), forwarders: Sequence[Network] = ()
) -> dict[str, str]:
    """Return the headers by lower-case name; raise the `Problem` of the first rule that is broken."""
    _check_target(scope)
    fields = scope["headers"]
    if len(fields) > MAX_FIELDS:
        raise HeadersTooLarge(bytes=MAX_BYTES, fields=MAX_FIELDS)
    size = len(scope["raw_path"]) + len(scope["query_string"])
    headers: dict[str, str] = {}
    for raw_name, raw_value in fields:
        size += len(raw_name) + len(raw_value) + 4  # ": " and the line's end
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        if name in headers:
            value = _joined(name, headers[name], value)
        elif name == FORWARDED:
            _must_come_from(scope, forwarders, name)
        elif name in INSIDE_ONLY or name.startswith(_INSIDE_PREFIX):
            raise ReservedHeader(header=name)
        elif name == CLIENT_CERT:
            _must_come_from(scope, hops, name)  # RFC 9440 §4: whoever may set it may be anybody
        headers[name] = value
    if size > MAX_BYTES:
        raise HeadersTooLarge(bytes=MAX_BYTES, fields=MAX_FIELDS)
    _check_framing(headers)
    _check_host(headers, hosts)
    return headers


def _must_come_from(scope: Scope, hops: Sequence[Network], name: str) -> None:
    if not from_hop((scope.get("client") or (None,))[0], hops):
        raise ReservedHeader(header=name)


def _check_target(scope: Scope) -> None:
    path = scope["path"]
    # the decoded path too: `%2e%2e` and bytes that are no UTF-8 show only there
    if is_ambiguous(scope["raw_path"]) or ".." in path or "\ufffd" in path or not scope["query_string"].isascii():
        raise BadRequestTarget


def is_ambiguous(raw_path: bytes) -> bool:
    """Tell whether two systems could read a raw path in two ways."""
    return _TRICKS.search(raw_path) is not None


def _joined(name: str, first: str, second: str) -> str:
    if name == "host":
        raise HostRefused
    if name in {"content-length", "transfer-encoding"}:
        raise AmbiguousFraming
    if name in SINGLE:
        raise RepeatedHeader(header=name)
    return f"{first}, {second}"  # RFC 9110 §5.3


def _check_framing(headers: Mapping[str, str]) -> None:
    coding = headers.get("transfer-encoding")
    length = headers.get("content-length")
    # RFC 9112 §6.1: both at once, or a coding that is not exactly chunked, is how requests are smuggled
    if coding is not None and (length is not None or coding.strip().lower() != "chunked"):
        raise AmbiguousFraming
    if length is not None and not (length.isascii() and length.isdigit()):
        raise AmbiguousFraming


def _check_host(headers: Mapping[str, str], hosts: frozenset[str]) -> None:
    match = _HOST.fullmatch(headers.get("host", "").lower())
    if match is None or match[1] not in hosts:
        raise HostRefused
