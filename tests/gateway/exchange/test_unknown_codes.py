"""A code in an answer that its national list never had rings, once a minute, and passes."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from contracts.catalogue import Catalogue, compile_schema
from gateway.exchange.unknown_codes import TOLD_EVERY, UnknownCodes
from tests.support.clock import SetClock

LISTS = Catalogue.load().code_lists
ANSWER = compile_schema({"items": {"type": "string", "x-codelist": "places"}})


def test_it_is_told_once_a_minute_for_each_service_and_no_value_of_it(caplog: pytest.LogCaptureFixture) -> None:
    clock = SetClock(datetime(2026, 11, 28, 8, tzinfo=UTC))
    unknown = UnknownCodes(clock)

    def looked(answer: object, service: str = "land") -> int:
        caplog.clear()
        unknown.look(answer, ANSWER, LISTS, service=service, operation="listParcels")
        return len(caplog.records)

    with caplog.at_level(logging.WARNING):
        assert looked(["0101", "18"]) == 0
        assert looked(["0101", "9988"]) == 1
        [record] = caplog.records
        assert record.__dict__["facts"] == {"service": "land", "operation": "listParcels", "list": "places"}
        assert "9988" not in caplog.text
        assert looked(["9988"]) == 0
        assert looked(["9988"], "water") == 1
        clock.moment += TOLD_EVERY - timedelta(seconds=1)
        assert looked(["9988"]) == 0
        clock.moment += timedelta(seconds=1)
        assert looked(["9988"]) == 1
