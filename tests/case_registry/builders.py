"""Cases as the tests state them: whole and valid, until a test says otherwise."""

from typing import Any

from contracts.voucher import Caller
from tests.support.service import ServiceUnderTest, a_caller

POLICE = a_caller("police", "police")
PROSECUTOR = a_caller("ospp", "prosecutor")
COURT = a_caller("psc", "court")


def a_suspect(**other: Any) -> dict[str, Any]:
    name = {"use": "legal", "text": "ບຸນມີ ແກ້ວມະນີ", "given": "ບຸນມີ", "family": "ແກ້ວມະນີ", "script": "lao"}
    return {"name": name, "role": "suspect"} | other


def an_opening(**other: Any) -> dict[str, Any]:
    facts = {
        "number": "045/ປກສ.ຈທ",
        "title": "ຄະດີລັກຊັບ ຢູ່ບ້ານໂພນໄຊ",
        "category": "criminal",
        "place": "0101",
        "openedOn": "2026-03-02",
        "participants": [a_suspect()],
    }
    return {name: value for name, value in (facts | other).items() if value is not None}


async def opened(registry: ServiceUnderTest, caller: Caller = POLICE, **other: Any) -> dict[str, Any]:
    """Open a case and return it."""
    answer = await registry.call("POST", "/cases", json=an_opening(**other), caller=caller)
    assert answer.status_code == 201, answer.text
    case: dict[str, Any] = answer.json()
    return case
