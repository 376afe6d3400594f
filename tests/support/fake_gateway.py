"""A fake of `OwnSystem`: serves what it is given, answers as it is told, and is unreachable as often as a test says."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from chassis.client.exchange_client import Answer
from chassis.client.own_system import ReadRefused
from contracts.problems import Unavailable
from contracts.seats import Seat

ENROLLED: Final = Seat("moj", "01")


def refused(path: str, method: str = "GET") -> ReadRefused:
    """Return what a read of something that is not there raises."""
    answer = Answer(404, {"Content-Type": "application/problem+json"}, b'{"code": "not-found"}', 0.0)
    return ReadRefused(path, answer, method)


@dataclass
class FakeGateway:
    """Documents by path; it remembers what was asked."""

    documents: dict[str, Any]
    away: int = 0  # so many reads find nobody
    of: Seat = ENROLLED
    asked: list[str] = field(default_factory=list)
    answers: dict[str, Callable[[Any], Any]] = field(default_factory=dict)  # to questions, by path
    peers: dict[str, Callable[[Any], Answer]] = field(default_factory=dict)  # what is sent to them, by path
    keys: list[str] = field(default_factory=list)  # under which something was sent

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Connect to nothing."""
        yield

    async def seat(self) -> Seat:
        """Return the seat at which it is enrolled."""
        return self.of

    async def read(self, path: str) -> Any:
        """Return the document, or fail as a gateway does."""
        self._reached(path)
        if path not in self.documents:
            raise refused(path)
        return self.documents[path]

    async def ask(self, path: str, question: Any) -> Any:
        """Return the answer to a question, or fail as a gateway does."""
        self._reached(path)
        if path not in self.answers:
            raise refused(path, "POST")
        return self.answers[path](question)

    async def send(self, path: str, document: Any, *, idempotency_key: str, purpose: str) -> Answer:  # noqa: ARG002
        """Return the peer's answer; 404 where nobody is at the path."""
        self._reached(path)
        self.keys.append(idempotency_key)
        if path not in self.peers:
            return Answer(404, {"Content-Type": "application/problem+json"}, b'{"code": "not-found"}', 0.0)
        return self.peers[path](document)

    def _reached(self, path: str) -> None:
        self.asked.append(path)
        if self.away:
            self.away -= 1
            raise Unavailable
