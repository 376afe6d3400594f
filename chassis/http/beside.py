"""What a service keeps beside its requests: work that goes on while the app lives, with its checks and figures."""

from collections.abc import Mapping
from typing import Protocol

from chassis.http.health import Check
from chassis.process.telemetry import Telemetry
from chassis.unit.units import Units


class Beside(Protocol):
    """What a service keeps beside its requests, with its own place in readiness, alarms and metrics."""

    async def run(self, units: Units, /) -> None:
        """Work until cancelled, on the service's database."""
        ...

    def checks(self) -> Mapping[str, Check]:
        """Return the readiness checks that it adds, by name."""
        ...

    def alarms(self) -> Mapping[str, str]:
        """Return the alarms that are on, by code."""
        ...

    def show(self, measured: Telemetry) -> None:
        """Register its gauges."""
        ...
