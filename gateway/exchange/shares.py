"""Limits on what one caller holds at once: streams, request bodies on their way in, answers it has not read.

A rate says how often somebody may begin; a stream of one byte now and then, or a megabyte that nobody takes, begins
once and stays. Counted in this process: a caller who finds two gateways has two shares.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from gateway.errors.passage import RateLimited

SMALL: Final = 65_536  # bytes of an answer that a connection's own buffer takes, and that are not counted
_STREAM_AGAIN_S: Final = 10
_READ_FIRST_S: Final = 5
_BODY_AGAIN_S: Final = 5


@dataclass(frozen=True, slots=True)
class Limits:
    """How much, at once, and for how long."""

    streams_of_system: int = 16
    streams_of_agreement: int = 32
    streams_of_member: int = 24  # at one service, by all its systems: less than half of what the service has
    unread_of_system: int = 33_554_432  # bytes
    bodies_of_system: int = 32
    bodies_of_agreement: int = 64
    body_bytes_of_system: int = 16_777_216
    document_within_s: float = (
        60.0  # from the first wait for it; the floor alone lets a megabyte come for a quarter hour
    )


class Shares:
    """Counts streams, bodies and unread bytes by system, agreement and member."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits: Final = limits or Limits()
        self._streams: Final = Counter[str]()
        self._unread: Final = Counter[str]()
        self._bodies: Final = Counter[str]()
        self._body_bytes: Final = Counter[str]()

    def begin_stream(self, system: str, agreement: str, member: str, service: str) -> None:
        """Count a stream until `end_stream`; raise `RateLimited` when it would be one too many."""
        limits = self.limits
        if self._streams[_of_system(system)] >= limits.streams_of_system:
            raise RateLimited(policy="streams-of-system", retry_after_s=_STREAM_AGAIN_S)
        if self._streams[_of_agreement(agreement)] >= limits.streams_of_agreement:
            raise RateLimited(policy="streams-of-agreement", retry_after_s=_STREAM_AGAIN_S)
        if self._streams[_of_member(member, service)] >= limits.streams_of_member:
            raise RateLimited(policy="streams-of-member", retry_after_s=_STREAM_AGAIN_S)
        self._streams.update((_of_system(system), _of_agreement(agreement), _of_member(member, service)))

    def end_stream(self, system: str, agreement: str, member: str, service: str) -> None:
        """Count the stream no more."""
        for name in (_of_system(system), _of_agreement(agreement), _of_member(member, service)):
            _less(self._streams, name, 1)

    def must_have_read(self, system: str) -> None:
        """Raise `RateLimited` while a system leaves more unread than it may: every further answer would wait here."""
        if self._unread and self._unread[system] >= self.limits.unread_of_system:
            raise RateLimited(policy="unread-answers", retry_after_s=_READ_FIRST_S)

    @contextmanager
    def body(self, system: str, agreement: str, size: int) -> Iterator[None]:
        """Count a document on its way in for as long as the block lasts; raise `RateLimited` when it is too much.

        `size` is what it may come to, so that nobody is refused in the middle. One alone is never too large.
        """
        limits, names = self.limits, (_of_system(system), _of_agreement(agreement))
        held = self._body_bytes[names[0]]
        if (
            self._bodies[names[0]] >= limits.bodies_of_system
            or self._bodies[names[1]] >= limits.bodies_of_agreement
            or (held and held + size > limits.body_bytes_of_system)
        ):
            raise RateLimited(policy="bodies-at-once", retry_after_s=_BODY_AGAIN_S)
        self._bodies.update(names)
        self._body_bytes[names[0]] += size
        try:
            yield
        finally:
            for name in names:
                _less(self._bodies, name, 1)
            _less(self._body_bytes, names[0], size)

    @contextmanager
    def unread(self, system: str, size: int) -> Iterator[None]:
        """Count these bytes of an answer as unread for as long as the block lasts."""
        self._unread[system] += size
        try:
            yield
        finally:
            _less(self._unread, system, size)


def _of_system(name: str) -> str:
    return f"system:{name}"


def _of_agreement(name: str) -> str:
    return f"agreement:{name}"


def _of_member(name: str, service: str) -> str:
    return f"member:{name} at {service}"


def _less(counted: Counter[str], name: str, many: int) -> None:
    counted[name] -= many
    if counted[name] <= 0:
        del counted[name]
