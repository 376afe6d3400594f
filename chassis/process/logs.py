"""JSON lines log, rate-limited: one line per record with its trace; never a body, a token or an exception's message.

A line is short, and a flood is few lines: whatever is said again and again is counted.
"""

import logging
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Final, TextIO

import orjson

from chassis.process import faults, trace

MOST: Final = 120  # characters of a text that is said; of the message, twice as many
_OURS: Final = frozenset({"chassis", "cli", "contracts", "evidence", "gateway", "saphan", "services"})
# Facts by which records are of one kind. `system` is proven, `claimed` is what an unproven caller says it is.
_KIND_FACTS: Final = ("code", "reason", "peer", "system", "claimed")
_UNWRITTEN: Final = "unwritten"
REFERENCES: Final = 5  # kept of the records that are only counted, so that their callers can be found
_WRITTEN: Final = "__saphan_written__"


class JsonLines(logging.Formatter):
    """Formats a record as a JSON object: time, level, logger, message, component, trace, and the facts of `extra`."""

    def __init__(self, component: str, worker: int | None = None) -> None:
        super().__init__()
        self._component: dict[str, object] = {"component": component}
        if worker is not None:
            self._component["worker"] = worker

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of JSON."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record)[: 2 * MOST],
            **self._component,
        }
        facts = _facts(record)
        if (here := trace.current()) is not None and _UNWRITTEN not in facts:  # a summary is written in another request
            line["traceId"] = here.trace_id
        line |= {name: _shortened(value) for name, value in facts.items()}
        if (fault := _exception_of(record)) is not None:
            line["exception"] = faults.places(fault)
        return orjson.dumps(line, default=lambda value: type(value).__name__).decode()


def _message(record: logging.LogRecord) -> str:
    """Return our own message with its arguments; of a library only the first line of its template, and numbers."""
    arguments = record.args if isinstance(record.args, tuple) else ()
    if record.name.partition(".")[0] in _OURS:
        shown = tuple(_shortened(argument) for argument in arguments)
    elif all(isinstance(argument, int | float) for argument in arguments) and not isinstance(record.args, Mapping):
        shown = arguments
    else:
        return str(record.msg).partition("\n")[0]
    text = str(record.msg).partition("\n")[0]
    return text % shown if shown else text


def _facts(record: logging.LogRecord) -> Mapping[str, object]:
    facts = getattr(record, "facts", None)
    return facts if isinstance(facts, dict) else {}


def _exception_of(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None


def _shortened(value: object) -> object:
    if isinstance(value, BaseException):
        return faults.kind(value)
    return f"{value[:MOST]}…" if isinstance(value, str) and len(value) > MOST else value


@dataclass(slots=True)
class _Kind:
    """Records of one kind in the current minute: how many, and what their summary says."""

    ends_at: float
    seen: int
    like: logging.LogRecord
    group: tuple[str, bool, str | None]  # the logger, whether it is about a stranger, else the system of ours
    last: deque[str] = field(default_factory=lambda: deque(maxlen=REFERENCES))  # of those without a line


class RateLimitedHandler(logging.StreamHandler[TextIO]):
    """Rate limit: writes the first records of a kind in each minute, counts the others, and writes a summary.

    A kind is a message, with whom it is about and why. Below WARNING every record is written. Each logger has its own
    limits, apart for unknown callers and for each known system: a flood from one of them leaves the others their lines.
    """

    PER_KIND: Final = 10
    WITHIN_S: Final = 60.0
    KINDS: Final = 200  # known at a time, of a logger: of its strangers, and of ours; what comes beyond is one kind
    KINDS_OF_SYSTEM: Final = 20

    def __init__(self, stream: TextIO, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__(stream)
        self._monotonic = monotonic
        self._kinds: dict[tuple[object, ...], _Kind] = {}
        self._taken: Counter[tuple[str, bool, str | None]] = Counter()  # kinds by their group
        self._next_summary_at = float("-inf")

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record, or only count it."""
        now = self._monotonic()
        if now >= self._next_summary_at:
            self._write_summaries(now)
        if record.levelno < logging.WARNING:
            super().emit(record)
        elif (few := self._counted(record, now)) is not None:
            super().emit(few)

    def close(self) -> None:
        """Write the outstanding summaries."""
        self._write_summaries(float("inf"))
        super().close()

    def _counted(self, record: logging.LogRecord, now: float) -> logging.LogRecord | None:
        """Return the record to write, or None when it is only counted."""
        fault = _exception_of(record)
        if fault is not None:
            if getattr(fault, _WRITTEN, False) and record.name.partition(".")[0] not in _OURS:
                return None  # the server says once more what we have said
            setattr(fault, _WRITTEN, True)
        known = self._kind(record, fault, now)
        known.seen += 1
        if known.seen > self.PER_KIND:
            if (reference := _reference(record)) is not None:
                known.last.append(reference)
            return None
        if known.seen > 1 and fault is not None:
            record = copy(record)
            record.exc_info = None  # where it happened stands in the first line
        return record

    def _kind(self, record: logging.LogRecord, fault: BaseException | None, now: float) -> _Kind:
        facts = _facts(record)
        what = faults.places(fault) if fault is not None else None
        name = (record.name, record.msg, what, *(str(facts.get(fact)) for fact in _KIND_FACTS))
        system = str(facts["system"]) if "system" in facts else None
        group = (record.name, "peer" in facts and system is None, system)
        most = self.KINDS if system is None else self.KINDS_OF_SYSTEM
        if name not in self._kinds and self._taken[group] >= most:
            name = (record.levelno, group)
        known = self._kinds.get(name)
        if known is None:
            known = self._kinds[name] = _Kind(now + self.WITHIN_S, 0, _without_exception(record), group)
            self._taken[group] += 1
        return known

    def _write_summaries(self, now: float) -> None:
        """Write the summary of each kind whose minute has ended, and forget the kind."""
        for name in [name for name, known in self._kinds.items() if known.ends_at <= now]:
            known = self._kinds.pop(name)
            self._taken[known.group] -= 1
            if not self._taken[known.group]:
                del self._taken[known.group]
            if known.seen > self.PER_KIND:
                summary: dict[str, object] = {_UNWRITTEN: known.seen - self.PER_KIND}
                if known.last:
                    summary["references"] = list(known.last)
                known.like.facts |= summary  # type: ignore[attr-defined]  # as `extra` sets it
                super().emit(known.like)
        self._next_summary_at = min((known.ends_at for known in self._kinds.values()), default=now + 1.0)


def _reference(record: logging.LogRecord) -> str | None:
    """Return the short trace reference that a caller can read out, if the record has a trace."""
    trace_id = _facts(record).get("traceId")
    if isinstance(trace_id, str):
        return trace.Trace(trace_id, "").reference
    here = trace.current()
    return here.reference if here is not None else None


def _without_exception(record: logging.LogRecord) -> logging.LogRecord:
    """Return a copy with the facts of its kind alone: an exception's frames hold whole request bodies."""
    args = tuple(map(_shortened, record.args)) if isinstance(record.args, tuple) else ()
    alike = logging.LogRecord(record.name, record.levelno, record.pathname, record.lineno, record.msg, args, None)
    alike.facts = {name: _shortened(value) for name, value in _facts(record).items() if name in _KIND_FACTS}
    return alike


def configure(component: str, level: str, worker: int | None = None) -> None:
    """Send all log records of this process, and the exception that ends it, to standard error as JSON lines.

    `worker` is its number among those that share a port.
    """
    handler = RateLimitedHandler(sys.stderr)
    handler.setFormatter(JsonLines(component, worker))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # aiokafka repeats itself many times a second while a broker is down; the relay says it once
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    # `chassis.http.protocol_answers` logs the same, with the peer
    logging.getLogger("uvicorn.error").addFilter(lambda record: record.msg != "Invalid HTTP request received.")
    sys.excepthook = _log_fatal
    threading.excepthook = _log_fatal_thread


def _log_fatal(kind: type[BaseException], fault: BaseException, at: TracebackType | None) -> None:
    logging.getLogger("saphan").critical("ended by a failure", exc_info=(kind, fault, at))


def _log_fatal_thread(failure: threading.ExceptHookArgs) -> None:
    if failure.exc_value is not None:
        _log_fatal(failure.exc_type, failure.exc_value, failure.exc_traceback)
