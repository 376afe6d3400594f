"""W3C trace context: links log lines, problems and events of one exchange (https://www.w3.org/TR/trace-context/)."""

import re
import secrets
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

_TRACEPARENT: Final = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")
_NO_TRACE: Final = "0" * 32
_NO_SPAN: Final = "0" * 16


@dataclass(frozen=True, slots=True)
class Trace:
    """Trace id (16 bytes) and span id (8 bytes), in lower-case hex."""

    trace_id: str
    span_id: str
    flags: str = "01"

    @property
    def traceparent(self) -> str:
        """Value of the `traceparent` header, version 00."""
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}"

    @property
    def reference(self) -> str:
        """Short form for people, to be read over the phone: `1a2b-3c4d`."""
        return f"{self.trace_id[:4]}-{self.trace_id[4:8]}"

    def child(self) -> "Trace":
        """Return the same trace with a new span id."""
        return Trace(self.trace_id, secrets.token_hex(8), self.flags)


def begin(traceparent: str | None) -> Trace:
    """Continue the caller's trace with a new span; a missing or malformed header begins a new trace."""
    match = _TRACEPARENT.fullmatch(traceparent) if traceparent else None
    if match is None or match[1] == _NO_TRACE or match[2] == _NO_SPAN or traceparent is None or traceparent[:2] == "ff":
        return Trace(secrets.token_hex(16), secrets.token_hex(8))
    return Trace(match[1], secrets.token_hex(8), match[3])


_current: ContextVar[Trace | None] = ContextVar("trace", default=None)


def current() -> Trace | None:
    """Return the trace of the request or event being handled, if there is one."""
    return _current.get()


def enter(trace: Trace) -> None:
    """Make `trace` the current one for the rest of this task."""
    _current.set(trace)
