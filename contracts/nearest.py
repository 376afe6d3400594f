"""The right values that are named with a fault: those that stand nearest by the alphabet to the one that is wrong.

Where these are all, they are said to be all; of more than `MOST` they are the nearest.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Final

MOST: Final = 10  # right values named with one fault


def nearest(right: Sequence[str], wrong: str) -> list[str]:
    """Return up to `MOST` of the right values, which are in order: codes of one place, or of one kind, begin alike."""
    at = bisect_left(right, wrong)
    first = max(0, min(at - MOST // 2, len(right) - MOST))
    return list(right[first : first + MOST])


def params_of(right: Sequence[str], wrong: str) -> dict[str, object]:
    """Return the right values nearest to a wrong one as particulars of a fault: `codes`, and how many `further`."""
    named = nearest(right, wrong)
    further = len(right) - len(named)
    return ({"codes": named} if named else {}) | ({"further": further} if further else {})


def said_of(named: Sequence[str], names: Mapping[str, str], *, is_all: bool) -> tuple[str, str]:
    """Return what is said of right values in Lao and in English: that there are these, or that they are the nearest.

    Lao has the name of each behind it, where `names` has one: the code is what is to be sent.
    """
    if not named:
        return "", ""
    said = ", ".join(named)
    lo = ", ".join(f"{each} ({names[each]})" if each in names else each for each in named)
    return (f"; ທີ່ມີ: {lo}", f"; there are: {said}") if is_all else (f"; ໃກ້ຄຽງ: {lo}", f"; nearest: {said}")
