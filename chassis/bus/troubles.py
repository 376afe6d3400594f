"""Troubles with the bus that somebody has to mend, as the alarms of `/healthz`."""

import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Final

from chassis.bus.port import BusRefused, BusUnavailable

# Whoever is refused tries again within less. Who has stopped trying (another process holds the relay's lock now) knows
# no more, and must not keep an alarm up.
_BELIEVED_S: Final = 90.0


class Troubles:
    """What the bus refuses now, by who met it: the producer, the watch, or the members of a group."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._met: dict[str, tuple[float, BusRefused]] = {}

    def met(self, by: str, fault: BusUnavailable) -> BusUnavailable:
        """Keep a refusal until `over`, and return it; an outage ends by itself, and is not kept."""
        if isinstance(fault, BusRefused):
            self._met[by] = self._now(), fault
        return fault

    def over(self, by: str) -> None:
        """Forget what it met: it went well just now."""
        self._met.pop(by, None)

    def alarms(self) -> Mapping[str, str]:
        """Return the alarms by code, each with its sentences in both languages, said once."""
        said: dict[str, dict[str, None]] = defaultdict(dict)
        for at, fault in self._met.values():
            if self._now() - at < _BELIEVED_S:
                said[fault.code][f"{fault.en} {fault.lo}"] = None
        return {code: " ".join(sentences) for code, sentences in said.items()}
