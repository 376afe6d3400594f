"""Limit on the connections of a process; when it is reached, the longest idle connection is closed for a new one.

A connection in the middle of a request stays. One that is idle, before a head or between requests, may be closed: a
client that needs it opens another, one that only wanted to hold it has lost it. When all are busy, the new connection
is refused with 503 and `Retry-After`.
"""

import logging
import time
from collections.abc import Mapping
from typing import Final, Protocol

_LOG: Final = logging.getLogger(__name__)
CONNECTIONS: Final = 2_000
_ALARM_S: Final = 60.0


class Closable(Protocol):
    """A connection that can be closed while it is idle."""

    def close_idle(self) -> None:
        """Close this connection."""
        ...


class ConnectionLimit:
    """The open connections of a process, at most `limit`, and which of them are idle."""

    def __init__(self, limit: int = CONNECTIONS) -> None:
        self.limit = limit
        self._all: Final = set[Closable]()
        self._idle: Final = dict[Closable, None]()  # an ordered set: the longest idle first
        self._full_at = float("-inf")
        self._turned_away = 0

    @property
    def open(self) -> int:
        """How many connections there are."""
        return len(self._all)

    def add(self, connection: Closable) -> bool:
        """Add a connection, as idle; return False when the limit is reached and no other is idle."""
        if len(self._all) >= self.limit and not self._closed_longest_idle():
            self._turned_away += 1
            return False
        self._all.add(connection)
        self._idle[connection] = None
        return True

    def mark_busy(self, connection: Closable) -> None:
        """Note that the connection has a request: it is not closed for another."""
        self._idle.pop(connection, None)

    def mark_idle(self, connection: Closable) -> None:
        """Note that the connection waits for a request."""
        if connection in self._all:
            self._idle[connection] = None

    def remove(self, connection: Closable) -> None:
        """Forget a closed connection."""
        self._all.discard(connection)
        self._idle.pop(connection, None)

    def _closed_longest_idle(self) -> bool:
        now = time.monotonic()
        if now - self._full_at > _ALARM_S:
            self._turned_away = 0
            _LOG.warning("all connections are taken", extra={"facts": {"connections": self.limit}})
        self._full_at = now
        longest = next(iter(self._idle), None)
        if longest is None:
            return False
        self.remove(longest)
        longest.close_idle()
        return True

    def alarms(self) -> Mapping[str, str]:
        """Return the alarm `connections-full` for a minute after the limit was last reached, else nothing."""
        if time.monotonic() - self._full_at > _ALARM_S:
            return {}
        return {"connections-full": f"{self.limit} at once, {self._turned_away} turned away"}


PROCESS_CONNECTIONS: Final = ConnectionLimit()  # one for the process: it has one port
