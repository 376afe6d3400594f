"""Checks of an HTTP request line: version, method and target (RFC 9112 §3). No I/O."""

import re
from collections.abc import Sequence
from typing import Final

from chassis.http.protocol_problems import HostMissing, HttpVersionNotSupported, NotHttp, TargetRefused
from contracts.problems import MethodNotAllowed, Problem

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
READS: Final = frozenset({"GET", "HEAD"})  # fetch a record or a file, on condition where the caller states one
SAFE: Final = frozenset({*READS, "OPTIONS"})  # RFC 9110 §9.2.1: change nothing
ALLOWED: Final = {"Allow": ", ".join(METHODS)}
_VERSIONS: Final = frozenset({"1.0", "1.1"})
_ABSOLUTE: Final = re.compile(rb"(https?)://([^/?#@\\]+)([/?].*)?", re.IGNORECASE | re.DOTALL)
_DEFAULT_PORTS: Final = {b"http": b":80", b"https": b":443"}
# RFC 9112 §3; what is none of this kind is no HTTP at all
_LANGUAGE: Final = re.compile(rb"^accept-language[ \t]*:[ \t]*([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_LINE: Final = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}) [!-~]+ HTTP/([0-9](?:\.[0-9])?)\r?\n")


def target_of(method: bytes, version: str, target: bytes, headers: Sequence[tuple[bytes, bytes]]) -> bytes:
    """Return the request target in origin form, or `*`; raise the `Problem` of one that is not for this server.

    An address of our own in full is what any client may send (RFC 9112 §3.2.2). Its authority and `Host` must be the
    same (§3.2), or the proxy before us and we could take the request for two different houses.
    """
    if version not in _VERSIONS:
        raise HttpVersionNotSupported
    if method == b"CONNECT":
        raise MethodNotAllowed(headers=ALLOWED)  # we are no tunnel, for whatever target
    if version == "1.0" and _stands(b"transfer-encoding", headers):
        raise NotHttp  # RFC 9112 §6.1: faulty framing
    if version == "1.1" and not _stands(b"host", headers):
        raise HostMissing
    if b"#" in target:
        raise TargetRefused
    if target.startswith(b"/") or (target == b"*" and method == b"OPTIONS"):
        return target
    absolute = _ABSOLUTE.fullmatch(target)
    hosts = [value for name, value in headers if name == b"host"]
    if absolute is None or len(hosts) != 1:
        raise TargetRefused
    scheme, authority, rest = absolute[1].lower(), absolute[2], absolute[3] or b""
    if _plain(authority, scheme) != _plain(hosts[0], scheme):
        raise TargetRefused
    if not rest and method == b"OPTIONS":
        return b"*"  # RFC 9112 §3.2.4
    return rest if rest.startswith(b"/") else b"/" + rest


def _stands(field: bytes, headers: Sequence[tuple[bytes, bytes]]) -> bool:
    for name, _ in headers:  # noqa: SIM110 - every request passes here, and `Host` is the first: no generator for it
        if name == field:
            return True
    return False


def _plain(authority: bytes, scheme: bytes) -> bytes:
    return authority.strip().lower().removesuffix(_DEFAULT_PORTS[scheme])


def unreadable(line: bytes | None) -> Problem:
    """Return the refusal of bytes that the parser rejects; `line` is the beginning of the message, if known."""
    match = _LINE.match(line) if line is not None else None
    if match is None:
        return NotHttp()
    if match[2].decode() not in _VERSIONS:
        return HttpVersionNotSupported()
    if match[1].decode() not in METHODS:
        return MethodNotAllowed(headers=ALLOWED)
    return NotHttp()


def language_of(head: bytes) -> list[tuple[bytes, bytes]]:
    """Return `Accept-Language` of a head that the parser has given up before it came to the fields."""
    found = _LANGUAGE.search(head.partition(b"\r\n\r\n")[0])
    return [] if found is None else [(b"accept-language", found[1])]


def without_upgrade(method: bytes, target: bytes, version: str, headers: Sequence[tuple[bytes, bytes]]) -> bytes:
    """Return the request head without its `Upgrade` field, which a server may ignore (RFC 9110 §7.8).

    Every other field stays, the framing's too, each on its line as the parser has read it. Raises `NotHttp` if one
    could become two.
    """
    kept = [(name, value) for name, value in headers if name != b"upgrade"]
    lines = [b"%s %s HTTP/%s" % (method, target, version.encode()), *(b"%s: %s" % field for field in kept)]
    head = b"\r\n".join(lines)
    if not head.count(b"\r") == head.count(b"\n") == len(lines) - 1:
        raise NotHttp
    return head + b"\r\n\r\n"
