"""uvicorn's HTTP/1.1 protocol with limits on time, request heads and connections, and with strict request framing.

uvicorn lets a client hold a connection for ever, by half a head, half a body or an answer that it does not read. It
keeps only the path of an absolute target, and stops parsing at `Upgrade`: two systems could read different requests.
"""

import asyncio
import logging
from functools import partial
from typing import Any, Final

import httptools
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from chassis.http.connection_limit import PROCESS_CONNECTIONS, ConnectionLimit
from chassis.http.framing import MAX_FRAMING, framing_left
from chassis.http.pipelining import PIECE_BYTES, BoundedPipelining
from chassis.http.protocol_answers import log_connection, options_of_server, refusal_bytes, render_refusal
from chassis.http.protocol_problems import FramingTooLong, HeadTooLong, HeadTooSlow
from chassis.http.request_line import language_of, target_of, unreadable, without_upgrade
from chassis.http.time_limits import DEFAULT_LIMITS, SlowReaderTimer, TimeLimits
from chassis.process import trace
from chassis.process.trace import Trace
from contracts.problems import BodyTooSlow, InternalFault, Problem, Unavailable

_LOG: Final = logging.getLogger(__name__)
MAX_HEAD: Final = 65_536  # bytes; what the app's own limit refuses politely must still fit


class HttpProtocol(BoundedPipelining):
    """One HTTP connection: refuses and closes what is too slow, too long, or no request to this server."""

    def __init__(
        self,
        *arguments: Any,  # Any: uvicorn's own, passed on
        connection_limit: ConnectionLimit = PROCESS_CONNECTIONS,
        time_limits: TimeLimits = DEFAULT_LIMITS,
        **named: Any,
    ) -> None:
        super().__init__(*arguments, **named)
        self._connection_limit, self._time_limits = connection_limit, time_limits
        self._slow_reader: SlowReaderTimer
        self._head_timer: asyncio.TimerHandle | None = None
        self._rest_timer: asyncio.TimerHandle | None = None
        self._head_open = True  # a head is awaited or incomplete: the connection's first, or one that has begun
        self._head_bytes = 0  # of the head that is being read, but for the piece it began in
        self._began_in_piece = True  # a message has begun in the piece that is being read
        self._head_may_be_too_long = False  # so much has come that a head could be too long
        self._between = True  # no message has begun that is not complete
        self._framing_left = MAX_FRAMING  # bytes that may still come around the body of this message
        self._upgrading = False  # the head just read is to be read again without its Upgrade

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Start the timer of the first head, or refuse the connection when the process has too many."""
        super().connection_made(transport)
        self._slow_reader = SlowReaderTimer(self.loop, transport, self._time_limits.read_s)
        if self._connection_limit.add(self):
            self._wait_for_head()
        else:
            self._refuse(Unavailable(retry_after_s=2), "connections-full")

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timers and tell the running app that its client is gone, also with pipelined requests behind it."""
        self._connection_limit.remove(self)
        self._stop_waiting()
        self._slow_reader.end()
        super().connection_lost(exc)
        if self._answering is not None and not self._answering.response_complete:
            self._answering.disconnected = True
            self._answering.message_event.set()

    def close_idle(self) -> None:
        """Close this idle connection, so that a new one gets its place."""
        self._closed = True
        self._stop_waiting()
        self._close()

    def _parse(self, data: bytes | memoryview) -> None:
        """Feed the parser, and count the bytes of a head that is not complete and of the framing around a body."""
        self._head_may_be_too_long = self._head_bytes + len(data) + PIECE_BYTES > MAX_HEAD
        cycle, body_bytes = self.cycle if self._in_body else None, self._body_bytes
        self._feed_parser(data)
        if cycle is not None and self._in_body and self.cycle is cycle:
            self._framing_left = framing_left(self._framing_left, len(data), self._body_bytes - body_bytes)
            if self._framing_left < 0:
                self._refuse(FramingTooLong(limit=MAX_FRAMING))
        if self._closed or not self._head_open:
            return
        if self._head_timer is None:  # not before: most heads are whole in the piece that they begin in
            self._wait_for_head()
        self._head_bytes += len(data) if not self._began_in_piece else 0
        if self._head_bytes > MAX_HEAD:
            self._refuse(HeadTooLong(limit=MAX_HEAD))

    def _feed_parser(self, data: bytes | memoryview) -> None:
        self._began_in_piece = False
        beginning, rest = (data if self._between else None), memoryview(data)
        while not self._closed:
            try:
                self.parser.feed_data(rest)
            except httptools.HttpParserUpgrade as stopped:
                rest = rest[stopped.args[0] :]
                self._parse_without_upgrade()
            except httptools.HttpParserError:
                line = bytes(beginning) if beginning is not None else None
                self._head = self._head or language_of(line or b"")
                self._refuse(unreadable(line))
            else:
                return

    def _parse_without_upgrade(self) -> None:
        """Parse the head again without its Upgrade, by a new parser: the old one reads no HTTP behind an Upgrade."""
        if self._closed:
            return
        self._upgrading = False
        method, version = self.parser.get_method(), self.parser.get_http_version()
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn has it
        try:
            self.parser.feed_data(without_upgrade(method, self.url, version, self._head))
        except Problem as refusal:
            self._refuse(refusal)
        except httptools.HttpParserError:
            self._refuse(unreadable(None))

    def on_message_begin(self) -> None:
        """Begin a head; its time limit is that of the first."""
        super().on_message_begin()
        self._unset_keepalive_if_required()  # not by what is no request: between two, blank lines may come for ever
        self._between, self._head_open, self._began_in_piece, self._head_bytes = False, True, True, 0
        self._head = self.headers

    def on_headers_complete(self) -> None:
        """Start the app for this request, unless its target or its head is refused."""
        self._head_open = False
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None
        if self._closed:
            return
        if self._head_may_be_too_long and sum(len(name) + len(value) + 4 for name, value in self._head) > MAX_HEAD:
            self._refuse(HeadTooLong(limit=MAX_HEAD))
            return
        method = self.parser.get_method()
        if self.parser.should_upgrade() and method != b"CONNECT":
            self._upgrading = True
            return
        try:
            self.url = target_of(method, self.parser.get_http_version(), self.url, self._head)
        except Problem as refusal:
            self._refuse(refusal)
            return
        app, self.app = self.app, self.app if self.url != b"*" else options_of_server
        super().on_headers_complete()
        self.app, self._in_body, self._framing_left, self._body_bytes = app, True, MAX_FRAMING, 0
        self.headers = []  # a trailer says nothing that a head must say (RFC 9110 §6.5.1): nobody reads them here
        self._connection_limit.mark_busy(self)

    def on_body(self, body: bytes) -> None:
        """Pass on the body of an accepted request."""
        if not self._closed:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """End an accepted request."""
        if self._closed or self._upgrading:
            return
        self._between, self._in_body = True, False
        if self._rest_timer is not None:
            self._rest_timer.cancel()
            self._rest_timer = None
        super().on_message_complete()
        if self.headers:  # trailers
            self._close_if_parser_closed()

    def _close_if_parser_closed(self) -> None:
        """Close after this request if a trailer has made the parser stop: it ignores every byte that follows."""
        cycle = self.cycle
        if not self.parser.should_keep_alive() and cycle.keep_alive:
            cycle.keep_alive = False
            if cycle.response_complete:
                self._end_after_write()

    def on_response_complete(self) -> None:
        """Become idle, or start the timer of the rest of a body, or that of a client that has not read the answer."""
        super().on_response_complete()
        if self.transport.is_closing():
            self._watch_reader()
        elif self.cycle.response_complete:
            self._connection_limit.mark_idle(self)
            if self._in_body and self._rest_timer is None:
                self._rest_timer = self.loop.call_later(self._time_limits.rest_s, self._refuse, BodyTooSlow())

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection; an answer that is still in the write buffer is not going to be read."""
        self._close()

    def pause_writing(self) -> None:
        """Start the slow-reader timer: the write buffer is over its high-water mark."""
        super().pause_writing()
        self._watch_reader()

    def resume_writing(self) -> None:
        """Stop the slow-reader timer: the write buffer is below its low-water mark."""
        self._slow_reader.stop()
        super().resume_writing()
        if self.transport.is_closing():
            self._watch_reader()  # to the last byte: nothing else ends a connection that is only waiting to be empty

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:  # Any: an app, as uvicorn types it
        super()._start_asgi_task(cycle, partial(self._run_app, cycle, app))

    async def _run_app(
        self, cycle: RequestResponseCycle, app: ASGIApp, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Run the app; when it fails before its response starts, answer with the problem `InternalFault`."""
        try:
            await app(scope, receive, send)
        except Exception:
            if cycle.response_started:
                raise
            _LOG.exception("unhandled")
        if not cycle.response_started and not cycle.disconnected:
            here = trace.current() or trace.begin(None)
            status, headers, body = render_refusal(InternalFault(), scope["headers"], here)
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": body})
        elif not cycle.response_complete and not cycle.disconnected:
            self._watch_reader()  # uvicorn closes it now: an answer that broke off

    def _wait_for_head(self) -> None:
        self._head_timer = self.loop.call_later(self._time_limits.head_s, self._head_is_late)

    def _head_is_late(self) -> None:
        if self.flow.read_paused or self.flow.buffered:
            self._wait_for_head()  # reading is paused by us, not by the client
        else:
            self._refuse(HeadTooSlow(within_s=self._time_limits.head_s))

    def _stop_waiting(self) -> None:
        """Stop the timers of what comes in; the slow-reader timer runs on."""
        for timer in (self._head_timer, self._rest_timer):
            if timer is not None:
                timer.cancel()
        self._head_timer = self._rest_timer = None

    def _watch_reader(self) -> None:
        self._slow_reader.watch(self._abort_unread)

    def _abort_unread(self) -> None:
        log_connection(self.client, "answer-not-read")
        self.transport.abort()

    def _close(self) -> None:
        if self.transport.get_write_buffer_size():
            self.transport.abort()
        else:
            self.transport.close()

    def _refuse(self, problem: Problem, reason: str | None = None) -> None:
        """Refuse and close; whatever else arrives on this connection is ignored."""
        if self._closed:
            return
        self._closed = True
        self._stop_waiting()
        here = trace.begin(None)  # no request, no trace yet: the connection's last one is of another request
        log_connection(self.client, reason or problem.code, here)
        if self._refusal_may_be_sent():
            self._send_refusal(problem, here)

    def _refusal_may_be_sent(self) -> bool:
        """Tell whether a refusal may be sent now; otherwise make the connection end without one."""
        cycle = self.cycle
        if cycle is None or (cycle.response_complete and not self._in_body):
            return True
        if not self._in_body:  # pipelined requests come first: the connection ends with their last answer
            cycle.keep_alive = False
            return False
        if cycle.response_complete:
            self._end_after_write()  # it has its answer
            return False
        if cycle.response_started or self.pipeline:
            self.transport.abort()  # sent now, it would be taken for the answer to another request
            return False
        cycle.disconnected = True  # this request is refused: its app receives no more of it, and sends nothing
        cycle.message_event.set()
        return True

    def _send_refusal(self, problem: Problem, here: Trace) -> None:
        head_only = not self._between and self.parser.get_method() == b"HEAD"
        self.transport.write(refusal_bytes(problem, self._head, here, head_only=head_only))
        self._end_after_write()

    def _end_after_write(self) -> None:
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._slow_reader.linger(self._abort_unread)
