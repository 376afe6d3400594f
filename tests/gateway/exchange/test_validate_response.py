from dataclasses import replace

import pytest

from gateway.directory.compiler import compile_service
from tests.support.directory import a_document, an_operation
from tests.support.gateway_under_test import GatewayUnderTest, an_agreement
from tests.support.land_register import a_problem

PARCELS = "/land-register/v1/parcels"
A_PARCEL = b'{"name": "Rice field", "area": 3}'


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b'{"name": "x"}', "schema"),
        (b'{"name": "x", "area": 1, "secret": 2}', "schema"),
        (b'{"name": "x", "area": 1, "area": 2}', "malformed-json"),
        (b'{"name": "x", "area": 1e999}', "malformed-json"),
        (b"", "malformed-json"),
        (b"x" * (8 * 1024 * 1024 + 1), "too-large"),
    ],
)
async def test_an_answer_that_breaks_the_contract_does_not_leave_and_the_effect_is_told(
    gateway_under_test: GatewayUnderTest, answer: bytes, why: str
) -> None:
    gateway_under_test.register.raw = answer
    got = await gateway_under_test.call("POST", PARCELS, A_PARCEL)
    assert (got.status, got.code, got.json["effect"]) == (502, "upstream-invalid", "applied")
    assert got.json["params"]["reason"] == why
    recorded = await gateway_under_test.recorded(got)
    assert recorded.outcome is not None
    assert recorded.outcome["code"] == "upstream-invalid"


async def test_a_status_nobody_declared_does_not_leave(gateway_under_test: GatewayUnderTest) -> None:
    gateway_under_test.register.answers_with = (202, b'{"name": "x", "area": 1}', "application/json")
    assert (await gateway_under_test.call("GET", f"{PARCELS}/p1")).json["params"]["reason"] == "not-declared"


async def test_a_media_type_nobody_declared_does_not_leave(gateway_under_test: GatewayUnderTest) -> None:
    gateway_under_test.register.answers_with = (200, b"<p>", "text/html")
    assert (await gateway_under_test.call("GET", f"{PARCELS}/p1")).json["params"]["reason"] == "not-declared"


async def test_a_service_that_refuses_our_voucher_is_our_fault_and_not_the_callers(
    gateway_under_test: GatewayUnderTest,
) -> None:
    gateway_under_test.register.answers_with = (401, b"{}", "application/problem+json")
    answer = await gateway_under_test.call("GET", f"{PARCELS}/p1")
    assert (answer.status, answer.json["params"]["reason"]) == (502, "voucher-refused")


async def test_a_problem_of_the_service_passes_as_it_came(gateway_under_test: GatewayUnderTest) -> None:
    problem = a_problem("parcel-is-a-road", 409)
    gateway_under_test.register.answers_with = (409, problem, "application/problem+json")
    answer = await gateway_under_test.call("POST", PARCELS, A_PARCEL)
    assert (answer.status, answer.body) == (409, problem)
    recorded = await gateway_under_test.recorded(answer)
    assert recorded.outcome is not None
    assert (recorded.outcome["status"], recorded.outcome["effect"]) == (409, "none")


async def test_a_problem_that_is_none_does_not_pass(gateway_under_test: GatewayUnderTest) -> None:
    gateway_under_test.register.answers_with = (409, b'{"code": "x"}', "application/problem+json")
    assert (await gateway_under_test.call("GET", f"{PARCELS}/p1")).json["params"]["reason"] == "schema"


async def test_unchanged_is_no_answer_about_a_document_that_nobody_has_looked_at(
    gateway_under_test: GatewayUnderTest,
) -> None:
    gateway_under_test.register.answers_with = (304, b"", "application/json")
    answer = await gateway_under_test.call("GET", f"{PARCELS}/p1", headers={"if-none-match": '"1"'})
    assert (answer.status, answer.json["params"]["reason"]) == (502, "not-declared")


@pytest.mark.parametrize("status", [200, 404])
async def test_what_only_looks_like_json_is_passed_on_as_a_file_or_not_at_all(
    gateway_under_test: GatewayUnderTest, status: int
) -> None:
    content = {"text/json": {"schema": {"type": "string"}}}
    answers = {str(each): {"description": "", "content": content} for each in (200, 404)}
    document = a_document({"/odd": {"get": an_operation("getOdd", answers, **{"x-data-class": "general"})}})
    document |= {"servers": [{"url": "/land-register/v1"}]}
    service = compile_service("land-register", "moic", "in-process:land-register", document, "odd")
    agreement = an_agreement(operations=frozenset({"getOdd"}))
    gateway_under_test.directory.snapshot = replace(
        gateway_under_test.directory.snapshot,
        services={service.name: service},
        agreements={agreement.id: agreement},
        version=2,
    )
    gateway_under_test.register.answers_with = (status, b'{"cause": "X"}', "text/json")
    answer = await gateway_under_test.call("GET", "/land-register/v1/odd")
    assert (answer.status, answer.json["params"]["reason"]) == (502, "digest-missing")
