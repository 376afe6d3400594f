"""A ministry is dissolved while its offices work: what was open with them goes on with the successor's.

Case, file on its way, unopened letter and unregistered birth were the old ministry's; nothing of them is rewritten.
"""

import asyncio
import base64
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import aiohttp
import orjson
import pytest
import pytest_asyncio

from chassis.client.exchange_client import TokenRefused
from tests.support import sample_records as records
from tests.support.newcomers import (
    BIRTHS,
    CASES,
    DOCUMENTS,
    EVENTS,
    LETTERS,
    PATIENCE_S,
    Country,
    Newcomer,
    inbox,
    letter,
)
from tests.support.saphan_process import SaphanProcess

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

AGREEMENTS: Final = [
    {
        "service": "case-registry",
        "operations": ["openCase", "caseById", "moveCase", "acceptHandOver"],
        "purposes": ["caseManagement"],
        "fieldGroups": ["participants"],
    },
    LETTERS,
    {
        "service": "civil-registration",
        "operations": ["eventById", "registerEvent"],
        "purposes": ["vitalRegistration"],
        "fieldGroups": ["identifiers", "residence", "informant"],
    },
]
CASE: Final = {"office": "0101", "officer": "keo.s", "purpose": "caseManagement"}
LETTER: Final = CASE | {"purpose": "officialCorrespondence"}
BIRTH: Final = CASE | {"office": "civil", "purpose": "vitalRegistration"}


@dataclass
class Left:
    """What the old ministry had open on its last day, and how the country got it."""

    country: Country
    old: Newcomer
    new: Newcomer
    case: str
    hand_over: str
    delivery: str
    event: str


def moved(old: Newcomer, new: Newcomer) -> dict[str, Any]:
    """Return the one change: who ended with its offices, who follows with the same codes, and whose the rest is now."""
    content, last = old.content(AGREEMENTS), records.yesterday()
    closing = {"from": "2026-01-01", "to": last.isoformat()}
    ended = [office | closing | {"successor": new.seat(office["code"])} for office in content["offices"]]
    began = {"from": (last + timedelta(days=1)).isoformat()}
    return {
        "members": [
            content["members"][0] | {"dissolvedOn": last.isoformat(), "successor": new.member},
            {**content["members"][0], "id": new.member},
        ],
        "offices": [*ended, *(office | began | {"member": new.member} for office in content["offices"])],
        "officers": [officer | began | {"member": new.member} for officer in content["officers"]],
        "systems": [content["systems"][0] | {"member": new.member, "keptId": old.system}],
        "agreements": [agreement | {"member": new.member} for agreement in content["agreements"]],
    }


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def left(shared: SaphanProcess) -> AsyncIterator[Left]:
    """The old ministry joins, works, is told of more, and is dissolved before it has done any of it."""
    await shared.ready()
    number = time.time_ns() % 1_000_000
    civil = {"code": "civil", "kind": "registrar-office"}
    old = Newcomer(f"interior-{number}", "police", "police-station", number, further=(civil,))
    new = Newcomer(f"public-security-{number}", "police", "police-station", number, further=(civil,))
    async with aiohttp.ClientSession() as session:
        country = Country(shared, session)
        await country.join(old, AGREEMENTS)
        case = await country.made(old.system, CASES, records.case_opening(number), **CASE)
        theirs = await country.made(
            "police-case-system", CASES, records.case_opening(number + 1), purpose="caseManagement"
        )
        path = f"{CASES}/{theirs['caseId']}/hand-overs"
        sent = await country.made("police-case-system", path, {"to": old.seat("0101")}, purpose="caseManagement")
        delivery = await letter(country, "moic-office", f"{number}/ອຄ.ກຂອ", old.seat("0101"))
        birth = records.birth_declaration() | {"ownNumber": f"D-{number}", "registrar": old.seat("civil")}
        event = await country.made("hospital-records", BIRTHS, birth, purpose="vitalRegistration")
        await country.decided(moved(old, new))
        await succeeded(country, old, new)
        yield Left(country, old, new, case["caseId"], f"{path}/{sent['handOverId']}", delivery, event["eventId"])


async def succeeded(country: Country, old: Newcomer, new: Newcomer) -> None:
    """Wait until its system, by its old client id and key, gets a token as the successor's."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            with suppress(TokenRefused):  # between the two it may be nobody's
                token = await country.client(old.system).token("caseManagement", office="0101", expires_in=60)
                claims = token.text.split(".")[1]
                if orjson.loads(base64.urlsafe_b64decode(claims + "=="))["member"] == new.member:
                    return


async def test_an_open_case_is_the_successors(left: Left) -> None:
    path = f"{CASES}/{left.case}"
    found = await left.country.call(left.old.system, "GET", path, **CASE)
    assert found.json()["openedBy"] == left.old.seat("0101"), "what was done keeps the old name"
    order = {"to": "underInvestigation", "happenedOn": records.today().isoformat()}
    headers = {"If-Match": found.headers["ETag"]}
    await left.country.made(left.old.system, f"{path}/moves", order, headers=headers, sign=True, **CASE)


async def test_a_file_on_its_way_to_the_old_office_is_taken_at_the_new_one(left: Left) -> None:
    taken = await left.country.made(left.old.system, f"{left.hand_over}/acceptance", {"received": []}, **CASE)
    assert taken["status"] == "taken"
    case = await left.country.call(
        "police-case-system", "GET", left.hand_over.partition("/hand-overs")[0], purpose="caseManagement"
    )
    assert case.json()["responsible"] == left.new.seat("0101")


async def test_a_letter_to_the_old_office_lies_in_the_new_ones_inbox_and_is_opened_there(left: Left) -> None:
    lying = await inbox(left.country, left.old.system, office="0101")
    assert lying[left.delivery]["delivery"]["recipient"] == left.old.seat("0101")
    opening = f"{DOCUMENTS}/deliveries/{left.delivery}/opening"
    assert (await left.country.made(left.old.system, opening, **LETTER))["status"] == "opened"


async def test_a_birth_that_was_declared_to_the_old_office_is_registered_at_the_new_one(left: Left) -> None:
    registration = f"{EVENTS}/{left.event}/registration"
    version = {"If-Match": '"1"'}
    done = await left.country.made(left.old.system, registration, {}, headers=version, sign=True, **BIRTH)
    assert done["state"] == "registered"


async def test_who_asks_for_the_old_one_is_told_the_new_one(left: Left) -> None:
    opening = records.case_opening(left.old.number + 2)
    case = await left.country.made("police-case-system", CASES, opening, purpose="caseManagement")
    path, to = f"{CASES}/{case['caseId']}/hand-overs", {"to": left.old.seat("0101")}
    refused = await left.country.call("police-case-system", "POST", path, json=to, purpose="caseManagement")
    assert refused.status == 400
    (fault,) = refused.json()["errors"]
    assert fault["params"]["successor"] == left.new.seat("0101")
