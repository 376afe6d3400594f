"""HTTP/1.1 client connection to a service, with strict framing of request and answer (RFC 9112 §6).

llhttp reads the answers, strictly, a parser of its own for each. An answer that ends with the connection is refused:
nobody could tell it from one that was cut off. What comes unasked closes the connection, or it would answer the next.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Final, cast

import httptools

from chassis.http.framing import MAX_FRAMING, framing_left
from chassis.http.request_line import SAFE
from gateway.exchange.upstream import Broken, Closed, UpstreamRequest

MAX_HEAD: Final = 65_536  # bytes of an answer's head
MAX_BUFFERED: Final = 262_144  # bytes of a streamed answer that may wait here: then the service waits
_FINAL: Final = 200  # RFC 9110 §15.2: what is below announces another answer


def spell_head(request: UpstreamRequest, authority: str) -> bytes:
    """Return the head of a request, framing included; raise `ValueError` for a text that would break its line."""
    lines = [f"{request.method} {request.target} HTTP/1.1", f"host: {authority}"]
    lines += [f"{name}: {value}" for name, value in request.headers]
    # RFC 9110 §8.6: where a body would have a meaning, a length of 0 says that there is none
    if isinstance(request.body, bytes) or (request.body is None and request.method not in SAFE):
        lines.append(f"content-length: {len(request.body or b'')}")
    elif request.body is not None and _declared(request) is None:
        lines.append("transfer-encoding: chunked")
    head = "\r\n".join(lines)
    if not head.count("\r") == head.count("\n") == len(lines) - 1 or "\0" in head:
        raise ValueError("a header would break its line")
    return head.encode("latin-1") + b"\r\n\r\n"


def _declared(request: UpstreamRequest) -> int | None:
    return next((int(value) for name, value in request.headers if name == "content-length"), None)


class Connection(asyncio.Protocol):
    """Carries one exchange at a time."""

    def __init__(self) -> None:
        self.lost = False
        self.kept = False  # it has carried an exchange before this one
        self.kept_at = 0.0  # of the loop's clock: when it was put aside for the next exchange
        self._transport: asyncio.Transport | None = None
        self._answer: Answer | None = None
        self._writable = asyncio.Event()
        self._writable.set()
        self._sending: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.Transport", transport)  # of a stream, as the loop says

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - whatever it was, nothing more will come
        """Wake whoever waits for the answer, or to write."""
        self.lost = True
        self._writable.set()
        if self._answer is not None:
            self._answer.break_off()

    def data_received(self, data: bytes) -> None:
        """Feed the answer that is awaited; bytes that nobody awaits close the connection."""
        if self._answer is None or self._answer.complete:
            self.abort()
        else:
            self._answer.feed(data)

    def pause_writing(self) -> None:
        """Let a streamed body wait."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """Let it go on."""
        self._writable.set()

    def pause_reading(self) -> None:
        """Let the service wait."""
        if self._transport is not None and not self.lost:
            self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Let it go on."""
        if self._transport is not None and not self.lost:
            self._transport.resume_reading()

    async def exchange(self, request: UpstreamRequest, head: bytes, done: Callable[[], None]) -> "Answer":
        """Send the request; return when the head of the answer is there. Raise `Broken`; then the connection is gone.

        `Closed` when it had been kept and has not said a byte of an answer. `done` hears once that nobody needs the
        answer any more.
        """
        answer = self._answer = Answer(self, done, headless=request.method == "HEAD")
        try:
            self._send(request, head)
            await answer.begin()
        except Broken:
            silent = self.lost and not answer.begun
            self.abort()
            if self.kept and silent:
                raise Closed from None
            raise
        except BaseException:
            self.abort()
            raise
        return answer

    def _send(self, request: UpstreamRequest, head: bytes) -> None:
        if self._transport is None or self.lost:
            raise Broken
        if request.body is None or isinstance(request.body, bytes):
            self._transport.write(head + request.body if request.body else head)
        else:
            self._transport.write(head)
            self._sending = asyncio.create_task(self._pour(self._transport, request.body, _declared(request)))
            self._sending.add_done_callback(self._poured)

    async def _pour(self, out: asyncio.Transport, pieces: AsyncIterator[bytes], declared: int | None) -> None:
        sent = 0
        async for piece in pieces:
            await self._writable.wait()
            sent += len(piece)
            if self.lost or (declared is not None and sent > declared):
                raise Broken
            if declared is not None:
                out.write(piece)
            elif piece:  # an empty chunk would be the last
                out.writelines([b"%x\r\n" % len(piece), piece, b"\r\n"])
        if declared is None:
            out.write(b"0\r\n\r\n")
        elif sent != declared:
            raise Broken

    def _poured(self, sending: asyncio.Task[None]) -> None:
        if (sending.cancelled() or sending.exception() is not None) and self._answer is not None:
            self._answer.break_off()

    def release(self) -> bool:
        """End the exchange; return whether the connection can be kept for another."""
        answer, self._answer = self._answer, None
        sent = self._sending is None or self._sending.done()
        fit = answer is not None and answer.complete and answer.keep_alive and sent and not self.lost
        if not fit:
            self.abort()
        self.resume_reading()  # an answer that came faster than it was read has paused it, and the next one would wait
        self._sending = None
        return fit

    def abort(self) -> None:
        """Drop the connection, and whatever is still on its way."""
        self.lost = True
        if self._sending is not None:
            self._sending.cancel()
        if self._transport is not None:
            self._transport.abort()


class Answer:
    """What comes back: an `UpstreamAnswer`, and what the parser calls while it reads."""

    def __init__(self, connection: Connection, done: Callable[[], None], *, headless: bool) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.begun = False  # whatever came, something did
        self.complete = False
        self.keep_alive = False
        self._connection = connection
        self._done: Callable[[], None] | None = done
        self._only_head = headless
        self._parser = httptools.HttpResponseParser(self)
        self._head_size = 0
        self._around_left = MAX_FRAMING  # bytes that may still come around the body
        self._parts: list[bytes] = []
        self._size = 0
        self._buffer_limit = MAX_BUFFERED
        self._broken = False
        self._data_arrived: asyncio.Future[None] | None = None

    @property
    def waiting(self) -> int:
        """How many bytes of the body have come and were not read."""
        return self._size

    def feed(self, data: bytes) -> None:
        """Parse the next bytes of the answer, within the limits for head, framing and buffer."""
        self.begun, going_on, size = True, self.status, self._size
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self.break_off()
        if not self.status:
            self._head_size += len(data)
            if self._head_size > MAX_HEAD:
                self.break_off()
        elif going_on and not self.complete:
            self._around_left = framing_left(self._around_left, len(data), self._size - size)
            if self._around_left < 0:
                self.break_off()
        if self._size > self._buffer_limit:
            self._connection.pause_reading()
        self._wake()

    def break_off(self) -> None:
        """Mark the answer as broken, unless it is complete: its reader gets `Broken`."""
        self.keep_alive = False
        self._broken = not self.complete
        self._wake()

    def on_message_begin(self) -> None:
        """See that no second answer follows the one that was asked for."""
        if self.status:
            raise ValueError("more than one answer")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a field of the head; trailers say nothing that would be asked for."""
        if not self.status:
            self.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        """Take the status; the head of a 1xx answer is dropped, since another follows (RFC 9110 §15.2)."""
        status = self._parser.get_status_code()
        if status < _FINAL:
            self.headers = {}
            return
        self.status = status
        self.complete = self._only_head  # its Content-Length speaks of a body that does not come (RFC 9110 §9.3.2)

    def on_body(self, body: bytes) -> None:
        """Buffer a piece of the body."""
        if not self._only_head:
            self._parts.append(body)
            self._size += len(body)

    def on_message_complete(self) -> None:
        """Mark the answer as complete, as its framing says."""
        if self.status and not self._only_head:
            self.complete, self.keep_alive = True, self._parser.should_keep_alive()

    async def begin(self) -> None:
        """Return when the head is there; raise `Broken`."""
        while not self.status:
            await self._more_data()

    async def read(self, limit: int) -> bytes | None:
        """Return the whole body, or None when it is longer than `limit`; raise `Broken` when it ends early.

        With its last byte the connection is free for the next call: a caller may take long to read what we have.
        """
        self._buffer_limit = limit
        while self._size <= limit:
            if self.complete:
                self._finish()
                return b"".join(self._parts)
            self._connection.resume_reading()
            await self._more_data()
        return None

    async def chunks(self) -> AsyncIterator[bytes]:
        """Return the body as it arrives; raise `Broken` when it ends early."""
        while True:
            if self._parts:
                parts, self._parts, self._size = self._parts, [], 0
                yield b"".join(parts)
            elif self.complete:
                return
            else:
                self._connection.resume_reading()
                await self._more_data()

    async def close(self) -> None:
        """Give the connection back when the answer has come to its end, else drop it."""
        self._finish()

    def _finish(self) -> None:
        done, self._done = self._done, None
        if done is not None:
            done()

    async def _more_data(self) -> None:
        if self._broken:
            raise Broken
        self._data_arrived = asyncio.get_running_loop().create_future()
        try:
            await self._data_arrived
        finally:
            self._data_arrived = None

    def _wake(self) -> None:
        if self._data_arrived is not None and not self._data_arrived.done():
            self._data_arrived.set_result(None)
