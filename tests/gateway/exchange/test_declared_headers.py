"""Headers that an operation declares pass both ways as their schemas say; OPTIONS and HEAD may be operations, too."""

from collections.abc import AsyncIterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from gateway.directory.compiler import compile_service
from gateway.directory.entries import ServiceEntry
from tests.support.gateway_under_test import GatewayUnderTest, a_gateway_under_test, a_snapshot, an_agreement
from tests.support.land_register import A_FILE, KEY, ONE_PARCEL, PARCEL, LandRegister, a_problem
from tests.support.postgres import FreshDatabase
from tests.support.sockets import HOST, served

SURVEY = "/land-register/v1/surveys/s1"
PLAN = "/land-register/v1/plans/p1"
OFFSET = {"type": "integer", "minimum": 0, "maximum": 1_000_000, "x-data-class": "general"}
VERSIONS = {"type": "array", "items": {"type": "string", "enum": ["1.0.0", "0.2"]}, "x-data-class": "general"}


def asked(name: str, schema: dict[str, Any], *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": required, "schema": schema}


def told(schema: dict[str, Any], *, required: bool = False) -> dict[str, Any]:
    return {"schema": {"x-data-class": "general", **schema}, "required": required}


SURVEY_ID = {"name": "surveyId", "in": "path", "required": True, "schema": {"type": "string"}}
PLAN_ID = {"name": "planId", "in": "path", "required": True, "schema": {"type": "string"}}
STATUS = told({"type": "string", "enum": ["complete", "partial"]}, required=True)
APPENDED = {"description": "Appended.", "headers": {"Upload-Offset": told(OFFSET, required=True)}}
OPERATIONS: dict[str, Any] = {
    "/surveys/{surveyId}": {
        "parameters": [SURVEY_ID],
        "options": {
            "operationId": "describeSurveys",
            "responses": {
                "204": {
                    "description": "What is offered here.",
                    "headers": {"Allow": told({"type": "string"}), "Tus-Version": told(VERSIONS)},
                }
            },
        },
        "head": {
            "operationId": "askSurvey",
            "responses": {"200": {"description": "How far it has come.", "headers": APPENDED["headers"]}},
        },
        "post": {
            "operationId": "sendSurvey",
            "parameters": [KEY, asked("Prefer", {"type": "string", "pattern": "^return=(minimal|representation)$"})],
            "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Parcel"}}}},
            "responses": {
                "201": ONE_PARCEL
                | {"headers": {"Import-Status": STATUS, "preference-applied": told({"type": "string"})}},
                "409": {"description": "Not now.", "headers": {"Upload-Offset": told(OFFSET)}},
            },
        },
        "patch": {
            "operationId": "appendToSurvey",
            "x-body": "stream",
            "x-data-class": "general",
            "parameters": [asked("Upload-Offset", OFFSET, required=True)],
            "requestBody": {"required": True, "content": {"application/offset+octet-stream": {}}},
            "responses": {"204": APPENDED},
        },
    },
    "/plans/{planId}": {
        "get": {
            "operationId": "readPlan",
            "x-body": "stream",
            "x-data-class": "general",
            "parameters": [PLAN_ID, asked("Range", {"type": "string", "pattern": "^bytes=[0-9]*-[0-9]*$"})],
            "responses": {
                "200": {
                    "description": "All.",
                    "headers": {"Accept-Ranges": told({"const": "bytes"})},
                    "content": A_FILE,
                },
                "206": {"description": "A piece.", "content": A_FILE},
            },
        }
    },
}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Land register", "version": "1.2.3"},
    "servers": [{"url": "/land-register/v1"}],
    "paths": OPERATIONS,
    "components": {"schemas": {"Parcel": PARCEL}},
}
OPERATION_IDS = frozenset({"describeSurveys", "askSurvey", "sendSurvey", "appendToSurvey", "readPlan"})
A_PARCEL = b'{"name": "Rice field", "area": 3}'
APPENDING: dict[str, str | None] = {"content-type": "application/offset+octet-stream", "content-length": "3"}


@cache
def _compiled() -> ServiceEntry:
    return compile_service("land-register", "moic", "", DOCUMENT, "0" * 64)


@pytest.fixture(params=["in-process", "direct"])
async def surveys(request: pytest.FixtureRequest, fresh_database: FreshDatabase) -> AsyncIterator[GatewayUnderTest]:
    """A gateway before a service that takes surveys in pieces; in the same process, and over a socket."""
    url, register = fresh_database("gateway.migrations"), LandRegister()
    async with served(register) as port:
        base_url = "in-process:land-register" if request.param == "in-process" else f"http://{HOST}:{port}"
        async with a_gateway_under_test(url, base_url=base_url, register=register) as built:
            agreement = an_agreement(operations=OPERATION_IDS)
            service = replace(_compiled(), base_url=base_url)
            built.directory.snapshot = a_snapshot(built.key, service, agreement, version=2)
            yield built


def sent(surveys: GatewayUnderTest) -> dict[str, str]:
    return surveys.register.calls[-1].headers


async def test_what_is_declared_passes_both_ways_and_nothing_else(surveys: GatewayUnderTest) -> None:
    surveys.register.more = [
        (b"import-status", b"complete"),
        (b"preference-applied", b"return=minimal"),
        (b"upload-offset", b"7"),  # of this answer it is not declared
        (b"x-inside", b"10.0.0.7"),
        (b"set-cookie", b"a=b"),
        (b"www-authenticate", b"Basic"),
        (b"ratelimit", b'"mine";r=0;t=9'),
        (b"exchange-id", b"xch_of_another"),
        (b"access-control-allow-origin", b"*"),
    ]
    headers: dict[str, str | None] = {
        "prefer": "return=minimal",
        "upload-offset": "7",
        "cookie": "a=b",
        "x-inside": "1",
    }
    answer = await surveys.call("POST", SURVEY, A_PARCEL, headers=headers)
    assert answer.status == 201, answer.body
    assert sent(surveys)["prefer"] == "return=minimal"
    assert not sent(surveys).keys() & {"upload-offset", "cookie", "x-inside", "authorization", "dpop"}
    assert (answer.headers["import-status"], answer.headers["preference-applied"]) == ("complete", "return=minimal")
    assert not answer.headers.keys() & {
        "upload-offset",
        "x-inside",
        "set-cookie",
        "www-authenticate",
        "access-control-allow-origin",
    }
    assert answer.headers["exchange-id"] == sent(surveys)["exchange-id"]
    assert "mine" not in answer.headers["ratelimit"]


@pytest.mark.parametrize("odd", ["return=all", "", "return=minimal\t", "r\u00e9turn=minimal", "x" * 3000])
async def test_a_header_that_breaks_its_schema_is_refused_by_name(surveys: GatewayUnderTest, odd: str) -> None:
    answer = await surveys.call("POST", SURVEY, A_PARCEL, headers={"prefer": odd})
    assert (answer.status, answer.code) == (400, "invalid-input")
    [fault] = answer.json["errors"]
    assert fault["name"] == "prefer"
    assert set(fault["message"]) == {"lo", "en"}
    assert not surveys.register.calls


async def test_a_piece_is_appended_where_the_caller_says(surveys: GatewayUnderTest) -> None:
    surveys.register.answers_with = (204, b"", "")
    surveys.register.more = [(b"upload-offset", b"10")]
    answer = await surveys.call("PATCH", SURVEY, [b"abc"], headers=APPENDING | {"upload-offset": "7"})
    assert (answer.status, answer.headers["upload-offset"], sent(surveys)["upload-offset"]) == (204, "10", "7")
    missing = await surveys.call("PATCH", SURVEY, [b"abc"], headers=APPENDING)
    assert (missing.status, [fault["code"] for fault in missing.json["errors"]]) == (400, ["required"])
    twice = [(b"upload-offset", b"7"), (b"upload-offset", b"7")]
    fields = surveys.headers("PATCH", SURVEY) | {name: value or "" for name, value in APPENDING.items()}
    raw = [(name.encode(), value.encode()) for name, value in fields.items()]
    assert (await surveys.call("PATCH", SURVEY, [b"abc"], raw=raw + twice)).status == 400
    assert len(surveys.register.calls) == 1


@pytest.mark.parametrize(
    ("odd", "rule"),
    [([], "required"), ([b"done"], "enum"), ([b"complete, partial"], "enum"), ([b"compl\xc3\xa9te"], "header-text")],
)
async def test_an_answer_whose_headers_break_their_schemas_does_not_leave(
    surveys: GatewayUnderTest, odd: list[bytes], rule: str
) -> None:
    surveys.register.more = [(b"import-status", value) for value in odd]
    answer = await surveys.call("POST", SURVEY, A_PARCEL)
    assert (answer.status, answer.code, answer.json["params"]["reason"]) == (502, "upstream-invalid", "header")
    assert answer.json["effect"] == "applied", "and nobody is told that it was not"
    assert "import-status" not in answer.headers
    await surveys.gateway.breaches.write(surveys.pool)
    [place] = await surveys.pool.fetch("select reason, pointer, rule from contract_breaches")
    assert tuple(place) == ("header", "header import-status", rule)


async def test_a_refusal_bears_the_headers_of_its_status(surveys: GatewayUnderTest) -> None:
    surveys.register.answers_with = (409, a_problem("other-offset", 409), "application/problem+json")
    surveys.register.more = [(b"upload-offset", b"5"), (b"import-status", b"complete")]
    answer = await surveys.call("POST", SURVEY, A_PARCEL)
    assert (answer.status, answer.code, answer.headers["upload-offset"]) == (409, "other-offset", "5")
    assert "import-status" not in answer.headers


async def test_options_is_an_operation_where_it_is_declared(surveys: GatewayUnderTest) -> None:
    surveys.register.answers_with = (204, b"", "")
    surveys.register.more = [(b"allow", b"OPTIONS, HEAD, POST, PATCH"), (b"tus-version", b"1.0.0,0.2")]
    answer = await surveys.call("OPTIONS", SURVEY)
    assert (answer.status, answer.body) == (204, b"")
    assert (answer.headers["allow"], answer.headers["tus-version"]) == ("OPTIONS, HEAD, POST, PATCH", "1.0.0,0.2")
    found = (await surveys.recorded(answer)).outcome
    assert found is not None
    assert found["operation"] == "describeSurveys"
    elsewhere = await surveys.call("OPTIONS", PLAN)
    assert (elsewhere.status, elsewhere.headers["allow"]) == (405, "GET, HEAD")
    assert [call.method for call in surveys.register.calls] == ["OPTIONS"]


async def test_head_is_an_operation_where_there_is_no_get(surveys: GatewayUnderTest) -> None:
    surveys.register.answers_with = (200, b"", "text/plain")
    surveys.register.more = [(b"upload-offset", b"7")]
    answer = await surveys.call("HEAD", SURVEY)
    assert (answer.status, answer.body, answer.headers["upload-offset"]) == (200, b"", "7")
    assert "content-length" not in answer.headers, "of an answer to GET, which there is not"
    assert [call.method for call in surveys.register.calls] == ["HEAD"]
    surveys.register.answers_with = (404, a_problem("not-found", 404), "application/problem+json")
    surveys.register.more = []
    gone = await surveys.call("HEAD", SURVEY)
    assert (gone.status, gone.body) == (404, b"")
    read = await surveys.call("GET", SURVEY)
    assert (read.status, read.headers["allow"]) == (405, "HEAD, OPTIONS, PATCH, POST")


async def test_a_piece_of_a_file_passes_as_it_is_asked_for(surveys: GatewayUnderTest) -> None:
    surveys.register.file = b"0123456789"
    surveys.register.more = [(b"accept-ranges", b"bytes")]
    whole = await surveys.call("GET", PLAN, headers={"if-range": '"1"'})
    assert (whole.status, whole.headers["accept-ranges"], sent(surveys)["if-range"]) == (200, "bytes", '"1"')
    head = await surveys.call("HEAD", PLAN, headers={"range": "bytes=2-4"})
    assert (head.status, head.headers["accept-ranges"]) == (200, "bytes")
    assert "range" not in sent(surveys)
    surveys.register.piece = (2, 4)
    piece = await surveys.call("GET", PLAN, headers={"range": "bytes=2-4", "if-range": '"1"'})
    assert (piece.status, piece.body, piece.headers["content-range"]) == (206, b"234", "bytes 2-4/10")
    assert (sent(surveys)["range"], sent(surveys)["if-range"]) == ("bytes=2-4", '"1"')
    odd = await surveys.call("GET", PLAN, headers={"range": "rows=1-2"})
    assert (odd.status, odd.json["errors"][0]["name"]) == (400, "range")


ODD = [
    "",
    " ",
    ",",
    "-1",
    "1" * 400,
    "1e9",
    "NaN",
    "null",
    "[]",
    "{}",
    "\t7",
    "7\x80",
    "\xe0\xba\x81",
    '"',
    "%00",
    "bytes=-",
    "a" * 2001,
]


async def test_odd_values_are_answered_and_break_nothing(surveys: GatewayUnderTest) -> None:
    surveys.register.answers_with = (204, b"", "")
    surveys.register.more = [(b"upload-offset", b"1")]
    names = ("upload-offset", "prefer", "range", "if-range", "if-none-match", "tus-version")
    for odd in ODD:
        headers: dict[str, str | None] = dict.fromkeys(names, odd)
        for method, path in (("OPTIONS", SURVEY), ("HEAD", PLAN), ("GET", PLAN)):
            surveys.register.answers_with = (204, b"", "") if method == "OPTIONS" else None
            assert (await surveys.call(method, path, headers=headers)).status in {200, 204, 304, 400}, (
                method,
                odd,
            )
        assert (await surveys.call("PATCH", SURVEY, [b"abc"], headers=APPENDING | headers)).status == 400, odd


async def test_what_nobody_declared_does_not_reach_the_service(gateway_under_test: GatewayUnderTest) -> None:
    headers: dict[str, str | None] = {"range": "bytes=0-1", "if-range": '"1"', "prefer": "respond-async"}
    answer = await gateway_under_test.call("GET", "/land-register/v1/maps/p1", headers=headers)
    assert (answer.status, answer.body) == (200, gateway_under_test.register.file)
    assert not gateway_under_test.register.calls[-1].headers.keys() & headers.keys()
