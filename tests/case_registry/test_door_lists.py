"""Lists of a day for a door, and custody that runs out: nobody is named there, and restricted cases are not."""

import csv
from datetime import timedelta
from io import StringIO
from typing import Any

from contracts.voucher import Caller
from tests.case_registry.builders import COURT, POLICE, PROSECUTOR, opened, with_the_prosecutor
from tests.case_registry.country import at
from tests.case_registry.court_builders import a_hearing, first_participant, in_trial, posted, sitting, valid
from tests.case_registry.imports import counts, imported, lines
from tests.case_registry.test_imports_whole import HEARING, PROCEEDING, a_whole_row
from tests.support.service import ServiceUnderTest

CAUSES = {"member": "psc", "office": "hq", "on": "2027-01-20"}
HELD = {"status": "detained", "orderNumber": "1/ອຍ", "orderedOn": "2026-03-03", "since": "2026-03-03T08:00:00+07:00"}
STATION = {"member": "police", "office": "hq"}


async def listed(registry: ServiceUnderTest, path: str, caller: Caller, /, accept: str = "*/*", **params: str) -> Any:
    answer = await registry.call("GET", path, params=params, caller=caller, headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    return answer if accept != "*/*" else answer.json()


async def detained(registry: ServiceUnderTest, number: str, **other: Any) -> str:
    """Open a case and record that its suspect is held; return the path of the custody."""
    restriction = other.pop("restriction", None)
    case_id = (await opened(registry, number=number, restriction=restriction))["caseId"]
    path = f"/cases/{case_id}/participants/{await first_participant(registry, case_id, POLICE)}/custody"
    await posted(registry, path, HELD | other, POLICE)
    return path


async def test_a_cause_list_tells_the_hearings_of_a_day_in_their_order(registry: ServiceUnderTest) -> None:
    case_id = await in_trial(registry)
    await posted(registry, f"/cases/{case_id}/numbers", {"number": "31/ສອ", "assignedOn": "2026-04-01"}, COURT)
    proceeding = await sitting(registry, case_id)
    for begins, ends in (("13:30", "15:00"), ("08:30", "11:30")):
        await posted(registry, f"/cases/{case_id}/hearings", a_hearing(proceeding, begins, ends), COURT)
    causes = await listed(registry, "/cause-lists", COURT, **CAUSES)
    assert valid("cause-list", causes)
    assert [(each["number"], each["presiding"], each["closed"]) for each in causes["hearings"]] == [
        ("31/ສອ", "ທ່ານ J-014", False)
    ] * 2
    assert [each["startsAt"] < each["endsAt"] for each in causes["hearings"]] == [True, True]
    assert (await listed(registry, "/cause-lists", COURT, **CAUSES | {"on": "2027-01-21"}))["hearings"] == []
    text = (await listed(registry, "/cause-lists", COURT, accept="text/csv", **CAUSES)).text
    assert [row["from"] for row in csv.DictReader(StringIO(text.removeprefix("\ufeff")))] == ["08:30", "13:30"]
    page = (await listed(registry, "/cause-lists", COURT, accept="text/html", **CAUSES)).text
    assert "31/ສອ" in page
    assert "ບຸນມີ" not in page


async def test_of_a_restricted_case_the_door_says_that_the_hearing_is_closed(registry: ServiceUnderTest) -> None:
    case_id = await in_trial(registry, restriction="juvenile")
    proceeding = await sitting(registry, case_id)
    await posted(registry, f"/cases/{case_id}/hearings", a_hearing(proceeding), COURT)
    (hearing,) = (await listed(registry, "/cause-lists", COURT, **CAUSES))["hearings"]
    assert hearing.keys() == {"startsAt", "endsAt", "room", "kind", "status", "closed"}
    page = (await listed(registry, "/cause-lists", COURT, accept="text/html", **CAUSES)).text
    assert "ນັ່ງພິຈາລະນາແບບປິດລັບ" in page
    assert (await listed(registry, "/cause-lists", at("psc", "0101"), **CAUSES))["hearings"] == []


async def test_the_door_of_a_past_day_shows_what_the_old_book_has(registry: ServiceUnderTest) -> None:
    bare = {name: HEARING[name] for name in ("kind", "status", "startsAt")}
    report = await imported(registry, lines(a_whole_row(1, proceedings=[PROCEEDING | {"hearings": [bare]}])))
    assert counts(report)[0] == "imported", report
    past = CAUSES | {"on": "2019-11-05"}
    causes = await listed(registry, "/cause-lists", COURT, **past)
    assert valid("cause-list", causes)
    (hearing,) = causes["hearings"]
    assert {"endsAt", "room"}.isdisjoint(hearing)
    text = (await listed(registry, "/cause-lists", COURT, accept="text/csv", **past)).text
    (line,) = csv.DictReader(StringIO(text.removeprefix("\ufeff")))
    assert (line["from"], line["to"], line["room"]) == ("09:00", "", "")
    page = (await listed(registry, "/cause-lists", COURT, accept="text/html", **past)).text
    assert '<td class="time">09:00</td><td>–</td>' in page


async def test_a_custody_list_tells_who_was_held_on_that_day(registry: ServiceUnderTest) -> None:
    path = await detained(registry, "1/ປກສ")
    await posted(registry, path, {"status": "free", "since": "2026-03-10T08:00:00+07:00"}, POLICE)
    await detained(registry, "2/ປກສ", since="2026-03-05T08:00:00+07:00", restriction="juvenile")
    days = ("2026-03-02", "2026-03-04", "2026-03-09", "2026-03-10")
    lists = [await listed(registry, "/custody-lists", POLICE, **STATION, on=day) for day in days]
    assert all(valid("custody-list", each) for each in lists)
    assert [[person.get("number") for person in each["people"]] for each in lists] == [
        [],
        ["1/ປກສ"],
        ["1/ປກສ", None],
        [None],
    ]
    assert lists[3]["people"][0]["closed"] is True
    page = (await listed(registry, "/custody-lists", POLICE, accept="text/html", **STATION, on=days[2])).text
    assert "1/ປກສ" in page
    assert "2/ປກສ" not in page
    text = (await listed(registry, "/custody-lists", POLICE, accept="text/csv", **STATION, on=days[2])).text
    rows = list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))
    assert [row["closed"] for row in rows] == ["false", "true"]
    assert all(row["since"].endswith("+07:00") for row in rows), "as the page prints them"


async def test_who_is_held_from_midnight_to_midnight_is_held_on_the_days_between(registry: ServiceUnderTest) -> None:
    path = await detained(registry, "1/ປກສ", since="2026-03-05T00:00:00+07:00")
    await posted(registry, path, {"status": "free", "since": "2026-03-07T00:00:00+07:00"}, POLICE)
    days = ("2026-03-04", "2026-03-05", "2026-03-06", "2026-03-07")
    lists = [await listed(registry, "/custody-lists", POLICE, **STATION, on=day) for day in days]
    assert [len(each["people"]) for each in lists] == [0, 1, 1, 0]


async def test_custody_that_runs_out_is_listed_by_the_end_of_its_order(registry: ServiceUnderTest) -> None:
    now = registry.units.clock.now().replace(microsecond=0)
    ends = {"1/ປກສ": now - timedelta(days=3), "2/ປກສ": now + timedelta(days=3), "3/ປກສ": now + timedelta(days=30)}
    for number, until in ends.items():
        await detained(registry, number, until=until.isoformat())
    await detained(registry, "4/ປກສ")
    page = await listed(registry, "/custody-expiries", POLICE, limit="3")
    assert valid("custody-expiry-page", page)
    rest = await listed(registry, "/custody-expiries", POLICE, limit="3", cursor=page["next"])
    states = [each["orderState"] for each in (*page["items"], *rest["items"])]
    assert states == ["withoutEnd", "runOut", "valid", "valid"]
    soon = await listed(registry, "/custody-expiries", POLICE, until=(now + timedelta(days=7)).date().isoformat())
    assert [each["orderState"] for each in soon["items"]] == ["withoutEnd", "runOut", "valid"]
    assert [each["number"] for each in soon["items"]] == ["4/ປກສ", "1/ປກສ", "2/ປກສ"]
    # a table and a page have everybody, whatever the limit
    text = (await listed(registry, "/custody-expiries", POLICE, accept="text/csv", limit="1")).text
    rows = list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))
    assert [(row["number"], row["order_state"]) for row in rows] == [
        *(("4/ປກສ", "withoutEnd"), ("1/ປກສ", "runOut"), ("2/ປກສ", "valid"), ("3/ປກສ", "valid"))
    ]
    assert (rows[0]["until"], rows[1]["until"][-6:], rows[0]["order_number"]) == ("", "+07:00", "1/ອຍ")
    shown = (await listed(registry, "/custody-expiries", POLICE, accept="text/html", limit="1", **STATION)).text
    assert [number in shown for number in ("1/ປກສ", "4/ປກສ", "ການຄວບຄຸມຕົວທີ່ໃກ້ໝົດກຳນົດ")] == [True] * 3
    assert "ບຸນມີ" not in shown


async def test_custody_is_shown_to_the_prosecutor_who_has_the_file_and_to_none_beside(
    registry: ServiceUnderTest,
) -> None:
    case_id = await with_the_prosecutor(registry)
    path = f"/cases/{case_id}/participants/{await first_participant(registry, case_id, PROSECUTOR)}/custody"
    await posted(registry, path, HELD | {"until": "2026-03-20T08:00:00+07:00"}, PROSECUTOR)
    (held,) = (await listed(registry, "/custody-expiries", PROSECUTOR, member="ospp", office="hq"))["items"]
    assert (held["caseId"], held["orderState"], held["responsible"]) == (
        case_id,
        "runOut",
        {"member": "ospp", "office": "hq"},
    )
    assert (await listed(registry, "/custody-expiries", POLICE, member="police", office="0101"))["items"] == []
    assert (await listed(registry, "/custody-expiries", at("ospp", "0102")))["items"] == []
    empty = (await listed(registry, "/custody-expiries", at("ospp", "0102"), accept="text/html")).text
    assert "ບໍ່ມີຜູ້ຖືກຄວບຄຸມຕົວ" in empty


async def test_a_list_for_a_door_is_of_one_office(registry: ServiceUnderTest) -> None:
    answer = await registry.call("GET", "/cause-lists", params={"member": "psc"}, caller=COURT)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-input")
