"""A client on the gateway's own network sends to another address than the public one, and proves for the public one."""

import base64
import json
import time
from typing import Any

import aiohttp

from chassis.client.exchange_client import AccessToken, ExchangeClient
from tests.support.token_peer import TokenPeer, listening

PUBLIC = "https://gateway.example"


def claims(proof: str) -> dict[str, Any]:
    body = proof.split(".")[1]
    stated: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return stated


async def test_proofs_name_the_public_address_and_requests_go_to_the_other() -> None:
    async with listening(TokenPeer()) as peer, aiohttp.ClientSession() as session:
        inside = peer.credentials().model_copy(update={"issuer": PUBLIC})
        client = ExchangeClient(inside, session)
        token = AccessToken("token", "caseManagement", time.time() + 300)
        proven = await client.prove("GET", "/cases?limit=1", token=token)
        assert claims(proven.proof)["htu"].startswith(f"{PUBLIC}/cases")
        answer = await client.send("GET", "/cases?limit=1", proven)
        assert answer.status, "the peer at the other address has answered"
