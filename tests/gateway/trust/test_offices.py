"""The office of a token: who may name which, where it is named, and that no exchange makes another of it."""

import asyncio
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from chassis.client.client_tokens import ACCESS_TOKEN, ASSERTION_TYPE, TOKEN_EXCHANGE, client_assertion, dpop_proof
from chassis.tokens.tokens import SigningKey
from contracts.organisations import OfficeFacts
from contracts.problems import Problem
from contracts.seats import Holding, Seat
from gateway.directory.entries import SystemEntry
from gateway.directory.snapshot import Snapshot
from gateway.trust.access_tokens import verified_access_tokens
from gateway.trust.errors import TokenRefusal
from gateway.trust.keys import GatewayKeys
from gateway.trust.proofs import Proofs
from gateway.trust.token_endpoint import TokenEndpoint
from tests.support.gateway_under_test import PUBLIC_URL, an_agreement
from tests.support.offices import NOON, YESTERDAY, a_system, an_office, the_organisations

POLICE, COURT, DESK = SigningKey.generate(), SigningKey.generate(), SigningKey.generate()
KEYS = GatewayKeys(PUBLIC_URL, [SigningKey.generate()])
OF = {"police": POLICE, "court": COURT, "desk": DESK}


class Nowhere:
    """Remembers nothing that was spent or revoked: both have tests of their own."""

    async def spend(self, *_: object, **__: object) -> frozenset[str]:
        return frozenset()


class Noon:
    def now(self) -> datetime:
        return datetime.fromtimestamp(NOON, UTC)


@dataclass
class Country:
    """The token endpoint over a directory in memory. The police act for the court, the desk for the court, too."""

    police: Holding
    court: Holding = field(default_factory=lambda: Holding(("zone-1",)))
    offices: tuple[OfficeFacts, ...] = ()
    revoked: frozenset[str] = frozenset()

    def current(self) -> Snapshot:
        systems = [
            a_system(self.police, keys={POLICE.kid: POLICE.verifying}),
            a_system(self.court, "court", keys={COURT.kid: COURT.verifying}),
            SystemEntry("police-desk", "police", "police", Holding(("02",)), {DESK.kid: DESK.verifying}),
        ]
        acting = an_agreement(on_behalf_of=frozenset({"court"}))
        agreements = {"agr_police": acting, "agr_court": an_agreement(member="court")}
        by_id = {system.client_id: system for system in systems}
        return Snapshot(1, by_id, {}, agreements, organisations=the_organisations(*self.offices))

    async def ask(self, who: str = "police", *, signed: object = None, **form: str) -> dict[str, Any]:
        """Return the endpoint's answer; `signed` is the office in the assertion, `office` in the form."""
        key, now = OF[who], int(NOON)
        client_id = "police-desk" if who == "desk" else f"{who}-case-system"
        named: Any = signed
        fields = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": client_assertion(key, client_id, PUBLIC_URL, now=now, office=named),
            "purpose": "caseManagement",
        } | form
        endpoint = TokenEndpoint(KEYS, Proofs(PUBLIC_URL), Nowhere(), self, Noon(), Nowhere())  # type: ignore[arg-type]  # fakes with the one method
        proof = dpop_proof(key, "POST", f"{PUBLIC_URL}/oauth/token", now=now)
        return (await endpoint.grant(urlencode(fields).encode(), proof)).answer()

    async def claims(self, who: str = "police", **asked: Any) -> dict[str, Any]:
        """Return the claims of the token that is granted."""
        answer = await self.ask(who, **asked)
        verified = verified_access_tokens(PUBLIC_URL, KEYS).verify(str(answer["access_token"]), now=NOON).claims
        assert verified.get("office") == answer.get("office")
        return dict(verified)

    async def acting(self, who: str, subject: str, **asked: Any) -> dict[str, Any]:
        exchange = {"grant_type": TOKEN_EXCHANGE, "subject_token": subject, "subject_token_type": ACCESS_TOKEN}
        return await self.ask(who, **exchange | asked)

    async def refusal(self, who: str = "police", **asked: Any) -> Problem:
        with pytest.raises(TokenRefusal) as refused:
            await self.ask(who, **asked)
        return refused.value


SEVERAL = Holding(("0101", "0102"))


@pytest.mark.parametrize("asked", [{"office": "0101"}, {"signed": "0101"}, {"office": "0101", "signed": "0101"}])
async def test_a_token_is_for_the_office_that_the_form_or_the_assertion_names(asked: dict[str, str]) -> None:
    assert (await Country(SEVERAL).claims(**asked))["office"] == "0101"


@pytest.mark.parametrize("holding", [Holding(("0101",)), Holding(below="0101"), Holding(("0101", "0103"))])
async def test_an_office_that_is_the_only_one_need_not_be_named(holding: Holding) -> None:
    assert (await Country(holding).claims())["office"] == "0101"


@pytest.mark.parametrize("holding", [SEVERAL, Holding(every=True), Holding()])
async def test_a_token_without_an_office_has_none(holding: Holding) -> None:
    answer = await Country(holding).ask()
    assert "office" not in answer
    assert "office" not in await Country(holding).claims()


@pytest.mark.parametrize(
    ("holding", "office"), [(Holding(below="01"), "0102"), (Holding(below="01"), "01"), (Holding(every=True), "0201")]
)
async def test_a_subtree_and_all_offices_are_held(holding: Holding, office: str) -> None:
    assert (await Country(holding).claims(office=office))["office"] == office


@pytest.mark.parametrize(
    ("office", "code", "told"),
    [
        ("nowhere", "office-unknown", "police"),
        ("zone-1", "office-unknown", "police"),  # there is one, of the court
        ("0104", "office-not-open-yet", "2026-06-02"),
        ("0103", "office-closed", "police/0102"),
        ("hq", "office-not-held", "hq"),
        ("01", "office-not-held", "01"),  # what is above is not held with what is below
    ],
)
@pytest.mark.parametrize("where", ["office", "signed"])
async def test_an_office_that_it_may_not_act_from_is_refused_with_what_is_right(
    office: str, code: str, told: str, where: str
) -> None:
    refused = await Country(SEVERAL).refusal(**{where: office})
    assert isinstance(refused, TokenRefusal)
    assert (refused.code, refused.error, int(refused.status)) == (code, "invalid_scope", 400)
    for language in ("lo", "en"):
        assert told in refused.detail(language)
        assert "0101, 0102" in refused.detail(language)


async def test_the_one_office_of_a_system_that_is_closed_names_its_successor() -> None:
    refused = await Country(Holding(("0103",))).refusal()
    assert (refused.code, refused.particulars["successor"]) == ("office-closed", {"member": "police", "office": "0102"})


async def test_two_offices_in_one_request_are_refused() -> None:
    refused = await Country(SEVERAL).refusal(office="0101", signed="0102")
    assert (refused.code, getattr(refused, "error", None)) == ("token-request-invalid", "invalid_request")
    assert "0102" in refused.detail("lo")
    assert "0101" in refused.detail("lo")


@pytest.mark.parametrize(
    "office",
    [
        *("", " ", "0101 ", "police/0101", "-01", "01--02", "ໜຶ່ງ", "x" * 41, "0101\n", "0101,0102", "*", "%30101"),
        # what a reader takes for 0101, or for nothing
        *("０１０１", "໐໑໐໑", "0101\u200b", "\u202e1010", "0101\x00", "0\u03011", "x" * 3_000, "-" * 40),
    ],
)
async def test_what_is_no_code_of_an_office_is_refused_in_the_form(office: str) -> None:
    refused = await Country(SEVERAL).refusal(office=office)
    assert (refused.code, getattr(refused, "error", None)) == ("token-request-invalid", "invalid_request")


@pytest.mark.parametrize(
    "office",
    [
        *("", "police/0101", 101, ["0101"], {"member": "police", "office": "0101"}, True),
        *([], {}, 0.5, [["0101"] * 50], "໐໑໐໑", "0101\u200b", "x" * 3_000),
    ],
)
async def test_what_is_no_code_of_an_office_is_refused_in_the_assertion(office: object) -> None:
    refused = await Country(SEVERAL).refusal(signed=office)
    assert (refused.code, getattr(refused, "error", None)) == ("token-request-invalid", "invalid_request")


async def test_an_office_that_no_json_of_ours_may_have_makes_no_assertion() -> None:
    assert (await Country(SEVERAL).refusal(signed="0101\x00")).particulars["reason"] == "assertion-malformed"


async def test_an_office_that_is_named_twice_in_the_form_is_refused() -> None:
    country, doubled = Country(SEVERAL), b"grant_type=client_credentials&office=0101&office=0102"
    endpoint = TokenEndpoint(KEYS, Proofs(PUBLIC_URL), Nowhere(), country, Noon(), Nowhere())  # type: ignore[arg-type]  # as above
    with pytest.raises(TokenRefusal) as refused:
        await endpoint.grant(doubled, None)
    assert (refused.value.code, refused.value.error) == ("token-request-invalid", "invalid_request")


async def test_offices_in_a_circle_are_offices_all_the_same() -> None:
    """No change of the directory makes one; a database that was written past it may have one."""
    circle = (an_office("01", "0101"), an_office("0101", "01"))
    country = Country(Holding(below="01"), offices=circle)
    assert (await country.claims(office="0101"))["office"] == "0101"
    standing = country.current().standing("police-case-system", "0101", NOON)
    assert standing is not None
    assert standing.above == ("01",), "it does not stand above itself"
    after_each_other = (
        an_office("0103", ends=YESTERDAY, successor=Seat("police", "0105")),
        an_office("0105", ends=YESTERDAY, successor=Seat("police", "0103")),
    )
    refused = await Country(SEVERAL, offices=after_each_other).refusal(office="0103")
    assert refused.code == "office-closed"
    assert "0101, 0102" in refused.detail("en")


@pytest.mark.parametrize("widened", [{"offices": '{"every":true}'}, {"above": "hq"}, {"level": "central"}])
async def test_a_system_widens_nothing_by_what_it_sends(widened: dict[str, str]) -> None:
    claims = await Country(Holding(("0101",))).claims(**widened)
    assert claims["office"] == "0101"
    assert widened.keys().isdisjoint(claims)


async def test_another_office_in_a_stolen_token_is_no_token() -> None:
    answer = await Country(SEVERAL).ask(office="0101")
    header, payload, signature = str(answer["access_token"]).split(".")
    claims = json.loads(urlsafe_b64decode(payload + "=="))
    swapped = urlsafe_b64encode(json.dumps(claims | {"office": "0102"}).encode()).rstrip(b"=").decode()
    with pytest.raises(TokenRefusal) as refused:
        await Country(SEVERAL).acting("desk", f"{header}.{swapped}.{signature}")
    assert refused.value.code == "subject-token-refused"


# Token exchange: the office is the first token's, whoever hands it on.


async def test_in_an_exchange_the_office_is_the_subjects_and_the_actors_own_stands_beside_it() -> None:
    country = Country(SEVERAL)
    subject = str((await country.ask("court"))["access_token"])
    answer = await country.acting("police", subject, office="0102")
    claims = verified_access_tokens(PUBLIC_URL, KEYS).verify(str(answer["access_token"]), now=NOON).claims
    assert (answer["office"], claims["office"], claims["on_behalf_of"]) == ("zone-1", "zone-1", "court")
    assert claims["act"] == {"sub": "police-case-system", "office": "0102"}


async def test_the_second_in_a_chain_leaves_the_office_as_it_was() -> None:
    country = Country(SEVERAL)
    first = str((await country.acting("police", str((await country.ask("court"))["access_token"])))["access_token"])
    answer = await country.acting("desk", first)
    claims = verified_access_tokens(PUBLIC_URL, KEYS).verify(str(answer["access_token"]), now=NOON).claims
    assert claims["office"] == "zone-1"
    assert claims["act"] == {"sub": "police-desk", "office": "02", "act": {"sub": "police-case-system"}}


@pytest.mark.parametrize("where", ["office", "signed"])
async def test_an_actor_cannot_name_the_subjects_office_as_its_own(where: str) -> None:
    country = Country(SEVERAL)
    subject = str((await country.ask("court"))["access_token"])
    with pytest.raises(TokenRefusal) as refused:
        await country.acting("police", subject, **{where: "zone-1"})
    assert refused.value.code == "office-unknown"


async def test_an_actor_gives_no_office_to_a_token_that_had_none() -> None:
    country = Country(SEVERAL, court=Holding(("hq", "zone-1")))
    answer = await country.acting("police", str((await country.ask("court"))["access_token"]), office="0101")
    assert "office" not in answer


@pytest.mark.parametrize(
    ("change", "reason", "successor"),
    [
        ({"court": Holding(("hq",))}, "office-not-held", None),
        (
            {"offices": (an_office("zone-1", member="court", ends=YESTERDAY, successor=Seat("court", "hq")),)},
            "office-closed",
            {"member": "court", "office": "hq"},
        ),
    ],
)
async def test_an_exchange_looks_at_the_subjects_office_again(
    change: dict[str, Any], reason: str, successor: dict[str, str] | None
) -> None:
    country = Country(SEVERAL)
    subject = str((await country.ask("court"))["access_token"])
    with pytest.raises(TokenRefusal) as refused:
        await replace(country, **change).acting("police", subject)
    assert (refused.value.code, refused.value.particulars["reason"]) == ("subject-token-refused", reason)
    assert refused.value.particulars.get("successor") == successor


async def test_many_askers_of_one_directory_get_each_their_own_office() -> None:
    country = Country(Holding(every=True))
    codes = ["hq", "01", "0101", "0102", "02", "0201"] * 5
    found = await asyncio.gather(*(country.claims(office=code) for code in codes))
    assert [claims["office"] for claims in found] == codes
