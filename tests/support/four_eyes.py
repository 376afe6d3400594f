"""A change of the directory as the control tower makes it: one of its officers proposes, another one approves."""

from collections.abc import Mapping
from typing import Any

from chassis.client.exchange_client import ExchangeClient
from contracts.identifiers import new_id

_CHANGES = "/directory/v1/changes"


async def decided(tower: ExchangeClient, content: Mapping[str, Any]) -> None:
    """Change the directory by a client of the control tower."""
    how: dict[str, Any] = {"purpose": "directoryKeeping"}
    proposal = {"reason": "A test.", "content": dict(content)}
    made = await tower.request("POST", _CHANGES, json=proposal, officer="bounmy", idempotency_key=new_id("tst"), **how)
    assert made.ok, made.body
    approval = f"{_CHANGES}/{made.json()['changeId']}/approvals"
    answer = await tower.request("POST", approval, officer="khamla", sign=True, idempotency_key=new_id("tst"), **how)
    assert answer.ok, answer.body
