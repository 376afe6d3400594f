"""`saphan top` on what a running Saphan has told: its figures, its screen, a script's JSON, and a bad line."""

import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from itertools import pairwise
from threading import Thread
from typing import Final

import pytest
from rich.console import Console
from typer.testing import CliRunner

from cli.main import app
from cli.refusals import Refused
from cli.top.figures import Figures, figures, quantile
from cli.top.reading import Reading, Sample, Watch, address, parsed
from cli.top.screen import drawn, duration
from tests.support.prometheus import RECORDED

RUNNER: Final = CliRunner()
FIRST: Final = (RECORDED / "first.txt").read_text("utf-8")
SECOND: Final = (RECORDED / "second.txt").read_text("utf-8")
MOMENT: Final = 1_795_896_100.0  # a minute after the second page was told


def shown(now: float = MOMENT) -> Figures:
    return figures([[parsed(FIRST, 0.0), parsed(SECOND, 60.0)]], now)


def reading(at: float, *samples: tuple[str, Mapping[str, str], float]) -> Reading:
    return Reading(at, [Sample(*sample) for sample in samples])


def test_the_rates_are_what_the_counters_have_grown_by() -> None:
    opened = next(each for each in shown().operations if each.operation == "openCase")
    counts = [
        sum(
            sample.value
            for sample in parsed(page, 0).named("saphan_exchange_duration_seconds_count")
            if sample.labels["operation"] == "openCase"
        )
        for page in (FIRST, SECOND)
    ]
    assert opened.total == counts[1]
    assert opened.per_s == pytest.approx((counts[1] - counts[0]) / 60)
    assert opened.p50_s is not None
    assert opened.p95_s is not None
    assert 0 < opened.p50_s < opened.p95_s < 5


def test_the_busiest_operation_stands_first() -> None:
    assert all(one.per_s >= other.per_s for one, other in pairwise(shown().operations))


def test_refusals_are_counted_by_code_and_by_whom() -> None:
    told = {(each.code, each.by) for each in shown().refusals}
    assert {("invalid-input", "gateway"), ("no-agreement", "gateway"), ("not-found", "service")} <= told


def test_what_a_component_does_not_show_is_not_zero() -> None:
    events = {each.component: each for each in shown().events}
    assert events["case-registry"].behind == 0
    assert events["document-exchange"].behind is None


def test_the_alarm_that_held_is_named_and_nothing_is_missing() -> None:
    assert shown().alarms == ["checkpoint-not-kept"]
    assert shown().missing == []


def test_the_key_of_a_gateways_day_is_soon_over_only_when_it_was_not_renewed() -> None:
    (key,) = shown().endings
    assert not key.is_soon
    (late,) = shown(MOMENT + key.left_s - 60).endings
    assert late.is_soon


def test_who_has_called_in_the_last_three_days_is_not_silent() -> None:
    assert shown().silent == []
    assert {each.system for each in shown(MOMENT + 4 * 86_400).silent} >= {"police-case-system"}


def test_a_counter_that_began_anew_counts_from_zero() -> None:
    name, labels = "saphan_exchange_refusals_total", {"code": "not-found", "by": "service"}
    found = figures([[reading(0, (name, labels, 90)), reading(10, (name, labels, 5))]], MOMENT).refusals
    assert [(each.per_s, each.total) for each in found] == [(0.5, 5)]


def test_a_line_that_is_new_was_nothing_before() -> None:
    name, labels = "saphan_exchange_refusals_total", {"code": "not-found", "by": "service"}
    found = figures([[reading(0), reading(10, (name, labels, 5))]], MOMENT).refusals
    assert [each.per_s for each in found] == [0.5]


def test_two_processes_are_added_up_and_the_worst_of_their_gauges_counts() -> None:
    def one(ready: float, lag_s: float, size: float) -> list[Reading]:
        job = {"job": "saphan/gateway"}
        told = reading(
            9,
            ("saphan_ready", {"check": "database", **job}, ready),
            ("saphan_ledger_lag_seconds", job, lag_s),
            ("saphan_ledger_pending", job, size),
        )
        return [told]

    found = figures([one(1, 0.1, 3), one(0, 40, 4)], MOMENT)
    assert found.missing == ["gateway: database"]
    assert found.ledger == {"lag_s": 40, "pending": 7}


def test_a_component_that_is_alone_at_its_address_is_known_by_its_target() -> None:
    page = 'target_info{service_name="case-registry"} 1\nsaphan_outbox_pending 3\n'
    (events,) = figures([[parsed(page, 0)]], MOMENT).events
    assert (events.component, events.outbox) == ("case-registry", 3)


@pytest.mark.parametrize(("share", "expected"), [(0.1, 0.02), (0.5, 0.1), (0.7, 0.55), (0.95, 1.0)])
def test_a_quantile_is_what_prometheus_reckons(share: float, expected: float) -> None:
    assert quantile(share, {0.1: 50, 1.0: 90, float("inf"): 100}) == pytest.approx(expected)


def test_without_a_call_there_is_no_time() -> None:
    assert quantile(0.5, {0.1: 0, float("inf"): 0}) is None
    assert quantile(0.5, {}) is None


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.0421, "42 ms"), (1.26, "1.3 s"), (150, "2 min"), (10_000, "3 h"), (2_592_000, "30 d"), (-400_000, "-5 d")],
)
def test_times_are_short(seconds: float, told: str) -> None:
    assert duration(seconds) == told


def test_the_screen_fits_eighty_columns_in_both_languages() -> None:
    console = Console(width=80, record=True, file=StringIO(), force_terminal=False)
    console.print(drawn(shown(), {"http://gateway:9464/metrics": 0.0}, {}))
    text = console.export_text()
    for word in ("case-registry/openCase", "checkpoint-not-kept", "ສັນຍານເຕືອນ", "ປຶ້ມບັນທຶກ", "ກ່ອງອອກ", "gateway-signing"):
        assert word in text


def test_figures_are_json() -> None:
    told = json.loads(json.dumps(asdict(shown())))
    assert told["operations"][0]["service"]


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("http://gateway:9464", "http://gateway:9464/metrics"),
        ("gateway:9464", "http://gateway:9464/metrics"),
        ("https://gateway/figures", "https://gateway/figures"),
    ],
)
def test_an_address_is_short(written: str, url: str) -> None:
    assert address(written) == url


@pytest.mark.parametrize("written", ["ftp://gateway", "http://", "gateway:abc", "http://gateway:99999", ""])
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(Refused, match="no address"):
        address(written)


@pytest.mark.parametrize("page", ["<html>busy</html>", "{}", 'a{b="c" 1', "saphan_ready one\n", "\x00\x01"])
def test_what_is_no_metrics_page_is_said_to_be_none(page: str) -> None:
    with pytest.raises(ValueError, match="no metrics page"):
        parsed(page, 0)


class Telling(ThreadingHTTPServer):
    """A server with pages."""

    def __init__(self, pages: list[str]) -> None:
        super().__init__(("127.0.0.1", 0), Pages)
        self.pages = pages


class Pages(BaseHTTPRequestHandler):
    """Tells the pages of its server one after the other, and the last one again and again."""

    def do_GET(self) -> None:
        pages: list[str] = self.server.pages  # type: ignore[attr-defined] # put there by `telling`
        page = pages.pop(0) if len(pages) > 1 else pages[0]
        self.send_response(200 if page else 503)
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        pass


@contextmanager
def telling(*pages: str) -> Iterator[str]:
    """Serve these pages; an empty one is a 503."""
    server = Telling(list(pages))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def nobody() -> str:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_once_shows_one_picture_and_ends_with_0() -> None:
    with telling(FIRST, SECOND) as url:
        told = RUNNER.invoke(app, ["top", "--once", "--every", "0.5", "--at", url])
    assert told.exit_code == 0, told.output
    assert "case-registry/openCase" in told.stdout
    assert "checkpoint-not-kept" in told.stdout


def test_a_script_gets_json_and_nothing_else() -> None:
    with telling(FIRST, SECOND) as url:
        told = RUNNER.invoke(app, ["top", "--json", "--every", "0.5", "--at", url])
    found = json.loads(told.stdout)
    assert found["alarms"] == ["checkpoint-not-kept"]
    assert found["unanswered"] == {}
    assert any(each["operation"] == "listCases" and each["per_s"] > 0 for each in found["operations"])


def test_one_that_does_not_answer_is_named_and_the_others_are_shown() -> None:
    away = nobody()
    with telling(FIRST, SECOND) as url:
        told = RUNNER.invoke(app, ["top", "--once", "--every", "0.5", "--at", url, "--at", away])
    assert told.exit_code == 1
    assert "no connection" in told.stdout
    assert "case-registry/openCase" in told.stdout


def test_nobody_at_all_is_one_sentence_in_both_languages() -> None:
    away = nobody()
    told = RUNNER.invoke(app, ["top", "--at", away])
    assert told.exit_code == 2
    assert away in told.stderr
    assert "METRICS_PORT" in told.stderr
    assert "ບໍ່ມີຫຍັງສະແດງຕົວເລກ" in told.stderr


async def test_over_a_bad_line_the_last_figures_stay_and_are_told_to_be_old() -> None:
    with telling(SECOND, "") as url:
        watch = Watch([address(url)])
        await watch.look()
        assert not watch.faults
        await watch.look()
    (fault,) = watch.faults.values()
    assert fault.why == "HTTP 503"
    (readings,) = watch.told.values()
    assert figures([readings], MOMENT).operations
    console = Console(width=120, record=True, file=StringIO())
    console.print(drawn(figures([readings], MOMENT), {address(url): 12.0}, watch.faults))
    assert "the figures are 12.0 s old" in console.export_text()


async def test_a_page_that_is_none_is_a_fault_of_that_address() -> None:
    with telling("<html>log in first</html>") as url:
        watch = Watch([address(url)])
        await watch.look()
    assert [fault.why for fault in watch.faults.values()] == ["no metrics page"]
