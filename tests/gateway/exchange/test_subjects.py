"""Whom an exchange was about stands in the ledger under pseudonyms: from the request and from the answer."""

import hashlib
from dataclasses import replace
from typing import Any

import orjson
import pytest

from contracts import subjects
from evidence.base64url import b64url
from gateway.directory.subjects import compile_seeker
from gateway.exchange.rows import LONGEST, Rows
from gateway.ledger.epochs import nobody
from tests.support.cost import cost
from tests.support.gateway_under_test import Answer, GatewayUnderTest, an_agreement
from tests.support.land_register import DOCUMENT

OWNER = {"type": "citizenId", "value": "01-23"}
NAMED = subjects.identifier("citizenId", "0123")


@pytest.fixture
def gateway_under_test(gateway_under_test: GatewayUnderTest) -> GatewayUnderTest:
    """A gateway whose caller may see who owns what: then nothing has to be blinded."""
    return under(gateway_under_test, "remarks", "owners")


def under(gateway_under_test: GatewayUnderTest, *groups: str) -> GatewayUnderTest:
    agreement = an_agreement(field_groups=frozenset(groups))
    gateway_under_test.directory.snapshot = replace(
        gateway_under_test.directory.snapshot, agreements={agreement.id: agreement}
    )
    return gateway_under_test


def a_parcel(**more: Any) -> bytes:
    return orjson.dumps({"name": "ນາ", "area": 3} | more)


async def rows(gateway_under_test: GatewayUnderTest) -> list[tuple[bytes, str]]:
    return [(row["subject"], row["exchange"]) for row in await gateway_under_test.looks()]


async def test_whom_a_request_names_is_recorded_with_the_intent(gateway_under_test: GatewayUnderTest) -> None:
    answer = await gateway_under_test.call("POST", "/land-register/v1/parcels", a_parcel(owner=OWNER))
    epoch = gateway_under_test.gateway.epochs.at(gateway_under_test.gateway.clock.now())
    assert await rows(gateway_under_test) == [(epoch.pseudonym(NAMED), answer.headers["exchange-id"])]
    spelt = orjson.dumps([b64url(epoch.pseudonym(NAMED))])
    digest = b64url(hashlib.sha256(spelt).digest())
    for _, details in await gateway_under_test.entries():
        assert details["subjects"] == {"count": 1, "digest": digest, "epoch": 1}


async def test_whom_an_answer_names_is_recorded_even_where_the_name_was_removed(
    gateway_under_test: GatewayUnderTest,
) -> None:
    under(gateway_under_test, "remarks")
    gateway_under_test.register.answer |= {"owner": OWNER}
    answer = await gateway_under_test.call("GET", "/land-register/v1/parcels/p1")
    assert "owner" not in answer.json
    [(pseudonym, exchange)] = await rows(gateway_under_test)
    nobodys = gateway_under_test.gateway.epochs.at(gateway_under_test.gateway.clock.now()).pseudonym(nobody(exchange))
    spelt = orjson.dumps(sorted([b64url(pseudonym), b64url(nobodys)]))
    [(_, details)] = await gateway_under_test.entries()
    assert details["subjects"] == {"blinded": b64url(hashlib.sha256(spelt).digest()), "epoch": 1}


async def test_that_nobody_was_named_cannot_be_read_from_what_is_blinded(gateway_under_test: GatewayUnderTest) -> None:
    under(gateway_under_test, "remarks")
    answer = await gateway_under_test.call("GET", "/land-register/v1/parcels/p1")
    [(_, details)] = await gateway_under_test.entries()
    exchange = answer.headers["exchange-id"]
    guesses: tuple[list[str], ...] = ([], [exchange], [exchange, "outcome"])
    digests = {b64url(hashlib.sha256(orjson.dumps(guess)).digest()) for guess in guesses}
    assert details["subjects"]["blinded"] not in digests
    assert len(await gateway_under_test.pool.fetch("select from ledger_subjects")) == 1, (
        "the list holds what is nobody's"
    )
    assert await rows(gateway_under_test) == []


async def test_an_exchange_about_nobody_says_nothing_of_subjects(gateway_under_test: GatewayUnderTest) -> None:
    await gateway_under_test.call("POST", "/land-register/v1/parcels", a_parcel())
    assert await rows(gateway_under_test) == []
    assert all("subjects" not in details for _, details in await gateway_under_test.entries())


async def test_what_is_refused_unread_names_nobody(gateway_under_test: GatewayUnderTest) -> None:
    answer = await gateway_under_test.call("POST", "/land-register/v1/parcels", a_parcel(owner=OWNER, area=0))
    assert answer.status == 400
    assert await rows(gateway_under_test) == []


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/land-register/v1/parcels/p1"), ("POST", "/land-register/v1/parcels")],
    ids=["read", "change"],
)
async def test_nothing_is_forwarded_while_nobody_can_be_recorded(
    gateway_under_test: GatewayUnderTest, method: str, path: str
) -> None:
    gateway_under_test.gateway.epochs._epochs = ()
    body = a_parcel(owner=OWNER) if method == "POST" else b""
    answer = await gateway_under_test.call(method, path, body)
    assert (answer.status, gateway_under_test.register.calls) == (503, [])


async def test_an_answer_that_names_more_people_adds_them_to_those_of_the_request(
    gateway_under_test: GatewayUnderTest,
) -> None:
    gateway_under_test.register.answer |= {"owner": OWNER | {"value": "99"}}
    await gateway_under_test.call("POST", "/land-register/v1/parcels", a_parcel(owner=OWNER))
    counts = [details["subjects"]["count"] for _, details in await gateway_under_test.entries()]
    assert (sorted(counts), len(await rows(gateway_under_test))) == ([1, 2], 2)


async def test_the_same_person_is_one_subject_whoever_asks(gateway_under_test: GatewayUnderTest) -> None:
    for value in ("01-23", "໐໑໒໓"):
        await gateway_under_test.call("POST", "/land-register/v1/parcels", a_parcel(owner=OWNER | {"value": value}))
    found = await rows(gateway_under_test)
    assert len(found) == 2
    assert len({subject for subject, _ in found}) == 1


@pytest.mark.parametrize("size", [1, 7, 1000], ids=["by the byte", "across rows", "in one part"])
async def test_whom_the_rows_of_a_stream_name_is_recorded_with_its_end(
    gateway_under_test: GatewayUnderTest, size: int
) -> None:
    other = {"type": "citizenId", "value": "77"}
    body = b"\n".join([a_parcel(owner=OWNER), b"no JSON", a_parcel(), a_parcel(owner=other)])
    answer = await uploaded(gateway_under_test, body, "application/x-ndjson; charset=utf-8", size=size)
    assert answer.status == 201
    assert len(await rows(gateway_under_test)) == 2
    (intent, outcome) = [details for _, details in await gateway_under_test.entries()]
    assert ("subjects" in intent, outcome["subjects"]["count"]) == (False, 2)


async def test_a_file_names_nobody(gateway_under_test: GatewayUnderTest) -> None:
    assert (await uploaded(gateway_under_test, a_parcel(owner=OWNER), "application/octet-stream")).status == 201
    assert await rows(gateway_under_test) == []


async def uploaded(gateway_under_test: GatewayUnderTest, body: bytes, media_type: str, *, size: int = 1000) -> Answer:
    headers: dict[str, str | None] = {"content-type": media_type, "content-length": str(len(body))}
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return await gateway_under_test.call("POST", "/land-register/v1/maps", parts, headers=headers)


def test_rows_are_bounded_in_length_and_people(monkeypatch: pytest.MonkeyPatch) -> None:
    seeker = compile_seeker(DOCUMENT["components"]["schemas"]["Parcel"], {})
    assert seeker is not None
    named: set[str] = set()
    reader = Rows(seeker, named)
    long = a_parcel(owner=OWNER, note="x" * LONGEST)
    for at in range(0, len(long), 10_000):
        reader.take(long[at : at + 10_000])
    reader.take(b"\n" + a_parcel(owner={"type": "citizenId", "value": "5"}) + b"\n")
    assert len(named) == 1, "a row that is too long passes unread, and the next one does not"
    monkeypatch.setattr("gateway.exchange.rows.MOST", 3)
    for number in range(9):
        reader.take(a_parcel(owner={"type": "citizenId", "value": f"6{number}"}) + b"\n")
    reader.end()
    assert len(named) == 3


def test_a_row_that_comes_byte_by_byte_is_read_in_time_by_its_length() -> None:
    seeker = compile_seeker(DOCUMENT["components"]["schemas"]["Parcel"], {})
    assert seeker is not None
    named: set[str] = set()
    row = a_parcel(owner=OWNER, note="x" * 60_000) + b"\n"

    def read(rows: int) -> None:
        reader = Rows(seeker, named)
        for _ in range(rows):
            for at in range(len(row)):
                reader.take(row[at : at + 1])

    read(1)
    assert len(named) == 1
    # copied as a whole for each byte, it would be two gigabytes, and half a second or more
    assert cost(lambda: read(1)).cpu_s < 20 * cost(lambda: [b"%d".split(b"\n") for _ in range(len(row))]).cpu_s + 0.1
