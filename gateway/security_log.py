"""Security log: one line for each refusal that an honest client does not meet, with the reason as one word."""

import logging
import re
from collections.abc import Mapping
from http import HTTPStatus
from ipaddress import AddressValueError, IPv6Address, IPv6Network
from typing import Final

from contracts.problems import BodyTooLarge, BodyTooSlow, MalformedJson, Problem, UnsupportedMediaType
from gateway.errors import passage, rights

_REASON: Final = 48  # characters: a word, or the beginning of a sentence
_WORD: Final = re.compile(r"[a-z][a-z_-]{0,31}")
# What a path of ours begins with that is no service. Anything else is a stranger's word, and may be a name.
_PAGES: Final = frozenset(
    {
        "",
        "consents",
        "counts",
        "docs",
        "healthz",
        "ledger",
        "livez",
        "oauth",
        "openapi",
        "problems",
        "redoc",
        "schemas",
        "static",
    }
)
_OF_A_STRANGER: Final = 88  # characters of what differs in his line: it has 300 bytes at most
_SHORTEST: Final = 8
NOBODY: Final[Mapping[str, str]] = {}
LOG: Final = logging.getLogger("saphan.security")
_NOTED: Final = (
    rights.ActingNotAgreed,
    passage.AmbiguousFraming,
    passage.BadRequestTarget,
    passage.BodyNotExpected,
    passage.DigestMismatch,
    passage.HeadersTooLarge,
    passage.HostRefused,
    passage.MethodUnknown,
    passage.NotAuthenticated,
    passage.RepeatedHeader,
    passage.ReservedHeader,
    rights.RightsWithdrawn,
    rights.SignatureRequired,
    BodyTooLarge,
    BodyTooSlow,
    MalformedJson,
    UnsupportedMediaType,
)


def note(
    refusal: Problem,
    *,
    exchange: str,
    trace: str,
    client: tuple[str, int] | None,
    path: str | None,
    service: str | None,
    system: str | None,
) -> None:
    """Log the refusal of an exchange, if it is of a kind in `_NOTED`.

    `path` is that of a caller who has been identified: of strangers there may be any number, a line each, and no more
    than finds it again. The query is nowhere here: it may hold what belongs to a person.
    """
    if not isinstance(refusal, _NOTED):
        return
    facts: dict[str, object] = {"exchange": exchange, "traceId": trace}
    if client:
        facts["peer"] = client[0]
    if system is not None:
        facts["system"] = system
    if path is not None:
        facts["path"] = shown_path(path, service)
    _write(refusal, facts, _reason(refusal) if system is not None else _word(refusal))


def note_at_the_door(
    refusal: Problem, *, trace: str, path: str, client: tuple[str, int] | None, who: Mapping[str, str] = NOBODY
) -> None:
    """Log the refusal of a request that is no exchange: to the pages or the token endpoint.

    `who` has `system` for a system that has proven itself, `claimed` for the registered one that somebody says he is.
    """
    if refusal.status < HTTPStatus.INTERNAL_SERVER_ERROR or isinstance(refusal, _NOTED):
        peer, known = client[0] if client else "", "system" in who
        what = dict(who) if who else {"path": shown_path(path)}  # of a token request the code says where it went
        if not known:
            peer = _network(peer)
        facts: dict[str, object] = {"traceId": trace, **({"peer": peer} if peer else {}), **what}
        room = _OF_A_STRANGER - len(refusal.code) - len(peer) - len(what.get("claimed", ""))
        _write(refusal, facts, _reason(refusal) if known else _word(refusal)[: max(_SHORTEST, room)])


def _write(refusal: Problem, facts: dict[str, object], reason: str) -> None:
    LOG.warning("refused", extra={"facts": {"code": refusal.code, "reason": reason[:_REASON], **facts}})


def shown_path(path: str, service: str | None = None) -> str:
    """Return the beginning of a path, as far as it is a page of ours or this service.

    What follows names records, and what is no service may be anything: a number, a name, 60 KB of it.
    """
    first, _, rest = path[1:].partition("/")
    first = first if first in _PAGES or first == service else "…"
    return f"/{first}/…" if rest else f"/{first}"


def _reason(refusal: Problem) -> str:
    """Return the word that says why: the refusal's own, that of its first fault, or its code."""
    if "reason" in refusal.particulars:
        return str(refusal.particulars["reason"])
    return refusal.faults[0].code if refusal.faults else refusal.code


def _word(refusal: Problem) -> str:
    """Return the reason's first word: a stranger's line is short, and what he got wrong stands in his answer."""
    found = _WORD.match(_reason(refusal))
    return found[0] if found is not None else refusal.code


def _network(peer: str) -> str:
    """Return a stranger's address as one blocks it: of IPv6 the network of 2^64 addresses that he has (RFC 6177)."""
    try:
        address = IPv6Address(peer)
    except AddressValueError:
        return peer
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return peer if address.is_loopback else str(IPv6Network((int(address) >> 64 << 64, 64)))
