"""A purpose that only the directory has: with a right of its list it is worked for, without one it is refused."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any, Final

import aiohttp
import pytest

from chassis.client.exchange_client import Answer
from contracts.catalogue import Catalogue
from contracts.purposes import LIST
from tests.support import sample_records as records
from tests.support.newcomers import CASES, PATIENCE_S, Country, Newcomer
from tests.support.saphan_process import SaphanProcess

pytestmark = pytest.mark.slow

OFFICE: Final = {"office": "0101", "officer": "keo.s"}


def a_purpose(code: str, *rights: str) -> dict[str, Any]:
    """Return a code of the list that carries these rights."""
    named = {"codeList": LIST, "code": code, "lo": "ໄກ່ເກ່ຍຂໍ້ຂັດແຍ່ງ", "en": "Mediation"}
    return named | ({"attributes": {"rights": list(rights)}} if rights else {})


async def answered(country: Country, newcomer: Newcomer, path: str, purpose: str, language: str = "en") -> Answer:
    headers = {"Accept-Language": language}
    return await country.call(newcomer.system, "GET", path, purpose=purpose, headers=headers, **OFFICE)


async def test_a_purpose_of_the_directory_alone_carries_what_its_list_says(shared: SaphanProcess) -> None:
    await shared.ready()
    number = time.time_ns() % 1_000_000
    with_right, without = f"mediation{number}", f"surveying{number}"
    newcomer = Newcomer(f"mediators-{number}", "police", "police-station", number)
    agreements = [
        {
            "service": "case-registry",
            "operations": ["openCase", "caseById", "listCharges"],
            "purposes": [with_right, without],
            "fieldGroups": ["participants"],
        }
    ]
    async with aiohttp.ClientSession() as session:
        country = Country(shared, session)
        await published(country, [a_purpose(with_right, "caseConduct", "caseLookup"), a_purpose(without)])
        await country.join(newcomer, agreements)
        opening = records.case_opening(number)
        case = await country.made(newcomer.system, CASES, opening, purpose=with_right, **OFFICE)
        path = f"{CASES}/{case['caseId']}"
        for address in (path, f"{path}/charges"):
            assert (await answered(country, newcomer, address, with_right)).status == 200

        refused = await answered(country, newcomer, path, without)
        assert (refused.status, refused.json()["code"]) == (403, "purpose-without-right")
        assert refused.json()["detail"].startswith(
            f"This needs a purpose with one of the rights caseConduct, caseLookup, oversight; {without} has none of "
            "them in the list purposes. Ask for the token for one of: caseManagement, investigation, "
        )
        assert with_right in refused.json()["params"]["purposes"]
        told = (await answered(country, newcomer, path, without, "lo")).json()["detail"]
        rights = Catalogue.load().codelist("purpose-right").codes
        named = ", ".join(rights[right].lo for right in ("caseConduct", "caseLookup", "oversight"))
        assert told.startswith(f"ການເອີ້ນນີ້ຕ້ອງການຈຸດປະສົງທີ່ມີສິດໜຶ່ງໃນ {named}; ")

        await country.decided({"codes": [a_purpose(without, "caseLookup")]})
        async with asyncio.timeout(PATIENCE_S):  # two seconds; a machine that does ten other things takes longer
            while (await answered(country, newcomer, path, without)).status != 200:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.1)
        charges = await answered(country, newcomer, f"{path}/charges", without)
        assert (charges.status, charges.json()["params"]["rights"]) == (403, ["caseConduct"])


async def published(country: Country, codes: Sequence[dict[str, Any]]) -> None:
    """Publish these codes, and wait until the gateway holds them: before, no agreement names one."""
    before = await version(country)
    await country.decided({"codes": codes})
    async with asyncio.timeout(PATIENCE_S):
        while await version(country) == before:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.1)


async def version(country: Country) -> str:
    """Return the version of the list that the gateway decides by."""
    async with country.session.get(f"{country.saphan.base_url}/directory/v1/code-lists") as answer:
        lists = {each["name"]: each["version"] for each in (await answer.json())["lists"]}
    return str(lists[LIST])
