"""Cases as the tests state them: whole and valid, until a test says otherwise."""

from typing import Any

from contracts.catalogue import Catalogue
from contracts.voucher import Caller
from tests.support.service import ServiceUnderTest, a_caller

CLERK = "ofc-1"  # whom the tokens name
POLICE = a_caller("police", "police", officer=CLERK)
PROSECUTOR = a_caller("ospp", "prosecutor", officer=CLERK)
COURT = a_caller("psc", "court", officer=CLERK)
JUSTICE = a_caller("moj", "justice", officer=CLERK)
KINDS = sorted(Catalogue.load().codelist("member-kind").codes)
DOCUMENT = {
    "documentId": "doc_01k9s0zt4r7q2v5x8y1a3b6c9d",
    "sha256": "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9",
    "sizeBytes": 48213,
    "mediaType": "application/pdf",
}
READABILITY_CHECKS = "/document-exchange/v1/readability-checks"
ARTICLE = {"edition": "penalCode2017", "committedOn": {"value": "2026-02-27", "precision": "day"}, "article": "243"}
ANNEX = DOCUMENT | {"documentId": "doc_01k9s0zt4r7q2v5x8y1a3b6c9e", "sha256": "0" * 64}


def all_readable(check: Any) -> dict[str, Any]:
    """Answer as the document exchange does where the office can read everything."""
    named = [each["documentId"] for each in check["documents"]]
    return {"documents": [{"documentId": each, "readability": "readable"} for each in named]}


def a_suspect(**other: Any) -> dict[str, Any]:
    name = {"use": "legal", "text": "ບຸນມີ ແກ້ວມະນີ", "given": "ບຸນມີ", "family": "ແກ້ວມະນີ", "script": "lao"}
    return {"name": name, "role": "suspect"} | other


def an_opening(**other: Any) -> dict[str, Any]:
    of_a_crime = other.get("category", "criminal") in {"criminal", "military"}
    facts = {
        "number": "045/ປກສ.ຈທ",
        "title": "ຄະດີລັກຊັບ ຢູ່ບ້ານໂພນໄຊ",
        "category": "criminal",
        "place": "0101",
        "openedOn": "2026-03-02",
        "participants": [a_suspect() if of_a_crime else a_suspect(role="defendant")],
    }
    return {name: value for name, value in (facts | other).items() if value is not None}


async def opened(registry: ServiceUnderTest, caller: Caller = POLICE, **other: Any) -> dict[str, Any]:
    """Open a case and return it."""
    answer = await registry.call("POST", "/cases", json=an_opening(**other), caller=caller)
    assert answer.status_code == 201, answer.text
    case: dict[str, Any] = answer.json()
    return case


async def moved(
    registry: ServiceUnderTest, case_id: str, to: str, caller: Caller, *, on: str = "2026-03-02", **other: Any
) -> dict[str, Any]:
    """Move the case as it stands now and return the move."""
    found = (await registry.call("GET", f"/cases/{case_id}", caller=caller)).headers["etag"]
    order = {"to": to, "happenedOn": on} | other
    answer = await registry.call(
        "POST", f"/cases/{case_id}/moves", json=order, caller=caller, headers={"If-Match": found}
    )
    assert answer.status_code == 201, answer.text
    move: dict[str, Any] = answer.json()
    return move


async def sent(registry: ServiceUnderTest, case_id: str, to: Caller, caller: Caller, **other: Any) -> dict[str, Any]:
    """Hand the file over and return the hand-over."""
    assert to.seat is not None
    answer = await registry.call(
        "POST", f"/cases/{case_id}/hand-overs", json={"to": to.seat.to_document()} | other, caller=caller
    )
    assert answer.status_code == 201, answer.text
    hand_over: dict[str, Any] = answer.json()
    return hand_over


async def handed_over(registry: ServiceUnderTest, case_id: str, to: Caller, caller: Caller) -> dict[str, Any]:
    """Hand the file over, and let the other side take it."""
    hand_over = await sent(registry, case_id, to, caller)
    path = f"/cases/{case_id}/hand-overs/{hand_over['handOverId']}/acceptance"
    answer = await registry.call("POST", path, json={"received": []}, caller=to)
    assert answer.status_code == 201, answer.text
    taken: dict[str, Any] = answer.json()
    return taken


async def with_the_prosecutor(registry: ServiceUnderTest, **other: Any) -> str:
    """Open a case, investigate it and hand it to the prosecutor; return its id."""
    case_id: str = (await opened(registry, **other))["caseId"]
    await moved(registry, case_id, "underInvestigation", POLICE)
    await moved(registry, case_id, "fileSentToProsecutor", POLICE)
    await handed_over(registry, case_id, PROSECUTOR, POLICE)
    return case_id


async def filed(registry: ServiceUnderTest, case_id: str, caller: Caller = PROSECUTOR, **other: Any) -> dict[str, Any]:
    """File a charge on the first participant, and return it."""
    case = (await registry.call("GET", f"/cases/{case_id}", caller=caller)).json()
    filing = {
        "participantId": case["participants"][0]["participantId"],
        "article": ARTICLE,
        "text": "ລັກຊັບພົນລະເມືອງ",
        "filedOn": "2026-03-02",
    }
    answer = await registry.call("POST", f"/cases/{case_id}/charges", json=filing | other, caller=caller)
    assert answer.status_code == 201, answer.text
    charge: dict[str, Any] = answer.json()
    return charge


async def in_court(registry: ServiceUnderTest, **other: Any) -> str:
    """Bring a case before the court; return its id."""
    case_id = await with_the_prosecutor(registry, **other)
    await filed(registry, case_id)
    await moved(registry, case_id, "charged", PROSECUTOR)
    await moved(registry, case_id, "filedInCourt", PROSECUTOR)
    await handed_over(registry, case_id, COURT, PROSECUTOR)
    return case_id
