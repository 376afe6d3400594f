"""Erasures as the ledger tells of them: an entry of its own says whose details are gone, how many, by whom and why."""

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
    """What one entry says was erased: of exchanges from one id on and below another, how many rows of what."""

    place: str
    begins: str
    ends: str
    rows: Members

    @classmethod
    def of(cls, details: Any) -> Self | None:  # Any: free JSON
        """Return what the details of an entry say was erased; None where they speak of something else."""
        if not isinstance(details, dict) or details.get("operation") != ERASE:
            return None
        place, begins, ends, rows = (details.get(name) for name in ("exchange", "from", "below", "rows"))
        if not (isinstance(place, str) and place.startswith(PREFIX) and isinstance(rows, dict)):
            return None
        if not (isinstance(begins, str) and isinstance(ends, str)):
            return None
        return cls(place, begins, ends, rows)

    def covers(self, exchange: str, what: What) -> bool:
        """Tell whether rows of that exchange can be among what was erased."""
        return self.begins <= exchange < self.ends and self.count(what) > 0

    def count(self, what: What) -> int:
        """Return how many rows were erased."""
        count = self.rows.get(what, 0)
        return count if type(count) is int else 0


class Erasures:
    """All that are told of: of single exchanges by their ids, of months one after the other."""

    def __init__(self, told: Iterable[Erasure]) -> None:
        self._one: dict[str, list[Erasure]] = {}
        self._many: list[Erasure] = []
        for erasure in told:
            if erasure.ends == only(erasure.begins):
                self._one.setdefault(erasure.begins, []).append(erasure)
            else:
                self._many.append(erasure)

    def explain(self, exchange: str, what: What) -> Erasure | None:
        """Return the erasure that says why rows of an exchange are gone, or None when nothing does."""
        told = (*self._one.get(exchange, ()), *self._many)
        return next((erasure for erasure in told if erasure.covers(exchange, what)), None)

    def rows(self, what: What) -> int:
        """Return how many rows were erased in all."""
        return sum(erasure.count(what) for erasure in self._all())

    def _all(self) -> Iterator[Erasure]:
        for few in self._one.values():
            yield from few
        yield from self._many


def only(exchange: str) -> str:
    """Return the id below which, from the exchange on, there is nothing but the exchange."""
    return exchange + "!"  # before every letter and digit
