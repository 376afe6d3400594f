"""One line of JSON per log record, with the trace it belongs to; never a body, never a token."""

import logging
import sys
from datetime import UTC, datetime

import orjson

from chassis import trace


class JsonLines(logging.Formatter):
    """Formats a record as one JSON object: time, level, logger, message, component, trace, and what `extra` adds."""

    def __init__(self, component: str) -> None:
        super().__init__()
        self._component = component

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "component": self._component,
        }
        if (here := trace.current()) is not None:
            line["traceId"] = here.trace_id
        if isinstance(facts := getattr(record, "facts", None), dict):
            line |= facts
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


def configure(component: str, level: str) -> None:
    """Send every log record of this process to standard error as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(component))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # aiokafka repeats itself many times a second while a broker is down; the relay says it once
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
