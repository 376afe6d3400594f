"""What two sides count differently of a month: case by case for an office, in sums for who oversees."""

from datetime import date
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from contracts.seats import Seat
from services.case_registry.domain.reconciliations import Difference, Month, Passage, passing
from services.case_registry.domain.words import Status
from tests.case_registry.builders import COURT, POLICE, PROSECUTOR, handed_over, in_court, moved, opened, sent
from tests.case_registry.country import at
from tests.case_registry.told import THIS_MONTH
from tests.support.service import ServiceUnderTest

DAYS: Final = st.dates(date(2026, 1, 1), date(2026, 6, 30))


async def compared(
    registry: ServiceUnderTest, caller: Any, other: str, month: str = THIS_MONTH, **params: str
) -> dict[str, list[str]]:
    """Return what differs, by case."""
    asked = {"with": other, "month": month} | params
    answer = await registry.call("GET", "/reconciliations", params=asked, caller=caller)
    assert answer.status_code == 200, answer.text
    return {each["caseId"]: each["differences"] for each in answer.json()["items"]}


async def summed(registry: ServiceUnderTest, caller: Any, **params: str) -> dict[str, Any]:
    answer = await registry.call("GET", "/reconciliations/sums", params={"month": THIS_MONTH} | params, caller=caller)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def filed(registry: ServiceUnderTest, number: str) -> str:
    """Return a case that the police have moved on to the prosecutor."""
    case_id: str = (await opened(registry, number=number))["caseId"]
    await moved(registry, case_id, "underInvestigation", POLICE)
    await moved(registry, case_id, "fileSentToProsecutor", POLICE, on=f"{THIS_MONTH}-01")
    return case_id


async def numbered(registry: ServiceUnderTest, case_id: str) -> None:
    number = {"number": f"1/{case_id[-4:]}", "assignedOn": f"{THIS_MONTH}-01"}
    answer = await registry.call("POST", f"/cases/{case_id}/numbers", json=number, caller=PROSECUTOR)
    assert answer.status_code == 201, answer.text


async def backdated(registry: ServiceUnderTest, case_id: str, column: str) -> None:
    async with registry.units.open() as unit:
        statement = f"update hand_overs set {column} = {column} - interval '40 days' where case_id = :case"
        await unit.connection.execute(text(statement), {"case": case_id})


async def test_both_sides_hear_which_cases_the_other_counts_otherwise(registry: ServiceUnderTest) -> None:
    kept, waiting, unnumbered, late, agreed = [await filed(registry, f"{number}/x") for number in range(5)]
    await sent(registry, waiting, PROSECUTOR, POLICE)
    for case_id in (unnumbered, late, agreed):
        await handed_over(registry, case_id, PROSECUTOR, POLICE)
    await numbered(registry, late)
    await numbered(registry, agreed)
    await backdated(registry, late, "sent_on")
    differing = {waiting: ["notTaken"], unnumbered: ["notNumbered"], late: ["sentEarlier"]}
    assert await compared(registry, POLICE, "ospp") == {kept: ["notHandedOver"]} | differing
    assert await compared(registry, PROSECUTOR, "police") == differing
    (told,) = await registry.rows("select sent_on from hand_overs where case_id = :case", case=late)
    before = told["sent_on"].strftime("%Y-%m")
    assert await compared(registry, POLICE, "ospp", before) == {late: ["takenLater"]}
    assert await compared(registry, POLICE, "psc") == {}


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        ({"with": "nobody"}, ("with", "x-directory")),
        ({"with": "ospp", "withOffice": "zz"}, ("withOffice", "x-directory")),
        ({"with": "police"}, ("with", "own-member")),
        ({"month": "2099-01"}, ("month", "not-come-yet")),
    ],
    ids=["nobody", "no office", "oneself", "a month to come"],
)
async def test_a_comparison_that_means_nothing_is_refused(
    registry: ServiceUnderTest, asked: dict[str, str], fault: tuple[str, str]
) -> None:
    params = {"with": "ospp", "month": "2026-03", "member": "police"} | asked
    for path in ("/reconciliations", "/reconciliations/sums"):
        answer = await registry.call("GET", path, params=params, caller=POLICE)
        assert answer.status_code == 400
        assert [(each["name"], each["code"]) for each in answer.json()["errors"]] == [fault]


async def test_what_was_refused_or_recalled_is_counted_by_neither(registry: ServiceUnderTest) -> None:
    case_id = await filed(registry, "1/x")
    hand_over = (await sent(registry, case_id, PROSECUTOR, POLICE))["handOverId"]
    path = f"/cases/{case_id}/hand-overs/{hand_over}/refusal"
    assert (await registry.call("POST", path, json={"reason": "ບໍ່ຄົບ"}, caller=PROSECUTOR)).status_code == 201
    assert await compared(registry, PROSECUTOR, "police") == {}
    assert await compared(registry, POLICE, "ospp") == {case_id: ["notHandedOver"]}
    sums = await summed(registry, POLICE, member="police", **{"with": "ospp"})
    assert (sums["sent"], sums["taken"], sums["differing"]) == (0, 0, 0)


async def test_a_file_that_was_kept_is_missed_by_the_office_that_has_a_part_in_the_case(
    registry: ServiceUnderTest,
) -> None:
    kept = await filed(registry, "1/x")  # no prosecutor knows of it yet: it may be anybody's
    for office in ("hq", "0101"):
        assert await compared(registry, POLICE, "ospp", withOffice=office) == {kept: ["notHandedOver"]}
    returned = await filed(registry, "2/x")
    await handed_over(registry, returned, PROSECUTOR, POLICE)
    await moved(registry, returned, "returnedForInvestigation", PROSECUTOR, on=f"{THIS_MONTH}-01")
    # the one file is counted otherwise when it came, and is missing where it is to go
    answer = await registry.call("GET", f"/reconciliations?with=police&month={THIS_MONTH}", caller=PROSECUTOR)
    told = [(each["caseId"], each["differences"]) for each in answer.json()["items"]]
    assert sorted(told) == sorted([(returned, ["notNumbered"]), (returned, ["notHandedOver"])])
    assert await compared(registry, PROSECUTOR, "police", withOffice="0102") == {}


async def test_a_file_is_missed_by_the_court_that_was_designated_and_by_no_other(registry: ServiceUnderTest) -> None:
    case_id = await in_court(registry)
    await moved(registry, case_id, "returnedToProsecutor", COURT)
    await handed_over(registry, case_id, PROSECUTOR, COURT)
    await moved(registry, case_id, "filedInCourt", PROSECUTOR, on=f"{THIS_MONTH}-01")
    answer = await registry.call(
        "GET", f"/reconciliations?with=psc&month={THIS_MONTH}&withOffice=hq", caller=PROSECUTOR
    )
    assert ["notHandedOver"] in [each["differences"] for each in answer.json()["items"] if each["caseId"] == case_id]
    assert await compared(registry, PROSECUTOR, "psc", withOffice="0101") == {}


async def test_the_sums_of_one_side_are_those_of_the_other_turned_round(registry: ServiceUnderTest) -> None:
    for number in range(3):
        await handed_over(registry, await filed(registry, f"{number}/x"), PROSECUTOR, POLICE)
    await sent(registry, await filed(registry, "9/x"), PROSECUTOR, POLICE)
    ours = await summed(registry, POLICE, member="police", **{"with": "ospp"})
    theirs = await summed(registry, at("moj", "hq", purpose="oversight"), member="ospp", **{"with": "police"})
    assert (ours["sent"], ours["taken"], ours["differing"]) == (4, 3, 4)
    assert (theirs["sentByOther"], theirs["takenFromOther"], theirs["differing"]) == (4, 3, 4)
    assert theirs["sent"] == ours["sentByOther"] == 0


async def test_who_oversees_gets_sums_and_no_cases(registry: ServiceUnderTest) -> None:
    overseer = at("moj", "hq", purpose="oversight")
    answer = await registry.call("GET", f"/reconciliations?with=ospp&month={THIS_MONTH}", caller=overseer)
    assert (answer.status_code, answer.json()["code"]) == (403, "purpose-without-right")


async def test_an_office_compares_itself_alone_and_pages_meet(registry: ServiceUnderTest) -> None:
    cases = {await filed(registry, f"{number}/x") for number in range(3)}
    waiting = await filed(registry, "9/x")
    await sent(registry, waiting, PROSECUTOR, POLICE)
    assert await compared(registry, at("police", "0101"), "ospp") == {}
    assert await compared(registry, POLICE, "ospp", member="police", office="0101") == {}
    asked = {"with": "ospp", "month": THIS_MONTH, "limit": "3"}
    first = (await registry.call("GET", "/reconciliations", params=asked)).json()
    rest = (await registry.call("GET", "/reconciliations", params=asked | {"cursor": first["next"]})).json()
    found = [each["caseId"] for each in first["items"] + rest["items"]]
    assert (set(found), len(found)) == (cases | {waiting}, 4)


@pytest.mark.parametrize(
    "asked",
    [
        {"month": "2026-03"},
        {"with": "ospp"},
        {"with": "ospp", "month": "2026-13"},
        {"with": "ospp", "month": "2569-03"},
        {"with": "ospp", "month": "2026-03", "office": "01"},
        {"with": "OSPP", "month": "2026-03"},
    ],
)
async def test_what_is_no_question_is_refused(registry: ServiceUnderTest, asked: dict[str, str]) -> None:
    assert (await registry.call("GET", "/reconciliations", params=asked)).status_code == 400


@given(DAYS, st.none() | DAYS, st.booleans(), st.integers(1, 6))
def test_what_differs_is_told_in_the_month_of_either_side_and_what_agrees_in_none(
    sent_on: date, received_on: date | None, numbered: bool, number: int
) -> None:
    month = Month(2026, number)
    passage = Passage(
        key="k",
        case_id="c",
        sender=Seat("police", "1"),
        hand_over="h",
        receiver=Seat("ospp", "1"),
        sent_on=sent_on,
        received_on=received_on,
        numbered=numbered,
    )
    found = passage.differences(month)
    counted = (sent_on.month == number, received_on is not None and received_on.month == number)
    unequal = {Difference.NOT_TAKEN, Difference.TAKEN_LATER, Difference.SENT_EARLIER} & set(found)
    assert bool(unequal) is (counted[0] is not counted[1])
    assert (Difference.NOT_NUMBERED in found) is (counted[1] and not numbered)


def test_a_month_ends_where_the_next_begins() -> None:
    december = Month.of("2026-12")
    assert (december.stated, december.beyond) == ("2026-12", date(2027, 1, 1))
    assert date(2026, 12, 31) in december
    assert december.beyond not in december


def test_files_pass_at_the_statuses_of_the_table() -> None:
    assert Status.FILED_IN_COURT in passing("prosecutor", "court")
    assert passing("hospital", "court") == frozenset()
