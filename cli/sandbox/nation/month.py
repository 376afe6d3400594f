"""A month of the country's life: which strands it has, from the seed; and how they are played through a desk."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Final, TypeAlias

from cli.sandbox.nation import crimes, lives, papers
from cli.sandbox.nation.acts import Desk, MonthOver, Strand
from cli.sandbox.nation.offices import document, places

AT_ONCE: Final = 12  # strands that are played side by side: enough for the gateway never to wait for us

Play: TypeAlias = Callable[[Strand], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of strand: how many of it there are in a month, for which purpose, and how one is played."""

    counted: str  # in `month.toml`
    purpose: str
    play: Play
    latest: float = 0.9  # by this share of the time it has begun
    first: int = 1  # number: what is used once (rooms, judges, books) is made of it


KINDS: Final = (
    Kind("crimes", "caseManagement", crimes.crime, latest=0.6),
    Kind("civil_cases", "caseManagement", crimes.dispute, latest=0.6, first=1001),
    Kind("births", "vitalRegistration", lives.birth),
    Kind("deaths", "vitalRegistration", lives.death),
    Kind("letters", "officialCorrespondence", papers.letter),
    Kind("outbreaks", "healthReporting", papers.health_report, latest=1.0),
)


@dataclass(frozen=True, slots=True)
class Planned:
    """A strand that is still to be played."""

    kind: Kind
    number: int
    day: date
    last: date
    district: str
    seed: str

    def on(self, desk: Desk) -> Strand:
        """Return the strand as that desk plays it, with chance of its own: nobody's order changes its story."""
        return Strand(
            desk=desk,
            chance=Random(self.seed),  # noqa: S311 - a story, not a secret
            day=self.day,
            last=self.last,
            number=self.number,
            purpose=self.kind.purpose,
            district=self.district,
        )


def planned(seed: int, last: date, days: int) -> Sequence[Planned]:
    """Return the strands of the `days` that end with `last`, in the order in which they begin."""
    month = document("month.toml")
    chance = Random(seed)  # noqa: S311 - as above
    return sorted(_strands(month, chance, seed, last, days), key=lambda strand: strand.day)


def _strands(month: dict[str, Any], chance: Random, seed: int, last: date, days: int) -> Iterator[Planned]:
    provinces, weights = zip(*sorted(month["weights"].items()), strict=True)
    districts = {code: [each.code for each in places()["districts"] if each.province == code] for code in provinces}
    for kind in KINDS:
        count = max(1, month["counts"][kind.counted] * days // month["days"])
        for number in range(kind.first, kind.first + count):
            province = chance.choices(provinces, weights)[0]
            begins = last - timedelta(days=days - 1 - chance.randrange(max(1, int(days * kind.latest))))
            district = chance.choice(districts[province])
            yield Planned(kind, number, begins, last, district, f"{seed}/{kind.counted}/{number}")


async def play(strands: Sequence[Planned], desk: Desk) -> None:
    """Play all strands, some side by side; the first act that does not end as the story has it ends them all."""
    waiting = iter(strands)

    async def one_after_another() -> None:
        for each in waiting:
            try:
                await each.kind.play(each.on(desk))
            except MonthOver:
                continue  # it goes on behind our last day

    async with asyncio.TaskGroup() as players:
        for _ in range(AT_ONCE):
            players.create_task(one_after_another())
