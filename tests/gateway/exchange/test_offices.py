"""An exchange from an office: what the service hears, what the ledger keeps, for whom agreements are."""

import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, replace
from typing import Any

import orjson
import pytest

from chassis.tokens.tokens import SigningKey
from contracts.organisations import OfficeFacts
from contracts.seats import MOST_SUCCEEDED, Holding, Seat, Standing
from contracts.voucher import Caller
from evidence.receipts import Receipt, check
from evidence.trusted_keys import TrustedKeys
from gateway.directory.entries import SystemEntry
from gateway.trust.access_tokens import Grant, mint
from gateway.trust.delegation import Delegation
from tests.support.gateway_under_test import PUBLIC_URL, Answer, GatewayUnderTest, an_agreement
from tests.support.offices import YESTERDAY, an_office, merged, the_organisations

PARCEL = "/land-register/v1/parcels/p1"
SEVERAL = Holding(("0101", "0102"))


@dataclass
class Station:
    """The police's system, enrolled for some offices, and what its exchanges leave behind."""

    under_test: GatewayUnderTest

    def enrol(self, holding: Holding, *offices: OfficeFacts, **bound: Any) -> None:
        """Make the next version of the directory; `bound` is whom the police's agreement is for."""
        before = self.under_test.directory.snapshot
        system = replace(before.systems["police-case-system"], holding=holding)
        agreement = an_agreement(**{name: frozenset(names) for name, names in bound.items()})
        self.under_test.directory.snapshot = replace(
            before,
            version=before.version + 1,
            systems={**before.systems, system.client_id: system},
            agreements={agreement.id: agreement},
            organisations=the_organisations(*offices, version=before.version + 1),
        )

    def token(self, office: str | None, delegation: Delegation | None = None) -> str:
        grant = Grant(
            "police-case-system",
            "police",
            "caseManagement",
            self.under_test.key.kid,
            delegation=delegation,
            office=office,
        )
        return mint(self.under_test.keys.signing, PUBLIC_URL, grant, now=time.time())

    async def call(self, office: str | None = None, *, token: str | None = None) -> Answer:
        sent = self.under_test.headers("GET", PARCEL, token=token or self.token(office))
        return await self.under_test.call("GET", PARCEL, headers=dict(sent))

    def heard(self) -> Caller:
        """Return the caller of the last voucher that the service got."""
        payload = self.under_test.register.calls[-1].headers["voucher"].split(".")[1]
        return Caller.from_claims(orjson.loads(urlsafe_b64decode(payload + "==")))

    async def facts(self, answer: Answer) -> dict[str, Any]:
        recorded = await self.under_test.recorded(answer)
        assert recorded.outcome is not None
        return dict(recorded.outcome)


@pytest.fixture
def station(gateway_under_test: GatewayUnderTest) -> Station:
    return Station(gateway_under_test)


async def test_the_service_hears_the_seat_its_line_and_what_it_succeeds(station: Station) -> None:
    station.enrol(SEVERAL)
    answer = await station.call("0102")
    assert answer.status == 200
    heard = station.heard()
    assert heard.standing == Standing(
        Seat("police", "0102"), "police-station", "district", None, ("01", "hq"), (Seat("police", "0103"),)
    )
    assert heard.holding == SEVERAL
    assert (await station.facts(answer))["office"] == "0102"


async def test_five_hundred_merged_offices_fit_into_a_header(station: Station) -> None:
    station.enrol(SEVERAL, *merged(500, Seat("police", "0102")))
    assert (await station.call("0102")).status == 200
    assert len(station.under_test.register.calls[-1].headers["voucher"]) < 8_000
    heard = station.heard().standing
    assert heard is not None
    assert (len(heard.succeeds), heard.further) == (MOST_SUCCEEDED, 501 - MOST_SUCCEEDED)


async def test_the_receipt_names_the_office(station: Station) -> None:
    station.enrol(SEVERAL)
    answer = await station.call("0101")
    text = answer.headers["exchange-receipt"]
    assert Receipt.read(text).details["office"] == "0101"
    findings = check(text, TrustedKeys.of(station.under_test.keys.jwks()), answer=answer.body)
    assert [finding for finding in findings if not finding.holds] == []


async def test_who_has_named_no_office_has_no_standing_but_what_it_holds_is_said(station: Station) -> None:
    station.enrol(SEVERAL)
    answer = await station.call()
    heard = station.heard()
    assert (heard.standing, heard.holding) == (None, SEVERAL)
    assert "office" not in await station.facts(answer)


async def test_one_system_speaks_from_each_office_in_turn(station: Station) -> None:
    station.enrol(Holding(below="01"))
    for office in ("0101", "0102", "01", "0101"):
        assert (await station.call(office)).status == 200
        assert station.heard().office == office


async def test_a_moved_office_has_its_new_line_with_the_next_exchange(station: Station) -> None:
    station.enrol(SEVERAL)
    token = station.token("0101")
    await station.call(token=token)
    station.enrol(SEVERAL, an_office("0101", "02"))
    await station.call(token=token)
    standing = station.heard().standing
    assert standing is not None
    assert standing.above == ("02", "hq")


@pytest.mark.parametrize(
    ("holding", "offices", "reason", "successor", "held"),
    [
        (Holding(("0102",)), (), "office-not-held", None, ["0102"]),
        (Holding(), (), "office-not-held", None, []),
        (
            SEVERAL,
            (an_office("0101", "01", ends=YESTERDAY, successor=Seat("police", "0102")),),
            "office-closed",
            {"member": "police", "office": "0102"},
            ["0102"],
        ),
        (SEVERAL, (an_office("0101", "01", ends=YESTERDAY),), "office-closed", None, ["0102"]),
    ],
    ids=["withdrawn", "all withdrawn", "closed", "closed without a successor"],
)
async def test_a_token_is_worth_nothing_once_its_office_is_gone(
    station: Station,
    holding: Holding,
    offices: tuple[OfficeFacts, ...],
    reason: str,
    successor: dict[str, str] | None,
    held: list[str],
) -> None:
    station.enrol(SEVERAL)
    token = station.token("0101")
    assert (await station.call(token=token)).status == 200
    station.enrol(holding, *offices)
    answer = await station.call(token=token)
    assert (answer.status, answer.code) == (401, "office-not-standing")
    params = answer.json["params"]
    assert (params["reason"], params.get("successor"), params["offices"]) == (reason, successor, held)
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]
    assert len(station.under_test.register.calls) == 1


async def test_another_office_in_a_stolen_token_is_no_token(station: Station) -> None:
    station.enrol(SEVERAL)
    header, payload, signature = station.token("0101").split(".")
    claims = orjson.loads(urlsafe_b64decode(payload + "=="))
    swapped = urlsafe_b64encode(orjson.dumps(claims | {"office": "0102"})).rstrip(b"=").decode()
    answer = await station.call(token=f"{header}.{swapped}.{signature}")
    assert (answer.status, answer.code) == (401, "not-authenticated")
    assert not station.under_test.register.calls


# Whom an agreement is for.


@pytest.mark.parametrize(
    ("bound", "office", "status"),
    [
        ({"offices": ["01"]}, "0101", 200),
        ({"offices": ["0102"]}, "0102", 200),
        ({"levels": ["district"]}, "0101", 200),
        ({"systems": ["police-case-system"]}, None, 200),
        ({"offices": ["0102"]}, "0101", 403),
        ({"levels": ["province"]}, "0101", 403),
        ({"systems": ["police-desk"]}, "0101", 403),
        ({"systems": ["police-desk"]}, None, 403),
    ],
)
async def test_an_agreement_is_for_those_it_is_bound_to(
    station: Station, bound: dict[str, Any], office: str | None, status: int
) -> None:
    station.enrol(SEVERAL, **bound)
    answer = await station.call(office)
    assert answer.status == status
    if status == 403:
        assert answer.code == "agreement-of-others"
        assert next(iter(bound.values()))[0] in answer.json["params"]["agreements"]
        assert (await station.facts(answer))["code"] == "agreement-of-others"


@pytest.mark.parametrize("bound", [{"offices": ["01"]}, {"levels": ["district"]}])
async def test_who_would_need_an_office_and_has_named_none_is_told_those_it_holds(
    station: Station, bound: dict[str, Any]
) -> None:
    station.enrol(SEVERAL, **bound)
    answer = await station.call()
    assert (answer.status, answer.code) == (403, "office-needed")
    assert answer.json["params"]["offices"] == ["0101", "0102"]


# Acting for another member.


async def test_who_acts_for_another_member_has_its_seat_and_both_are_on_record(station: Station) -> None:
    court, key = "court-case-system", SigningKey.generate()
    station.enrol(SEVERAL, on_behalf_of=["court"])
    before = station.under_test.directory.snapshot
    subject = SystemEntry(court, "court", "court", Holding(("zone-1",)), {key.kid: key.verifying})
    station.under_test.directory.snapshot = replace(before, systems={**before.systems, court: subject})
    chain = Delegation(court, "court", ("police-case-system",), ("tok_1",), (key.kid,), "zone-1", ("0101",))
    answer = await station.call(token=station.token("zone-1", chain))
    assert answer.status == 200
    heard = station.heard()
    assert (heard.member, heard.on_behalf_of, heard.seat) == ("police", "court", Seat("court", "zone-1"))
    assert heard.standing is not None
    assert heard.standing.above == ("hq",)
    assert heard.holding == Holding()
    facts = await station.facts(answer)
    assert (facts["office"], facts["onBehalfOf"], facts["actorOffices"]) == ("zone-1", "court", ["0101"])

    closed = the_organisations(an_office("zone-1", member="court", ends=YESTERDAY, successor=Seat("court", "hq")))
    station.under_test.directory.snapshot = replace(station.under_test.directory.snapshot, organisations=closed)
    gone = await station.call(token=station.token("zone-1", chain))
    assert (gone.status, gone.code) == (401, "office-not-standing")
    assert gone.json["params"]["successor"] == {"member": "court", "office": "hq"}


async def test_the_agreement_is_looked_for_by_the_actors_own_office(station: Station) -> None:
    court, key = "court-case-system", SigningKey.generate()
    station.enrol(SEVERAL, on_behalf_of=["court"], offices=["0102"])
    before = station.under_test.directory.snapshot
    subject = SystemEntry(court, "court", "court", Holding(("zone-1",)), {key.kid: key.verifying})
    station.under_test.directory.snapshot = replace(before, systems={**before.systems, court: subject})
    for own, status in (("0102", 200), ("0101", 403), (None, 403)):
        chain = Delegation(court, "court", ("police-case-system",), ("tok_1",), (key.kid,), "zone-1", (own,))
        assert (await station.call(token=station.token("zone-1", chain))).status == status
