"""One verb, one transaction: what a service answers is true, whatever happens around it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from sqlalchemy import text

from chassis.bus import open_bus
from chassis.unit import effects
from contracts.identifiers import new_id
from tests.chassis import bakery
from tests.support.postgres import FreshDatabase
from tests.support.service import ServiceUnderTest, a_caller, a_voucher, running

MIGRATIONS = "tests.chassis.bakery.migrations"


@pytest.fixture
async def shop(fresh_database: FreshDatabase) -> AsyncIterator[ServiceUnderTest]:
    bus = await open_bus("postgres", fresh_database())
    async with running(bakery.build(fresh_database(MIGRATIONS), bus)) as service:
        yield service
    await bus.close()


async def loaves(shop: ServiceUnderTest) -> int:
    [row] = await shop.rows("select count(*) as n from loaf")
    return int(row["n"])


async def test_effect_event_and_answer_are_kept_together(shop: ServiceUnderTest) -> None:
    answer = await shop.call("POST", "/loaves", json={"bread": "rye"})
    assert answer.status_code == 201
    assert await loaves(shop) == 1
    assert await shop.announced() == ["la.gov.documents.document.baked.v1"]
    kept = await shop.rows("select body, status from idempotency")
    assert kept == [{"body": answer.content, "status": 201}]
    assert len(await shop.rows("select 1 from effects where state = 'applied'")) == 1


async def test_a_member_that_is_absent_is_left_out_of_the_answer(shop: ServiceUnderTest) -> None:
    answer = await shop.call("POST", "/loaves", json={"bread": "rye"})
    assert set(answer.json()) == {"loafId", "bread", "bakedAt"}


async def test_the_same_call_again_gets_the_first_answer_byte_for_byte(shop: ServiceUnderTest) -> None:
    first = await shop.call("POST", "/loaves", json={"bread": "rye"}, key="monday")
    again = await shop.call("POST", "/loaves", json={"bread": "rye"}, key="monday")
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["idempotent-replayed"] == "true"
    assert await loaves(shop) == 1


async def test_another_call_under_the_same_key_is_refused(shop: ServiceUnderTest) -> None:
    await shop.call("POST", "/loaves", json={"bread": "rye"}, key="monday")
    other = await shop.call("POST", "/loaves", json={"bread": "wheat"}, key="monday")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")


async def test_what_another_office_did_under_the_key_is_not_told(shop: ServiceUnderTest) -> None:
    await shop.call("POST", "/loaves", json={"bread": "rye"}, key="monday", caller=a_caller(office="0101"))
    other = await shop.call("POST", "/loaves", json={"bread": "rye"}, key="monday", caller=a_caller(office="0102"))
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    assert await loaves(shop) == 1


async def test_the_same_key_of_another_member_is_another_key(shop: ServiceUnderTest) -> None:
    await shop.call("POST", "/loaves", json={"bread": "rye"}, key="monday")
    other = await shop.call("POST", "/loaves", json={"bread": "rye"}, key="monday", caller=a_caller("ospp"))
    assert other.status_code == 201
    assert await loaves(shop) == 2


async def test_parallel_calls_under_one_key_have_one_effect(shop: ServiceUnderTest) -> None:
    answers = await asyncio.gather(
        *(shop.call("POST", "/loaves", json={"bread": "rye"}, key="monday") for _ in range(8)),
    )
    statuses = sorted(answer.status_code for answer in answers)
    assert await loaves(shop) == 1
    assert set(statuses) <= {201, 409}
    assert 201 in statuses
    assert all(answer.headers["retry-after"] for answer in answers if answer.status_code == 409)


@pytest.mark.parametrize(
    ("key", "code"), [("", "idempotency-key-missing"), ("x" * 129, "invalid-input"), ("a b", "invalid-input")]
)
async def test_a_creating_call_without_a_usable_key_is_refused(shop: ServiceUnderTest, key: str, code: str) -> None:
    answer = await shop.call("POST", "/loaves", json={"bread": "rye"}, headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["code"]) == (400, code)


async def test_a_refusal_rolls_back_and_is_not_kept(shop: ServiceUnderTest) -> None:
    refused = await shop.call("POST", "/loaves", json={"bread": "stone"}, key="monday")
    assert (refused.status_code, refused.json()["code"]) == (409, "oven-full")
    assert await loaves(shop) == 0
    assert await shop.announced() == []
    assert (await shop.call("POST", "/loaves", json={"bread": "rye"}, key="monday")).status_code == 201


async def test_a_refusal_made_by_the_route_itself_rolls_back_too(shop: ServiceUnderTest) -> None:
    answer = await shop.call("POST", "/refusals", json={})
    assert answer.status_code == 409
    assert await loaves(shop) == 0
    assert await shop.rows("select 1 from effects") == []


async def test_a_fault_is_a_problem_with_a_reference_and_nothing_is_written(shop: ServiceUnderTest) -> None:
    answer = await shop.call("POST", "/explosions")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal-fault")
    assert "boom" not in answer.text


async def test_a_holder_of_this_version_gets_304(shop: ServiceUnderTest) -> None:
    loaf = (await shop.call("POST", "/loaves", json={"bread": "rye"})).json()["loafId"]
    first = await shop.call("GET", f"/loaves/{loaf}")
    assert first.headers["etag"] == '"1"'
    for condition, status in (('W/"1"', 304), ('"2", "1"', 304), ("*", 304), ('"2"', 200)):
        again = await shop.call("GET", f"/loaves/{loaf}", headers={"If-None-Match": condition})
        assert (again.status_code, again.headers["etag"]) == (status, '"1"')
        assert (again.content == b"") is (status == 304)


async def test_no_tag_is_made_of_the_bytes_of_a_record(shop: ServiceUnderTest) -> None:
    """Who gets a part of the record, and its digest, could try the rest."""
    made = await shop.call("POST", "/loaves", json={"bread": "rye"})
    assert (made.status_code, "etag" in made.headers) == (201, False)


@pytest.mark.parametrize("path", ["/livez", "/healthz", "/openapi.json", "/bakery/v1/loaves/{loaf}", "/nothing"])
async def test_head_is_answered_wherever_get_is(shop: ServiceUnderTest, path: str) -> None:
    loaf = (await shop.call("POST", "/loaves", json={"bread": "rye"})).json()["loafId"]
    voucher = {"Voucher": a_voucher(a_caller(), "bakery")}
    got, head = [
        await shop.client.request(method, path.format(loaf=loaf), headers=voucher) for method in ("GET", "HEAD")
    ]
    assert (head.status_code, head.content) == (got.status_code, b"")
    own = {"traceparent", "content-length"} if got.status_code == 404 else {"traceparent"}
    assert {n: v for n, v in head.headers.items() if n not in own} == {
        n: v for n, v in got.headers.items() if n not in own
    }
    assert head.headers["x-content-type-options"] == "nosniff"
    assert int(head.headers["content-length"]) > 0


async def test_405_names_head_beside_get_alone(shop: ServiceUnderTest) -> None:
    assert (await shop.call("PUT", "/loaves/1")).headers["allow"] == "GET, HEAD"
    for method in ("HEAD", "GET", "PUT"):
        answer = await shop.call(method, "/loaves")
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


async def test_every_answer_tells_its_version_its_trace_and_is_not_cached(shop: ServiceUnderTest) -> None:
    answer = await shop.call(
        "POST", "/loaves", json={"bread": "rye"}, headers={"traceparent": f"00-{'a' * 32}-{'b' * 16}-01"}
    )
    assert answer.headers["api-version"] == "1.2.3"
    assert answer.headers["traceparent"].startswith(f"00-{'a' * 32}-")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("GET", "/nothing", 404, "not-found"), ("DELETE", "/loaves", 405, "method-not-allowed")],
)
async def test_the_frameworks_own_refusals_are_problems_too(
    shop: ServiceUnderTest, method: str, path: str, status: int, code: str
) -> None:
    answer = await shop.call(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_an_invalid_body_points_at_its_member(shop: ServiceUnderTest) -> None:
    answer = await shop.call("POST", "/loaves", json={})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/bread")


async def test_nothing_is_answered_without_a_voucher_for_this_service(shop: ServiceUnderTest) -> None:
    for voucher in (None, "", "rubbish", a_voucher(a_caller(), "butcher")):
        headers = {"Voucher": voucher} if voucher is not None else {}
        answer = await shop.client.post(
            "/bakery/v1/loaves", json={"bread": "rye"}, headers=headers | {"Idempotency-Key": "k"}
        )
        assert (answer.status_code, answer.json()["code"]) == (401, "voucher-refused")


async def look_up(shop: ServiceUnderTest, exchange: str, kind: str = "gateway", settle: str = "") -> httpx2.Response:
    voucher = a_voucher(a_caller("gateway", kind), "bakery")
    return await shop.client.get(f"/internal/effects/{exchange}{settle}", headers={"Voucher": voucher})


async def test_the_gateway_learns_what_became_of_an_exchange(shop: ServiceUnderTest) -> None:
    exchange = new_id("xch")
    await shop.call("POST", "/loaves", json={"bread": "rye"}, key="monday", headers={"Exchange-Id": exchange})
    replay = new_id("xch")
    await shop.call("POST", "/loaves", json={"bread": "rye"}, key="monday", headers={"Exchange-Id": replay})
    assert (await look_up(shop, exchange)).json() == {"state": "applied"}
    assert (await look_up(shop, replay)).json() == {"state": "replayed"}


async def test_an_exchange_declared_without_effect_is_refused_when_it_comes_late(shop: ServiceUnderTest) -> None:
    exchange = new_id("xch")
    assert (await look_up(shop, exchange)).json() == {"state": "notApplied"}
    late = await shop.call("POST", "/loaves", json={"bread": "rye"}, headers={"Exchange-Id": exchange})
    assert (late.status_code, late.json()["code"]) == (409, "exchange-expired")
    assert await loaves(shop) == 0


async def test_an_exchange_from_before_what_is_kept_is_forgotten_and_not_told_as_not_applied(
    shop: ServiceUnderTest,
) -> None:
    """Its effect may have gone with its time; a gateway that was away so long leaves it open."""
    old = new_id("xch", at=datetime.now(UTC) - effects.KEPT_FOR)
    assert (await look_up(shop, old)).json() == {"state": "forgotten"}
    assert (await look_up(shop, old, settle="?settle=false")).json() == {"state": "notSeen"}
    younger = new_id("xch", at=datetime.now(UTC) - effects.KEPT_FOR + timedelta(days=2))
    assert (await look_up(shop, younger)).json() == {"state": "notApplied"}


async def test_a_look_up_that_settles_nothing_leaves_the_exchange_open(shop: ServiceUnderTest) -> None:
    exchange, settled = new_id("xch"), new_id("xch")
    assert (await look_up(shop, exchange, settle="?settle=false")).json() == {"state": "notSeen"}
    sent = await shop.call("POST", "/loaves", json={"bread": "rye"}, headers={"Exchange-Id": exchange})
    assert sent.status_code == 201
    assert (await look_up(shop, exchange, settle="?settle=false")).json() == {"state": "applied"}
    await look_up(shop, settled)
    assert (await look_up(shop, settled, settle="?settle=false")).json() == {"state": "notApplied"}


async def test_one_exchange_that_is_sent_twice_has_one_effect(shop: ServiceUnderTest) -> None:
    exchange = {"Exchange-Id": new_id("xch")}
    answers = await asyncio.gather(
        *(shop.call("POST", "/loaves", json={"bread": "rye"}, key=key, headers=exchange) for key in ("one", "another"))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert await loaves(shop) == 1


async def test_only_the_gateway_may_ask(shop: ServiceUnderTest) -> None:
    assert (await look_up(shop, new_id("xch"), kind="court")).status_code == 404
    assert (await look_up(shop, new_id("xch"), kind="court", settle="?settle=false")).status_code == 404


async def test_alive_and_ready_are_two_questions(shop: ServiceUnderTest) -> None:
    assert (await shop.client.get("/livez")).json() == {"status": "alive"}
    assert (await shop.client.get("/healthz")).json() == {
        "status": "ready",
        "checks": {"database": True, "schema": True},
    }


async def test_a_database_that_goes_away_is_503_and_comes_back_without_a_restart(shop: ServiceUnderTest) -> None:
    await shop.call("POST", "/loaves", json={"bread": "rye"})
    async with shop.units.engine.connect() as connection:
        others = "datname = current_database() and pid <> pg_backend_pid()"
        await connection.execute(text(f"select pg_terminate_backend(pid) from pg_stat_activity where {others}"))
    statuses = [(await shop.call("POST", "/loaves", json={"bread": "rye"})).status_code for _ in range(4)]
    assert set(statuses) <= {201, 503}
    assert statuses[-1] == 201


async def test_the_openapi_document_has_no_prefix_in_paths_and_declares_problems(shop: ServiceUnderTest) -> None:
    document = (await shop.client.get("/openapi.json")).json()
    assert document["servers"] == [{"url": "/bakery/v1"}]
    operation = document["paths"]["/loaves"]["post"]
    assert operation["operationId"] == "bakeLoaf"
    assert operation["responses"]["422"]["description"] == "The Idempotency-Key belongs to another request."
    assert operation["responses"]["400"]["content"]["application/problem+json"]["schema"]["$ref"].endswith("/Problem")
    assert (
        document["components"]["schemas"]["Problem"]["x-schema-id"] == "https://schemas.saphan.gov.la/shared/problem/v1"
    )
    assert "Loaf" in document["components"]["schemas"]
    assert "HTTPValidationError" not in document["components"]["schemas"]
