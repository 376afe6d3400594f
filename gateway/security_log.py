"""The security log: refusals that an honest client does not meet, one line each, with a word that says why."""

import logging
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from contracts.problems import BodyTooLarge, BodyTooSlow, MalformedJson, Problem, UnsupportedMediaType
from gateway import errors

_REASON: Final = 48  # characters: a word, or the beginning of a sentence
_WORD: Final = re.compile(r"[a-z][a-z-]{0,31}|")
NOBODY: Final[Mapping[str, str]] = {}
LOG: Final = logging.getLogger("saphan.security")
_NOTED: Final = (
    errors.ActingNotAgreed,
    errors.AmbiguousFraming,
    errors.BadRequestTarget,
    errors.BodyNotExpected,
    errors.DigestMismatch,
    errors.HeadersTooLarge,
    errors.HostRefused,
    errors.MethodUnknown,
    errors.NotAuthenticated,
    errors.RepeatedHeader,
    errors.ReservedHeader,
    errors.RightsWithdrawn,
    errors.SignatureRequired,
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
    system: str | None,
) -> None:
    """Write the refusal of an exchange down if it is one for this log.

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
        facts["path"] = place(path)
    _write(refusal, facts)


def note_at_the_door(
    refusal: Problem, *, trace: str, path: str, client: tuple[str, int] | None, who: Mapping[str, str] = NOBODY
) -> None:
    """Write down a refusal of a request that is no exchange: to the pages, to the token endpoint.

    `who` has `system` for a system that has proven itself, `claimed` for the registered one that somebody says he is.
    """
    if refusal.status < HTTPStatus.INTERNAL_SERVER_ERROR or isinstance(refusal, _NOTED):
        peer = {"peer": client[0]} if client else {}
        what = who or {"path": place(path)}  # of a token request the code says where it went
        _write(refusal, {"traceId": trace, **peer, **what})


def _write(refusal: Problem, facts: dict[str, object]) -> None:
    told = {"code": refusal.code, "reason": _reason(refusal)[:_REASON], **facts}
    LOG.warning("refused", extra={"facts": told})


def place(path: str) -> str:
    """Return the beginning of a path, as far as it can only be a service.

    What follows names records, and what is no service may be anything: a number, a name, 60 KB of it.
    """
    service, _, rest = path[1:].partition("/")
    first = service if _WORD.fullmatch(service) else "…"
    return f"/{first}/…" if rest else f"/{first}"


def _reason(refusal: Problem) -> str:
    """Return the word that says why: the refusal's own, that of its first fault, or its code."""
    if "reason" in refusal.particulars:
        return str(refusal.particulars["reason"])
    return refusal.faults[0].code if refusal.faults else refusal.code
