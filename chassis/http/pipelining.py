"""Requests sent ahead of their answers: so many are read, and what comes behind them waits as it came.

A request of 26 bytes becomes 2 KB of objects: read as fast as they come, those of one connection would fill the memory.
Reading goes on for a while even so, because only who reads hears that the caller has gone.
"""

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT, FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

AT_ONCE: Final = 32  # requests of a connection that wait, read, for their turn
PIECE: Final = 4096  # bytes that the parser gets at once: how many requests are in them nobody knows before
_KEPT: Final = 65_536  # bytes that wait unread before no more are taken from the network


class Flow(FlowControl):
    """Flow control that does not begin again before there is room."""

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__(transport)
        self.kept = b""
        self.body_waits = False  # of a request whose turn has not come, much of the body is here

    def resume_reading(self) -> None:
        """Read on, if there is room: uvicorn asks for it at every answer and whenever an app listens."""
        if len(self.kept) <= _KEPT and not self.body_waits:
            super().resume_reading()

    def keep(self, more: bytes) -> None:
        """Let these bytes wait behind those that wait already."""
        self.kept += more
        if len(self.kept) > _KEPT:
            self.pause_reading()

    def take(self) -> bytes:
        """Return what has waited."""
        kept, self.kept = self.kept, b""
        return kept


class ReadInPieces(HttpToolsProtocol):
    """uvicorn's protocol, which reads no further ahead than is good."""

    def __init__(self, *arguments: Any, **named: Any) -> None:  # Any: uvicorn's own, passed on
        super().__init__(*arguments, **named)
        self.flow: Flow
        self._answering: RequestResponseCycle | None = None  # `cycle` is the last that was read
        self._closed = False
        self._in_body = False
        self._head: list[tuple[bytes, bytes]] = []  # fields of the message that is being read, without its trailers
        self._body_bytes = 0  # of the message that is being read

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Have a flow of our own."""
        super().connection_made(transport)
        self.flow = Flow(transport)

    def data_received(self, data: bytes) -> None:
        """Read on, as far as requests may be sent ahead of their answers."""
        if self._closed:
            return  # whatever else was on its way
        if self.flow.kept or len(self.pipeline) >= AT_ONCE:
            self.flow.keep(data)
        elif len(data) <= PIECE:
            self._take(data)
        else:
            self._take_in_pieces(data)

    def _take(self, data: bytes | memoryview) -> None:
        """Give this much to the parser."""
        raise NotImplementedError

    def _take_in_pieces(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest and not self._closed:
            if len(self.pipeline) >= AT_ONCE:
                self.flow.keep(rest.tobytes())
                return
            size = self._left_of_body() if self._in_body else PIECE
            self._take(rest[:size])
            rest = rest[size:]

    def _left_of_body(self) -> int:
        """Return how many bytes can be nothing but body: all that are left, where the head says how many there are."""
        length = next((value for name, value in self._head if name == b"content-length"), b"0")
        return max(PIECE, int(length) - self._body_bytes)

    def on_body(self, body: bytes) -> None:
        """Keep a piece of a body, and no more than one network read of one whose turn has not come."""
        self._body_bytes += len(body)
        super().on_body(body)
        if self.cycle is not self._answering and len(self.cycle.body) > HIGH_WATER_LIMIT:
            self.flow.body_waits = True

    def on_response_complete(self) -> None:
        """Begin the next request, and read on where reading had stopped."""
        super().on_response_complete()
        if self.flow.kept and len(self.pipeline) < AT_ONCE and not self.transport.is_closing():
            self._take_in_pieces(self.flow.take())
            self.flow.resume_reading()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:  # Any: an app, as uvicorn types it
        self._answering = cycle
        if cycle is self.cycle:
            self.flow.body_waits = False
        super()._start_asgi_task(cycle, app)
