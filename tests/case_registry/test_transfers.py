"""A file that goes from court to court: what the old one has open ends in the act by which the new one takes it."""

import asyncio
from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy import text

from chassis.reference.held import HeldOrganisations
from contracts.reference_data import ReferenceData
from contracts.seats import Seat
from services.case_registry.domain.history import replay
from services.case_registry.store import history
from tests.case_registry.builders import COURT, PROSECUTOR, handed_over, in_court, moved, sent
from tests.case_registry.country import COUNTRY, at, closed
from tests.case_registry.court_builders import a_hearing, a_panel, posted, refused, sitting, valid
from tests.support.service import ServiceUnderTest

OLD, NEW = COURT, at("psc", "0101")
OPENING: dict[str, Any] = {"level": "firstInstance", "startedOn": "2026-05-04", "panel": a_panel()}


async def of_proceedings(registry: ServiceUnderTest, case_id: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await registry.call("GET", f"/cases/{case_id}/proceedings", caller=NEW)).json()[
        "items"
    ]
    return items


async def of_hearings(registry: ServiceUnderTest, case_id: str) -> dict[str, str]:
    page = (await registry.call("GET", "/schedule", params={"caseId": case_id}, caller=NEW)).json()
    return {each["hearingId"]: each["status"] for each in page["items"]}


async def test_nothing_stays_open_at_the_court_that_the_file_has_left(registry: ServiceUnderTest, case: str) -> None:
    made = await sitting(registry, case)
    hearing = await posted(registry, f"/cases/{case}/hearings", a_hearing(made), OLD)
    await handed_over(registry, case, NEW, OLD)
    (left,) = await of_proceedings(registry, case)
    assert valid("proceeding", left)
    assert (left["transferredTo"], left["court"]) == ({"member": "psc", "office": "0101"}, made["court"])
    assert {seat["to"] for seat in left["panel"]} == {left["endedOn"]}, "no judge keeps a seat"
    assert await of_hearings(registry, case) == {hearing["hearingId"]: "cancelled"}
    assert await registry.rows("select 1 from hearing_claims") == [], "judges and room are free"
    kinds = await registry.rows("select kind from case_history where case_id = :id order by position", id=case)
    assert [row["kind"] for row in kinds][-4:] == [
        *("handedOver", "takenOver", "proceedingTransferred", "hearingConcluded")
    ]
    told = [
        orjson.loads(row["envelope"]) for row in await registry.rows("select envelope from outbox order by position")
    ]
    types = [each["type"].removeprefix("la.gov.justice.case.") for each in told][-3:]
    assert sorted(types) == ["hearing-concluded.v1", "proceeding-transferred.v1", "taken-over.v1"]


async def test_a_court_that_gives_the_file_back_keeps_no_hearing_and_its_judges_may_sit_when_it_returns(
    registry: ServiceUnderTest,
) -> None:
    case_id = await in_court(registry)
    made = await sitting(registry, case_id, startedOn="2026-03-02")
    hearing = await posted(registry, f"/cases/{case_id}/hearings", a_hearing(made), OLD)
    await moved(registry, case_id, "returnedToProsecutor", OLD)
    await handed_over(registry, case_id, PROSECUTOR, OLD)
    assert await of_hearings(registry, case_id) == {hearing["hearingId"]: "cancelled"}
    assert await registry.rows("select 1 from hearing_claims") == []
    (left,) = await of_proceedings(registry, case_id)
    assert left["transferredTo"] == {"member": "ospp", "office": "hq"}
    await moved(registry, case_id, "filedInCourt", PROSECUTOR)
    await handed_over(registry, case_id, OLD, PROSECUTOR)
    await sitting(registry, case_id)


async def test_the_new_court_sits_with_judges_of_its_own_and_with_who_moved_there(
    registry: ServiceUnderTest, case: str
) -> None:
    await sitting(registry, case)
    await handed_over(registry, case, NEW, OLD)
    assert (await posted(registry, f"/cases/{case}/proceedings", OPENING, NEW))["court"]["office"] == "0101"


async def test_the_history_gives_the_same_state_when_it_is_read_again(registry: ServiceUnderTest, case: str) -> None:
    made = await sitting(registry, case)
    await posted(registry, f"/cases/{case}/hearings", a_hearing(made), OLD)
    await handed_over(registry, case, NEW, OLD)
    async with registry.units.open() as unit:
        kept = await history.locked_state(unit, case, sight=None)
        assert replay(await history.entries(unit, case)) == kept


async def test_a_hearing_that_is_over_waits_for_its_outcome_from_the_court_that_has_the_file(
    registry: ServiceUnderTest, case: str
) -> None:
    made = await sitting(registry, case)
    hearing = await posted(registry, f"/cases/{case}/hearings", a_hearing(made), OLD)
    yesterday = registry.units.clock.now() - timedelta(days=1)
    async with registry.units.open() as unit:
        over = text("update hearings set starts_at = :at, ends_at = :at")
        await unit.connection.execute(over, {"at": yesterday})
    await handed_over(registry, case, NEW, OLD)
    assert await of_hearings(registry, case) == {hearing["hearingId"]: "scheduled"}
    path = f"/cases/{case}/hearings/{hearing['hearingId']}/outcome"
    assert (await refused(registry, path, {"status": "held"}, OLD))[:2] == (409, "file-elsewhere")
    assert (await posted(registry, path, {"status": "held"}, NEW))["status"] == "held"


async def test_who_takes_over_a_closed_court_goes_on_in_its_proceedings_and_cancels_its_hearings(
    registry: ServiceUnderTest, held: HeldOrganisations, case: str
) -> None:
    made = await sitting(registry, case)
    hearing = await posted(registry, f"/cases/{case}/hearings", a_hearing(made), OLD)
    country = closed(COUNTRY, Seat("psc", "hq"), Seat("psc", "0101"))
    held.take(ReferenceData(organisations=country))
    successor = at("psc", "0101", country)
    path = f"/cases/{case}/hearings/{hearing['hearingId']}/outcome"
    assert (await posted(registry, path, {"status": "cancelled"}, successor))["status"] == "cancelled"
    back = await sent(registry, case, at("psc", "0102", country), successor)
    answer = await registry.call(
        "POST", f"/cases/{case}/hand-overs/{back['handOverId']}/recall", json={"reason": "ຜິດສານ"}, caller=successor
    )
    assert answer.status_code == 201
    (still,) = await of_proceedings(registry, case)
    assert "endedOn" not in still


async def test_a_file_that_is_taken_and_recalled_at_once_leaves_all_open_or_nothing(
    registry: ServiceUnderTest, case: str
) -> None:
    made = await sitting(registry, case)
    hearing = await posted(registry, f"/cases/{case}/hearings", a_hearing(made), OLD)
    path = f"/cases/{case}/hand-overs/{(await sent(registry, case, NEW, OLD))['handOverId']}"
    taken, recalled = await asyncio.gather(
        registry.call("POST", f"{path}/acceptance", json={"received": []}, caller=NEW),
        registry.call("POST", f"{path}/recall", json={"reason": "ຜິດສານ"}, caller=OLD),
    )
    assert sorted((taken.status_code, recalled.status_code)) == [201, 409]
    (of_old,) = await of_proceedings(registry, case)
    went = taken.status_code == 201
    assert ("endedOn" in of_old) == went
    assert await of_hearings(registry, case) == {hearing["hearingId"]: "cancelled" if went else "scheduled"}
    assert (await registry.rows("select 1 from hearing_claims") == []) == went


async def test_a_court_with_nothing_open_hands_its_file_on_as_before(registry: ServiceUnderTest) -> None:
    case_id = await in_court(registry)
    taken = await handed_over(registry, case_id, NEW, OLD)
    assert taken["status"] == "taken"
    assert await of_proceedings(registry, case_id) == []
