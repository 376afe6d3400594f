"""How many connections a process holds at once, and which of them goes when there is no room for another.

Whoever is in the middle of a request stays. Of those who only sit, before a head or between requests, the one that has
sat longest makes room: a client that meant to come back opens another connection, one that only wanted to hold this
one has lost it. When all are at work, the newcomer is told to come again.
"""

import logging
import time
from collections.abc import Mapping
from typing import Final, Protocol

_LOG: Final = logging.getLogger(__name__)
CONNECTIONS: Final = 2_000
_SHOWN_S: Final = 60.0


class Sitting(Protocol):
    """A connection, as the crowd sees it."""

    def make_room(self) -> None:
        """Close."""
        ...


class Crowd:
    """The connections of a process."""

    def __init__(self, limit: int = CONNECTIONS) -> None:
        self.limit = limit
        self._all: Final = set[Sitting]()
        self._sitting: Final = dict[Sitting, None]()  # the one that has sat longest first
        self._full_at = float("-inf")
        self._turned_away = 0

    def enter(self, connection: Sitting) -> bool:
        """Take a connection in, as one that sits; return False when there is no room and nobody makes any."""
        if len(self._all) >= self.limit and not self._made_room():
            self._turned_away += 1
            return False
        self._all.add(connection)
        self._sitting[connection] = None
        return True

    def works(self, connection: Sitting) -> None:
        """It has a request now."""
        self._sitting.pop(connection, None)

    def sits(self, connection: Sitting) -> None:
        """It has none any more."""
        if connection in self._all:
            self._sitting[connection] = None

    def leave(self, connection: Sitting) -> None:
        """It is gone."""
        self._all.discard(connection)
        self._sitting.pop(connection, None)

    def _made_room(self) -> bool:
        now = time.monotonic()
        if now - self._full_at > _SHOWN_S:
            self._turned_away = 0
            _LOG.warning("all connections are taken", extra={"facts": {"connections": self.limit}})
        self._full_at = now
        longest = next(iter(self._sitting), None)
        if longest is None:
            return False
        self.leave(longest)
        longest.make_room()
        return True

    def alarms(self) -> Mapping[str, str]:
        """Return whether there was no room within the last minute."""
        if time.monotonic() - self._full_at > _SHOWN_S:
            return {}
        return {"connections-full": f"{self.limit} at once, {self._turned_away} turned away"}


HERE: Final = Crowd()  # of this process: it has one port
