"""A newcomer that is in no file: member, offices, system and officers join by the directory's four eyes, and take part.

Nothing here is known to the code, to a schema or to the sandbox: what the services do for the police of `country.toml`
they do for an agency of which they hear for the first time.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

import aiohttp
import pytest
import pytest_asyncio

from chassis.client.exchange_client import Answer, Credentials, ExchangeClient, TokenRefused
from chassis.tokens.tokens import SigningKey
from contracts.identifiers import new_id
from evidence.digests import content_digest
from tests.support import sample_records as records
from tests.support.saphan_process import SaphanProcess

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

PATIENCE_S: Final = 60.0  # a change is known everywhere within 2 s; a machine that does ten other things takes longer
CASES: Final = "/case-registry/v1/cases"
DOCUMENTS: Final = "/document-exchange/v1"
BIRTHS: Final = "/civil-registration/v1/births"
EVENTS: Final = "/civil-registration/v1/events"
HEALTH: Final = "/health-summaries/v1"
BASIS: Final = [{"law": "A test.", "verified": False}]
HEADQUARTERS: Final = {"member": "moic", "office": "hq"}


@dataclass
class Newcomer:
    """An agency that was in no file: its id, its offices, and a client for its system, which is enrolled for both."""

    member: str
    kind: str
    office_kind: str
    number: int
    key: SigningKey = field(default_factory=SigningKey.generate)

    @property
    def system(self) -> str:
        return f"{self.member}-desk"

    def seat(self, office: str) -> dict[str, str]:
        return {"member": self.member, "office": office}

    def content(self, agreements: list[dict[str, Any]]) -> dict[str, Any]:
        """Return what the control tower enters: everything that makes an agency able to act."""
        named = {"lo": f"ໜ່ວຍງານໃໝ່ {self.number}", "en": f"Newcomer {self.number}"}
        office = {"member": self.member, "kind": self.office_kind, **named}
        officer = {"member": self.member, "post": "ຫົວໜ້າ", "office": "hq", "from": "2026-01-01"}
        return {
            "members": [{"id": self.member, "kind": self.kind, "names": [named]}],
            "offices": [
                {**office, "code": "hq", "level": "central"},
                {**office, "code": "0101", "level": "district", "place": "0101", "parent": "hq"},
            ],
            "officers": [
                {**officer, "id": "keo.s", "lo": "ແກ້ວ", "en": "Keo", "powers": ["records"]},
                {**officer, "id": "noy.p", "lo": "ນ້ອຍ", "en": "Noy", "powers": ["directory"]},
                {**officer, "id": "dao.v", "lo": "ດາວ", "en": "Dao", "powers": ["directory"]},
            ],
            "systems": [
                {
                    "member": self.member,
                    "name": "desk",
                    "offices": {"below": "hq"},
                    "keys": [dict(self.key.public_jwk)],
                }
            ],
            "agreements": [
                {
                    "id": f"agr_{self.member}-{agreement['service']}",
                    "member": self.member,
                    "legalBasis": BASIS,
                    "dataClasses": ["general", "specific"],
                    "validFrom": "2026-01-01T00:00:00+07:00",
                    **agreement,
                }
                for agreement in agreements
            ],
        }


LETTERS: Final = {
    "service": "document-exchange",
    "operations": ["uploadFile", "draftDocument", "getDocument", "dispatchDocument", "listInbox", "openDelivery"],
    "purposes": ["officialCorrespondence"],
}
OF_INVESTIGATORS: Final = [
    {
        "service": "case-registry",
        "operations": ["openCase", "getCase", "listCases", "moveCase", "sendHandOver", "acceptHandOver"],
        "purposes": ["caseManagement"],
        "fieldGroups": ["participants"],
    },
    LETTERS,
    {
        "service": "directory",
        "operations": ["proposeChange", "approveChange"],
        "purposes": ["directoryKeeping"],
    },
]
OF_A_CLINIC: Final = [
    {
        "service": "civil-registration",
        "operations": ["declareBirth", "getEvent"],
        "purposes": ["vitalRegistration"],
        "fieldGroups": ["identifiers", "residence", "informant"],
    },
    {
        "service": "health-summaries",
        "operations": ["sendDataValueSet", "listDataValues"],
        "purposes": ["healthReporting"],
    },
]


@dataclass
class Country:
    """The running Saphan, its systems of the small sandbox, and those that came by data."""

    saphan: SaphanProcess
    session: aiohttp.ClientSession
    clients: dict[str, ExchangeClient] = field(default_factory=dict)

    def client(self, system: str) -> ExchangeClient:
        if system not in self.clients:
            self.clients[system] = self.saphan.client(system, self.session)
        return self.clients[system]

    async def call(self, system: str, method: str, path: str, **how: Any) -> Answer:
        """Make an exchange; a POST is one of its own."""
        key = new_id("tst") if method == "POST" else None
        return await self.client(system).request(method, path, idempotency_key=key, **how)

    async def made(self, system: str, path: str, json: object = None, **how: Any) -> Any:
        """Make something, and return the JSON of the answer."""
        answer = await self.call(system, "POST", path, json=json, **how)
        assert answer.ok, answer.body
        return answer.json()

    async def join(self, newcomer: Newcomer, agreements: list[dict[str, Any]]) -> None:
        """Enter the newcomer: one officer of the control tower proposes, another one approves."""
        tower, why = "control-tower-console", {"purpose": "directoryKeeping"}
        proposal = {"reason": "A newcomer joins.", "content": newcomer.content(agreements)}
        change = await self.made(tower, "/directory/v1/changes", proposal, officer="bounmy", **why)
        path = f"/directory/v1/changes/{change['changeId']}/approvals"
        await self.made(tower, path, officer="khamla", sign=True, **why)
        url = self.saphan.base_url
        credentials = Credentials(
            member=newcomer.member,
            system="desk",
            client_id=newcomer.system,
            private_jwk=newcomer.key.private_jwk(),
            issuer=url,
            token_endpoint=f"{url}/oauth/token",
            base_url=url,
            purposes=tuple(agreements[0]["purposes"]),
        )
        self.clients[newcomer.system] = ExchangeClient(credentials, self.session)
        await self.known(newcomer, agreements[0]["purposes"][0])

    async def known(self, newcomer: Newcomer, purpose: str) -> None:
        """Wait until the gateway grants the newcomer's system its first token, for an officer at her office."""
        named: dict[str, Any] = {"office": "0101", "officer": "keo.s"}
        async with asyncio.timeout(PATIENCE_S):
            while True:
                with suppress(TokenRefused):
                    await self.client(newcomer.system).token(purpose, **named)
                    return
                await asyncio.sleep(0.1)  # another process looks every second whether there is a new version


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def country(shared: SaphanProcess) -> AsyncIterator[Country]:
    await shared.ready()
    async with aiohttp.ClientSession() as session:
        yield Country(shared, session)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def investigators(country: Country) -> Newcomer:
    number = time.time_ns() % 1_000_000
    newcomer = Newcomer(f"forest-inquiry-{number}", "police", "police-station", number)
    await country.join(newcomer, OF_INVESTIGATORS)
    return newcomer


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def clinic(country: Country) -> Newcomer:
    number = time.time_ns() % 1_000_000
    newcomer = Newcomer(f"clinic-{number}", "hospital", "hospital", number)
    await country.join(newcomer, OF_A_CLINIC)
    return newcomer


async def opened(country: Country, newcomer: Newcomer) -> dict[str, Any]:
    opening = records.case_opening(newcomer.number)
    how = {"office": "0101", "officer": "keo.s", "purpose": "caseManagement"}
    case: dict[str, Any] = await country.made(newcomer.system, CASES, opening, **how)
    return case


async def test_the_newcomer_opens_a_case_and_has_it_at_its_office(country: Country, investigators: Newcomer) -> None:
    case = await opened(country, investigators)
    assert case["responsible"] == investigators.seat("0101")
    how = {"office": "0101", "purpose": "caseManagement"}
    read = await country.call(investigators.system, "GET", f"{CASES}/{case['caseId']}", **how)
    assert read.ok, read.body
    assert read.json()["openedBy"] == investigators.seat("0101")


async def test_who_names_none_of_its_offices_is_told_which_it_has(country: Country, investigators: Newcomer) -> None:
    opening = records.case_opening(investigators.number + 1)
    answer = await country.call(investigators.system, "POST", CASES, json=opening, purpose="caseManagement")
    assert (answer.status, answer.json()["code"]) == (403, "office-needed")
    assert all(office in answer.body.decode() for office in ("hq", "0101"))


async def test_a_file_is_handed_to_the_newcomers_office_and_taken_there(
    country: Country, investigators: Newcomer
) -> None:
    police = "police-case-system"
    case = await country.made(police, CASES, records.case_opening(investigators.number), purpose="caseManagement")
    path = f"{CASES}/{case['caseId']}/hand-overs"
    to = {"to": investigators.seat("0101")}
    sent = await country.made(police, path, to, purpose="caseManagement")
    how = {"officer": "keo.s", "purpose": "caseManagement"}
    acceptance = f"{path}/{sent['handOverId']}/acceptance"
    elsewhere = await country.call(investigators.system, "POST", acceptance, json={"received": []}, office="hq", **how)
    assert elsewhere.status in (403, 404, 409), "its headquarters is not the office to which the file went"
    taken = await country.made(investigators.system, acceptance, {"received": []}, office="0101", **how)
    assert (taken["status"], taken["to"]) == ("taken", investigators.seat("0101"))


async def letter(country: Country, system: str, number: str, to: Mapping[str, str], **how: Any) -> str:
    """Write and send a letter, and return the delivery."""
    how |= {"purpose": "officialCorrespondence"}
    uploads = []
    for name in ("letter", "annex"):
        content = f"{name} {number}".encode()
        headers = {"Content-Type": "text/plain", "Content-Digest": content_digest(content)}
        upload = await country.made(system, f"{DOCUMENTS}/uploads", body=content, headers=headers, **how)
        uploads.append(upload["uploadId"])
    draft = records.document_draft(*uploads) | {"number": number}
    document = await country.made(system, f"{DOCUMENTS}/documents", draft, **how)
    order = {"recipients": [{"to": dict(to), "purpose": "action"}]}
    dispatch = f"{DOCUMENTS}/documents/{document['documentId']}/dispatch"
    sent = await country.made(system, dispatch, order, **how)
    return str(sent["deliveries"][0]["deliveryId"])


async def inbox(country: Country, system: str, **how: Any) -> dict[str, dict[str, Any]]:
    """Return the inbox of that office, by delivery."""
    answer = await country.call(system, "GET", f"{DOCUMENTS}/inbox?limit=200", purpose="officialCorrespondence", **how)
    assert answer.ok, answer.body
    return {item["delivery"]["deliveryId"]: item for item in answer.json()["items"]}


async def test_a_letter_comes_to_the_newcomers_office_and_to_no_other(
    country: Country, investigators: Newcomer
) -> None:
    number = f"{investigators.number}/ອຄ.ກຂອ"
    delivery = await letter(country, "moic-office", number, investigators.seat("0101"))
    here = await inbox(country, investigators.system, office="0101")
    assert here[delivery]["issuer"] == HEADQUARTERS
    assert here[delivery]["delivery"]["recipient"] == investigators.seat("0101")
    how = {"office": "0101", "officer": "keo.s", "purpose": "officialCorrespondence"}
    opening = f"{DOCUMENTS}/deliveries/{delivery}/opening"
    read = await country.made(investigators.system, opening, **how)
    assert read["status"] == "opened"


async def test_the_newcomers_letter_says_from_which_office_it_comes(country: Country, investigators: Newcomer) -> None:
    number = f"{investigators.number}/ສສປ"
    how = {"office": "0101", "officer": "keo.s"}
    delivery = await letter(country, investigators.system, number, HEADQUARTERS, **how)
    assert (await inbox(country, "moic-office"))[delivery]["issuer"] == investigators.seat("0101")


async def test_a_birth_that_the_newcomer_declares_is_registered_by_the_districts_registrar(
    country: Country, clinic: Newcomer
) -> None:
    birth = records.birth_declaration() | {"ownNumber": f"N-{clinic.number}"}
    how = {"office": "0101", "officer": "keo.s", "purpose": "vitalRegistration"}
    declared = await country.made(clinic.system, BIRTHS, birth, **how)
    assert declared["declaredBy"] == clinic.seat("0101")
    registration = f"{EVENTS}/{declared['eventId']}/registration"
    done = await country.made("registrar-desk", registration, {}, purpose="vitalRegistration", sign=True)
    assert done["registrationNumber"].startswith("0101-")
    path = f"{EVENTS}/{declared['eventId']}"
    seen = await country.call(clinic.system, "GET", path, office="0101", purpose="vitalRegistration")
    assert seen.json()["state"] == "registered"


async def test_a_data_value_set_of_the_newcomer_is_kept(country: Country, clinic: Newcomer) -> None:
    value = {"dataElement": "DENGUE_CASES", "period": "202609", "orgUnit": "0101", "value": "7"}
    report = {"dataElementIdScheme": "CODE", "orgUnitIdScheme": "CODE", "dataValues": [value]}
    how = {"office": "0101", "officer": "keo.s", "purpose": "healthReporting"}
    sent = await country.made(clinic.system, f"{HEALTH}/data-value-sets", report, **how)
    assert sent["response"]["importCount"]["imported"] == 1
    query = urlencode({"dataElement": "DENGUE_CASES", "orgUnit": "0101", "period": "202609"})
    kept = await country.call(
        clinic.system, "GET", f"{HEALTH}/data-values?{query}", office="0101", purpose="healthReporting"
    )
    assert [item["value"] for item in kept.json()["items"]] == ["7"]


async def test_an_officer_who_has_left_acts_no_more(country: Country, investigators: Newcomer) -> None:
    """One officer of her own member says so, and another one approves; then nobody acts in her name."""
    left = {"member": investigators.member, "id": "keo.s", "post": "ຫົວໜ້າ", "office": "hq", "from": "2026-01-01"}
    left |= {"to": records.yesterday().isoformat()}
    proposal = {"reason": "She has left.", "content": {"officers": [left]}}
    here: dict[str, Any] = {"office": "hq", "purpose": "directoryKeeping"}
    changes = "/directory/v1/changes"
    change = await country.made(investigators.system, changes, proposal, officer="noy.p", **here)
    approval = f"{changes}/{change['changeId']}/approvals"
    await country.made(investigators.system, approval, officer="dao.v", sign=True, **here)
    how = {"office": "0101", "officer": "Keo.S", "purpose": "caseManagement"}
    async with asyncio.timeout(PATIENCE_S):
        while (refusal := await refused(country, investigators, **how)) is None:
            pass  # the next answer is waited for anyway
    assert "officer" in refusal


async def refused(country: Country, newcomer: Newcomer, **how: Any) -> str | None:
    """Look for cases, and return what is said to a refused token or request; None: it was answered."""
    try:
        answer = await country.call(newcomer.system, "GET", CASES, **how)
    except TokenRefused as refusal:
        return refusal.answer.body.decode()
    return None if answer.ok else answer.body.decode()
