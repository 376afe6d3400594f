"""What a service says beside its body: where its proxy is down, and addresses, which never lead inside."""

import logging
from datetime import UTC, datetime
from email.utils import format_datetime

import orjson
import pytest

from gateway.exchange.addresses import LONGEST_WAIT_S, delay_s
from tests.support.gateway_under_test import PUBLIC_URL, GatewayUnderTest

PARCELS, A_PARCEL = "/land-register/v1/parcels", b'{"name": "Rice field", "area": 3}'
NOON = datetime(2026, 11, 15, 5, tzinfo=UTC)
HTML = b"<html><h1>503</h1> backend 10.0.0.7 is down"
INSIDE = "http://10.0.0.7:8001"


@pytest.mark.parametrize(
    ("told", "wait_s"),
    [
        ("7", 7),
        (" 0 ", 0),
        ("99999999999", LONGEST_WAIT_S),
        ("9" * 5_000, None),
        ("999999999", LONGEST_WAIT_S),
        (format_datetime(datetime(2026, 11, 15, 5, 2, tzinfo=UTC), usegmt=True), 120),
        (format_datetime(datetime(2026, 11, 14, tzinfo=UTC), usegmt=True), 0),
        (format_datetime(datetime(2099, 1, 1, tzinfo=UTC), usegmt=True), LONGEST_WAIT_S),
        ("Sunday, 15-Nov-26 05:01:00 GMT", 60),
        ("soon", None),
        ("-1", None),
        ("1.5", None),
        ("٣", None),
        ("", None),
        (f"{INSIDE}/", None),
        ("Sun, 15 Nov 99999999999999 05:02:00 GMT", None),
        ("Sun, 15 Nov 2026 05:02:00 -0000", None),
    ],
)
def test_how_long_to_wait_is_seconds_or_nothing(told: str, wait_s: int | None) -> None:
    assert delay_s(told, NOON) == wait_s


@pytest.mark.parametrize(("status", "code"), [(503, "upstream-unavailable"), (429, "upstream-busy")])
@pytest.mark.parametrize(
    ("media", "body"),
    [("text/html", HTML), ("application/problem+json", b'{"code": 1}'), ("application/json", b"{}"), ("", b"")],
    ids=["page", "no-problem", "undeclared", "nothing"],
)
async def test_a_service_that_is_down_or_busy_is_so_in_our_words(
    gateway_under_test: GatewayUnderTest, status: int, code: str, media: str, body: bytes
) -> None:
    gateway_under_test.register.answers_with = (status, body, media)
    gateway_under_test.register.more = [(b"retry-after", b"17")]
    answer = await gateway_under_test.call("GET", f"{PARCELS}/p1")
    assert (answer.status, answer.code, answer.headers["retry-after"]) == (status, code, "17")
    assert {"lo", "en"} == set(answer.json["errors"][0]["message"])
    assert b"10.0.0.7" not in answer.body
    found = (await gateway_under_test.recorded(answer)).outcome
    assert found is not None
    assert (found["status"], found["code"], found["effect"]) == (status, code, "none")


async def test_what_became_of_a_change_is_asked_of_a_service_that_is_down(gateway_under_test: GatewayUnderTest) -> None:
    gateway_under_test.register.answers_with = (503, HTML, "text/html")
    answer = await gateway_under_test.call("POST", PARCELS, A_PARCEL)
    assert (answer.status, answer.json["effect"], answer.headers["retry-after"]) == (503, "applied", "5")
    gateway_under_test.register.mood = "refusing"
    answer = await gateway_under_test.call("POST", PARCELS, A_PARCEL)
    assert (answer.status, answer.json["effect"]) == (503, "none")


@pytest.mark.parametrize("odd", ["soon", "-5", f"{INSIDE}/status"])
async def test_a_wait_that_is_none_is_dropped(gateway_under_test: GatewayUnderTest, odd: str) -> None:
    gateway_under_test.register.mood = "down"
    gateway_under_test.register.more = [(b"retry-after", odd.encode())]
    answer = await gateway_under_test.call("GET", f"{PARCELS}/p1")
    assert (answer.status, answer.code, "retry-after" in answer.headers) == (503, "unavailable", False)


@pytest.mark.parametrize(
    ("named", "left"),
    [
        (f"{PARCELS}/p1", f"{PARCELS}/p1"),
        (f"{PUBLIC_URL}{PARCELS}/p1?full=true#top", f"{PARCELS}/p1?full=true#top"),
        ("parcels/p1", f"{PARCELS}/p1"),
        (f"{INSIDE}{PARCELS}/p1", None),
        (f"//10.0.0.7{PARCELS}/p1", None),
        (f"http://127.0.0.1:8080@10.0.0.7{PARCELS}/p1", None),
        (f"https://127.0.0.1:8080{PARCELS}/p1", None),
        ("/civil-registration/v1/events/e1", None),
        ("/land-register/v10/parcels/p1", None),
        ("/land-register/v1", None),
        ("../../admin", None),
        ("/land-register/v1/../../admin", None),
        ("/land-register/v1/%2e%2e/%2e%2e/admin", None),
        ("/land-register/v1/..%2fadmin", None),
        ("\\\\10.0.0.7\\land-register\\v1\\p", None),
        ("javascript:alert(1)", None),
        (f"{PARCELS}/" + "x" * 3000, None),
        ("http://[::1", None),
        ("ຄຳລາ", None),
        ("", None),
    ],
)
async def test_a_place_leaves_only_below_the_services_own_prefix(
    gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture, named: str, left: str | None
) -> None:
    caplog.set_level(logging.WARNING)
    gateway_under_test.register.more = [(b"location", named.encode())]
    answer = await gateway_under_test.call("POST", PARCELS, A_PARCEL)
    assert (answer.status, answer.headers.get("location")) == (201, left)
    dropped = [r.facts["header"] for r in caplog.records if r.name == "gateway.exchange.addresses"]  # type: ignore[attr-defined]
    assert dropped == ([] if left is not None else ["location"])
    assert "10.0.0.7" not in caplog.text


@pytest.mark.parametrize(
    ("named", "left"),
    [
        ('</land-register/v1/parcels?cursor=a>; rel="next"', '</land-register/v1/parcels?cursor=a>; rel="next"'),
        (
            f'<{INSIDE}/a>; rel=prev, <p2>; title="a, <b>"; rel=next; anchor="{INSIDE}/"',
            f'<{PARCELS}/p2>; rel="next"',
        ),
        (f'<{INSIDE}/docs>; rel="deprecation"', None),
        (f'<{PARCELS}>; rel="{INSIDE}/rel"', None),
        (f"<{PARCELS}>", None),
        ("<" * 5000, None),
        (f"{INSIDE}", None),
    ],
)
async def test_links_leave_only_below_the_services_own_prefix(
    gateway_under_test: GatewayUnderTest, named: str, left: str | None
) -> None:
    gateway_under_test.register.more = [(b"link", named.encode()), (b"content-location", f"{INSIDE}/p1".encode())]
    answer = await gateway_under_test.call("GET", f"{PARCELS}/p1")
    assert (answer.status, answer.headers.get("link"), answer.headers.get("content-location")) == (200, left, None)


async def test_what_was_applied_and_cannot_be_shown_is_found_at_its_place(gateway_under_test: GatewayUnderTest) -> None:
    gateway_under_test.register.raw = b'{"parcelId": "p1"}'
    gateway_under_test.register.more = [(b"location", f"{PARCELS}/p1".encode())]
    answer = await gateway_under_test.call("POST", PARCELS, A_PARCEL)
    assert (answer.status, answer.json["effect"], answer.headers["location"]) == (502, "applied", f"{PARCELS}/p1")
    gateway_under_test.register.more = [(b"location", f"{INSIDE}/p1".encode())]
    answer = await gateway_under_test.call("POST", PARCELS, A_PARCEL)
    assert (answer.status, answer.json["effect"], "location" in answer.headers) == (502, "applied", False)


async def test_what_was_not_applied_has_no_place(gateway_under_test: GatewayUnderTest) -> None:
    gateway_under_test.register.mood = "refusing"
    gateway_under_test.register.answers_with = (201, orjson.dumps({"parcelId": "p1"}), "application/json")
    gateway_under_test.register.more = [(b"location", f"{PARCELS}/p1".encode())]
    answer = await gateway_under_test.call("POST", PARCELS, A_PARCEL)
    assert (answer.status, answer.json["effect"], "location" in answer.headers) == (502, "none", False)
