"""Acting for another member: who may, how far, and that everybody in the chain stays visible and revocable."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest

from chassis.client.client_tokens import ACCESS_TOKEN, ASSERTION_TYPE, TOKEN_EXCHANGE, client_assertion, dpop_proof
from chassis.tokens.tokens import SigningKey
from contracts.problems import Problem
from contracts.seats import Holding
from gateway.directory.entries import SystemEntry
from gateway.trust.access_tokens import Grant, mint
from gateway.trust.delegation import Delegation
from gateway.trust.token_endpoint import TokenEndpoint
from tests.support.certificates import client_cert
from tests.support.gateway_under_test import PATIENCE_S, PUBLIC_URL, GatewayUnderTest, an_agreement, until

PARCEL = "/land-register/v1/parcels/p1"
MAP = "/land-register/v1/maps/p1"


class Nowhere:
    """Remembers nothing that was spent: replay has tests of its own."""

    async def spend(self, *_: object, **__: object) -> frozenset[str]:
        return frozenset()


@pytest.fixture
def country(gateway_under_test: GatewayUnderTest) -> "Country":
    return Country(gateway_under_test)


class Country:
    """Court and hospital beside the police, each with one system; the police may act for the court."""

    def __init__(self, gateway_under_test: GatewayUnderTest) -> None:
        self.gateway_under_test = gateway_under_test
        self.keys = {
            "police": gateway_under_test.key,
            "court": SigningKey.generate(),
            "hospital": SigningKey.generate(),
        }
        snapshot = gateway_under_test.directory.snapshot
        systems = {f"{m}-case-system": self.system(m) for m in self.keys}
        agreements = [
            an_agreement(on_behalf_of=frozenset({"court"})),
            an_agreement(id="agr_court", member="court"),
            an_agreement(id="agr_hospital", member="hospital", on_behalf_of=frozenset({"court", "police"})),
        ]
        gateway_under_test.directory.snapshot = replace(
            snapshot,
            systems=systems,
            agreements={agreement.id: agreement for agreement in agreements},
        )
        gateway = gateway_under_test.gateway
        self.endpoint = TokenEndpoint(
            gateway_under_test.keys,
            gateway.proofs,
            Nowhere(),  # type: ignore[arg-type]  # a fake with the one method
            gateway_under_test.directory,
            gateway.clock,
            Nowhere(),  # type: ignore[arg-type]  # as above
        )

    def system(self, member: str) -> SystemEntry:
        key = self.keys[member]
        return SystemEntry(f"{member}-case-system", member, member, Holding(), {key.kid: key.verifying})

    async def token(self, member: str, **form: str) -> str:
        key, now = self.keys[member], int(time.time())
        fields = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": client_assertion(key, f"{member}-case-system", PUBLIC_URL, now=now),
            "purpose": "caseManagement",
        } | form
        proof = dpop_proof(key, "POST", f"{PUBLIC_URL}/oauth/token", now=now)
        return (await self.endpoint.grant(urlencode(fields).encode(), proof)).token

    async def certified(self, member: str, cert: str) -> str:
        """Return a token that is bound to a certificate instead."""
        key, now = self.keys[member], int(time.time())
        fields = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": client_assertion(key, f"{member}-case-system", PUBLIC_URL, now=now),
            "purpose": "caseManagement",
        }
        return (await self.endpoint.grant(urlencode(fields).encode(), None, cert)).token

    async def acting(self, member: str, subject: str, **form: str) -> str:
        asked = {"grant_type": TOKEN_EXCHANGE, "subject_token": subject, "subject_token_type": ACCESS_TOKEN}
        return await self.token(member, **asked | form)

    async def refusal(self, member: str, subject: str, **form: str) -> tuple[str, Any]:
        with pytest.raises(Problem) as refused:
            await self.acting(member, subject, **form)
        return refused.value.code, refused.value.particulars.get("reason")

    async def call(self, member: str, token: str, path: str = PARCEL) -> Any:
        caller = replace(self.gateway_under_test, key=self.keys[member])
        return await caller.call("GET", path, headers=dict(caller.headers("GET", path, token=token)))

    def suspend(self, member: str) -> None:
        snapshot = self.gateway_under_test.directory.snapshot
        left = {name: system for name, system in snapshot.systems.items() if system.member != member}
        self.gateway_under_test.directory.snapshot = replace(snapshot, systems=left)

    def suspend_key(self, member: str) -> None:
        """Leave the system with another key: only the one that it has used until now is suspended."""
        snapshot, other = self.gateway_under_test.directory.snapshot, SigningKey.generate()
        system = replace(snapshot.systems[f"{member}-case-system"], keys={other.kid: other.verifying})
        self.gateway_under_test.directory.snapshot = replace(
            snapshot, systems={**snapshot.systems, system.client_id: system}
        )


async def test_a_system_acts_for_another_member_and_both_are_on_record(country: Country) -> None:
    token = await country.acting("police", await country.token("court"))
    answer = await country.call("police", token)
    assert answer.status == 200
    recorded = await country.gateway_under_test.recorded(answer)
    assert recorded.outcome is not None
    assert recorded.outcome["member"] == "police"
    assert recorded.outcome["onBehalfOf"] == "court"
    assert recorded.outcome["actors"] == ["police-case-system"]


async def test_the_chain_has_two_actors_at_most(country: Country) -> None:
    first = await country.acting("police", await country.token("court"))
    second = await country.acting("hospital", first)
    answer = await country.call("hospital", second)
    assert answer.status == 200
    recorded = await country.gateway_under_test.recorded(answer)
    assert recorded.outcome is not None
    assert recorded.outcome["actors"] == ["hospital-case-system", "police-case-system"]
    assert await country.refusal("police", second) == ("subject-token-refused", "chain-too-long")


async def test_nobody_acts_without_an_agreement_that_names_the_other(country: Country) -> None:
    assert (await country.refusal("court", await country.token("police")))[0] == "acting-not-granted"


async def test_an_agreement_that_is_changed_ends_the_acting(country: Country) -> None:
    token = await country.acting("police", await country.token("court"))
    snapshot = country.gateway_under_test.directory.snapshot
    changed = {**snapshot.agreements, "agr_police-land": an_agreement()}
    country.gateway_under_test.directory.snapshot = replace(snapshot, agreements=changed)
    answer = await country.call("police", token)
    assert (answer.status, answer.code) == (403, "acting-not-agreed")


@pytest.mark.parametrize("member", ["court", "police"])
async def test_a_suspended_system_acts_through_nobody(country: Country, member: str) -> None:
    token = await country.acting("hospital", await country.acting("police", await country.token("court")))
    country.suspend(member)
    answer = await country.call("hospital", token)
    assert (answer.status, answer.json["params"]["reason"]) == (401, "delegation-not-standing")


@pytest.mark.parametrize(
    ("member", "word"),
    [
        ("court", "delegation-not-standing"),
        ("police", "delegation-not-standing"),
        ("hospital", "key-not-registered"),
    ],
)
async def test_a_suspended_key_ends_every_token_that_came_of_it(country: Country, member: str, word: str) -> None:
    token = await country.acting("hospital", await country.acting("police", await country.token("court")))
    assert (await country.call("hospital", token)).status == 200
    country.suspend_key(member)
    answer = await country.call("hospital", token)
    assert (answer.status, answer.json["params"]["reason"]) == (401, word)


async def test_a_token_of_a_suspended_key_is_not_exchanged(country: Country) -> None:
    subject = await country.token("court")
    handed_on = await country.acting("police", subject)
    country.suspend_key("court")
    assert await country.refusal("police", subject) == ("subject-token-refused", "key-not-registered")
    assert await country.refusal("hospital", handed_on) == ("subject-token-refused", "delegation-not-standing")


async def test_a_token_of_a_suspended_actor_is_not_exchanged(country: Country) -> None:
    handed_on = await country.acting("police", await country.token("court"))
    country.suspend_key("police")
    assert await country.refusal("hospital", handed_on) == ("subject-token-refused", "key-not-registered")


async def test_a_suspended_key_ends_what_its_certificate_held(country: Country) -> None:
    cert = client_cert(country.keys["court"])
    subject = await country.certified("court", cert)
    token = await country.acting("police", subject)
    assert (await country.call("police", token)).status == 200
    country.suspend_key("court")
    assert await country.refusal("police", subject) == ("subject-token-refused", "key-not-registered")
    answer = await country.call("police", token)
    assert (answer.status, answer.json["params"]["reason"]) == (401, "delegation-not-standing")


def nobody_may_act(country: Country) -> None:
    snapshot = country.gateway_under_test.directory.snapshot
    agreements = {**snapshot.agreements, "agr_police-land": an_agreement()}
    country.gateway_under_test.directory.snapshot = replace(snapshot, agreements=agreements)


@pytest.mark.parametrize(
    "withdraw", [lambda country: country.suspend_key("court"), nobody_may_act], ids=["key of the subject", "acting"]
)
async def test_a_running_stream_of_who_acts_for_another_ends_too(
    country: Country, withdraw: Callable[[Country], None]
) -> None:
    gateway_under_test = country.gateway_under_test
    token = await country.acting("police", await country.token("court"))
    gateway_under_test.register.mood = "pausing"
    reader = asyncio.create_task(country.call("police", token, MAP))
    await until(lambda: len(gateway_under_test.gateway.streams) == 1)
    withdraw(country)
    gateway_under_test.gateway.streams.look(gateway_under_test.directory)
    assert not (await asyncio.wait_for(reader, PATIENCE_S)).complete
    gateway_under_test.register.go_on.set()


async def test_a_chain_that_does_not_say_which_keys_held_it_is_not_believed(country: Country) -> None:
    chain = Delegation("court-case-system", "court", ("police-case-system",), ("tok_1",))
    grant = Grant("police-case-system", "police", "caseManagement", country.keys["police"].kid, delegation=chain)
    token = mint(country.gateway_under_test.keys.signing, PUBLIC_URL, grant, now=time.time())
    answer = await country.call("police", token)
    assert (answer.status, answer.json["params"]["reason"]) == (401, "delegation-not-standing")


async def test_a_token_that_was_taken_back_is_not_exchanged(country: Country) -> None:
    subject = await country.token("court")
    jti = country.gateway_under_test.gateway.access_tokens.verify(subject, now=time.time()).claims["jti"]
    country.gateway_under_test.directory.revoked = frozenset({jti})
    assert await country.refusal("police", subject) == ("subject-token-refused", "token-revoked")


@pytest.mark.parametrize("subject", ["", "nonsense", "a.b.c"])
async def test_what_is_no_token_of_ours_gives_no_right(country: Country, subject: str) -> None:
    assert (await country.refusal("police", subject))[0] in {"subject-token-refused", "token-request-invalid"}


async def test_a_voucher_an_assertion_and_an_old_token_give_no_right(country: Country) -> None:
    gateway_under_test, now = country.gateway_under_test, int(time.time())
    voucher = gateway_under_test.gateway.vouchers.own("land-register", now=now)
    assert await country.refusal("police", voucher) == ("subject-token-refused", "token-type-not-expected")
    assertion = client_assertion(country.keys["court"], "court-case-system", PUBLIC_URL, now=now)
    assert await country.refusal("police", assertion) == ("subject-token-refused", "token-type-not-expected")
    grant = Grant("court-case-system", "court", "caseManagement", country.keys["court"].kid)
    old = mint(gateway_under_test.keys.signing, PUBLIC_URL, grant, now=now - 400)
    assert await country.refusal("police", old) == ("subject-token-refused", "token-expired")


async def test_a_token_that_was_taken_back_ends_what_others_hold_on_its_behalf(country: Country) -> None:
    subject = await country.token("court")
    token = await country.acting("hospital", await country.acting("police", subject))
    jti = country.gateway_under_test.gateway.access_tokens.verify(subject, now=time.time()).claims["jti"]
    country.gateway_under_test.directory.revoked = frozenset({jti})
    answer = await country.call("hospital", token)
    assert (answer.status, answer.json["params"]["reason"]) == (401, "token-revoked")


async def test_the_new_token_lives_no_longer_than_the_one_handed_over(country: Country) -> None:
    short = await country.token("court", expires_in="20")
    token = await country.acting("police", short)
    claims = country.gateway_under_test.gateway.access_tokens.verify(token, now=time.time()).claims
    assert claims["exp"] - claims["iat"] <= 20
    assert (claims["sub"], claims["act"]) == ("court-case-system", {"sub": "police-case-system"})
