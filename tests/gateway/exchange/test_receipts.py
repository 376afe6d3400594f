"""Every answer after authentication brings a receipt that its holder can check alone, and that is about this answer."""

import asyncio
import hashlib
from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.problems import Effect
from evidence.base64url import b64url
from evidence.digests import content_digest
from evidence.entries import commitment, leaf
from evidence.findings import all_hold
from evidence.merkle import leaf_hash
from evidence.receipts import Receipt, check
from evidence.trusted_keys import TrustedKeys
from gateway.directory.entries import LegalBasis
from gateway.exchange.receipt_size import NOT_COVERED, ROOM, fitted, uncovered
from gateway.exchange.receipts import MAX_RECEIPT, USUAL
from gateway.exchange.record import closed
from gateway.ledger.store import OpenIntent
from tests.support.gateway_under_test import Answer, GatewayUnderTest, an_agreement

PARCELS = "/land-register/v1/parcels"
TITLES = "/land-register/v1/titles"
A_PARCEL = b'{"name": "Rice field", "area": 3}'


@pytest.fixture(autouse=True)
def certified(gateway_under_test: GatewayUnderTest) -> None:
    """The process signs with a key of the day, as every gateway does that has seen its database."""
    gateway_under_test.keys.switch(
        gateway_under_test.keys.prepare(now=gateway_under_test.gateway.clock.now().timestamp())
    )


def trusted(gateway_under_test: GatewayUnderTest) -> TrustedKeys:
    """Return what a member knows: the long-lived keys alone."""
    keys: list[dict[str, Any]] = gateway_under_test.keys.jwks()["keys"]
    return TrustedKeys.of({"keys": [key for key in keys if "certification" not in key]})


def receipt(gateway_under_test: GatewayUnderTest, answer: Answer) -> Receipt:
    """Return the receipt of an answer, after everything about it has held."""
    text = answer.headers["exchange-receipt"]
    findings = check(text, trusted(gateway_under_test), answer=answer.body)
    assert all_hold(findings), [finding.sentence("en") for finding in findings]
    found = Receipt.read(text)
    assert found.leaf.exchange == answer.headers["exchange-id"]
    return found


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "phase"),
    [
        ("GET", f"{PARCELS}/p1", b"", 200, "outcome"),
        ("POST", PARCELS, A_PARCEL, 201, "outcome"),
        ("GET", "/land-register/v1/maps/p1", b"", 200, "outcome"),
        ("POST", PARCELS, b"{", 400, "refused"),
        ("POST", "/land-register/v1/seizures", A_PARCEL, 403, "refused"),
        ("GET", "/land-register/v1/nothing", b"", 404, "refused"),
        ("DELETE", PARCELS, b"", 405, "refused"),
    ],
    ids=["read", "write", "streamed file", "malformed", "not agreed", "unknown path", "wrong method"],
)
async def test_an_answer_brings_its_receipt(
    gateway_under_test: GatewayUnderTest, method: str, path: str, body: bytes, status: int, phase: str
) -> None:
    answer = await gateway_under_test.call(method, path, body)
    assert answer.status == status
    found = receipt(gateway_under_test, answer)
    assert (found.leaf.phase, found.details["status"]) == (phase, status)
    assert found.details["member"] == "police"
    assert found.details["responseSize"] == len(answer.body)
    assert len(answer.headers["exchange-receipt"]) < USUAL


async def test_a_receipt_opens_the_very_row_that_the_ledger_holds(gateway_under_test: GatewayUnderTest) -> None:
    answer = await gateway_under_test.call("POST", PARCELS, A_PARCEL)
    found = receipt(gateway_under_test, answer)
    query = (
        "select e.commitment, d.salt, d.details from ledger_entries e join ledger_details d using (exchange, ended) "
    )
    intent, end = await gateway_under_test.pool.fetch(query + "where exchange = $1 order by ended", found.leaf.exchange)
    assert (end["commitment"], end["salt"]) == (found.leaf.commitment, found.salt)
    assert commitment(end["salt"], end["details"].encode()) == end["commitment"]
    assert intent["commitment"] != end["commitment"]


async def test_the_end_names_the_leaf_of_its_intent(gateway_under_test: GatewayUnderTest) -> None:
    answer = await gateway_under_test.call("POST", PARCELS, A_PARCEL)
    found = receipt(gateway_under_test, answer)
    intent = await gateway_under_test.pool.fetchrow(
        "select at, commitment from ledger_entries where exchange = $1 and not ended", found.leaf.exchange
    )
    assert intent is not None
    kept = leaf(found.leaf.exchange, "intent", intent["at"], intent["commitment"])
    assert found.details["intent"] == b64url(leaf_hash(kept))


async def test_a_receipt_is_no_receipt_for_another_answer(gateway_under_test: GatewayUnderTest) -> None:
    one = await gateway_under_test.call("GET", f"{PARCELS}/p1")
    findings = check(one.headers["exchange-receipt"], trusted(gateway_under_test), answer=one.body + b" ")
    assert [finding.code for finding in findings if not finding.holds] == ["answer-matches"]


async def test_a_pruned_answer_is_the_one_that_is_receipted(gateway_under_test: GatewayUnderTest) -> None:
    bare = an_agreement(field_groups=frozenset())
    gateway_under_test.directory.snapshot = replace(gateway_under_test.directory.snapshot, agreements={bare.id: bare})
    answer = await gateway_under_test.call("GET", f"{PARCELS}/p1")
    assert "note" not in answer.json
    assert receipt(gateway_under_test, answer).details["notCovered"] == ["/note", "/owner"]


@pytest.mark.parametrize("mood", ["broken", "lying-about-itself"], ids=["broke down", "broke its contract"])
async def test_what_the_service_did_wrong_is_an_outcome_with_a_receipt(
    gateway_under_test: GatewayUnderTest, mood: str
) -> None:
    if mood == "broken":
        gateway_under_test.register.mood = mood
    else:
        gateway_under_test.register.raw = b'{"area": "wide"}'
    answer = await gateway_under_test.call("POST", PARCELS, A_PARCEL)
    assert answer.status == 502
    found = receipt(gateway_under_test, answer)
    assert (found.leaf.phase, found.details["code"]) == ("outcome", answer.code)
    assert found.details["effect"] == answer.json["effect"] == "applied"


async def test_a_repeated_call_has_a_receipt_of_its_own(gateway_under_test: GatewayUnderTest) -> None:
    headers: dict[str, str | None] = {"idempotency-key": "once"}
    first = await gateway_under_test.call("POST", PARCELS, A_PARCEL, headers=headers)
    again = await gateway_under_test.call("POST", PARCELS, A_PARCEL, headers=headers)
    assert receipt(gateway_under_test, first).leaf.exchange != receipt(gateway_under_test, again).leaf.exchange


async def test_who_is_not_known_gets_none(gateway_under_test: GatewayUnderTest) -> None:
    answer = await gateway_under_test.call("GET", f"{PARCELS}/p1", headers={"authorization": "DPoP nothing"})
    assert answer.status == 401
    assert "exchange-receipt" not in answer.headers
    assert not await gateway_under_test.entries()


async def test_what_is_not_recorded_gets_none(gateway_under_test: GatewayUnderTest) -> None:
    await gateway_under_test.pool.execute("alter table ledger_entries rename to away")
    answer = await gateway_under_test.call("GET", f"{PARCELS}/p1")
    await gateway_under_test.pool.execute("alter table away rename to ledger_entries")
    assert answer.status == 503
    assert "exchange-receipt" not in answer.headers


async def test_a_streamed_upload_is_receipted_with_what_has_passed(gateway_under_test: GatewayUnderTest) -> None:
    parts = [b"a" * 1000, b"b" * 1000]
    headers: dict[str, str | None] = {
        "content-type": "application/octet-stream",
        "content-length": "2000",
        "content-digest": content_digest(b"".join(parts)),
    }
    answer = await gateway_under_test.call("POST", "/land-register/v1/maps", parts, headers=headers)
    assert answer.status == 201
    found = receipt(gateway_under_test, answer)
    assert (found.details["contentDigest"], found.details["contentSize"]) == (
        hashlib.sha256(b"".join(parts)).hexdigest(),
        2000,
    )


async def test_a_long_receipt_goes_without_what_vouches_for_its_key(gateway_under_test: GatewayUnderTest) -> None:
    laws = tuple(LegalBasis("ກົດໝາຍ" * 20, str(n), verified=False) for n in range(4))
    long = an_agreement(legal_basis=laws)
    gateway_under_test.directory.snapshot = replace(gateway_under_test.directory.snapshot, agreements={long.id: long})
    text = (await gateway_under_test.call("GET", f"{PARCELS}/p1")).headers["exchange-receipt"]
    assert len(text) < USUAL
    # whoever has the JWK set has that, too
    keys = TrustedKeys.of(gateway_under_test.keys.jwks())
    assert all_hold(check(text, keys))
    assert not all_hold(check(text, trusted(gateway_under_test)))


async def test_the_longest_agreement_that_can_be_made_has_receipts(gateway_under_test: GatewayUnderTest) -> None:
    letters = "ກ" * 400  # as many as schemas/directory/agreement lets a law and an article have, and so many of both
    laws = tuple(LegalBasis(letters, letters, verified=False) for _ in range(20))
    pins = frozenset(f"domain/{'a' * 100}/v{n}" for n in range(200))
    endless = an_agreement(legal_basis=laws, schema_versions=pins)
    gateway_under_test.directory.snapshot = replace(
        gateway_under_test.directory.snapshot, agreements={endless.id: endless}
    )
    headers = gateway_under_test.signed("POST", TITLES, A_PARCEL)
    answer = await gateway_under_test.send("POST", TITLES, A_PARCEL, headers)
    text = answer.headers["exchange-receipt"]
    assert USUAL < len(text) < MAX_RECEIPT
    assert all_hold(check(text, TrustedKeys.of(gateway_under_test.keys.jwks()), answer=answer.body))
    stated = Receipt.read(text).details
    assert stated["legalBasis"] == [{"law": letters, "article": letters}]
    assert {name: cut["count"] for name, cut in stated["shortened"].items()} == {"legalBasis": 20, "pinned": 200}


async def test_what_another_gateway_closed_meanwhile_is_receipted_as_it_stands_on_record(
    gateway_under_test: GatewayUnderTest,
) -> None:
    gateway_under_test.register.mood = "waiting"
    late = asyncio.create_task(gateway_under_test.call("POST", PARCELS, A_PARCEL))
    await gateway_under_test.register.entered.wait()
    exchange = gateway_under_test.register.calls[-1].headers["exchange-id"]
    [(_, intent)] = await gateway_under_test.entries()
    found = OpenIntent(exchange, "land-register", intent, b"")
    await gateway_under_test.gateway.ledger.record(
        closed(found, gateway_under_test.gateway.clock.now(), Effect.APPLIED, by="another")
    )
    gateway_under_test.register.go_on.set()
    answer = await late
    text = answer.headers["exchange-receipt"]
    assert all_hold(check(text, trusted(gateway_under_test)))
    stated = Receipt.read(text)
    assert (answer.status, stated.leaf.exchange) == (201, answer.headers["exchange-id"])
    assert (stated.details["closedBy"], stated.details["effect"]) == ("another", "applied")
    # it was closed before there was an answer, and does not claim to be about this one
    assert not all_hold(check(text, trusted(gateway_under_test), answer=answer.body))


@given(
    st.fixed_dictionaries(
        {
            "legalBasis": st.lists(st.fixed_dictionaries({"law": st.text(), "article": st.text()})),
            "pinned": st.lists(st.text(max_size=120), max_size=200),
            "codeLists": st.dictionaries(st.text(), st.text()),
            "notCovered": st.lists(st.text(), max_size=200),
            "member": st.text(),
        }
    )
)
def test_what_is_too_long_keeps_its_beginning_and_says_so(facts: dict[str, Any]) -> None:
    made = fitted(facts)
    for name, room in ROOM.items():
        assert len(orjson.dumps(made[name])) <= room
        whole = made[name] == facts[name]
        assert whole is (name not in made.get("shortened", {}))
        assert whole or made["shortened"][name]["count"] == len(facts[name]) > len(made[name])
    assert made["member"] == facts["member"]


def test_a_long_list_of_places_is_cut_once_and_its_digest_is_of_the_whole() -> None:
    places = tuple(f"/place{n:03}" for n in range(100))
    stated = uncovered(places)
    assert stated[NOT_COVERED] == list(places[: len(stated[NOT_COVERED])])
    assert 0 < len(stated[NOT_COVERED]) < len(places)
    cut = {"count": 100, "digest": hashlib.sha256(orjson.dumps(list(places))).hexdigest()}
    assert stated["shortened"] == {NOT_COVERED: cut}
    assert fitted(dict(stated) | {"pinned": ["p" * 500]})["shortened"][NOT_COVERED] == cut
