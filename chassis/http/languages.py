"""Content negotiation between Lao and English by `Accept-Language`, for problems and pages. No I/O."""

from collections.abc import Iterable
from typing import Final

from chassis.http.accepting import weighed
from contracts.problems import Language

DEFAULT: Final[Language] = "lo"
_ANY: Final = "*"


def stated_in(fields: Iterable[tuple[bytes, bytes]]) -> str | None:
    """Return `Accept-Language` of raw header fields, lower-case names; several are one list (RFC 9110 §5.3)."""
    return ", ".join([value.decode("latin-1") for name, value in fields if name == b"accept-language"]) or None


def language_of(accept_language: str | None) -> Language:
    """Return the better liked of Lao and English (RFC 9110 §12.5.4); Lao where both are liked alike, or neither.

    `en-US` is English. What has a weight that is none is not read; `*` speaks for the language that is not named.
    """
    weights: dict[str, float] = {}
    for tag, weight in weighed(accept_language):
        primary = tag.partition("-")[0]
        weights[primary] = max(weight, weights.get(primary, 0.0))
    others = weights.get(_ANY, 0.0)
    return "en" if weights.get("en", others) > weights.get("lo", others) else DEFAULT
