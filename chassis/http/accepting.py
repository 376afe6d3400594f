"""Weights of what a caller accepts (RFC 9110 §12.4.2), for languages and media types. No I/O."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

_MOST: Final = 1024  # characters that are read: no browser lists so much
_WEIGHT: Final = re.compile(r"q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")
_ANY: Final = "*/*"


def weighed(header: str | None) -> Iterator[tuple[str, float]]:
    """Yield what an `Accept…` header names, in small letters and with its other parameters, and its weight.

    What has a weight that is none is not read.
    """
    for item in (header or "")[:_MOST].split(","):
        parts = [part.strip().lower() for part in item.split(";")]
        weights = [part for part in parts[1:] if part.startswith("q=")] or ["q=1"]
        weight = _WEIGHT.fullmatch(weights[0])
        if parts[0] and weight is not None:
            yield ";".join(part for part in parts if not part.startswith("q=")), float(weight[1])


def media_type_among(offered: Sequence[str], accept: str | None) -> str | None:
    """Return the media type that `Accept` likes best (RFC 9110 §12.5.1); None where it takes none of them.

    The most particular range that names a type weighs it. Of those liked alike, the one named more particularly is
    returned, then the one that is offered first.
    """
    weights: dict[str, float] = {}
    for named, weight in weighed(accept or _ANY):
        name = named.partition(";")[0]  # of none of our types is there a variant by parameter
        weights[name] = max(weight, weights.get(name, 0.0))

    def liked(media_type: str) -> tuple[float, int]:
        ranges = (media_type, f"{media_type.partition('/')[0]}/*", _ANY)
        named = next((index for index, name in enumerate(ranges) if name in weights), None)
        return (0.0, 0) if named is None else (weights[ranges[named]], -named)

    best = max(offered, key=liked)
    return best if liked(best)[0] > 0 else None
