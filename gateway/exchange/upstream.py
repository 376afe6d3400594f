"""Port to the services: one call, one answer, whose body is read whole or piece by piece."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol, TypeAlias

IN_PROCESS: Final = "in-process:"
SUCCESS: Final = range(200, 300)  # RFC 9110 §15.3: the status of an answer that brings what was asked for

Headers: TypeAlias = Sequence[tuple[str, str]]
Lane: TypeAlias = Literal["documents", "streams", "look-ups"]
DOCUMENTS: Final = "documents"
STREAMS: Final = "streams"
LOOK_UPS: Final = "look-ups"


class Unreached(Exception):  # noqa: N818 - a fact that a step turns into a refusal
    """The service was not reached: it has seen nothing of the call."""


class BulkheadFull(Unreached):
    """No permit for the call got free in time; `own`: it was the caller's own limit that was reached."""

    def __init__(self, *, own: bool) -> None:
        super().__init__()
        self.own = own


class Broken(Exception):  # noqa: N818 - as above
    """The connection broke, or the service failed, before its answer was complete: it may have seen the call."""


class Closed(Broken):
    """A connection that was kept from an earlier call closed before one byte of this call's answer.

    Mostly the service was closing it already and has seen nothing, but nobody can know.
    """


@dataclass(frozen=True, slots=True)
class UpstreamRequest:
    """A call to a service."""

    method: str
    base_url: str  # of the service: "http://host:port" or "in-process:<name>"
    target: str  # raw path and query, as the caller sent them
    headers: Headers
    body: bytes | AsyncIterator[bytes] | None = None
    service: str = ""  # with caller and lane: whose permits the call takes
    caller: str = ""
    lane: Lane = DOCUMENTS
    fresh: bool = False  # over a new connection, whatever is kept


class UpstreamAnswer(Protocol):
    """The answer of a service. Whoever gets it must close it."""

    status: int
    headers: dict[str, str]  # by lower-case name

    async def read(self, limit: int) -> bytes | None:
        """Return the whole body, or None when it is longer than `limit`; raise `Broken` when it ends early."""
        ...

    def chunks(self) -> AsyncIterator[bytes]:
        """Return the body piece by piece; raise `Broken` when it ends early."""
        ...

    async def close(self) -> None:
        """Give the connection back, or drop it when the body was not read to its end."""
        ...


class Upstream(Protocol):
    """A way to reach services."""

    async def call(self, request: UpstreamRequest) -> UpstreamAnswer:
        """Return the answer when its head is there; raise `Unreached` or `Broken`. The caller sets the deadline."""
        ...


class Either:
    """Calls a service in this process or over the network, by its address."""

    def __init__(self, direct: Upstream, in_process: Upstream) -> None:
        self._direct, self._in_process = direct, in_process

    async def call(self, request: UpstreamRequest) -> UpstreamAnswer:
        """Call the service by the way of its address."""
        way = self._in_process if request.base_url.startswith(IN_PROCESS) else self._direct
        return await way.call(request)
