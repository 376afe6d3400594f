"""The right values that are named with a fault: those that stand nearest by the alphabet to the one that is wrong."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

MOST: Final = 10  # right values named with one fault


def nearest(right: Sequence[str], wrong: str) -> list[str]:
    """Return up to `MOST` of the right values, which are in order: codes of one place, or of one kind, begin alike."""
    at = bisect_left(right, wrong)
    first = max(0, min(at - MOST // 2, len(right) - MOST))
    return list(right[first : first + MOST])
