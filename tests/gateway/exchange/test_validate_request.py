import asyncio
import time

import orjson
import pytest

from tests.support.gateway_under_test import Answer, GatewayUnderTest

PARCELS = "/land-register/v1/parcels"


async def refused(gateway_under_test: GatewayUnderTest, body: bytes, **headers: str | None) -> Answer:
    answer = await gateway_under_test.call(
        "POST", PARCELS, body, headers={n.replace("_", "-"): v for n, v in headers.items()}
    )
    assert answer.status >= 400
    assert not gateway_under_test.register.calls
    recorded = await gateway_under_test.recorded(answer)
    assert recorded.outcome is not None
    assert (recorded.intent, recorded.outcome["code"], recorded.outcome["effect"]) == (None, answer.code, "none")
    return answer


async def test_every_fault_is_told_in_both_languages_with_its_place(gateway_under_test: GatewayUnderTest) -> None:
    answer = await refused(gateway_under_test, b'{"name": "", "area": 0, "colour": "red"}')
    assert (answer.status, answer.code) == (400, "invalid-input")
    found = {(fault["pointer"], fault["code"]) for fault in answer.json["errors"]}
    assert found == {("/name", "minLength"), ("/area", "minimum"), ("/colour", "additionalProperties")}
    assert all(fault["message"]["lo"] and fault["message"]["en"] for fault in answer.json["errors"])


async def test_a_missing_member_is_named_itself(gateway_under_test: GatewayUnderTest) -> None:
    answer = await refused(gateway_under_test, b'{"name": "x"}')
    assert [(fault["pointer"], fault["code"]) for fault in answer.json["errors"]] == [("/area", "required")]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"{", "cut-off"),
        (b"", "required"),
        (b'{"name": "x", "area": 1, "area": 2}', "duplicate-key"),
        (b'{"name": "x", "area": NaN}', "not-a-number"),
        (b'{"name": "x", "area": 1e400}', "number-too-large"),
        (b'{"name": "x", "area": 9007199254740993}', "number-too-large"),
        (b"[" * 1000 + b"]" * 1000, "depth"),
        (b'{"name": "\xff", "area": 1}', "wrong-encoding"),
    ],
)
async def test_json_that_two_systems_read_differently_is_refused(
    gateway_under_test: GatewayUnderTest, body: bytes, fault: str
) -> None:
    answer = await refused(gateway_under_test, body)
    assert answer.status == 400
    assert [one["code"] for one in answer.json["errors"]] == [fault]


async def test_a_body_made_to_be_explained_forever_is_explained_within_bounds(
    gateway_under_test: GatewayUnderTest,
) -> None:
    corners = b", ".join([b'{"a": 12345678}'] * 53_000)
    body = b'{"name": "x", "area": 1, "corners": [' + corners + b"]}"
    assert 890_000 < len(body) < 1_000_000
    begun = time.process_time()
    answer = await refused(gateway_under_test, body)
    assert time.process_time() - begun < 5
    assert answer.json["truncated"] is True
    assert 1 <= len(answer.json["errors"]) <= 100
    assert len(answer.body) < 100_000


async def test_another_media_type_is_refused(gateway_under_test: GatewayUnderTest) -> None:
    answer = await refused(gateway_under_test, b"name=x", content_type="application/x-www-form-urlencoded")
    assert (answer.status, answer.code) == (415, "unsupported-media-type")
    assert (await refused(gateway_under_test, b"{}", content_type=None)).status == 415


async def test_a_media_type_may_have_parameters(gateway_under_test: GatewayUnderTest) -> None:
    headers: dict[str, str | None] = {"content-type": "Application/JSON; charset=utf-8"}
    assert (await gateway_under_test.call("POST", PARCELS, b'{"name": "x", "area": 1}', headers=headers)).status == 201


async def test_a_creating_call_needs_its_key(gateway_under_test: GatewayUnderTest) -> None:
    assert (
        await refused(gateway_under_test, b'{"name": "x", "area": 1}', idempotency_key=None)
    ).code == "idempotency-key-missing"
    assert (
        await refused(gateway_under_test, b'{"name": "x", "area": 1}', idempotency_key="k" * 256)
    ).code == "invalid-input"


@pytest.mark.parametrize(
    ("path", "place", "name"),
    [
        (f"{PARCELS}/P!1", "path", "parcelId"),
        (f"{PARCELS}/p1?full=maybe", "query", "full"),
        (f"{PARCELS}/p1?ful=true", "query", "ful"),
        (f"{PARCELS}/p1?full=true&full=false", "query", "full"),
    ],
)
async def test_parameters_are_checked_and_misspelt_ones_refused(
    gateway_under_test: GatewayUnderTest, path: str, place: str, name: str
) -> None:
    answer = await gateway_under_test.call("GET", path)
    assert (answer.status, answer.code) == (400, "invalid-input")
    [fault] = answer.json["errors"]
    assert (fault["location"], fault["name"]) == (place, name)
    assert not gateway_under_test.register.calls


async def test_the_bytes_go_on_as_they_came(gateway_under_test: GatewayUnderTest) -> None:
    body = '{ "area" : 3,\n\t"name" : "\\u0e99\u0eb2" }'.encode()
    assert (await gateway_under_test.call("POST", PARCELS, body)).status == 201
    assert gateway_under_test.register.calls[0].body == body
    assert orjson.loads(body)["name"] == "ນາ"


@pytest.mark.parametrize("corner", [b'{"a": 12345678}', b'{"x": 12345678}'], ids=["faults", "one at the end"])
async def test_while_a_long_body_is_explained_others_go_on(gateway_under_test: GatewayUnderTest, corner: bytes) -> None:
    turns = 0

    async def take_turns() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0.001)
            turns += 1

    others = asyncio.create_task(take_turns())
    corners = b", ".join([*[corner] * 20_000, b"{}"])
    answer = await refused(gateway_under_test, b'{"name": "x", "area": 1, "corners": [' + corners + b"]}")
    others.cancel()
    assert answer.json["errors"][0]["code"] == "required"
    assert turns >= 5, "the explanation alone takes ten times as long"
