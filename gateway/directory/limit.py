"""Limit on how far references are followed: a short document may describe endlessly many values."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

Marks: TypeAlias = tuple[str | None, set[str]]  # the data class and the field groups that one schema names


class TooManyPlaces(ValueError):  # noqa: N818 - a sentence, as every refusal here
    """Schemas that refer to each other so often that what they describe together has no end in sight."""


@dataclass(slots=True)
class Limit:
    """How many more schemas may be read: where each refers to the next twice, the number doubles at each step."""

    left: float = float("inf")  # of what is registered already, which has been counted

    def spend(self) -> None:
        """Count one; raise `TooManyPlaces`."""
        self.left -= 1
        if self.left < 0:
            raise TooManyPlaces("places")

    def counted(self, marks: Iterator[Marks]) -> Iterator[Marks]:
        """Yield the marks, each counted."""
        for mark in marks:
            self.spend()
            yield mark


@dataclass(frozen=True, slots=True)
class Trail:
    """The references that led here, and how far one may still go."""

    limit: Limit
    names: tuple[str, ...] = ()
