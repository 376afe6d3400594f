"""HTTP pipelining with back-pressure: few requests are parsed ahead of their answers, the bytes behind them wait.

A request of 26 bytes becomes 2 KB of objects: parsed at once, those of one connection would fill the memory.
Reading goes on up to a limit even so: only who reads from a socket learns that its client has gone.
"""

import asyncio
from abc import ABC, abstractmethod
from typing import Any, Final

from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT, FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

MAX_PIPELINED: Final = 32  # parsed requests of a connection that wait for their turn
PIECE_BYTES: Final = 4096  # bytes that the parser gets at once: it may find many requests in them
_MAX_BUFFERED: Final = 65_536  # unparsed bytes of a connection, beyond which its socket is not read


class BufferedFlowControl(FlowControl):
    """uvicorn's flow control with a buffer of unparsed bytes; reading resumes only when there is room in it."""

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__(transport)
        self.buffered = b""
        self.body_waits = False  # a request whose turn has not come has received as much body as it may

    def resume_reading(self) -> None:
        """Read on if there is room: uvicorn asks for it at every answer and whenever an app receives."""
        if len(self.buffered) <= _MAX_BUFFERED and not self.body_waits:
            super().resume_reading()

    def append(self, more: bytes) -> None:
        """Add bytes to the buffer; over its limit, stop reading from the socket."""
        self.buffered += more
        if len(self.buffered) > _MAX_BUFFERED:
            self.pause_reading()

    def take_buffered(self) -> bytes:
        """Return the buffered bytes and empty the buffer."""
        buffered, self.buffered = self.buffered, b""
        return buffered


class BoundedPipelining(HttpToolsProtocol, ABC):
    """uvicorn's protocol, which parses at most `MAX_PIPELINED` requests ahead of their answers."""

    def __init__(self, *arguments: Any, **named: Any) -> None:  # Any: uvicorn's own, passed on
        super().__init__(*arguments, **named)
        self.flow: BufferedFlowControl
        self._answering: RequestResponseCycle | None = None  # `cycle` is the last that was read
        self._closed = False
        self._in_body = False
        self._head: list[tuple[bytes, bytes]] = []  # fields of the message that is being read, without its trailers
        self._body_bytes = 0  # of the message that is being read

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Replace uvicorn's flow control by the buffered one."""
        super().connection_made(transport)
        self.flow = BufferedFlowControl(transport)

    def data_received(self, data: bytes) -> None:
        """Parse these bytes in pieces, or buffer them while too many requests wait for their answers."""
        if self._closed:
            return  # whatever else was on its way
        if self.flow.buffered or len(self.pipeline) >= MAX_PIPELINED:
            self.flow.append(data)
        elif len(data) <= PIECE_BYTES:
            self._parse(data)
        else:
            self._parse_in_pieces(data)

    @abstractmethod
    def _parse(self, data: bytes | memoryview) -> None:
        """Feed one piece to the parser; the protocol that inherits this handles its errors."""

    def _parse_in_pieces(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest and not self._closed:
            if len(self.pipeline) >= MAX_PIPELINED:
                self.flow.append(rest.tobytes())
                return
            size = self._body_piece_bytes() if self._in_body else PIECE_BYTES
            self._parse(rest[:size])
            rest = rest[size:]

    def _body_piece_bytes(self) -> int:
        """Return the size of the next piece of a body: all that `Content-Length` leaves, at least one usual piece."""
        length = next((value for name, value in self._head if name == b"content-length"), b"0")
        return max(PIECE_BYTES, int(length) - self._body_bytes)

    def on_body(self, body: bytes) -> None:
        """Pass on a piece of a body; stop reading when a request whose turn has not come has received too much."""
        self._body_bytes += len(body)
        super().on_body(body)
        if self.cycle is not self._answering and len(self.cycle.body) > HIGH_WATER_LIMIT:
            self.flow.body_waits = True

    def on_response_complete(self) -> None:
        """Start the next pipelined request, and parse what was buffered."""
        super().on_response_complete()
        if self.flow.buffered and len(self.pipeline) < MAX_PIPELINED and not self.transport.is_closing():
            self._parse_in_pieces(self.flow.take_buffered())
            self.flow.resume_reading()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:  # Any: an app, as uvicorn types it
        self._answering = cycle
        if cycle is self.cycle:
            self.flow.body_waits = False
        super()._start_asgi_task(cycle, app)
