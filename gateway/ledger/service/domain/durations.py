"""Histogram of durations, whose buckets add up over days: exact below 32 ms, within 5 % and 1 ms above."""

from collections.abc import Mapping
from typing import Final

_EXACT: Final = 32  # milliseconds
_PARTS: Final = 8  # of every doubling above

# The same, for PostgreSQL; a test holds the two equal.
BUCKET: Final = f"""
case when "durationMs" < {_EXACT} then "durationMs"
  else {_EXACT} + floor({_PARTS} * log(2, "durationMs" / {_EXACT}.0))::int end
"""


def middle(bucket: int) -> int:
    """Return the milliseconds that stand for a bucket."""
    return bucket if bucket < _EXACT else round(_EXACT * 2 ** ((bucket - _EXACT + 0.5) / _PARTS))


def percentile(counts: Mapping[int, int], share: float) -> int | None:
    """Return the milliseconds within which this share of the exchanges was done; None when nothing was measured."""
    wanted, reached = share * sum(counts.values()), 0
    for bucket in sorted(counts):
        reached += counts[bucket]
        if reached >= wanted:
            return middle(bucket)
    return None
