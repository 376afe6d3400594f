"""The client against a peer that checks its tokens and proofs with another library than ours."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from chassis.client.exchange_client import Credentials, ExchangeClient, TokenRefused
from evidence.base64url import b64url_decode
from tests.support.token_peer import TokenPeer, listening


@dataclass
class Pair:
    peer: TokenPeer
    client: ExchangeClient


@pytest.fixture
async def pair() -> AsyncIterator[Pair]:
    async with listening(TokenPeer()) as peer, aiohttp.ClientSession() as session:
        yield Pair(peer, ExchangeClient(peer.credentials(), session))


async def test_a_request_carries_a_token_and_a_proof_of_its_own(pair: Pair) -> None:
    answer = await pair.client.request("GET", "/case-registry/v1/cases?limit=5")
    assert answer.ok
    assert answer.json() == {"path": "/case-registry/v1/cases?limit=5"}


async def test_one_token_serves_many_requests_and_every_request_has_a_new_proof(pair: Pair) -> None:
    await asyncio.gather(*(pair.client.request("GET", "/case-registry/v1/cases") for _ in range(5)))
    assert len(pair.peer.token_requests) == 1
    assert len({proof["jti"] for proof in pair.peer.proofs}) == 6


async def test_each_purpose_has_a_token_of_its_own(pair: Pair) -> None:
    await pair.client.request("GET", "/case-registry/v1/cases")
    await pair.client.request("GET", "/case-registry/v1/cases", purpose="oversight")
    assert [form["purpose"] for form in pair.peer.token_requests] == ["caseManagement", "oversight"]


async def test_each_office_has_a_token_of_its_own_and_is_signed_for(pair: Pair) -> None:
    for office in ("0101", "0102", "0101", None, "0102"):
        await pair.client.request("GET", "/case-registry/v1/cases", office=office)
    named = [json.loads(b64url_decode(form["client_assertion"].split(".")[1])) for form in pair.peer.token_requests]
    assert [claims.get("office") for claims in named] == ["0101", "0102", None]


async def test_the_body_and_the_idempotency_key_arrive_as_they_were_given(pair: Pair) -> None:
    await pair.client.request("POST", "/case-registry/v1/cases", json={"ກ": 1}, idempotency_key="key-1")
    headers, body = pair.peer.requests[0]
    assert json.loads(body) == {"ກ": 1}
    assert headers["Idempotency-Key"] == "key-1"
    assert headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("json_body", [{"ກ": 1}, None])
async def test_a_request_may_be_signed_instead_of_proven(pair: Pair, json_body: object) -> None:
    path = "/case-registry/v1/cases?q=%E0%BA%81&limit=5"
    answer = await pair.client.request("POST", path, json=json_body, idempotency_key="key-1", sign=True)
    assert answer.ok
    headers, _ = pair.peer.requests[0]
    assert "DPoP" not in headers
    assert '"idempotency-key"' in headers["Signature-Input"]


async def test_a_content_type_of_the_caller_is_kept(pair: Pair) -> None:
    await pair.client.request("POST", "/document-exchange/v1/uploads", body=b"x", headers={"content-type": "text/csv"})
    assert pair.peer.requests[0][0]["Content-Type"] == "text/csv"


@pytest.mark.parametrize("tells_server_time", [True, False])
async def test_a_clock_that_is_wrong_is_put_right_by_the_first_refusal(pair: Pair, tells_server_time: bool) -> None:
    pair.peer.clock_ahead_s = -3600.0
    pair.peer.tells_server_time = tells_server_time
    assert (await pair.client.request("GET", "/case-registry/v1/cases")).ok
    assert len(pair.peer.token_requests) == 2
    assert (await pair.client.request("GET", "/case-registry/v1/cases")).ok
    assert len(pair.peer.token_requests) == 2


async def test_a_nonce_that_the_server_asks_for_is_in_the_next_proof(pair: Pair) -> None:
    pair.peer.nonce = "first"
    assert (await pair.client.request("GET", "/case-registry/v1/cases")).ok
    pair.peer.nonce = "second"
    assert (await pair.client.request("GET", "/case-registry/v1/cases")).ok
    assert len(pair.peer.token_requests) == 2  # the token was good all the time


async def test_a_refused_token_is_replaced_once(pair: Pair) -> None:
    await pair.client.request("GET", "/case-registry/v1/cases")
    pair.peer.refuse_next = 1
    assert (await pair.client.request("GET", "/case-registry/v1/cases")).ok
    assert len(pair.peer.token_requests) == 2


async def test_a_second_refusal_is_the_answer(pair: Pair) -> None:
    pair.peer.refuse_next = 2
    assert (await pair.client.request("GET", "/case-registry/v1/cases")).status == 401


async def test_a_token_that_is_nearly_over_is_not_used(pair: Pair) -> None:
    pair.peer.token_life_s = 10
    await pair.client.request("GET", "/case-registry/v1/cases")
    await pair.client.request("GET", "/case-registry/v1/cases")
    assert len(pair.peer.token_requests) == 2


async def test_a_token_may_be_asked_for_with_a_shorter_life(pair: Pair) -> None:
    await pair.client.token("caseManagement", expires_in=1)
    assert pair.peer.token_requests[0]["expires_in"] == "1"


async def test_a_purpose_without_an_agreement_is_said_by_the_token_endpoint(pair: Pair) -> None:
    with pytest.raises(TokenRefused) as refusal:
        await pair.client.request("GET", "/case-registry/v1/cases", purpose="curiosity")
    assert refusal.value.answer.json()["code"] == "purpose-not-agreed"


async def test_a_proof_made_before_is_sent_as_it_is(pair: Pair) -> None:
    proven = await pair.client.prove("GET", "/case-registry/v1/cases")
    answer = await pair.client.send("GET", "/case-registry/v1/cases", proven)
    assert answer.ok
    assert pair.peer.requests[0][0]["DPoP"] == proven.proof


def test_credentials_are_read_as_the_sandbox_writes_them(tmp_path: Path) -> None:
    peer = TokenPeer(base_url="http://127.0.0.1:1")
    path = tmp_path / "police-case-system.json"
    path.write_text(peer.credentials().model_dump_json(by_alias=True))
    assert Credentials.read(path) == peer.credentials()


def test_credentials_do_not_show_their_key() -> None:
    assert "private" not in repr(TokenPeer().credentials())
