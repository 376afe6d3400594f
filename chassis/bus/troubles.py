"""Troubles with the bus that somebody has to mend, as the alarms of `/healthz`."""

from collections import defaultdict
from collections.abc import Mapping

from chassis.bus.port import BusRefused, BusUnavailable


class Troubles:
    """What the bus refuses now, by who met it: the producer, the watch, or the members of a group."""

    def __init__(self) -> None:
        self._met: dict[str, BusRefused] = {}

    def met(self, by: str, fault: BusUnavailable) -> BusUnavailable:
        """Keep a refusal until `over`, and return it; an outage ends by itself, and is not kept."""
        if isinstance(fault, BusRefused):
            self._met[by] = fault
        return fault

    def over(self, by: str) -> None:
        """Forget what it met: it went well just now."""
        self._met.pop(by, None)

    def alarms(self) -> Mapping[str, str]:
        """Return the alarms by code, each with its sentences in both languages, said once."""
        said: dict[str, dict[str, None]] = defaultdict(dict)
        for fault in self._met.values():
            said[fault.code][f"{fault.en} {fault.lo}"] = None
        return {code: " ".join(sentences) for code, sentences in said.items()}
