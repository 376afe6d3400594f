"""The connection before there is a request: uvicorn's protocol, with an end to its patience and to its leniency.

uvicorn waits for ever: for a head, for the rest of a body that nobody wants, for a caller who does not read. It keeps
only the path of an absolute address, goes on reading after a protocol change that it does not make, and refuses in
plain English. The first hold connections, the second let two systems read two requests.
"""

import asyncio
import logging
from functools import partial
from typing import Any, Final

import httptools
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from chassis.http.connection_limit import HERE, Crowd
from chassis.http.framing import AROUND, left_of
from chassis.http.pipelining import PIECE, ReadInPieces
from chassis.http.protocol_answers import note, of_the_server, rendered, spelt
from chassis.http.protocol_problems import FramingTooLong, HeadTooLong, HeadTooSlow
from chassis.http.request_line import target_of, unreadable, without_upgrade
from chassis.http.time_limits import Patience, Unread
from chassis.process import trace
from chassis.process.trace import Trace
from contracts.problems import BodyTooSlow, InternalFault, Problem, Unavailable

_LOG: Final = logging.getLogger(__name__)
MAX_HEAD: Final = 65_536  # bytes; what the app's own limit refuses politely must still fit
_PATIENCE: Final = Patience()


class HttpProtocol(ReadInPieces):
    """Closes what is too slow, too long, or no request to this server."""

    def __init__(
        self, *arguments: Any, crowd: Crowd = HERE, patience: Patience = _PATIENCE, **named: Any
    ) -> None:  # Any: uvicorn's own, passed on
        super().__init__(*arguments, **named)
        self._crowd, self._patience = crowd, patience
        self._unread: Unread
        self._head_ends: asyncio.TimerHandle | None = None
        self._rest_ends: asyncio.TimerHandle | None = None
        self._in_head = True  # the connection's first, or one that has begun
        self._head_bytes = 0  # of the head that is being read, but for the piece it began in
        self._begun_here = True  # a message has begun in the piece that is being read
        self._much = False  # so much has come that a head could be too long
        self._between = True  # no message has begun that is not complete
        self._around_left = AROUND  # bytes that may still come around the body of this message
        self._upgrading = False  # the head just read is to be read again without its Upgrade

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin to wait for the first head, if there is room."""
        super().connection_made(transport)
        self._unread = Unread(self.loop, transport, self._patience.read_s)
        if self._crowd.enter(self):
            self._wait_for_head()
        else:
            self._refuse(Unavailable(retry_after_s=2), "connections-full")

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting, and tell the app that is at work for him, however many requests have come behind it."""
        self._crowd.leave(self)
        self._stop_waiting()
        self._unread.end()
        super().connection_lost(exc)
        if self._answering is not None and not self._answering.response_complete:
            self._answering.disconnected = True
            self._answering.message_event.set()

    def make_room(self) -> None:
        """Go, for another who has something to say."""
        self._closed = True
        self._stop_waiting()
        self._close()

    def _take(self, data: bytes | memoryview) -> None:
        """Read, and count what belongs to a head that is not complete."""
        self._much = self._head_bytes + len(data) + PIECE > MAX_HEAD
        begun, before = self.cycle if self._in_body else None, self._body_bytes
        self._read(data)
        if begun is not None and self._in_body and self.cycle is begun:
            self._around_left = left_of(self._around_left, len(data), self._body_bytes - before)
            if self._around_left < 0:
                self._refuse(FramingTooLong(limit=AROUND))
        if self._closed or not self._in_head:
            return
        if self._head_ends is None:  # not before: most heads are whole in the piece that they begin in
            self._wait_for_head()
        self._head_bytes += len(data) if not self._begun_here else 0
        if self._head_bytes > MAX_HEAD:
            self._refuse(HeadTooLong(limit=MAX_HEAD))

    def _read(self, data: bytes | memoryview) -> None:
        self._begun_here = False
        beginning, rest = (data if self._between else None), memoryview(data)
        while not self._closed:
            try:
                self.parser.feed_data(rest)
            except httptools.HttpParserUpgrade as stopped:
                rest = rest[stopped.args[0] :]
                self._read_again()
            except httptools.HttpParserError:
                self._refuse(unreadable(bytes(beginning) if beginning is not None else None))
            else:
                return

    def _read_again(self) -> None:
        """Read the head without its Upgrade, by another parser: the first takes what follows for another protocol."""
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
        """Begin a head, which is waited for no longer than the first."""
        super().on_message_begin()
        self._unset_keepalive_if_required()  # not by what is no request: between two, blank lines may come for ever
        self._between, self._in_head, self._begun_here, self._head_bytes = False, True, True, 0
        self._head = self.headers

    def on_headers_complete(self) -> None:
        """Let the request in, unless it is addressed to somebody else."""
        self._in_head = False
        if self._head_ends is not None:
            self._head_ends.cancel()
            self._head_ends = None
        if self._closed:
            return
        if self._much and sum(len(name) + len(value) + 4 for name, value in self._head) > MAX_HEAD:
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
        usual, self.app = self.app, self.app if self.url != b"*" else of_the_server
        super().on_headers_complete()
        self.app, self._in_body, self._around_left, self._body_bytes = usual, True, AROUND, 0
        self.headers = []  # a trailer says nothing that a head must say (RFC 9110 §6.5.1): nobody reads them here
        self._crowd.works(self)

    def on_body(self, body: bytes) -> None:
        """Pass on the body of a request that was let in."""
        if not self._closed:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """End a request that was let in."""
        if self._closed or self._upgrading:
            return
        self._between, self._in_body = True, False
        if self._rest_ends is not None:
            self._rest_ends.cancel()
            self._rest_ends = None
        super().on_message_complete()
        if self.headers:  # trailers
            self._end_with_the_parser()

    def _end_with_the_parser(self) -> None:
        """Close behind this request if a trailer has told the parser to: it takes what follows for nothing at all."""
        cycle = self.cycle
        if not self.parser.should_keep_alive() and cycle.keep_alive:
            cycle.keep_alive = False
            if cycle.response_complete:
                self._hang_up()

    def on_response_complete(self) -> None:
        """Sit again, or wait for what nobody wants any more, or for a caller who has not read the answer."""
        super().on_response_complete()
        if self.transport.is_closing():
            self._watch_reader()
        elif self.cycle.response_complete:
            self._crowd.sits(self)
            if self._in_body and self._rest_ends is None:
                self._rest_ends = self.loop.call_later(self._patience.rest_s, self._refuse, BodyTooSlow())

    def timeout_keep_alive_handler(self) -> None:
        """Close what sits too long; an answer that still lies here is not going to be read."""
        self._close()

    def pause_writing(self) -> None:
        """Begin to watch the reader: more lies here than a connection's buffer is for."""
        super().pause_writing()
        self._watch_reader()

    def resume_writing(self) -> None:
        """He reads."""
        self._unread.stop()
        super().resume_writing()
        if self.transport.is_closing():
            self._watch_reader()  # to the last byte: nothing else ends a connection that is only waiting to be empty

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:  # Any: an app, as uvicorn types it
        super()._start_asgi_task(cycle, partial(self._answered, cycle, app))

    async def _answered(
        self, cycle: RequestResponseCycle, app: ASGIApp, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Run the app; when it fails before it has said a word, say so as everything here is said."""
        try:
            await app(scope, receive, send)
        except Exception:
            if cycle.response_started:
                raise
            _LOG.exception("unhandled")
        if not cycle.response_started and not cycle.disconnected:
            here = trace.current() or trace.begin(None)
            status, headers, body = rendered(InternalFault(), scope["headers"], here)
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": body})
        elif not cycle.response_complete and not cycle.disconnected:
            self._watch_reader()  # uvicorn closes it now: an answer that broke off

    def _wait_for_head(self) -> None:
        self._head_ends = self.loop.call_later(self._patience.head_s, self._head_is_late)

    def _head_is_late(self) -> None:
        if self.flow.read_paused or self.flow.kept:
            self._wait_for_head()  # it is us who do not read on
        else:
            self._refuse(HeadTooSlow(within_s=self._patience.head_s))

    def _stop_waiting(self) -> None:
        """Wait for nothing more to come in. Whether he reads what goes out is watched on."""
        for timer in (self._head_ends, self._rest_ends):
            if timer is not None:
                timer.cancel()
        self._head_ends = self._rest_ends = None

    def _watch_reader(self) -> None:
        self._unread.watch(self._cut)

    def _cut(self) -> None:
        note(self.client, "answer-not-read")
        self.transport.abort()

    def _close(self) -> None:
        if self.transport.get_write_buffer_size():
            self.transport.abort()
        else:
            self.transport.close()

    def _refuse(self, problem: Problem, reason: str | None = None) -> None:
        """Refuse and close. What else comes on this connection is nobody's request."""
        if self._closed:
            return
        self._closed = True
        self._stop_waiting()
        here = trace.begin(None)  # nobody's request: it has no trace yet, and the connection's last one is another's
        note(self.client, reason or problem.code, here)
        if self._may_speak():
            self._speak(problem, here)

    def _may_speak(self) -> bool:
        """Tell whether a refusal is the next thing to be said here; else see that the connection ends without one."""
        cycle = self.cycle
        if cycle is None or (cycle.response_complete and not self._in_body):
            return True
        if not self._in_body:  # behind requests that are being answered: it ends with the last of their answers
            cycle.keep_alive = False
            return False
        if cycle.response_complete:
            self._hang_up()  # it has its answer
            return False
        if cycle.response_started or self.pipeline:
            self.transport.abort()  # said now, it would be taken for the answer to something else
            return False
        cycle.disconnected = True  # this request is what is refused: the app hears no more of it, and says nothing
        cycle.message_event.set()
        return True

    def _speak(self, problem: Problem, here: Trace) -> None:
        head_only = not self._between and self.parser.get_method() == b"HEAD"
        self.transport.write(spelt(problem, self._head, here, head_only=head_only))
        self._hang_up()

    def _hang_up(self) -> None:
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._unread.linger(self._cut)
