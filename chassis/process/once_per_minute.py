"""Log filter for libraries that repeat themselves while somebody is away: a message passes once a minute."""

import logging
import time
from typing import Final

_AGAIN_S: Final = 60.0


class OncePerMinute(logging.Filter):
    """Lets a message of a library pass unless the same one, whatever its values, passed within the last minute."""

    def __init__(self) -> None:
        super().__init__()
        self._logged_at: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Let a message pass unless the same one passed within the last minute."""
        now = time.monotonic()
        if now - self._logged_at.get(record.msg, -_AGAIN_S) < _AGAIN_S:
            return False
        self._logged_at[record.msg] = now
        return True
