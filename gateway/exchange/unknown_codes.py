"""Counter of codes in answers that their national list never had: it rings, and the answer passes.

A list that is behind must not turn what a service has done into a 502: the code is data, and the caller gets it.
"""

import logging
from datetime import datetime, timedelta
from typing import Final

from opentelemetry.metrics import NoOpMeterProvider

from chassis.process.clock import Clock, SystemClock
from chassis.process.telemetry import Telemetry
from contracts.codelists import CodeLists
from contracts.compiled import CompiledSchema

_LOG: Final = logging.getLogger(__name__)
TOLD_EVERY: Final = timedelta(minutes=1)  # of one list in the answers of one service
MOST_PLACES: Final = 1_000


class UnknownCodes:
    """Looks for such codes in answers, counts the answers, and logs each service and list once a minute at most."""

    def __init__(self, clock: Clock | None = None, measured: Telemetry | None = None) -> None:
        self._clock: Final = clock or SystemClock()
        self._told: dict[tuple[str, str], datetime] = {}
        # without a collector the meter is one that measures nothing
        meter = (measured.meter_provider if measured is not None else NoOpMeterProvider()).get_meter("saphan.exchange")
        self._counter: Final = meter.create_counter(
            "saphan.codes.unknown", "{answer}", "Answers with a code that its national list never had."
        )

    def look(self, document: object, schema: CompiledSchema, lists: CodeLists, *, service: str, operation: str) -> None:
        """Count an answer with such codes, once for each list; no value of it is kept or logged."""
        for name in sorted(schema.unknown_codes(document, lists)):
            self._counter.add(1, {"service": service, "list": name})
            now, place = self._clock.now(), (service, name)
            if (last := self._told.get(place)) is not None and now - last < TOLD_EVERY:
                continue
            if len(self._told) >= MOST_PLACES:
                self._told.clear()
            self._told[place] = now
            facts = {"service": service, "operation": operation, "list": name}
            _LOG.warning("an answer has a code that its national list never had", extra={"facts": facts})
