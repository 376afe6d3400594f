"""Cases for a prosecutor's statement and files called up: entered once, resolved once, by the office that has them."""

import asyncio
from typing import Any

import orjson
import pytest
from sqlalchemy import update

from contracts.catalogue import Catalogue
from contracts.identifiers import new_id
from contracts.voucher import Caller
from services.case_registry.domain.history import replay
from services.case_registry.domain.words import Part
from services.case_registry.store import history
from services.case_registry.store.visibility import CASES
from tests.case_registry.builders import COURT, DOCUMENT, JUSTICE, POLICE, PROSECUTOR, opened
from tests.support.service import ServiceUnderTest, a_caller

NATIONAL = "https://schemas.saphan.gov.la/justice"
EVENTS = "https://schemas.saphan.gov.la/events"
ZONE = a_caller("ospp", "prosecutor", office="0101")
OTHER_ZONE = a_caller("ospp", "prosecutor", office="0102")
KINDS = {
    "prosecutor-statements": ("statementId", {"level": "cassation"}, "upholds"),
    "called-up-files": ("calledUpFileId", {"level": "cassation", "basis": "petition"}, "refuse"),
}


async def entered(
    registry: ServiceUnderTest, case_id: str, path: str, caller: Caller = PROSECUTOR, **other: Any
) -> tuple[int, Any]:
    _, entry, _ = KINDS[path]
    body = {"enteredOn": "2026-03-05"} | entry | other
    answer = await registry.call("POST", f"/cases/{case_id}/{path}", json=body, caller=caller)
    return answer.status_code, answer.json()


async def resolved(
    registry: ServiceUnderTest, case_id: str, path: str, file_id: str, caller: Caller = PROSECUTOR, **other: Any
) -> tuple[int, Any]:
    _, _, outcome = KINDS[path]
    body = {"outcome": outcome, "resolvedOn": "2026-04-02", "decisionNumber": "31/ອຍສ"} | other
    answer = await registry.call("POST", f"/cases/{case_id}/{path}/{file_id}/outcome", json=body, caller=caller)
    return answer.status_code, answer.json()


def fault_of(problem: dict[str, Any]) -> tuple[str, str]:
    (fault,) = problem["errors"]
    return fault["pointer"], fault["code"]


@pytest.fixture
async def case_id(registry: ServiceUnderTest) -> str:
    return str((await opened(registry))["caseId"])


@pytest.mark.parametrize("path", KINDS)
async def test_a_case_enters_the_register_and_leaves_it_with_an_outcome(
    registry: ServiceUnderTest, case_id: str, path: str
) -> None:
    key, entry, outcome = KINDS[path]
    status, made = await entered(registry, case_id, path, number="12/ອຍສ")
    assert status == 201
    assert made["office"] == {"member": "ospp", "office": "hq"}
    assert (made["category"], made["enteredOn"], made["number"]) == ("criminal", "2026-03-05", "12/ອຍສ")
    assert entry.items() <= made.items()
    status, done = await resolved(registry, case_id, path, made[key], document=DOCUMENT)
    assert status == 201
    assert (done["outcome"], done["resolvedOn"], done["document"]) == (outcome, "2026-04-02", DOCUMENT)
    schema = f"{NATIONAL}/{'prosecutor-statement' if 'statement' in path else 'called-up-file'}/v1"
    assert all(Catalogue.load().validator(schema).is_valid(each) for each in (made, done))
    (item,) = (await registry.call("GET", f"/{path}")).json()["items"]
    assert item == done


async def test_the_sector_hears_of_each_fact_in_codes(registry: ServiceUnderTest, case_id: str) -> None:
    for path, (key, _, _) in KINDS.items():
        _, made = await entered(registry, case_id, path)
        await resolved(registry, case_id, path, made[key])
    types = ["statement-awaited", "statement-given", "called-up", "call-up-decided"]
    assert (await registry.announced())[1:] == [f"la.gov.justice.case.{each}.v1" for each in types]
    for row in (await registry.rows("select type, key, envelope from outbox order by position"))[1:]:
        envelope = orjson.loads(row["envelope"])
        assert row["key"] == case_id
        assert Catalogue.load().validator(envelope["dataschema"]).is_valid(envelope["data"])


async def test_the_history_of_a_case_holds_its_register(registry: ServiceUnderTest, case_id: str) -> None:
    for path, (key, _, _) in KINDS.items():
        _, made = await entered(registry, case_id, path)
        await resolved(registry, case_id, path, made[key])
    async with registry.units.open() as unit:
        entries = await history.entries(unit, case_id)
        state = await history.locked_state(unit, case_id, sight=None)
    kinds = ["opened", "statementAwaited", "statementGiven", "calledUp", "callUpDecided"]
    assert [entry.fact.kind for entry in entries] == kinds
    assert replay(entries) == state
    assert (PROSECUTOR.seat, Part.REGISTER) in state.involved


@pytest.mark.parametrize("path", KINDS)
@pytest.mark.parametrize("caller", [POLICE, COURT, JUSTICE], ids=["police", "court", "justice"])
async def test_only_a_prosecutor_keeps_the_register(
    registry: ServiceUnderTest, case_id: str, path: str, caller: Caller
) -> None:
    status, problem = await entered(registry, case_id, path, caller)
    assert (status, problem["code"]) == (409, "act-not-allowed")
    assert problem["params"]["allowedBy"] == ["prosecutor"]
    assert await registry.rows("select 1 from prosecutor_files") == []


@pytest.mark.parametrize("path", KINDS)
async def test_a_case_waits_once_at_an_instance(registry: ServiceUnderTest, case_id: str, path: str) -> None:
    _, made = await entered(registry, case_id, path)
    status, problem = await entered(registry, case_id, path, ZONE)
    assert (status, problem["code"]) == (409, "already-registered")
    assert (await entered(registry, case_id, path, level="appeal"))[0] == 201
    await resolved(registry, case_id, path, made[KINDS[path][0]])
    assert (await entered(registry, case_id, path))[0] == 201


async def test_of_entries_at_once_one_is_made(registry: ServiceUnderTest, case_id: str) -> None:
    calls = (entered(registry, case_id, "called-up-files") for _ in range(5))
    assert sorted(status for status, _ in await asyncio.gather(*calls)) == [201, 409, 409, 409, 409]


@pytest.mark.parametrize("path", KINDS)
async def test_a_file_is_resolved_once(registry: ServiceUnderTest, case_id: str, path: str) -> None:
    _, made = await entered(registry, case_id, path)
    await resolved(registry, case_id, path, made[KINDS[path][0]])
    status, problem = await resolved(registry, case_id, path, made[KINDS[path][0]])
    assert (status, problem["code"]) == (409, "already-resolved")
    assert "2026-04-02" in problem["detail"]


@pytest.mark.parametrize("path", KINDS)
async def test_a_file_is_resolved_by_the_office_that_entered_it(
    registry: ServiceUnderTest, case_id: str, path: str
) -> None:
    _, made = await entered(registry, case_id, path, ZONE)
    assert made["office"] == {"member": "ospp", "office": "0101"}
    status, problem = await resolved(registry, case_id, path, made[KINDS[path][0]], OTHER_ZONE)
    assert (status, problem["code"]) == (403, "another-office")
    assert (await resolved(registry, case_id, path, made[KINDS[path][0]], COURT))[1]["code"] == "act-not-allowed"
    assert (await resolved(registry, case_id, path, made[KINDS[path][0]], PROSECUTOR))[0] == 403
    assert (await resolved(registry, case_id, path, made[KINDS[path][0]], ZONE))[0] == 201


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"enteredOn": "2569-03-05"}, ("/enteredOn", "buddhist-era")),
        ({"enteredOn": "2027-12-31"}, ("/enteredOn", "future-date")),
        ({"enteredOn": "2026-03-01"}, ("/enteredOn", "before-the-opening")),
        ({"level": "village"}, ("/level", "x-codelist")),
        ({"basis": "letter"}, ("/basis", "x-codelist")),
    ],
    ids=["buddhist era", "future", "before the case", "unknown level", "unknown basis"],
)
async def test_an_entry_that_cannot_be_is_refused_with_its_place(
    registry: ServiceUnderTest, case_id: str, change: dict[str, Any], fault: tuple[str, str]
) -> None:
    status, problem = await entered(registry, case_id, "called-up-files", **change)
    assert (status, fault_of(problem)) == (400, fault)
    assert await registry.rows("select 1 from prosecutor_files") == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"resolvedOn": "2027-12-31"}, ("/resolvedOn", "future-date")),
        ({"resolvedOn": "2026-03-04"}, ("/resolvedOn", "before-the-entry")),
        ({"outcome": "upholds"}, ("/outcome", "x-codelist")),
    ],
    ids=["future", "before the entry", "an outcome of the other kind"],
)
async def test_an_outcome_that_cannot_be_is_refused_with_its_place(
    registry: ServiceUnderTest, case_id: str, change: dict[str, Any], fault: tuple[str, str]
) -> None:
    _, made = await entered(registry, case_id, "called-up-files")
    status, problem = await resolved(registry, case_id, "called-up-files", made["calledUpFileId"], **change)
    assert (status, fault_of(problem)) == (400, fault)


async def test_a_case_that_cannot_be_seen_cannot_be_entered(registry: ServiceUnderTest) -> None:
    secret = (await opened(registry, restriction="stateSecret"))["caseId"]
    for case_id in (secret, new_id("cas")):
        assert (await entered(registry, case_id, "called-up-files"))[0] == 404


async def test_a_file_of_another_case_or_kind_is_not_found(registry: ServiceUnderTest, case_id: str) -> None:
    other = (await opened(registry, number="46/ປກສ"))["caseId"]
    _, made = await entered(registry, case_id, "called-up-files")
    assert (await resolved(registry, other, "called-up-files", made["calledUpFileId"]))[0] == 404
    assert (await resolved(registry, case_id, "called-up-files", new_id("cuf")))[0] == 404
    assert (await resolved(registry, case_id, "prosecutor-statements", new_id("pst")))[0] == 404


async def test_the_register_is_listed_by_case_office_and_what_is_pending_in_pages(
    registry: ServiceUnderTest, case_id: str
) -> None:
    other = (await opened(registry, number="46/ປກສ"))["caseId"]
    _, first = await entered(registry, case_id, "called-up-files", ZONE)
    _, second = await entered(registry, other, "called-up-files", OTHER_ZONE)
    await resolved(registry, other, "called-up-files", second["calledUpFileId"], OTHER_ZONE)

    async def listed(**params: str) -> tuple[list[str], Any]:
        page = (await registry.call("GET", "/called-up-files", params=params, caller=PROSECUTOR)).json()
        assert Catalogue.load().validator(f"{NATIONAL}/called-up-file-page/v1").is_valid(page)
        return [item["calledUpFileId"] for item in page["items"]], page.get("next")

    ids = [second["calledUpFileId"], first["calledUpFileId"]]
    assert await listed() == (ids, None)
    assert (await listed(caseId=case_id))[0] == ids[1:]
    assert (await listed(member="ospp", office="0102"))[0] == ids[:1]
    assert (await listed(member="ospp"))[0] == ids
    assert (await listed(pending="true"))[0] == ids[1:]
    page, cursor = await listed(limit="1")
    assert page == ids[:1]
    assert await listed(limit="1", cursor=cursor) == (ids[1:], None)
    answer = await registry.call("GET", "/called-up-files", params={"cursor": cursor, "pending": "true"})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-cursor")


async def test_a_restricted_case_hides_its_entries(registry: ServiceUnderTest) -> None:
    caller = a_caller("ospp", "prosecutor")
    secret = (await opened(registry, restriction="stateSecret"))["caseId"]
    async with registry.units.open() as unit:
        parts = [{"member": member, "office": "hq", "parts": ["file"]} for member in ("police", "ospp")]
        await unit.connection.execute(update(CASES).values(involved=parts))
    await entered(registry, secret, "called-up-files", caller)
    assert len((await registry.call("GET", "/called-up-files", caller=caller)).json()["items"]) == 1
    assert (await registry.call("GET", "/called-up-files", caller=COURT)).json()["items"] == []
