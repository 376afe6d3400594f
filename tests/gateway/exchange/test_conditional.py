"""Conditional requests: a tag is of what leaves, a look is a look though nothing is sent, and nothing tells more."""

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import replace
from typing import Any

import orjson
import pytest

from evidence.digests import OF_NOTHING
from tests.support.gateway_under_test import Answer, GatewayUnderTest, an_agreement
from tests.support.land_register import a_problem

PARCELS = "/land-register/v1/parcels"
PARCEL = f"{PARCELS}/p1"
MAP = "/land-register/v1/maps/p1"
JSON_16 = "application/json; charset=utf-16"
A_PARCEL = b'{"name": "Rice field", "area": 3}'
OWNER = {"type": "citizenId", "value": "01-23"}
WHOLE = frozenset({"remarks", "owners"})


def under(gateway_under_test: GatewayUnderTest, groups: frozenset[str]) -> None:
    agreement = an_agreement(field_groups=groups)
    gateway_under_test.directory.snapshot = replace(
        gateway_under_test.directory.snapshot, agreements={agreement.id: agreement}
    )


def tag_of(body: bytes) -> str:
    """Return the tag as D5 spells it."""
    return f'"{urlsafe_b64encode(hashlib.sha256(body).digest()[:16]).decode().rstrip("=")}"'


async def looks(gateway_under_test: GatewayUnderTest) -> list[str]:
    return [row["exchange"] for row in await gateway_under_test.looks()]


async def details(gateway_under_test: GatewayUnderTest, answer: Answer) -> dict[str, Any]:
    found = (await gateway_under_test.recorded(answer)).outcome
    assert found is not None
    return dict(found)


@pytest.mark.parametrize("groups", [frozenset(), WHOLE], ids=["minimised", "whole"])
async def test_a_document_without_a_tag_gets_that_of_the_bytes_that_leave(
    gateway_under_test: GatewayUnderTest, groups: frozenset[str]
) -> None:
    under(gateway_under_test, groups)
    gateway_under_test.register.etag = None
    answer = await gateway_under_test.call("GET", PARCEL)
    assert ("note" in answer.json) is (groups == WHOLE)
    assert answer.headers["etag"] == tag_of(answer.body)
    assert len(answer.headers["etag"]) == 24


@pytest.mark.parametrize("tag", ['"3"', 'W/"3"', '"999999"'])
async def test_a_version_passes_and_is_what_if_match_names(gateway_under_test: GatewayUnderTest, tag: str) -> None:
    under(gateway_under_test, frozenset())
    gateway_under_test.register.etag = tag
    assert (await gateway_under_test.call("GET", PARCEL)).headers["etag"] == tag
    await gateway_under_test.call("POST", PARCELS, A_PARCEL, headers={"if-match": tag})
    assert gateway_under_test.register.calls[-1].headers["if-match"] == tag


@pytest.mark.parametrize(
    "tag",
    [f'"{hashlib.sha256(b"x").hexdigest()}"', '"4f2a"', '"1234567"', 'W/"abc"', '"3-7b"', '""', "3", '"3" "4f2a"'],
)
async def test_what_may_be_a_digest_of_more_than_leaves_does_not_pass(
    gateway_under_test: GatewayUnderTest, tag: str
) -> None:
    gateway_under_test.register.etag = tag
    under(gateway_under_test, frozenset())
    read = await gateway_under_test.call("GET", PARCEL)
    assert read.headers["etag"] == tag_of(read.body)
    assert "etag" not in (await gateway_under_test.call("POST", PARCELS, A_PARCEL)).headers
    under(gateway_under_test, WHOLE)
    for method, path, body in (("GET", PARCEL, b""), ("POST", PARCELS, A_PARCEL)):
        assert (await gateway_under_test.call(method, path, body)).headers["etag"] == tag


async def test_whether_anything_was_hidden_here_decides_nothing(gateway_under_test: GatewayUnderTest) -> None:
    """A service's digest would otherwise leave with the records that have nothing to hide, and tell which those are."""
    gateway_under_test.register.etag = '"4f2a"'
    gateway_under_test.register.answer = {"name": "ນາ", "area": 3}
    under(gateway_under_test, frozenset())
    answer = await gateway_under_test.call("GET", PARCEL)
    assert answer.headers["etag"] == tag_of(answer.body)


TAGLESS: dict[str, bytes] = {
    "nothing hidden": b'{"name": "x", "area": 3}',
    "a note": b'{ "name":"x",  "note":"died of it", "area":3 }',
    "an owner": orjson.dumps({"owner": OWNER, "name": "x", "area": 3}),
    "both": orjson.dumps({"name": "x", "area": 3, "owner": OWNER | {"value": "77"}, "note": "wet"}),
}


async def test_what_leaves_is_the_same_whether_or_not_there_is_something_to_hide(
    gateway_under_test: GatewayUnderTest,
) -> None:
    under(gateway_under_test, frozenset())
    gateway_under_test.register.etag = None
    told: list[tuple[int, bytes, dict[str, str], dict[str, Any]]] = []
    for raw in TAGLESS.values():
        gateway_under_test.register.raw = raw
        for method, more in (("GET", {}), ("HEAD", {}), ("GET", {"if-none-match": "*"})):
            answer = await gateway_under_test.call(method, PARCEL, headers=dict(more))
            found = await details(gateway_under_test, answer)
            assert found["subjects"].keys() == {"blinded", "epoch"}
            told.append((answer.status, answer.body, shown(answer), stated(found)))
    for kind in range(3):
        for one in told[kind::3]:
            assert one == told[kind]
    assert told[0][3]["notCovered"] == ["/note", "/owner"]
    assert len(set(await looks(gateway_under_test))) == 6, "whoever was looked at is recorded all the same"


def shown(answer: Answer) -> dict[str, str]:
    """Return the headers without ids, times and what is left of the limits."""
    own = {"exchange-id", "traceparent", "exchange-receipt"}
    return {n: value for n, value in answer.headers.items() if n not in own and not n.startswith("ratelimit")}


def stated(found: dict[str, Any]) -> dict[str, Any]:
    """Return the details without ids, times and what is blinded by them."""
    own = {"exchange", "at", "traceId", "durationMs"}
    subjects = {"blinded": len(found["subjects"]["blinded"]), "epoch": found["subjects"]["epoch"]}
    return {name: value for name, value in found.items() if name not in own} | {"subjects": subjects}


async def test_who_may_see_all_is_told_all(gateway_under_test: GatewayUnderTest) -> None:
    under(gateway_under_test, WHOLE)
    gateway_under_test.register.etag = None
    gateway_under_test.register.raw = TAGLESS["an owner"]
    answer = await gateway_under_test.call("GET", PARCEL)
    found = await details(gateway_under_test, answer)
    assert (answer.body, found["subjects"]["count"]) == (gateway_under_test.register.raw, 1)
    assert "notCovered" not in found


async def test_a_refusal_after_the_look_tells_no_number_either(gateway_under_test: GatewayUnderTest) -> None:
    under(gateway_under_test, frozenset())
    gateway_under_test.register.raw = TAGLESS["both"]
    answer = await gateway_under_test.call("GET", PARCEL, headers={"if-match": '"7"'})
    found = await details(gateway_under_test, answer)
    assert (answer.status, answer.code, found["status"]) == (412, "precondition-failed", 412)
    assert found["subjects"].keys() == {"blinded", "epoch"}
    assert len(await looks(gateway_under_test)) == 1


async def test_a_look_at_what_is_unchanged_is_a_look(gateway_under_test: GatewayUnderTest) -> None:
    gateway_under_test.register.answer |= {"owner": OWNER}
    gateway_under_test.register.etag = None
    first = await gateway_under_test.call("GET", PARCEL)
    again = await gateway_under_test.call("GET", PARCEL, headers={"if-none-match": first.headers["etag"]})
    assert (again.status, again.body, again.complete) == (304, b"", True)
    assert "if-none-match" not in gateway_under_test.register.calls[-1].headers
    assert await looks(gateway_under_test) == sorted(answer.headers["exchange-id"] for answer in (first, again))
    found = await details(gateway_under_test, again)
    assert (found["status"], found["responseDigest"], found["responseSize"]) == (304, OF_NOTHING, 0)
    assert found["representationDigest"] == hashlib.sha256(first.body).hexdigest()
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["cache-control"] == "no-store"
    assert {"exchange-id", "exchange-receipt", "api-version", "traceparent", "x-content-type-options"} <= set(
        again.headers
    )
    assert not {"content-type", "content-length", "content-digest", "content-disposition"} & set(again.headers)


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ("{tag}", 304),
        ("W/{tag}", 304),
        ('"other", "a,b", {tag}', 304),
        ("*", 304),
        ('"other"', 200),
        ("", 200),
        ("{bare}", 200),
    ],
)
async def test_tags_are_compared_weakly(gateway_under_test: GatewayUnderTest, condition: str, status: int) -> None:
    gateway_under_test.register.etag = None
    tag = (await gateway_under_test.call("GET", PARCEL)).headers["etag"]
    asked = condition.format(tag=tag, bare=tag.strip('"'))
    assert (await gateway_under_test.call("GET", PARCEL, headers={"if-none-match": asked})).status == status


async def test_the_tags_of_several_fields_count(gateway_under_test: GatewayUnderTest) -> None:
    fields = [(name.encode(), value.encode()) for name, value in gateway_under_test.headers("GET", PARCEL).items()]
    twice = [(b"if-none-match", b'"other"'), (b"if-none-match", b'W/"1"')]
    assert (await gateway_under_test.call("GET", PARCEL, raw=fields + twice)).status == 304


async def test_a_record_that_has_changed_is_sent(gateway_under_test: GatewayUnderTest) -> None:
    gateway_under_test.register.etag = None
    tag = (await gateway_under_test.call("GET", PARCEL)).headers["etag"]
    gateway_under_test.register.answer["area"] = 4
    again = await gateway_under_test.call("GET", PARCEL, headers={"if-none-match": tag})
    assert (again.status, again.json["area"]) == (200, 4)
    assert again.headers["etag"] != tag


async def test_only_a_read_that_succeeds_is_unchanged(gateway_under_test: GatewayUnderTest) -> None:
    made = await gateway_under_test.call("POST", PARCELS, A_PARCEL, headers={"if-none-match": "*"})
    assert made.status == 201
    assert gateway_under_test.register.calls[-1].headers["if-none-match"] == "*", "of a change the service decides"
    gateway_under_test.register.answers_with = (404, a_problem("parcel-is-a-road", 404), "application/problem+json")
    gone = await gateway_under_test.call("GET", PARCEL, headers={"if-none-match": "*"})
    assert (gone.status, "etag" in gone.headers) == (404, False)


@pytest.mark.parametrize(("condition", "status"), [('"1"', 200), ("*", 200), ('"2"', 412), ('W/"1"', 412)])
async def test_what_a_read_must_match_the_gateway_compares(
    gateway_under_test: GatewayUnderTest, condition: str, status: int
) -> None:
    gateway_under_test.register.etag = '"1"'
    answer = await gateway_under_test.call(
        "GET", PARCEL, headers={"if-match": condition, "range": "bytes=0-1", "if-range": '"1"'}
    )
    assert answer.status == status
    assert not {"if-match", "range", "if-range"} & gateway_under_test.register.calls[-1].headers.keys()


async def test_a_signed_answer_that_is_unchanged_is_signed_as_it_leaves(gateway_under_test: GatewayUnderTest) -> None:
    asked: dict[str, str | None] = {"if-none-match": "*", "accept-signature": 's=("@status" "content-digest")'}
    answer = await gateway_under_test.call("GET", PARCEL, headers=asked)
    assert (answer.status, answer.body) == (304, b"")
    digest = urlsafe_b64encode(hashlib.sha256(b"").digest()).decode().replace("-", "+").replace("_", "/")
    assert answer.headers["content-digest"] == f"sha-256=:{digest}:"


@pytest.mark.parametrize("mood", ["well", "unconditional"], ids=["by the service", "by the gateway"])
async def test_a_file_that_the_caller_holds_is_not_sent_again(gateway_under_test: GatewayUnderTest, mood: str) -> None:
    gateway_under_test.register.mood = mood
    gateway_under_test.register.file_etag = f'"{hashlib.sha256(gateway_under_test.register.file).hexdigest()}"'
    first = await gateway_under_test.call("GET", MAP)
    assert first.headers["etag"] == gateway_under_test.register.file_etag
    again = await gateway_under_test.call("GET", MAP, headers={"if-none-match": gateway_under_test.register.file_etag})
    assert gateway_under_test.register.calls[-1].headers["if-none-match"] == gateway_under_test.register.file_etag
    assert (again.status, again.body, again.complete) == (304, b"", True)
    assert again.headers["etag"] == gateway_under_test.register.file_etag
    assert not {"content-type", "content-length", "content-digest"} & set(again.headers)
    assert (await details(gateway_under_test, again))["responseDigest"] == OF_NOTHING
    other = await gateway_under_test.call("GET", MAP, headers={"if-none-match": '"other"'})
    assert (other.status, other.body) == (200, gateway_under_test.register.file)


@pytest.mark.parametrize(("method", "status"), [("GET", 404), ("GET", 409), ("POST", 409), ("POST", 201)])
async def test_no_refusal_and_no_change_names_a_digest_of_the_record(
    gateway_under_test: GatewayUnderTest, method: str, status: int
) -> None:
    tag = f'"{hashlib.sha256(b"the whole record").hexdigest()[:32]}"'
    gateway_under_test.register.etag, gateway_under_test.register.more = tag, []
    if status != 201:
        gateway_under_test.register.more = [(b"etag", tag.encode())]
        gateway_under_test.register.answers_with = (status, a_problem("not-found", status), "application/problem+json")
    answer = await (
        gateway_under_test.call(method, PARCEL)
        if method == "GET"
        else gateway_under_test.call(method, PARCELS, A_PARCEL)
    )
    assert (answer.status, answer.headers.get("etag")) == (status, None)


async def test_what_leaves_is_read_as_utf_8_and_kept_by_nobody(gateway_under_test: GatewayUnderTest) -> None:
    gateway_under_test.register.more = [(b"cache-control", b"public, max-age=99999")]
    gateway_under_test.register.answers_with = (
        200,
        gateway_under_test.register.raw or b'{"parcelId": "p1", "name": "x", "area": 3}',
        JSON_16,
    )
    answer = await gateway_under_test.call("GET", PARCEL)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert answer.headers["cache-control"] == "no-store"
    gateway_under_test.register.more = [(b"cache-control", b"private, max-age=60")]
    assert (await gateway_under_test.call("GET", PARCEL)).headers["cache-control"] == "private, no-cache", (
        "an owner is hidden"
    )
    under(gateway_under_test, WHOLE)
    assert (await gateway_under_test.call("GET", PARCEL)).headers["cache-control"] == "private, max-age=60"


async def test_what_a_service_says_beside_a_record_with_hidden_places_does_not_leave(
    gateway_under_test: GatewayUnderTest,
) -> None:
    said = ("last-modified", "content-disposition", "vary", "deprecation", "sunset", "content-language")
    gateway_under_test.register.more = [(name.encode(), b"of-what-is-hidden") for name in said]
    for method in ("GET", "HEAD"):
        under(gateway_under_test, WHOLE)
        assert set(said) <= (await gateway_under_test.call(method, PARCEL)).headers.keys()
        under(gateway_under_test, frozenset())
        answer = await gateway_under_test.call(method, PARCEL)
        assert (answer.status, set(said) & answer.headers.keys()) == (200, set())


async def test_a_file_must_match_though_its_service_does_not_look(gateway_under_test: GatewayUnderTest) -> None:
    gateway_under_test.register.file_etag = f'"{hashlib.sha256(gateway_under_test.register.file).hexdigest()}"'
    refused = await gateway_under_test.call("GET", MAP, headers={"if-match": '"other"'})
    assert (refused.status, refused.code) == (412, "precondition-failed")
    right = await gateway_under_test.call("GET", MAP, headers={"if-match": gateway_under_test.register.file_etag})
    assert (right.status, right.body) == (200, gateway_under_test.register.file)


async def test_a_service_that_was_not_asked_on_condition_has_to_answer(gateway_under_test: GatewayUnderTest) -> None:
    gateway_under_test.register.answers_with = (304, b"", "application/octet-stream")
    answer = await gateway_under_test.call("GET", MAP)
    assert (answer.status, answer.json["params"]["reason"]) == (502, "not-declared")
