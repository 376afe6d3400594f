import re
from pathlib import Path

import orjson

from gateway.exchange.pipeline import PIPELINE
from tests.support.gateway_under_test import GatewayUnderTest

A_PARCEL = b'{"name": "Rice field", "area": 3}'


def test_the_order_is_that_of_the_design() -> None:
    assert [step.__name__ for step in PIPELINE] == [
        "guard",
        "authenticate",
        "limit",
        "resolve",
        "authorise",
        "receive",
        "validate_request",
        "record_intent",
        "forward",
        "validate_response",
        "minimise",
        "record_outcome",
        "answer",
    ]


def test_every_step_is_a_file_whose_first_line_says_its_number() -> None:
    for number, step in enumerate(PIPELINE, 1):
        source = Path(step.__code__.co_filename)
        assert source.stem == step.__name__
        assert re.match(rf'"""Step {number}, {step.__name__.replace("_", " ")}: ', source.read_text())


async def test_a_write_passes_the_gateway_and_is_recorded_before_and_after(
    gateway_under_test: GatewayUnderTest,
) -> None:
    answer = await gateway_under_test.call("POST", "/land-register/v1/parcels", A_PARCEL)
    assert (answer.status, answer.json) == (201, gateway_under_test.register.answer)
    recorded = await gateway_under_test.recorded(answer)
    assert recorded.intent is not None
    assert recorded.outcome is not None
    assert recorded.intent["operation"] == "registerParcel"
    assert (recorded.outcome["status"], recorded.outcome["effect"]) == (201, "applied")


async def test_a_read_has_one_entry_that_holds_request_and_outcome(gateway_under_test: GatewayUnderTest) -> None:
    answer = await gateway_under_test.call("GET", "/land-register/v1/parcels/p1?full=true")
    assert answer.status == 200
    [(phase, details)] = await gateway_under_test.entries()
    assert phase == "outcome"
    assert details["member"] == "police"
    assert details["provider"] == "moic"
    assert (details["status"], details["effect"]) == (200, "none")


async def test_what_the_service_gets_is_what_the_caller_sent_and_who_vouches_for_it(
    gateway_under_test: GatewayUnderTest,
) -> None:
    answer = await gateway_under_test.call("POST", "/land-register/v1/parcels", A_PARCEL, headers={"cookie": "a=b"})
    [call] = gateway_under_test.register.calls
    assert call.body == A_PARCEL
    assert call.headers["exchange-id"] == answer.headers["exchange-id"]
    assert call.headers["voucher"].count(".") == 2
    assert call.headers["traceparent"] == answer.headers["traceparent"]
    assert not {"authorization", "dpop", "cookie"} & call.headers.keys()


async def test_an_answer_says_what_the_gateway_has_to_say_and_keeps_the_rest_inside(
    gateway_under_test: GatewayUnderTest,
) -> None:
    answer = await gateway_under_test.call("POST", "/land-register/v1/parcels", A_PARCEL)
    assert answer.headers["api-version"] == "1.2.3"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["etag"] == '"1"'
    assert answer.headers["exchange-id"].startswith("xch_")
    assert '"system";r=' in answer.headers["ratelimit"]
    assert not {"set-cookie", "x-inside"} & answer.headers.keys()


async def test_paths_of_nobody_go_to_the_app_behind_but_not_past_the_guard(
    gateway_under_test: GatewayUnderTest,
) -> None:
    assert (await gateway_under_test.call("GET", "/docs")).body == b"behind"
    refused = await gateway_under_test.call("GET", "/docs", headers={"host": "elsewhere.example"})
    assert (refused.status, refused.code) == (400, "host-refused")


async def test_our_own_mistake_is_answered_and_recorded_like_any_other_end(
    gateway_under_test: GatewayUnderTest,
) -> None:
    gateway_under_test.gateway.upstream = None  # type: ignore[assignment]  # a mistake nobody foresaw
    answer = await gateway_under_test.call("POST", "/land-register/v1/parcels", A_PARCEL)
    assert (answer.status, answer.code, answer.json["effect"]) == (500, "internal-fault", "none")
    recorded = await gateway_under_test.recorded(answer)
    assert recorded.outcome is not None
    assert recorded.outcome["code"] == "internal-fault"


async def test_a_refusal_is_a_problem_in_the_language_of_the_caller(gateway_under_test: GatewayUnderTest) -> None:
    lao = await gateway_under_test.call("GET", "/land-register/v1/nothing")
    english = await gateway_under_test.call("GET", "/land-register/v1/nothing", headers={"accept-language": "en"})
    assert lao.headers["content-type"] == "application/problem+json"
    assert lao.json["title"] == "ບໍ່ພົບ"
    assert english.json["title"] == "Not Found"
    assert orjson.loads(english.body)["instance"] == english.headers["traceparent"].split("-")[1]
