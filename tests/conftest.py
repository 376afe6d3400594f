"""Fixtures for every test: real databases, and pytest's own warnings as errors (see pyproject.toml)."""

import logging
import sys
import threading
from collections.abc import Iterator

import pytest
from hypothesis import settings

from chassis.process.logs import RateLimitedHandler
from tests.support import minutes
from tests.support.kafka import real_kafka
from tests.support.postgres import bus, data_folder, databases, fresh_database, postgres_server

__all__ = ["bus", "data_folder", "databases", "fresh_database", "postgres_server", "real_kafka"]

# the example that a busy machine is slow at is no fault that hypothesis has found
settings.register_profile("untimed", settings(), deadline=None)
settings.load_profile("untimed")

# What starts a whole process for many tests: the fixture of a running Saphan, and marks.
SHARED = frozenset({"shared", "kafka", "hsm", "containers"})


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> Iterator[None]:
    """Undo what a test that starts a component in this process does to the logs: the next one asks what is logged."""
    aiokafka = logging.getLogger("aiokafka")
    levels, hooks = (logging.root.level, aiokafka.level), (sys.excepthook, threading.excepthook)
    yield
    logging.root.setLevel(levels[0])
    aiokafka.setLevel(levels[1])
    sys.excepthook, threading.excepthook = hooks
    for handler in [each for each in logging.root.handlers if isinstance(each, RateLimitedHandler)]:
        logging.root.removeHandler(handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a long run say where its time went."""
    parser.addoption("--minutes", action="store_true", help="print the minutes of each folder at the end")


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist looks for groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep together what shares a process, which a second worker would start again; leave out the tests of the night.

    A default `-m` for the latter would give way to one that is said.
    """
    for item in items:
        for name in SHARED & {*getattr(item, "fixturenames", ()), *(mark.name for mark in item.iter_markers())}:
            item.add_marker(pytest.mark.xdist_group(name))
    if "nightly" in config.option.markexpr:
        return
    tonight = [item for item in items if item.get_closest_marker("nightly")]
    config.hook.pytest_deselected(items=tonight)
    items[:] = [item for item in items if item not in tonight]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the minutes of each folder, also of a run that failed."""
    if not config.getoption("--minutes"):
        return
    reports = (each for kind in terminalreporter.stats.values() for each in kind if isinstance(each, pytest.TestReport))
    terminalreporter.section("minutes")
    for line in minutes.lines(reports):
        terminalreporter.write_line(line)
