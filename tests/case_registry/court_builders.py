"""Builders for a case in court: people, charges, panels, hearings; whole and valid, until a test says otherwise."""

from typing import Any

from contracts.catalogue import Catalogue
from contracts.identifiers import new_id
from contracts.voucher import Caller
from tests.case_registry.builders import COURT, filed, in_court, moved, with_the_prosecutor
from tests.support.service import ServiceUnderTest

JUDGES = ("J-014", "J-015", "J-016")
JUDGMENT = {"kind": "judgment", "decidedOn": "2026-05-11", "matter": "conviction", "number": "31/ສອ"}


def a_person(role: str = "witness", **other: Any) -> dict[str, Any]:
    name = {"use": "legal", "text": "ຄຳລາ ສີສະຫວັດ", "script": "lao"}
    facts = {"name": name, "role": role, "from": "2026-03-02"} | other
    return {member: value for member, value in facts.items() if value is not None}


def a_panel(*judges: str) -> list[dict[str, Any]]:
    named = judges or JUDGES
    return [
        {"judgeId": judge, "name": f"ທ່ານ {judge}", "role": "member" if place else "presiding"}
        for place, judge in enumerate(named)
    ]


def valid(schema: str, document: Any) -> bool:
    """Tell whether the document keeps this schema of the legal sector."""
    return Catalogue.load().validator(f"https://schemas.saphan.gov.la/justice/{schema}/v1").is_valid(document)


async def posted(registry: ServiceUnderTest, path: str, body: Any, caller: Caller) -> Any:
    """Post and return what was made."""
    answer = await registry.call("POST", path, json=body, caller=caller)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def refused(registry: ServiceUnderTest, path: str, body: Any, caller: Caller) -> tuple[int, str, list[str]]:
    """Post, and return status, code and fault codes of the refusal, which is stated in both languages."""
    answer = await registry.call("POST", path, json=body, caller=caller)
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    english = await registry.call("POST", path, json=body, caller=caller, headers={"Accept-Language": "en"})
    assert english.json()["detail"] != problem["detail"]
    faults = [fault["code"] for fault in problem["errors"] if fault["code"] != problem["code"]]
    return answer.status_code, problem["code"], faults


async def first_participant(registry: ServiceUnderTest, case_id: str, caller: Caller = COURT) -> str:
    case = (await registry.call("GET", f"/cases/{case_id}", caller=caller)).json()
    return str(case["participants"][0]["participantId"])


async def charged(registry: ServiceUnderTest, **other: Any) -> tuple[str, dict[str, Any]]:
    """Bring a case to the prosecutor and file a charge on its suspect; return the case's id and the charge."""
    case_id = await with_the_prosecutor(registry)
    return case_id, await filed(registry, case_id, **({"filedOn": "2026-03-20"} | other))


async def in_trial(registry: ServiceUnderTest, **other: Any) -> str:
    """Bring a case into its trial; return its id."""
    case_id = await in_court(registry, **other)
    await moved(registry, case_id, "accepted", COURT)
    await moved(registry, case_id, "inTrial", COURT)
    return case_id


async def sitting(registry: ServiceUnderTest, case_id: str, *judges: str, **other: Any) -> dict[str, Any]:
    """Open the proceedings of the first instance and return them."""
    opening = {"level": "firstInstance", "startedOn": "2026-04-10", "panel": a_panel(*judges)} | other
    made: dict[str, Any] = await posted(registry, f"/cases/{case_id}/proceedings", opening, COURT)
    return made


def a_hearing(proceeding: dict[str, Any], begins: str = "08:30", ends: str = "11:30", **other: Any) -> dict[str, Any]:
    day = "2027-01-20"
    return {
        "proceedingId": proceeding["proceedingId"],
        "kind": "trial",
        "startsAt": f"{day}T{begins}:00+07:00",
        "endsAt": f"{day}T{ends}:00+07:00",
        "room": "2A",
    } | other


async def judged(registry: ServiceUnderTest, case_id: str, proceeding: dict[str, Any], **other: Any) -> Any:
    """Issue the judgment of proceedings and return it."""
    issuing = JUDGMENT | {"proceedingId": proceeding["proceedingId"]} | other
    return await posted(registry, f"/cases/{case_id}/decisions", issuing, COURT)


async def acquitted(registry: ServiceUnderTest, case_id: str, caller: Caller = COURT, on: str = "2026-05-11") -> str:
    """Give every live charge the result that nobody is guilty; return the ETag of the case after it."""
    for charge in (await registry.call("GET", f"/cases/{case_id}/charges", caller=caller)).json()["items"]:
        path = f"/cases/{case_id}/charges/{charge['chargeId']}/results"
        await posted(registry, path, {"result": "acquitted", "decidedOn": on}, caller)
    return str((await registry.call("GET", f"/cases/{case_id}", caller=caller)).headers["etag"])


_JUDGED = {  # by the status that they lead to: the instance, and what the order states
    "judgedFirstInstance": ("firstInstance", {}),
    "judgedOnAppeal": ("appeal", {"outcome": "upheld"}),
    "decidedInCassation": ("cassation", {"outcome": "upheld"}),
}


async def tried(
    registry: ServiceUnderTest,
    case_id: str,
    level: str,
    caller: Caller = COURT,
    *,
    on: str = "2026-03-02",
    result: str = "guilty",
) -> dict[str, Any]:
    """Hold proceedings before judges who sit nowhere else, decide on every charge, and return the judgment."""
    opening = {"level": level, "startedOn": on, "panel": a_panel(*(new_id("J").replace("_", "-") for _ in JUDGES))}
    proceeding = await posted(registry, f"/cases/{case_id}/proceedings", opening, caller)
    charges = (await registry.call("GET", f"/cases/{case_id}/charges", caller=caller)).json()["items"]
    for charge in charges:
        if charge["state"] != "withdrawn":
            deciding = {"result": result, "decidedOn": on}
            await posted(registry, f"/cases/{case_id}/charges/{charge['chargeId']}/results", deciding, caller)
    matter = "conviction" if charges else "claim"
    issuing = JUDGMENT | {"proceedingId": proceeding["proceedingId"], "decidedOn": on, "matter": matter}
    made: dict[str, Any] = await posted(registry, f"/cases/{case_id}/decisions", issuing, caller)
    return made


async def brought(
    registry: ServiceUnderTest, case_id: str, caller: Caller, *statuses: str, on: str = "2026-03-02", **other: Any
) -> dict[str, Any]:
    """Move the case from status to status, each with what it needs on record; return the last move."""
    move: dict[str, Any] = {}
    for status in statuses:
        level, stated = _JUDGED.get(status, (None, {}))
        if level is not None:
            await tried(registry, case_id, level, caller, on=on)
        move = await moved(registry, case_id, status, caller, on=on, **(stated | other))
    return move
