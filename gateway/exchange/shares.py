"""Limits on what one caller holds at once: streams, request bodies on their way in, answers it has not read.

A rate says how often somebody may begin; a stream of one byte now and then, or a megabyte that nobody takes, begins
once and stays. Counted over the workers of this host: a caller who finds two gateways has two shares.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from chassis.process.shared_counts import Counts, OwnCounts, SharedCounts
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

    def __init__(self, limits: Limits | None = None, shared: SharedCounts | None = None) -> None:
        """With `shared`, the workers of this host count together."""
        self.limits: Final = limits or Limits()
        self._streams: Final = _counts("streams", shared)
        self._unread: Final = _counts("unread", shared)
        self._bodies: Final = _counts("bodies", shared)
        self._body_bytes: Final = _counts("body-bytes", shared)

    def begin_stream(self, system: str, agreement: str, member: str, service: str) -> None:
        """Count a stream until `end_stream`; raise `RateLimited` when it would be one too many."""
        limits = (
            ("streams-of-system", _of_system(system), self.limits.streams_of_system),
            ("streams-of-agreement", _of_agreement(agreement), self.limits.streams_of_agreement),
            ("streams-of-member", _of_member(member, service), self.limits.streams_of_member),
        )
        with self._streams.together():
            for policy, name, limit in limits:
                if self._streams[name] >= limit:
                    raise RateLimited(policy=policy, retry_after_s=_STREAM_AGAIN_S)
            for _, name, _ in limits:
                self._streams.add(name, 1)

    def end_stream(self, system: str, agreement: str, member: str, service: str) -> None:
        """Count the stream no more."""
        for name in (_of_system(system), _of_agreement(agreement), _of_member(member, service)):
            self._streams.add(name, -1)

    def must_have_read(self, system: str) -> None:
        """Raise `RateLimited` while a system leaves more unread than it may: every further answer would wait here."""
        if self._unread[system] >= self.limits.unread_of_system:
            raise RateLimited(policy="unread-answers", retry_after_s=_READ_FIRST_S)

    @contextmanager
    def body(self, system: str, agreement: str, size: int) -> Iterator[None]:
        """Count a document on its way in for as long as the block lasts; raise `RateLimited` when it is too much.

        `size` is what it may come to, so that nobody is refused in the middle. One alone is never too large.
        """
        limits, names = self.limits, (_of_system(system), _of_agreement(agreement))
        with self._bodies.together():
            held = self._body_bytes[names[0]]
            if (
                self._bodies[names[0]] >= limits.bodies_of_system
                or self._bodies[names[1]] >= limits.bodies_of_agreement
                or (held and held + size > limits.body_bytes_of_system)
            ):
                raise RateLimited(policy="bodies-at-once", retry_after_s=_BODY_AGAIN_S)
            for name in names:
                self._bodies.add(name, 1)
            self._body_bytes.add(names[0], size)
        try:
            yield
        finally:
            for name in names:
                self._bodies.add(name, -1)
            self._body_bytes.add(names[0], -size)

    @contextmanager
    def unread(self, system: str, size: int) -> Iterator[None]:
        """Count these bytes of an answer as unread for as long as the block lasts."""
        self._unread.add(system, size)
        try:
            yield
        finally:
            self._unread.add(system, -size)


def _of_system(name: str) -> str:
    return f"system:{name}"


def _of_agreement(name: str) -> str:
    return f"agreement:{name}"


def _of_member(name: str, service: str) -> str:
    return f"member:{name} at {service}"


class _Kind:
    """The counts of one kind among those that the workers share."""

    def __init__(self, kind: str, shared: SharedCounts) -> None:
        self._prefix, self._shared = f"{kind} of ", shared
        self.together: Final = shared.together

    def __getitem__(self, name: str) -> int:
        return self._shared[self._prefix + name]

    def add(self, name: str, many: int) -> None:
        """Count more, or less, of what this worker holds."""
        self._shared.add(self._prefix + name, many)


def _counts(kind: str, shared: SharedCounts | None) -> Counts:
    return _Kind(kind, shared) if shared is not None else OwnCounts()
