"""Two who act on one case at the same moment: one is served, and the other learns how the case stands now."""

import asyncio

from chassis.reference.held import HeldOrganisations
from contracts.reference_data import ReferenceData
from contracts.seats import Seat
from tests.case_registry.builders import POLICE, opened
from tests.case_registry.country import COUNTRY, at, closed
from tests.case_registry.court_builders import a_person, posted
from tests.case_registry.test_corrections import RIGHT, of_person
from tests.case_registry.test_seats import COURT, SIBLING, tried
from tests.case_registry.test_splits import OTHER, SPLIT, of_two, read
from tests.support.service import ServiceUnderTest


async def test_of_two_who_split_off_both_suspects_the_second_is_told_that_the_last_one_stays(
    registry: ServiceUnderTest,
) -> None:
    case, *suspects = await of_two(registry)
    path = f"/cases/{case['caseId']}/splits"
    wanted = [SPLIT | {"participantIds": [each], "number": f"{place}/ປກສ"} for place, each in enumerate(suspects, 61)]
    answers = await asyncio.gather(*(registry.call("POST", path, json=each, caller=POLICE) for each in wanted))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert {answer.json().get("code") for answer in answers} == {None, "last-suspect"}
    assert len((await read(registry, case["caseId"]))["participants"]) == 1


async def test_of_two_corrections_of_one_value_the_second_is_told_that_it_is_another_now(
    registry: ServiceUnderTest,
) -> None:
    case = await opened(registry)
    (person,) = case["participants"]
    names = (RIGHT, RIGHT | {"text": "ບຸນມາລີ ແກ້ວມະນີ"})
    wanted = [of_person(person["participantId"], name={"was": person["name"], "now": name}) for name in names]
    path = f"/cases/{case['caseId']}/corrections"
    answers = await asyncio.gather(*(registry.call("POST", path, json=each, caller=POLICE) for each in wanted))
    assert sorted(answer.status_code for answer in answers) == [201, 412]


async def test_a_case_of_a_court_that_is_closed_in_mid_case_is_split_by_its_successor_and_by_no_other(
    registry: ServiceUnderTest, held: HeldOrganisations
) -> None:
    case_id, _, _ = await tried(registry, COURT)
    accused = a_person("accused", **OTHER)
    other = (await posted(registry, f"/cases/{case_id}/participants", accused, COURT))["participantId"]
    splitting = SPLIT | {"participantIds": [other], "splitOn": "2026-04-10"}
    stranger = await registry.call("POST", f"/cases/{case_id}/splits", json=splitting, caller=SIBLING)
    assert (stranger.status_code, stranger.json()["code"]) == (409, "file-elsewhere")
    held.take(ReferenceData(organisations=closed(COUNTRY, Seat("psc", "0101"), Seat("psc", "0102"))))
    successor = at("psc", "0102", held.current)
    new = await posted(registry, f"/cases/{case_id}/splits", splitting, successor)
    assert new["responsible"] == {"member": "psc", "office": "0102"}
    assert {each["otherCaseId"] for each in (await read(registry, case_id, caller=successor))["relations"]} == {
        new["caseId"]
    }
