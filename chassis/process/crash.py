"""Crash points: steps at which a test kills the process with SIGKILL, to prove that no acknowledged write is lost."""

import itertools
import os
import signal
from typing import Final

# Both must be set, so that a stray variable in production cannot stop an exchange.
_ARMED: Final = os.environ.get("SAPHAN_CRASH_AT") if os.environ.get("SAPHAN_TEST") == "1" else None
_SPARED: Final = int(os.environ.get("SAPHAN_CRASH_AFTER", "0"))  # so often the step is passed first, under load
_passed: Final = itertools.count()


def point(step: str) -> None:
    """Kill this process with SIGKILL when the test asked for a crash at `step`; otherwise do nothing."""
    if step == _ARMED and next(_passed) >= _SPARED:
        os.kill(os.getpid(), signal.SIGKILL)
