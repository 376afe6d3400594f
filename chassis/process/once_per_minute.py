"""What repeats itself while somebody is away is said once a minute: by ourselves, or by a library (a log filter)."""

import logging
import time
from collections.abc import Hashable
from typing import Final

_AGAIN_S: Final = 60.0


class Seldom:
    """Tells of each thing whether it may be said again; it keeps as much as there are things, so they must be few."""

    def __init__(self) -> None:
        self._said_at: dict[Hashable, float] = {}

    def may_be_said(self, what: Hashable) -> bool:
        """Tell whether it was not said within the last minute; then it counts as said now."""
        now = time.monotonic()
        if now - self._said_at.get(what, -_AGAIN_S) < _AGAIN_S:
            return False
        self._said_at[what] = now
        return True


class OncePerMinute(logging.Filter):
    """Lets a message of a library pass unless the same one, whatever its values, passed within the last minute."""

    def __init__(self) -> None:
        super().__init__()
        self._seldom: Final = Seldom()

    def filter(self, record: logging.LogRecord) -> bool:
        """Let a message pass unless the same one passed within the last minute."""
        return self._seldom.may_be_said(record.msg)
