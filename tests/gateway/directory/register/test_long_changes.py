"""A change of a thousand entries lets everybody else go on: counted in turns of the loop, not in milliseconds."""

import asyncio
from typing import Any

import pytest

from chassis.process.work import SLICE
from gateway.directory.register.wire import content_of
from tests.chassis.process.test_slices import Turns
from tests.gateway.directory.register.conftest import KHAMLA, Register

ENTRIES = 1000


def many(count: int = ENTRIES) -> list[dict[str, Any]]:
    facts = {"owner": "moic", "kind": "server", "lo": "ກ", "en": "x", "place": "0101", "acquiredOn": "2020-01-01"}
    return [facts | {"id": f"eq-{number}"} for number in range(count)]


async def turns_of(work: Any) -> tuple[int, Any]:
    """Return how many turns the loop gave to others while the work was done, and what came of it."""
    turns = Turns()
    others = asyncio.create_task(turns.take())
    answer = await work
    others.cancel()
    return turns.taken, answer


async def test_a_body_is_read_in_slices() -> None:
    taken, content = await turns_of(content_of({"equipment": many()}))
    assert len(content.equipment) == ENTRIES
    assert taken >= ENTRIES // SLICE


async def test_a_long_change_is_planned_proposed_read_and_applied_in_slices(register: Register) -> None:
    # what one entry alone costs in turns is the database's; a long change adds slices to it, in each of its steps
    alone = min([(await turns_of(register.call("POST", "/plans", json={"equipment": many(1)})))[0] for _ in range(4)])
    steps = 6  # body, rules twice, filing, and what is told
    taken, answer = await turns_of(register.call("POST", "/plans", json={"equipment": many()}))
    assert len(register.valid("plan", answer.json())["differences"]) == ENTRIES
    assert taken - alone >= steps * (ENTRIES // SLICE - 1)
    taken, answer = await turns_of(
        register.call("POST", "/changes", json={"reason": "Because.", "content": {"equipment": many()}})
    )
    proposed = register.valid("change", answer.json())
    assert taken - alone >= steps * (ENTRIES // SLICE - 1)
    path = f"/changes/{proposed['changeId']}"
    taken, answer = await turns_of(register.call("POST", f"{path}/approvals", caller=KHAMLA))
    assert taken - alone >= steps * (ENTRIES // SLICE - 1)
    applied = register.valid("change", answer.json())
    assert (applied["status"], len(applied["differences"])) == ("applied", ENTRIES)
    assert await register.read(path, "change") == applied


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"equipment": [{"id": "x"}]}, "/equipment/0/owner"),
        ({"equipment": {}}, "/equipment"),
        ({"things": []}, "/things"),
        ([], ""),
    ],
)
async def test_what_is_no_content_is_refused_at_its_place(register: Register, body: Any, pointer: str) -> None:
    answer = await register.call("POST", "/plans", json=body)
    assert (answer.status_code, answer.json()["errors"][0].get("pointer", "")) == (400, pointer)


@pytest.mark.parametrize("reason", [None, "", "x" * 2001, 5])
async def test_a_proposal_says_why(register: Register, reason: Any) -> None:
    answer = await register.call("POST", "/changes", json={"reason": reason, "content": {}})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/reason")
