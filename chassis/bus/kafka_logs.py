"""aiokafka's log lines, each once a minute: while brokers are down it repeats them hundreds of times."""

import logging
import time
from typing import Final

_LOG_AGAIN_S: Final = 60.0


class _OncePerMinute(logging.Filter):
    """Log filter: one message of a kind a minute passes."""

    def __init__(self) -> None:
        super().__init__()
        self._logged_at: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Let a message pass unless the same one passed within the last minute."""
        now = time.monotonic()
        if now - self._logged_at.get(record.msg, -_LOG_AGAIN_S) < _LOG_AGAIN_S:
            return False
        self._logged_at[record.msg] = now
        return True


def limit_library_logs() -> None:
    """Limit all loggers of aiokafka, once."""
    for name in [name for name in logging.root.manager.loggerDict if name.split(".")[0] == "aiokafka"]:
        logger = logging.getLogger(name)
        if not any(isinstance(known, _OncePerMinute) for known in logger.filters):
            logger.addFilter(_OncePerMinute())
