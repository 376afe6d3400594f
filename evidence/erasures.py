"""Erasures in the ledger: an entry of its own states whose details were erased, how many, by whom and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal, Self, TypeAlias

from evidence.jws import Members

What: TypeAlias = Literal["details", "subjects"]

ERASE: Final = "eraseDetails"  # the operation of such an entry
ERASE_EPOCH: Final = "eraseEpoch"  # of one that tells that the key of an epoch of pseudonyms was erased
PREFIX: Final = "era_"  # of its place, where other entries have the id of an exchange


@dataclass(frozen=True, slots=True)
class Erasure:
    """Erasure that one entry states: a range of exchange ids [begins, ends), and how many rows of each kind."""

    place: str
    begins: str
    ends: str
    rows: Members

    @classmethod
    def of(cls, details: Any) -> Self | None:  # Any: free JSON
        """Return the erasure that an entry's details state; None when they state something else."""
        if not isinstance(details, dict) or details.get("operation") != ERASE:
            return None
        place, begins, ends, rows = (details.get(name) for name in ("exchange", "from", "below", "rows"))
        if not (isinstance(place, str) and place.startswith(PREFIX) and isinstance(rows, dict)):
            return None
        if not (isinstance(begins, str) and isinstance(ends, str)):
            return None
        return cls(place, begins, ends, rows)

    def covers(self, exchange: str, what: What) -> bool:
        """Tell whether rows of that exchange may be among those erased."""
        return self.begins <= exchange < self.ends and self.count(what) > 0

    def count(self, what: What) -> int:
        """Return how many rows were erased."""
        count = self.rows.get(what, 0)
        return count if type(count) is int else 0


class Erasures:
    """Index of erasures: of single exchanges by id, of months in a list."""

    def __init__(self, erasures: Iterable[Erasure]) -> None:
        self._by_exchange: dict[str, list[Erasure]] = {}
        self._by_month: list[Erasure] = []
        for erasure in erasures:
            if erasure.ends == only(erasure.begins):
                self._by_exchange.setdefault(erasure.begins, []).append(erasure)
            else:
                self._by_month.append(erasure)

    def explain(self, exchange: str, what: What) -> Erasure | None:
        """Return the erasure that covers rows of an exchange, or None."""
        candidates = (*self._by_exchange.get(exchange, ()), *self._by_month)
        return next((erasure for erasure in candidates if erasure.covers(exchange, what)), None)

    def rows(self, what: What) -> int:
        """Return the number of erased rows of that kind."""
        return sum(erasure.count(what) for erasure in self._all())

    def _all(self) -> Iterator[Erasure]:
        for erasures in self._by_exchange.values():
            yield from erasures
        yield from self._by_month


def only(exchange: str) -> str:
    """Return the end of the range that begins at this exchange id and holds no other."""
    return exchange + "!"  # before every letter and digit
