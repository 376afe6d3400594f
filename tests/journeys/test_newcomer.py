"""A newcomer that is in no file: member, offices, system and officers join by the directory's four eyes, and take part.

Nothing here is known to the code, to a schema or to the sandbox: what the services do for the police of `country.toml`
they do for an agency of which they hear for the first time.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

import aiohttp
import pytest
import pytest_asyncio

from chassis.client.exchange_client import Answer, TokenRefused
from tests.case_registry import test_categories as migration
from tests.case_registry.court_builders import a_panel
from tests.support import sample_records as records
from tests.support.newcomers import (
    BIRTHS,
    CASES,
    DOCUMENTS,
    EVENTS,
    HEADQUARTERS,
    HEALTH,
    LETTERS,
    LOOKS_AGAIN_S,
    PATIENCE_S,
    Country,
    Newcomer,
    inbox,
    letter,
)
from tests.support.saphan_process import SaphanProcess

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]


OF_INVESTIGATORS: Final = [
    {
        "service": "case-registry",
        "operations": ["openCase", "caseById", "listCases", "moveCase", "sendHandOver", "acceptHandOver"],
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
        "operations": ["declareBirth", "eventById"],
        "purposes": ["vitalRegistration"],
        "fieldGroups": ["identifiers", "residence", "informant"],
    },
    {
        "service": "health-summaries",
        "operations": ["sendDataValueSet", "listDataValues"],
        "purposes": ["healthReporting"],
    },
]
OF_A_CHAIN: Final = {
    "service": "case-registry",
    "operations": [
        *("openCase", "caseById", "moveCase", "sendHandOver", "acceptHandOver"),
        *("openProceeding", "issueDecision"),
    ],
    "purposes": ["caseManagement"],
    "fieldGroups": ["participants"],
}


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
    registering: dict[str, Any] = {"purpose": "vitalRegistration", "headers": {"If-Match": '"1"'}, "sign": True}
    done = await country.made("registrar-desk", registration, {}, **registering)
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


@dataclass
class Desk:
    """An office of an agency, as its officer works there."""

    country: Country
    agency: Newcomer
    office: str

    async def call(self, method: str, path: str, **how: Any) -> Answer:
        how |= {"office": self.office, "officer": "keo.s", "purpose": "caseManagement"}
        return await self.country.call(self.agency.system, method, path, **how)

    async def made(self, path: str, json: object, **how: Any) -> Any:
        answer = await self.call("POST", path, json=json, **how)
        assert answer.ok, answer.body
        return answer.json()

    async def moved(self, case: str, *statuses: str, **stated: str) -> None:
        for status in statuses:
            tag = (await self.call("GET", case)).headers["ETag"]
            order = {"to": status, "happenedOn": records.today().isoformat(), **stated}
            await self.made(f"{case}/moves", order, headers={"If-Match": tag}, sign=True)

    async def judged(self, case: str, level: str) -> None:
        """Open the proceedings of this instance, and issue their judgment."""
        day = records.today().isoformat()
        opening = {"level": level, "startedOn": day, "panel": a_panel(*(f"{level}-{number}" for number in range(3)))}
        proceeding = await self.made(f"{case}/proceedings", opening)
        issuing = {"kind": "judgment", "decidedOn": day, "proceedingId": proceeding["proceedingId"]}
        await self.made(f"{case}/decisions", issuing, sign=True)

    async def hand_over(self, case: str, to: "Desk") -> None:
        sent = await self.made(f"{case}/hand-overs", {"to": to.agency.seat(to.office)})
        await to.made(f"{case}/hand-overs/{sent['handOverId']}/acceptance", {"received": []})

    async def sees(self, case: str) -> str | None:
        """Return the status of the case; None: it hears that there is no such case."""
        answer = await self.call("GET", case)
        assert answer.ok or answer.status == HTTPStatus.NOT_FOUND, answer.body
        return str(answer.json()["status"]) if answer.ok else None


async def test_a_swedish_migration_case_is_one_along_its_chain_and_nothing_to_everybody_else(country: Country) -> None:
    """Agencies, courts and the category are data that two officers decided (tests/case_registry/test_categories.py)."""
    number = time.time_ns() % 1_000_000
    offices = [{"code": "first", "level": "province"}, {"code": "next", "level": "province"}]
    agency = Newcomer(f"migration-{number}", "justice", "department", number, further=({"code": "other"},))
    courts = Newcomer(
        f"aliens-{number}", "court", "court", number, further=(*offices, {"code": "appeal", "level": "region"})
    )
    for each in (agency, courts):
        await country.join(each, [OF_A_CHAIN])
    code = migration.CODE | {"code": f"migration{number}", "attributes": migration.MIGRATION}
    head = migration.HEAD | {"attributes": dict(migration.LISTED.attributes)}
    await country.decided({"codeLists": [head], "codes": [code]})
    permits, other = Desk(country, agency, "0101"), Desk(country, agency, "other")
    court, beside, appeal = (Desk(country, courts, office) for office in ("first", "next", "appeal"))

    opening = migration.OPENING | {"category": code["code"], "openedOn": records.today().isoformat()}
    async with asyncio.timeout(PATIENCE_S):
        while not (answer := await permits.call("POST", CASES, json=opening)).ok:
            if answer.status != HTTPStatus.SERVICE_UNAVAILABLE:  # what the gateway knows, the registry has not yet
                assert answer.json()["errors"][0].get("pointer") == "/category", answer.body
            await asyncio.sleep(LOOKS_AGAIN_S)
    case = f"{CASES}/{answer.json()['caseId']}"

    async def seen() -> list[str | None]:
        return [await desk.sees(case) for desk in (permits, court, appeal, other, beside)]

    assert await seen() == ["filedInCourt", None, None, None, None]
    await permits.hand_over(case, court)
    await court.moved(case, "accepted", "inTrial")
    await court.judged(case, "firstInstance")
    await court.moved(case, "judgedFirstInstance", "appealed")
    assert await seen() == ["appealed", "appealed", None, None, None]
    await court.hand_over(case, appeal)
    await appeal.judged(case, "appeal")
    await appeal.moved(case, "judgedOnAppeal", outcome="upheld")
    await appeal.moved(case, "final")
    assert await seen() == ["final", "final", "final", None, None]


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
        while (refusal := await refused(country, investigators, **how)) is None:  # noqa: ASYNC110 - another process
            await asyncio.sleep(LOOKS_AGAIN_S)
    assert "officer" in refusal


async def refused(country: Country, newcomer: Newcomer, **how: Any) -> str | None:
    """Look for cases, and return what is said to a refused token or request; None: it was answered."""
    try:
        answer = await country.call(newcomer.system, "GET", CASES, **how)
    except TokenRefused as refusal:
        return refusal.answer.body.decode()
    return None if answer.ok else answer.body.decode()
