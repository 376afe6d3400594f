"""What is due in cases, as offices read it: with the case, in an office's list, and by one event before its day."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

import pytest

from chassis.reference.held import HeldOrganisations
from contracts.codelists import CodeLists, read_code
from contracts.reference_data import ReferenceData
from services.case_registry.domain import days
from services.case_registry.usecases.deadline_rules import RulesInView, reckon_all
from services.case_registry.usecases.deadlines import tell
from tests.case_registry.builders import (
    COURT,
    POLICE,
    PROSECUTOR,
    filed,
    moved,
    opened,
    with_the_prosecutor,
)
from tests.case_registry.country import CODE_LISTS, COUNTRY, at
from tests.case_registry.imports import a_row, imported, lines
from tests.support.service import ServiceUnderTest

APPROACHED: Final = "la.gov.justice.case.deadline-approached.v1"
INVESTIGATION_ENDS: Final = "2026-05-02"  # by the sample: two months since the day on which it began


async def due(registry: ServiceUnderTest, case_id: str, caller: Any = POLICE) -> list[dict[str, Any]]:
    answer = await registry.call("GET", f"/cases/{case_id}/deadlines", caller=caller)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def at_office(registry: ServiceUnderTest, caller: Any, **params: str) -> list[dict[str, Any]]:
    answer = await registry.call("GET", "/deadlines", params=params, caller=caller)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def under_investigation(registry: ServiceUnderTest, **other: Any) -> str:
    case_id: str = (await opened(registry, **other))["caseId"]
    await moved(registry, case_id, "underInvestigation", POLICE)
    return case_id


def with_rule(**rule: Any) -> CodeLists:
    """Return the national lists with one rule of deadlines, instead of the samples."""
    stated = {"lo": "x", "en": "x", "law": "Law", "verified": False, "of": "investigation"} | rule
    listed = replace(CODE_LISTS.lists["deadlines"], codes={rule["code"]: read_code(stated)})
    return CODE_LISTS.with_these([listed])


async def test_what_is_due_stands_with_the_case_as_soon_as_the_fact_is_on_record(registry: ServiceUnderTest) -> None:
    case_id = await under_investigation(registry)
    (found,) = await due(registry, case_id)
    assert found == {
        "caseId": case_id,
        "of": "investigation",
        "rule": "caseInvestigation",
        "since": "2026-03-02",
        "dueOn": INVESTIGATION_ENDS,
        "office": {"member": "police", "office": "hq"},
    }
    assert (await registry.call("GET", f"/cases/{case_id}")).json()["dueOn"] == INVESTIGATION_ENDS
    (listed,) = (await registry.call("GET", "/cases")).json()["items"]
    assert listed["dueOn"] == INVESTIGATION_ENDS


async def test_it_goes_with_the_file_and_ends_with_what_it_was_about(registry: ServiceUnderTest) -> None:
    case_id = await with_the_prosecutor(registry)
    (found,) = await due(registry, case_id)
    assert (found["of"], found["office"]["member"]) == ("prosecution", "ospp")
    await filed(registry, case_id)
    await moved(registry, case_id, "charged", PROSECUTOR)
    assert await due(registry, case_id) == []
    assert "dueOn" not in (await registry.call("GET", f"/cases/{case_id}")).json()


async def test_an_office_sees_what_is_due_at_it_and_below_it_and_nobody_elses(registry: ServiceUnderTest) -> None:
    station, province = at("police", "0101"), at("police", "01")
    answer = await registry.call("POST", "/cases", json=an_opening_of_long_ago(), caller=station)
    case_id = answer.json()["caseId"]
    await moved(registry, case_id, "underInvestigation", station)
    assert [each["caseId"] for each in await at_office(registry, station)] == [case_id]
    assert [each["caseId"] for each in await at_office(registry, province)] == [case_id]
    for other in (at("police", "0102"), at("ospp", "0101"), COURT):
        assert await at_office(registry, other) == []
    assert await at_office(registry, province, member="police", office="0102") == []
    assert len(await at_office(registry, province, member="police", office="01", below="true")) == 1


def an_opening_of_long_ago() -> dict[str, Any]:
    return {"number": "1/x", "title": "ຄະດີ", "category": "criminal", "place": "0101", "openedOn": "2026-03-02"}


async def test_the_list_is_of_what_ends_within_so_many_days_and_pages_meet(
    registry: ServiceUnderTest, held: HeldOrganisations
) -> None:
    today = days.today(registry.units.clock.now())
    rule = {"code": "late", "since": "caseOpened", "statuses": ["reported"], "days": (today - date(2026, 3, 2)).days}
    held.take(ReferenceData(2, COUNTRY, with_rule(**rule)))
    soon = [(await opened(registry, number=f"{n}/x", openedOn=f"2026-03-0{n}"))["caseId"] for n in (2, 3, 4, 5)]
    assert [each["caseId"] for each in await at_office(registry, POLICE, within="2")] == soon[:3]
    first = (await registry.call("GET", "/deadlines", params={"within": "3", "limit": "3"})).json()
    rest = (
        await registry.call("GET", "/deadlines", params={"within": "3", "limit": "3", "cursor": first["next"]})
    ).json()
    assert [each["caseId"] for each in first["items"] + rest["items"]] == soon


@pytest.mark.parametrize("params", [{"within": "-1"}, {"within": "367"}, {"within": "x"}, {"office": "01"}])
async def test_what_is_no_question_is_refused(registry: ServiceUnderTest, params: dict[str, str]) -> None:
    assert (await registry.call("GET", "/deadlines", params=params)).status_code == 400


async def test_custody_whose_order_ends_is_shown_to_the_prosecutor_until_the_next_record(
    registry: ServiceUnderTest,
) -> None:
    case_id = await with_the_prosecutor(registry)
    suspect = (await registry.call("GET", f"/cases/{case_id}")).json()["participants"][0]["participantId"]
    path = f"/cases/{case_id}/participants/{suspect}/custody"
    custody = {"status": "detained", "since": "2026-03-03T08:00:00+07:00", "until": "2026-04-03T08:00:00+07:00"}
    order = {"orderNumber": "1/ອຍ", "orderedOn": "2026-03-03"}
    answer = await registry.call("POST", path, json=custody | order, caller=PROSECUTOR)
    assert answer.status_code == 201, answer.text
    mine = {each["of"]: each for each in await at_office(registry, PROSECUTOR)}
    assert mine["custodyOrder"]["dueOn"] == "2026-04-03"
    assert mine["custodyOrder"]["participantId"] == mine["custody"]["participantId"] == suspect
    assert mine["custody"]["dueOn"] == "2026-06-03"
    freed = {"status": "free", "since": "2026-03-20T08:00:00+07:00"}
    assert (await registry.call("POST", path, json=freed, caller=PROSECUTOR)).status_code == 201
    assert {each["of"] for each in await at_office(registry, PROSECUTOR)} == {"prosecution"}


async def test_one_event_tells_of_it_and_none_again_until_its_day_is_another(
    registry: ServiceUnderTest, held: HeldOrganisations
) -> None:
    case_id = await under_investigation(registry)
    eve = date.fromisoformat(INVESTIGATION_ENDS) - timedelta(days=8)
    told = []
    for day in (eve, eve + timedelta(1), eve + timedelta(1), eve + timedelta(30)):
        async with registry.units.open() as unit:
            await tell(unit, day)
        told.append((await registry.announced()).count(APPROACHED))
    assert told == [0, 1, 1, 1]
    new = {"code": "caseInvestigation", "since": "caseMoved", "statuses": ["underInvestigation"], "months": 1}
    held.take(ReferenceData(2, COUNTRY, with_rule(**new)))
    await reckon_all(registry.units, held.code_lists, COUNTRY)
    async with registry.units.open() as unit:
        await tell(unit, eve)
    assert (await registry.announced()).count(APPROACHED) == 2
    held.take(ReferenceData(3, COUNTRY, CODE_LISTS))  # and back: it was told of this day before
    await reckon_all(registry.units, held.code_lists, COUNTRY)
    async with registry.units.open() as unit:
        await tell(unit, eve + timedelta(30))
    assert (await registry.announced()).count(APPROACHED) == 2
    assert [each["caseId"] for each in await due(registry, case_id)] == [case_id]


async def test_when_the_rules_change_every_case_is_reckoned_anew_step_by_step(
    registry: ServiceUnderTest, held: HeldOrganisations
) -> None:
    cases = [await under_investigation(registry, number=f"{number}/x") for number in range(3)]
    lists = with_rule(code="new", since="caseOpened", statuses=["underInvestigation"], days=10)
    assert await reckon_all(registry.units, lists, COUNTRY, step=2) == 3
    assert await reckon_all(registry.units, lists, COUNTRY, step=2) == 0
    for case_id in cases:
        assert [(each["rule"], each["dueOn"]) for each in await due(registry, case_id)] == [("new", "2026-03-12")]
        assert (await registry.call("GET", f"/cases/{case_id}")).json()["dueOn"] == "2026-03-12"
    assert await reckon_all(registry.units, CODE_LISTS, COUNTRY) == 3
    assert [each["rule"] for each in await due(registry, cases[0])] == ["caseInvestigation"]


async def test_an_imported_case_is_due_as_any_other(registry: ServiceUnderTest) -> None:
    row = a_row(category="criminal", status="underInvestigation", statusOn="2026-03-03", court=None, office=None)
    report = await imported(registry, lines(row))
    assert report["status"] == "imported", report
    (case,) = (await registry.call("GET", "/cases")).json()["items"]
    assert case["dueOn"] == "2026-05-03"
    assert [each["rule"] for each in await due(registry, case["caseId"])] == ["caseInvestigation"]


async def test_a_case_that_is_hidden_has_no_deadlines_to_be_seen(registry: ServiceUnderTest) -> None:
    case_id = await under_investigation(registry, restriction="stateSecret")
    assert (await registry.call("GET", f"/cases/{case_id}/deadlines", caller=COURT)).status_code == 404


def test_the_operator_hears_of_rules_that_overlap_and_of_those_that_nobody_can_follow() -> None:
    held = HeldOrganisations(COUNTRY)
    assert RulesInView(held).alarms() == {}
    stated = {"lo": "x", "en": "x", "law": "Law", "verified": False, "of": "trial"}
    rules = [
        {"code": f"r{number}", "since": "caseMoved", "statuses": ["inTrial"], "days": number + 1} for number in range(5)
    ]
    codes = {
        str(rule["code"]): read_code(stated | rule) for rule in [*rules, {"code": "b", "since": "caseMoved", "days": 1}]
    }
    held.take(ReferenceData(2, COUNTRY, CODE_LISTS.with_these([replace(CODE_LISTS.lists["deadlines"], codes=codes)])))
    alarms = RulesInView(held).alarms()
    assert alarms.keys() == {"deadline-rules-broken", "deadline-rules-overlap"}
    assert alarms["deadline-rules-overlap"].endswith("and 5 more: the earlier counts")
