"""Which of the two languages a reader gets: the one asked for, else the one preferred, else Lao."""

from typing import Final

from contracts.problems import Language

DEFAULT: Final[Language] = "lo"


def choose(asked: str | None, accept_language: str | None) -> Language:
    """Return the language of `?lang=`, else the better liked one of Accept-Language (RFC 9110 §12.5.4), else Lao."""
    if asked in {"lo", "en"}:
        return "lo" if asked == "lo" else "en"
    weights = _weights(accept_language or "")
    lo, en = weights.get("lo", 0.0), weights.get("en", 0.0)
    if lo == en:
        return DEFAULT
    return "lo" if lo > en else "en"


def _weights(header: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for item in header.split(","):
        tag, _, parameter = item.partition(";")
        primary = tag.strip().lower().partition("-")[0]
        weight = _quality(parameter)
        if weight is not None:
            weights[primary] = max(weight, weights.get(primary, 0.0))
    return weights


def _quality(parameter: str) -> float | None:
    name, _, value = parameter.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name == "q" else None
    except ValueError:
        return None
