"""The front page of a court: counts by category, arrivals from the prosecution, pending cases by age."""

import csv
from io import StringIO
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from contracts.catalogue import Catalogue
from contracts.voucher import Caller
from services.case_registry.domain.statistics import AGES, by_age
from tests.case_registry.builders import COURT, PROSECUTOR, filed, in_court, moved, opened, sent, with_the_prosecutor
from tests.case_registry.court_builders import a_hearing, brought, in_trial, posted, sitting
from tests.case_registry.imports import a_row, imported, lines
from tests.support.service import ServiceUnderTest, a_caller

OVERVIEW = "https://schemas.saphan.gov.la/justice/case-overview/v1"
ZONE = a_caller("psc", "court", office="0101")


async def read(registry: ServiceUnderTest, caller: Caller = COURT, /, **params: str) -> Any:
    answer = await registry.call("GET", "/statistics/overview", params=params, caller=caller)
    assert answer.status_code == 200, answer.text
    overview = answer.json()
    assert Catalogue.load().validator(OVERVIEW).is_valid(overview)
    return overview


async def test_a_court_sees_its_cases_by_category(registry: ServiceUnderTest) -> None:
    await opened(registry, ZONE, category="civil", number="1/ແພ່ງ")
    judged = (await opened(registry, ZONE, category="civil", number="2/ແພ່ງ"))["caseId"]
    await brought(registry, judged, ZONE, "accepted", "inTrial", "judgedFirstInstance")
    await opened(registry, COURT, category="family", number="3/ຄອບ")
    await opened(registry)  # with the police
    zone = await read(registry, member="psc", office="0101")
    assert zone["categories"] == [{"category": "civil", "cases": 2, "pending": 1}]
    family = {"category": "family", "cases": 1, "pending": 1}
    assert (await read(registry, member="psc"))["categories"] == [*zone["categories"], family]
    assert (await read(registry))["categories"] == [*zone["categories"], family]
    assert (await read(registry, member="psc", office="0102"))["categories"] == []


async def test_a_case_of_an_earlier_system_counts_where_it_stands_and_is_no_arrival(registry: ServiceUnderTest) -> None:
    rows = [a_row(1, status="inTrial"), a_row(2, status="closed"), a_row(3, status="charged", category="military")]
    assert (await imported(registry, lines(*rows)))["imported"] == 3
    overview = await read(registry, member="psc")
    assert overview["categories"] == [
        {"category": "civil", "cases": 2, "pending": 1},
        {"category": "military", "cases": 1, "pending": 0},
    ]
    assert overview["newFromProsecution"] == {"waiting": 0, "takenThisMonth": 0}
    assert overview["pendingByAge"][-1] == {"fromDays": 366, "cases": 1}


async def test_a_court_sees_what_is_new_from_the_prosecution(registry: ServiceUnderTest) -> None:
    case_id = await with_the_prosecutor(registry)
    await filed(registry, case_id)
    await moved(registry, case_id, "charged", PROSECUTOR)
    await moved(registry, case_id, "filedInCourt", PROSECUTOR)
    await sent(registry, case_id, COURT, PROSECUTOR)
    await in_court(registry, number="46/ປກສ")
    for params in ({}, {"member": "psc"}):
        assert (await read(registry, **params))["newFromProsecution"] == {"waiting": 1, "takenThisMonth": 1}
    assert (await read(registry, member="psc", office="0101"))["newFromProsecution"] == {
        "waiting": 0,
        "takenThisMonth": 0,
    }


async def test_pending_cases_are_counted_by_their_age(registry: ServiceUnderTest) -> None:
    await opened(registry, COURT, category="civil", number="1/ແພ່ງ", openedOn="2020-01-02")
    await opened(registry, COURT, category="civil", number="2/ແພ່ງ", openedOn="2021-01-02")
    ages = (await read(registry))["pendingByAge"]
    assert ages[-1] == {"fromDays": 366, "cases": 2}
    assert [age["fromDays"] for age in ages] == [age.first for age in AGES]


async def test_a_court_sees_its_next_hearings_of_cases_that_it_may_see(registry: ServiceUnderTest) -> None:
    case_id = await in_trial(registry)
    made = await sitting(registry, case_id)
    path = f"/cases/{case_id}/hearings"
    later = await posted(registry, path, a_hearing(made, "13:30", "15:30"), COURT)
    first = await posted(registry, path, a_hearing(made), COURT)
    called_off = await posted(registry, path, a_hearing(made, "16:00", "16:30"), COURT)
    await posted(registry, f"{path}/{called_off['hearingId']}/outcome", {"status": "cancelled"}, COURT)
    for params in ({}, {"member": "psc"}):
        shown = (await read(registry, **params))["nextHearings"]
        assert [each["hearingId"] for each in shown] == [first["hearingId"], later["hearingId"]]
    assert (await read(registry, member="psc", office="0102"))["nextHearings"] == []
    court = {"member": "psc", "office": "hq"}
    table = (await registry.call("GET", "/statistics/overview", params=court, headers={"Accept": "text/csv"})).text
    rows = {(row["table"], row["code"]): row for row in csv.DictReader(StringIO(table.removeprefix("\ufeff")))}
    assert [rows["category", "criminal"][name] for name in ("cases", "pending")] == ["1", "1"]
    assert rows["status", "inTrial"]["cases"] == rows["newFromProsecution", "takenThisMonth"]["cases"] == "1"
    assert rows["age", ""]["from"] == str(AGES[-1].first)
    assert [rows["hearing", "trial"][name][-14:] for name in ("from", "to")] == ["13:30:00+07:00", "15:30:00+07:00"]
    page = (await registry.call("GET", "/statistics/overview", params=court, headers={"Accept": "text/html"})).text
    assert [each in page for each in ("ພາບລວມຄະດີຂອງຫ້ອງການ", "ໃນນັ້ນ ຈາກອົງການໄອຍະການ", case_id)] == [True] * 3
    whole = (await registry.call("GET", "/statistics/overview", headers={"Accept": "text/html"})).text
    assert "ທຸກສານ" in whole
    async with registry.units.open() as unit:
        part = '[{"member": "police", "office": "hq", "parts": ["file"]}]'
        await unit.connection.execute(
            text("update cases set restriction = 'stateSecret', involved = cast(:part as jsonb)"), {"part": part}
        )
    assert (await read(registry))["nextHearings"] == []


async def test_a_restricted_case_counts_for_those_that_see_it_and_for_nobody_else(registry: ServiceUnderTest) -> None:
    await opened(registry, COURT, category="juvenile", number="1/ເດັກ")
    case_id = await in_trial(registry, restriction="stateSecret")
    waiting = await with_the_prosecutor(registry, number="47/ປກສ", restriction="stateSecret")
    await filed(registry, waiting)
    for status in ("charged", "filedInCourt"):
        await moved(registry, waiting, status, PROSECUTOR)
    await sent(registry, waiting, COURT, PROSECUTOR)
    await posted(registry, f"/cases/{case_id}/hearings", a_hearing(await sitting(registry, case_id)), COURT)
    for params in ({}, {"member": "psc"}):
        own = await read(registry, **params)
        assert {each["category"]: each["pending"] for each in own["categories"]} == {"criminal": 1, "juvenile": 1}
        assert own["newFromProsecution"] == {"waiting": 1, "takenThisMonth": 1}
        assert (sum(age["cases"] for age in own["pendingByAge"]), len(own["nextHearings"])) == (2, 1)
        other = await read(registry, a_caller("moj", "justice"), **params)
        assert (other["categories"], other["nextHearings"]) == ([], [])
        assert other["newFromProsecution"] == {"waiting": 0, "takenThisMonth": 0}
        assert sum(age["cases"] for age in other["pendingByAge"]) == 0


async def test_what_is_no_court_has_no_schedule(registry: ServiceUnderTest) -> None:
    for asked in ({"member": "police"}, {"member": "police", "office": "0101"}):
        answer = await registry.call("GET", "/schedule", params=asked, caller=COURT)
        (fault,) = answer.json()["errors"]
        assert (answer.status_code, fault["code"], fault["name"]) == (400, "no-court", "member")


async def test_a_member_that_nobody_knows_has_no_cases(registry: ServiceUnderTest) -> None:
    answer = await registry.call("GET", "/statistics/overview", params={"member": "hospital"}, caller=COURT)
    assert (answer.status_code, [each["code"] for each in answer.json()["errors"]]) == (400, ["no-cases-there"])


async def test_whom_a_list_or_a_figure_is_asked_of_is_looked_up(registry: ServiceUnderTest) -> None:
    """An empty list, or 0, would be taken for an answer; a new list is tried by itself."""
    for path, methods in registry.app.openapi()["paths"].items():
        stated = {each["name"]: each for each in methods.get("get", {}).get("parameters", ()) if each["in"] == "query"}
        needed = {name: each["schema"]["examples"][0] for name, each in stated.items() if each.get("required")}
        pairs = [pair for pair in (("member", "office"), ("courtMember", "courtOffice")) if pair[0] in stated]
        for member, office in pairs:
            for asked, wrong in (({member: "zz"}, member), ({member: "psc", office: "zz"}, office)):
                answer = await registry.call("GET", path, params=needed | asked)
                faults = [(each["name"], each["code"]) for each in answer.json()["errors"]]
                assert (answer.status_code, faults) == (400, [(wrong, "x-directory")]), path
    yearly = await registry.call("GET", "/statistics/yearly", params={"member": "police"})
    assert [each["code"] for each in yearly.json()["errors"]] == ["no-court"]


async def test_figures_are_not_told_without_a_voucher(registry: ServiceUnderTest) -> None:
    assert (await registry.client.get("/case-registry/v1/statistics/overview")).status_code == 401


@given(st.dictionaries(st.integers(0, 5_000), st.integers(1, 50)))
def test_every_pending_case_has_exactly_one_age(cases: dict[int, int]) -> None:
    assert sum(count for _, count in by_age(cases)) == sum(cases.values())
