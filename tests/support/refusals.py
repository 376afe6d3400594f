"""Checks of how a hostile request is refused: the problem document, and its one line in the security log."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.support.gateway_under_test import Answer, GatewayUnderTest


@dataclass(frozen=True)
class Now:
    """A moment that a table names before it is known: so many seconds from the time of the test."""

    plus: float = 0

    def __str__(self) -> str:
        return f"now{self.plus:+g}"


def dated(changes: dict[str, Any]) -> dict[str, Any]:
    """Return the changes with their moments as they are now; whole seconds stay whole."""
    now = int(time.time())
    return {name: now + value.plus if isinstance(value, Now) else value for name, value in changes.items()}


@dataclass
class Lines:
    """The lines of the security log that were written inside a block."""

    facts: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def security_log(caplog: pytest.LogCaptureFixture) -> Iterator[Lines]:
    lines = Lines()
    before = len(caplog.records)
    yield lines
    lines.facts = [line.__dict__["facts"] for line in caplog.records[before:] if line.name == "saphan.security"]


def noted(answer: Answer, lines: Lines, gateway_under_test: GatewayUnderTest, reason: str | None = None) -> str:
    """Assert that the request was refused, reached nobody, and stands in the log once; return code or reason."""
    assert 400 <= answer.status < 502, answer
    assert not gateway_under_test.register.calls
    [facts] = lines.facts
    assert facts["code"] == answer.code
    told = answer.json.get("params", {}).get("reason")
    if told is not None:
        assert facts["reason"] == told
    assert reason is None or facts["reason"] == reason
    return str(told or answer.code)
