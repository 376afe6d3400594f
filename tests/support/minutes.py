"""Minutes of a test run by folder, printed at its end."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Protocol

DEPTH = 3  # tests/gateway/exchange: deeper folders count for theirs


class Timed(Protocol):
    """One step of a test: its preparation, the test itself, or its end."""

    nodeid: str
    duration: float  # seconds


def folder_of(nodeid: str) -> str:
    """Return the folder of a test, at most `DEPTH` deep."""
    return "/".join(PurePosixPath(nodeid.partition("::")[0]).parent.parts[:DEPTH])


def lines(steps: Iterable[Timed]) -> list[str]:
    """Return a line for each folder, the dearest first, and their sum; workers' minutes add up."""
    seconds, tests = defaultdict[str, float](float), defaultdict[str, set[str]](set)
    for step in steps:
        folder = folder_of(step.nodeid)
        seconds[folder] += step.duration
        tests[folder].add(step.nodeid)
    dearest = sorted(seconds, key=lambda folder: -seconds[folder])
    told = [f"{seconds[each] / 60:6.1f} min  {len(tests[each]):5} tests  {each}" for each in dearest]
    return [*told, f"{sum(seconds.values()) / 60:6.1f} min  {sum(map(len, tests.values())):5} tests, of all workers"]
