"""Charts of reports: bars or lines over the same labels, with a text for who cannot see them."""

from dataclasses import dataclass, field
from typing import Final, Literal

from chassis.prints.figures import number
from chassis.prints.words import Words

MOST_SERIES: Final = 4  # more cannot be told apart on paper without colour
MOST_LABELS: Final = 31  # a month by days; more labels run into each other


@dataclass(frozen=True, slots=True)
class Series:
    """Values of one kind in the order of the labels; None where a value is not known, which is no nought."""

    name: Words
    values: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart for `chart` of `@saphan/prints`: raise `ValueError` for one that nobody could read."""

    kind: Literal["bars", "lines"]
    title: Words
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    said: str = field(init=False)  # every value, in Lao

    def __post_init__(self) -> None:
        if not (1 <= len(self.labels) <= MOST_LABELS and 1 <= len(self.series) <= MOST_SERIES):
            msg = f"a chart has up to {MOST_LABELS} labels and {MOST_SERIES} series, and at least one of each"
            raise ValueError(msg)
        for one in self.series:
            if len(one.values) != len(self.labels) or any(value is not None and value < 0 for value in one.values):
                msg = f"{one.name.en}: a value that is not negative, or None, for each of {len(self.labels)} labels"
                raise ValueError(msg)
        told = (
            f"{one.name.lo}: "
            + ", ".join(f"{label} {number(value)}" for label, value in zip(self.labels, one.values, strict=True))
            for one in self.series
        )
        object.__setattr__(self, "said", f"{self.title.lo}. {'; '.join(told)}")  # as a frozen class sets its own
