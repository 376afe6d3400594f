"""A fake of `OwnSystem`: serves the documents it is given, and is unreachable as often as a test says."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from chassis.client.exchange_client import Answer
from chassis.client.own_system import ReadRefused
from contracts.problems import Unavailable
from contracts.seats import Seat

ENROLLED: Final = Seat("moj", "01")


def refused(path: str) -> ReadRefused:
    """Return what a read of something that is not there raises."""
    return ReadRefused(path, Answer(404, {"Content-Type": "application/problem+json"}, b'{"code": "not-found"}', 0.0))


@dataclass
class FakeGateway:
    """Documents by path; it remembers what was asked."""

    documents: dict[str, Any]
    away: int = 0  # so many reads find nobody
    of: Seat = ENROLLED
    asked: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Connect to nothing."""
        yield

    async def seat(self) -> Seat:
        """Return the seat at which it is enrolled."""
        return self.of

    async def read(self, path: str) -> Any:
        """Return the document, or fail as a gateway does."""
        self.asked.append(path)
        if self.away:
            self.away -= 1
            raise Unavailable
        if path not in self.documents:
            raise refused(path)
        return self.documents[path]
