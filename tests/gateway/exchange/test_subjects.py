"""Whom an exchange was about stands in the ledger under pseudonyms: from the request and from the answer."""

import hashlib
from typing import Any

import orjson
import pytest

from contracts import subjects
from evidence.entries import spell_bytes
from tests.support.bridge import Bridge

OWNER = {"type": "citizenId", "value": "01-23"}
NAMED = subjects.identifier("citizenId", "0123")


def a_parcel(**more: Any) -> bytes:
    return orjson.dumps({"name": "ນາ", "area": 3} | more)


async def rows(bridge: Bridge) -> list[tuple[bytes, str]]:
    return [(row["subject"], row["exchange"]) for row in await bridge.pool.fetch("select * from ledger_subjects")]


async def test_whom_a_request_names_is_recorded_with_the_intent(bridge: Bridge) -> None:
    answer = await bridge.call("POST", "/land-register/v1/parcels", a_parcel(owner=OWNER))
    epoch = bridge.gateway.epochs.at(bridge.gateway.clock.now())
    assert await rows(bridge) == [(epoch.pseudonym(NAMED), answer.headers["exchange-id"])]
    spelt = orjson.dumps([spell_bytes(epoch.pseudonym(NAMED))])
    digest = spell_bytes(hashlib.sha256(spelt).digest())
    for _, details in await bridge.entries():
        assert details["subjects"] == {"count": 1, "digest": digest, "epoch": 1}


async def test_whom_an_answer_names_is_recorded_even_where_the_name_was_removed(bridge: Bridge) -> None:
    bridge.register.answer |= {"owner": OWNER}
    answer = await bridge.call("GET", "/land-register/v1/parcels/p1")
    assert "owner" not in answer.json
    assert len(await rows(bridge)) == 1


async def test_an_exchange_about_nobody_says_nothing_of_subjects(bridge: Bridge) -> None:
    await bridge.call("POST", "/land-register/v1/parcels", a_parcel())
    assert await rows(bridge) == []
    assert all("subjects" not in details for _, details in await bridge.entries())


async def test_what_is_refused_unread_names_nobody(bridge: Bridge) -> None:
    answer = await bridge.call("POST", "/land-register/v1/parcels", a_parcel(owner=OWNER, area=0))
    assert answer.status == 400
    assert await rows(bridge) == []


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/land-register/v1/parcels/p1"), ("POST", "/land-register/v1/parcels")],
    ids=["read", "change"],
)
async def test_nothing_is_forwarded_while_nobody_can_be_recorded(bridge: Bridge, method: str, path: str) -> None:
    bridge.gateway.epochs._epochs = ()
    body = a_parcel(owner=OWNER) if method == "POST" else b""
    answer = await bridge.call(method, path, body)
    assert (answer.status, bridge.register.calls) == (503, [])


async def test_an_answer_that_names_more_people_adds_them_to_those_of_the_request(bridge: Bridge) -> None:
    bridge.register.answer |= {"owner": OWNER | {"value": "99"}}
    await bridge.call("POST", "/land-register/v1/parcels", a_parcel(owner=OWNER))
    counts = [details["subjects"]["count"] for _, details in await bridge.entries()]
    assert (sorted(counts), len(await rows(bridge))) == ([1, 2], 2)


async def test_the_same_person_is_one_subject_whoever_asks(bridge: Bridge) -> None:
    for value in ("01-23", "໐໑໒໓"):
        await bridge.call("POST", "/land-register/v1/parcels", a_parcel(owner=OWNER | {"value": value}))
    found = await rows(bridge)
    assert len(found) == 2
    assert len({subject for subject, _ in found}) == 1
