"""Who has read a case hears of its corrections, though it has no part in it; who never read hears of none."""

import asyncio
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from contracts.seats import Seat
from contracts.voucher import Caller
from services.case_registry.domain.readers import Readers
from tests.case_registry.builders import COURT, JUSTICE, POLICE, PROSECUTOR, moved, opened
from tests.case_registry.country import COUNTRY, at
from tests.case_registry.court_builders import a_hearing, judged, posted, refused, sitting, valid
from tests.case_registry.test_changes import followed
from tests.case_registry.test_corrections import RIGHT, corrected, of_fact, of_person
from tests.case_registry.test_door_lists import HELD
from tests.case_registry.told import TODAY
from tests.support.service import ServiceUnderTest, a_caller

PENDING = {"pending": "true"}
SECRET = {
    "to": "stateSecret",
    "decidedOn": "2026-03-20",
    "decisionNumber": "7",
    "reason": "ຄວາມລັບ",
    "legalBasis": "ກົດໝາຍ",
}


async def read(registry: ServiceUnderTest, case_id: str, caller: Caller, below: str = "") -> Any:
    answer = await registry.call("GET", f"/cases/{case_id}{below}", caller=caller)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def owed(registry: ServiceUnderTest, caller: Caller, **params: str) -> list[dict[str, Any]]:
    answer = await registry.call("GET", "/corrections-owed", caller=caller, params=params)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def noted(registry: ServiceUnderTest) -> list[str]:
    rows = await registry.rows("select member, office from case_readers order by member, office")
    return [f"{row['member']}/{row['office']}" for row in rows]


@pytest.fixture
async def a_case(registry: ServiceUnderTest) -> dict[str, Any]:
    return await opened(registry)


async def renamed(registry: ServiceUnderTest, case: dict[str, Any]) -> dict[str, Any]:
    """Correct the suspect's name, which matters to whoever has read it."""
    (person,) = case["participants"]
    body = of_person(person["participantId"], name={"was": person["name"], "now": RIGHT})
    correction: dict[str, Any] = await corrected(registry, case["caseId"], body)
    return correction


async def test_who_has_read_a_case_hears_of_its_correction_and_follows_it_until_it_says_so(
    registry: ServiceUnderTest, a_case: dict[str, Any]
) -> None:
    case_id = a_case["caseId"]
    await read(registry, case_id, JUSTICE)
    before = await followed(registry, caller=JUSTICE)
    assert before["items"] == [], "reading alone is no reason to follow"
    correction = await renamed(registry, a_case)
    (told,) = await owed(registry, JUSTICE, **PENDING)
    assert valid("owed-correction", told)
    assert (told["correctionId"], told["correctedMembers"]) == (correction["correctionId"], ["name"])
    assert "ບຸນ" not in str(told), "values stand in the case, not here"
    (change,) = (await followed(registry, before["since"], caller=JUSTICE))["items"]
    assert (change["caseId"], change["version"]) == (case_id, 2)
    for never in (COURT, PROSECUTOR):
        assert await owed(registry, never) == []
        assert (await followed(registry, caller=never))["items"] == []
    path = f"/cases/{case_id}/corrections/{correction['correctionId']}/acknowledgement"
    await posted(registry, path, {}, JUSTICE)
    assert await owed(registry, JUSTICE, **PENDING) == []
    assert len(await owed(registry, JUSTICE)) == 1
    assert (await followed(registry, before["since"], caller=JUSTICE))["items"] == []
    note = of_fact(1, title={"was": a_case["title"], "now": "ຄະດີ"})
    await corrected(registry, case_id, note)
    assert len(await owed(registry, JUSTICE, **PENDING)) == 1, "who has read is told each time"


async def test_who_may_not_see_the_case_any_more_hears_that_something_was_corrected_and_no_more(
    registry: ServiceUnderTest, a_case: dict[str, Any]
) -> None:
    case_id = a_case["caseId"]
    await read(registry, case_id, JUSTICE)
    before = await followed(registry, caller=JUSTICE)
    await posted(registry, f"/cases/{case_id}/restriction-changes", SECRET, POLICE)
    correction = await renamed(registry, a_case)
    assert (await registry.call("GET", f"/cases/{case_id}", caller=JUSTICE)).status_code == 404
    (told,) = await owed(registry, JUSTICE)
    assert valid("owed-correction", told)
    assert told.keys() == {"correctionId", "caseId", "office", "by", "recordedAt"}
    assert (await followed(registry, before["since"], caller=JUSTICE))["items"] == []
    corrections = f"/cases/{case_id}/corrections"
    assert (await registry.call("GET", corrections, caller=JUSTICE)).status_code == 404
    path = f"{corrections}/{correction['correctionId']}/acknowledgement"
    assert "members" not in await posted(registry, path, {}, JUSTICE)
    assert await owed(registry, JUSTICE, **PENDING) == []
    assert await refused(registry, path, {}, COURT) == (404, "not-found", [])


@pytest.mark.parametrize("below", ["", "?at", "/moves", "/charges", "/proceedings", "/decisions", "/deadlines"])
async def test_whoever_reads_a_case_or_a_part_of_it_has_read_it(
    registry: ServiceUnderTest, a_case: dict[str, Any], below: str
) -> None:
    below = f"?at={a_case['recordedAt']}" if below == "?at" else below
    await read(registry, a_case["caseId"], JUSTICE, below)
    assert await noted(registry) == ["moj/hq"]


async def test_whoever_reads_a_decision_has_read_its_case(registry: ServiceUnderTest, case: str) -> None:
    judgment = await judged(registry, case, await sitting(registry, case))
    await registry.call("GET", f"/decisions/{judgment['decisionId']}", caller=JUSTICE)
    assert await noted(registry) == ["moj/hq"]


async def test_whoever_reads_who_is_held_or_heard_has_read_these_cases(registry: ServiceUnderTest, case: str) -> None:
    made = await sitting(registry, case)
    await posted(registry, f"/cases/{case}/hearings", a_hearing(made), COURT)
    await registry.call("GET", "/schedule", caller=JUSTICE)
    assert await noted(registry) == ["moj/hq"]
    station, above = at("police", "0101"), at("police", "01")
    held = await opened(registry, station, number="046/ປກສ")
    (person,) = held["participants"]
    await posted(registry, f"/cases/{held['caseId']}/participants/{person['participantId']}/custody", HELD, station)
    door = {"member": "police", "office": "0101", "on": "2026-03-04"}
    for path, params in (("/custody-lists", door), ("/custody-expiries", {})):
        answer = await registry.call("GET", path, caller=above, params=params)
        assert len(answer.json().get("people", answer.json().get("items"))) == 1
        assert await noted(registry) == ["moj/hq", "police/01"], path
    await corrected(registry, held["caseId"], of_fact(1, title={"was": held["title"], "now": "ຄະດີ"}), station)
    assert [each["caseId"] for each in await owed(registry, above)] == [held["caseId"]]


async def test_a_search_a_refusal_and_a_reader_with_a_part_leave_no_trace(
    registry: ServiceUnderTest, case: str
) -> None:
    made = await sitting(registry, case)
    await posted(registry, f"/cases/{case}/hearings", a_hearing(made), COURT)
    assert len((await registry.call("GET", "/cases", caller=JUSTICE)).json()["items"]) == 1
    for path in ("/schedule", "/custody-expiries"):
        await registry.call("GET", path, caller=COURT)
    for party in (POLICE, PROSECUTOR, COURT):
        await read(registry, case, party)
    secret = (await opened(registry, number="046/ປກສ", restriction="stateSecret"))["caseId"]
    assert (await registry.call("GET", f"/cases/{secret}", caller=JUSTICE)).status_code == 404
    assert (await registry.call("GET", f"/cases/{secret}/moves", caller=JUSTICE)).status_code == 404
    nowhere = a_caller("police", "police", office=None)  # sees what its offices have a part in
    assert (await registry.call("GET", f"/cases/{case}", caller=nowhere)).status_code in {200, 404}
    assert await noted(registry) == []


async def test_a_busy_reader_is_written_once_a_day(registry: ServiceUnderTest, a_case: dict[str, Any]) -> None:
    await read(registry, a_case["caseId"], JUSTICE)
    written = await registry.rows("select xmin::text, read_on from case_readers")
    for _ in range(3):
        await read(registry, a_case["caseId"], JUSTICE)
        await read(registry, a_case["caseId"], JUSTICE, "/moves")
    assert await registry.rows("select xmin::text, read_on from case_readers") == written


async def test_who_read_before_the_wrong_fact_was_recorded_has_not_seen_it(
    registry: ServiceUnderTest, a_case: dict[str, Any]
) -> None:
    case_id = a_case["caseId"]
    await read(registry, case_id, JUSTICE)
    async with registry.units.open() as unit:
        await unit.connection.execute(text("update case_readers set read_on = read_on - 1"))
    await moved(registry, case_id, "underInvestigation", POLICE, on="2026-03-20")
    day = {"was": "2026-03-20", "now": "2026-03-19"}
    await corrected(registry, case_id, of_fact(2, happenedOn=day))
    assert await owed(registry, JUSTICE) == []
    await read(registry, case_id, JUSTICE)
    (row,) = await registry.rows("select read_on from case_readers")
    assert row["read_on"] == TODAY


async def test_no_reader_of_what_was_wrong_is_lost_while_it_is_corrected(
    registry: ServiceUnderTest, a_case: dict[str, Any]
) -> None:
    seats = [seat for seat in sorted(COUNTRY.offices) if seat.member in {"psc", "moj", "ospp"}][:12]
    readers = [at(seat.member, seat.office) for seat in seats]
    (wrong,) = a_case["participants"]

    async def reads(reader: Caller) -> bool:
        case = await read(registry, a_case["caseId"], reader)
        return bool(case["participants"][0]["name"] == wrong["name"])

    saw, _ = await asyncio.gather(asyncio.gather(*(reads(reader) for reader in readers)), renamed(registry, a_case))
    for reader, was_wrong in zip(readers, saw, strict=True):
        assert not was_wrong or await owed(registry, reader), reader.seat


def test_what_a_process_remembers_of_readers_is_bounded_and_of_one_day() -> None:
    readers, seat, day = Readers(most=2), Seat("moj", "hq"), date(2026, 3, 2)
    for case_id in ("cas_1", "cas_2", "cas_3"):
        readers.learn(case_id, seat, day)
    assert [readers.knows(case_id, seat, day) for case_id in ("cas_1", "cas_2", "cas_3")] == [False, True, True]
    assert not readers.knows("cas_3", seat, date(2026, 3, 3))
    assert not readers.knows("cas_3", Seat("moj", "0101"), day)
