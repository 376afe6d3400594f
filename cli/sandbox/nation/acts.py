"""One act of the country's life: which office does what on which day; and the strand of acts that follow each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Protocol

from contracts.seats import Seat


class MonthOver(Exception):  # noqa: N818 - it says what happened
    """The strand has no next act in our month: it lies behind the last day, or the story is at its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An exchange that an office makes. `body` is JSON; `content` is a file instead."""

    day: date
    seat: Seat
    operation: str
    path: str
    purpose: str
    method: str = "POST"
    body: Mapping[str, Any] | None = None  # Any: the national schema decides the shape
    content: bytes | None = None
    signed: bool = False  # a legal act: the request itself is kept as evidence
    version: str | None = None  # of the record, as it was read


@dataclass(frozen=True, slots=True)
class Done:
    """The answer to an act: its JSON and the version of the record that was read."""

    body: Any  # Any: as the national schema has it
    version: str | None = None


class Desk(Protocol):
    """Whoever makes the acts: through the gateway, or in a test on paper."""

    async def act(self, act: Act) -> Done:
        """Make the exchange; whatever the story does not expect ends it."""
        ...


@dataclass(slots=True)
class Strand:
    """Acts that follow each other: its own source of chance, the day that it has come to, and the last day of all."""

    desk: Desk
    chance: Random
    day: date
    last: date
    number: int  # among the strands of its kind: in numbers that may be used once
    purpose: str
    district: str

    @property
    def province(self) -> str:
        """The province of the strand's district."""
        return self.district[:2]

    def later(self, fewest: int, most: int) -> date:
        """Go on by so many days, and return the day; raise `MonthOver` behind the last."""
        self.day += timedelta(days=self.chance.randint(fewest, most))
        if self.day > self.last:
            raise MonthOver
        return self.day

    async def post(
        self,
        seat: Seat,
        operation: str,
        path: str,
        body: Mapping[str, Any] | None = None,  # Any: as in Act
        *,
        signed: bool = False,
        version: str | None = None,
    ) -> Any:  # Any: as in Done
        """Make an act of that office today and return the JSON of its answer."""
        act = Act(
            day=self.day,
            seat=seat,
            operation=operation,
            path=path,
            purpose=self.purpose,
            body=body,
            signed=signed,
            version=version,
        )
        return (await self.desk.act(act)).body

    async def send(self, seat: Seat, operation: str, path: str, content: bytes) -> Any:  # Any: as in Done
        """Send a file of text and return the JSON of the answer."""
        act = Act(day=self.day, seat=seat, operation=operation, path=path, purpose=self.purpose, content=content)
        return (await self.desk.act(act)).body

    async def read(self, seat: Seat, operation: str, path: str) -> Done:
        """Read a record as it stands, with its version."""
        act = Act(day=self.day, seat=seat, operation=operation, path=path, purpose=self.purpose, method="GET")
        return await self.desk.act(act)
