"""Alarms of the tree: what an operator must decide about, in log, metrics and on /healthz while it holds."""

import logging
from collections.abc import Mapping
from typing import Final

from opentelemetry.metrics import NoOpMeterProvider

from chassis.process.telemetry import Telemetry

_LOG: Final = logging.getLogger(__name__)


class Alarms:
    """The alarms that hold now. None of them stops an exchange: entries are recorded and wait for their places."""

    def __init__(self, measured: Telemetry | None = None) -> None:
        self._holding: dict[str, str] = {}
        # without a collector the meter is one that measures nothing
        meter = (measured.meter_provider if measured is not None else NoOpMeterProvider()).get_meter("saphan.ledger")
        self._gauge: Final = meter.create_gauge(
            "saphan.ledger.alarm", "{alarm}", "1 while an alarm of the ledger holds."
        )
        self._size: Final = meter.create_gauge("saphan.ledger.size", "{leaf}", "Leaves of the tree.")

    @property
    def holding(self) -> Mapping[str, str]:
        """The codes of the alarms that hold, each with what was found."""
        return dict(self._holding)

    def ring(self, code: str, **facts: object) -> None:
        """Raise an alarm by its code, in log and metrics; the same facts a second time change nothing."""
        found = ", ".join(f"{name} {value}" for name, value in facts.items())
        if self._holding.get(code) == found:
            return
        self._holding[code] = found
        _LOG.error("an alarm of the ledger: %s", code, extra={"facts": {"code": code, **facts}})
        self._gauge.set(1, {"code": code})

    def over(self, *codes: str) -> None:
        """End the alarms of these codes; without codes, all of them."""
        for code in codes or tuple(self._holding):
            if self._holding.pop(code, None) is not None:
                _LOG.warning("an alarm of the ledger is over: %s", code, extra={"facts": {"code": code}})
                self._gauge.set(0, {"code": code})

    def grown(self, size: int) -> None:
        """Tell the metrics how large the tree is."""
        self._size.set(size)
