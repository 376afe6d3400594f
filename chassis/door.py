"""The connection before there is a request: uvicorn's protocol, with an end to its patience and to its leniency.

uvicorn waits for a request's head for ever, keeps only the path of an absolute address, and goes on reading after a
protocol change that it does not make: the first holds connections, the others let two systems read two requests.
"""

import asyncio
import logging
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_SECURITY: Final = logging.getLogger("saphan.security")
HEAD_WITHIN_S: Final = 10.0  # from the connection, or from the first byte of a further request
MAX_HEAD: Final = 65_536  # bytes; what the app's own limit refuses politely must still fit


class Door(HttpToolsProtocol):
    """Closes what is too slow, too long, or no request to this server."""

    def __init__(self, *arguments: Any, **named: Any) -> None:  # Any: uvicorn's own, passed on
        super().__init__(*arguments, **named)
        self._head_ends: asyncio.TimerHandle | None = None
        self._head_bytes = 0
        self._closed = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count what belongs to a head that is not complete."""
        if self._closed:
            return  # whatever else was on its way
        super().data_received(data)
        if self._head_ends is None:
            self._head_bytes = 0
            return
        self._head_bytes += len(data)
        if self._head_bytes > MAX_HEAD:
            self._refuse("head-too-long")

    def on_message_begin(self) -> None:
        """Wait for this head no longer than for the first."""
        super().on_message_begin()
        if self._head_ends is None:
            self._wait_for_head()

    def on_headers_complete(self) -> None:
        """Let the request in, unless it is addressed to somebody else or wants another protocol."""
        self._stop_waiting()
        if not self.url.startswith(b"/"):
            self._refuse("target-not-a-path")
        elif self.parser.should_upgrade():
            self._refuse("upgrade-not-supported")
        elif not self._closed:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Pass on the body of a request that was let in."""
        if not self._closed:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """End a request that was let in."""
        if not self._closed:
            super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, and say so in the security log."""
        self._refuse("not-http", msg)

    def _wait_for_head(self) -> None:
        self._head_ends = self.loop.call_later(HEAD_WITHIN_S, self._refuse, "head-too-slow")

    def _stop_waiting(self) -> None:
        if self._head_ends is not None:
            self._head_ends.cancel()
            self._head_ends = None

    def _refuse(self, reason: str, said: str = "Invalid HTTP request received.") -> None:
        """Answer 400 and close. What else comes on this connection is nobody's request."""
        if self._closed:
            return
        self._closed = True
        self._stop_waiting()
        peer = self.client[0] if self.client else None
        _SECURITY.warning("refused", extra={"facts": {"code": "bad-connection", "reason": reason, "peer": peer}})
        super().send_400_response(said)
