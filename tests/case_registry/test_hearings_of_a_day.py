"""Hearings of old books that have a day and no time: brought in, told, listed, exported and judged by their day."""

import csv
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from contracts.calendar import VIENTIANE
from contracts.national.justice.imported_hearing import ImportedHearing
from services.case_registry.domain.hearings import beginning_of, day_of, end_of
from tests.case_registry.builders import COURT
from tests.case_registry.court_builders import a_hearing, in_trial, posted, refused, sitting, valid
from tests.case_registry.imports import CSV, counts, imported, lines, told
from tests.case_registry.test_court_records import CANNOT_STAND, correcting
from tests.case_registry.test_door_lists import listed
from tests.case_registry.test_exports import emptied, exported
from tests.case_registry.test_history import history
from tests.case_registry.test_imports_whole import HEARING, PROCEEDING, a_whole_row
from tests.support.service import ServiceUnderTest

DAY_ALONE = {"kind": "trial", "status": "held", "startsOn": "2019-11-05"}
PUT_OFF = {"kind": "trial", "status": "postponed", "startsOn": "2019-11-04", "room": "2A"}
OF_THE_COURT = {"member": "psc", "office": "hq"}
IN_PLACE = "/proceedings/0/hearings/0"


def a_row_with(*hearings: dict[str, Any], number: int = 1) -> dict[str, Any]:
    return a_whole_row(number, proceedings=[PROCEEDING | {"hearings": [*hearings]}])


@pytest.fixture
async def old_book(registry: ServiceUnderTest) -> ServiceUnderTest:
    """Return a registry with a case of three hearings, of which two have their day alone."""
    report = await imported(registry, lines(a_row_with(HEARING, DAY_ALONE, PUT_OFF)))
    assert counts(report) == ("imported", 1, 0, 0, 0), report
    return registry


def when(hearing: dict[str, Any]) -> tuple[str | None, str | None]:
    return hearing.get("startsOn"), hearing.get("startsAt")


IN_ORDER = [("2019-11-04", None), ("2019-11-05", None), (None, "2019-11-05T02:00:00Z")]


async def test_the_schedule_tells_the_day_and_no_time_before_the_times_of_that_day(old_book: ServiceUnderTest) -> None:
    whole = await listed(old_book, "/schedule", COURT, **OF_THE_COURT)
    assert valid("hearing-page", whole)
    assert list(map(when, whole["items"])) == IN_ORDER
    paged, query = [], OF_THE_COURT | {"limit": "1"}
    while True:
        page = await listed(old_book, "/schedule", COURT, **query)
        paged += page["items"]
        if "next" not in page:
            break
        query |= {"cursor": page["next"]}
    assert paged == whole["items"]
    for asked, many in (({"to": "2019-11-04"}, 1), ({"from": "2019-11-05"}, 2), ({"from": "2019-11-06"}, 0)):
        found = await listed(old_book, "/schedule", COURT, **OF_THE_COURT, **asked)
        assert len(found["items"]) == many, asked


async def test_the_door_shows_no_time_where_nobody_knows_it(old_book: ServiceUnderTest) -> None:
    past = OF_THE_COURT | {"on": "2019-11-05"}
    causes = await listed(old_book, "/cause-lists", COURT, **past)
    assert valid("cause-list", causes)
    assert list(map(when, causes["hearings"])) == IN_ORDER[1:]
    rows = (await listed(old_book, "/cause-lists", COURT, accept="text/csv", **past)).text
    assert [each["from"] for each in csv.DictReader(StringIO(rows.removeprefix("\ufeff")))] == ["", "09:00"]
    page = (await listed(old_book, "/cause-lists", COURT, accept="text/html", **past)).text
    assert '<td class="time">–</td><td>–</td>' in page
    assert '<td class="time">09:00–11:30</td><td>2A</td>' in page


async def test_an_export_has_the_day_as_the_book_and_comes_in_again(old_book: ServiceUnderTest) -> None:
    rows = await exported(old_book)
    assert list(map(when, rows[0]["proceedings"][0]["hearings"])) == IN_ORDER
    assert counts(await imported(old_book, lines(*rows))) == ("imported", 0, 1, 0, 0)
    await emptied(old_book)
    assert counts(await imported(old_book, lines(*rows))) == ("imported", 1, 0, 0, 0)
    assert await exported(old_book) == rows


async def test_what_is_reckoned_by_the_beginning_goes_by_the_day(old_book: ServiceUnderTest) -> None:
    (kept,) = await old_book.rows("select case_id from cases")
    past = await history(old_book, kept["case_id"])
    days = [str(entry.happened_on) for entry in past if entry.fact.kind == "hearingConcluded"]
    assert sorted(days) == ["2019-11-04", "2019-11-05", "2019-11-05"]
    (begun,) = [entry.position for entry in past if entry.fact.kind == "proceedingOpened"]
    behind = correcting(begun, startedOn=("2019-06-01", "2019-11-05"))
    path = f"/cases/{kept['case_id']}/corrections"
    assert await refused(old_book, path, behind, COURT) == CANNOT_STAND, "the first hearing was the day before"


WRONG: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"kind": "trial", "status": "held"}, [(IN_PLACE, "oneOf")]),
    (DAY_ALONE | {"startsAt": HEARING["startsAt"]}, [(IN_PLACE, "oneOf")]),
    (DAY_ALONE | {"endsAt": HEARING["endsAt"]}, [(f"{IN_PLACE}/startsAt", "dependentRequired")]),
    (DAY_ALONE | {"startsOn": "2019-11-31"}, [(f"{IN_PLACE}/startsOn", "format")]),
    (DAY_ALONE | {"startsOn": "2019-05-31"}, [(f"{IN_PLACE}/startsOn", "before-the-beginning")]),
    (DAY_ALONE | {"startsOn": "2080-11-05"}, [(IN_PLACE, "hearing-to-come")]),
    (DAY_ALONE | {"status": "scheduled"}, [(IN_PLACE, "hearing-to-come")]),
]


async def test_a_hearing_states_its_time_or_its_day_and_what_is_wrong_is_told_there(registry: ServiceUnderTest) -> None:
    rows = [a_row_with(wrong, number=place) for place, (wrong, _) in enumerate(WRONG, start=1)]
    report = await imported(registry, lines(*rows), dryRun="true")
    expected = [(place, None, *fault) for place, (_, faults) in enumerate(WRONG, start=1) for fault in faults]
    assert told(report) == expected
    first = report["faults"][0]["message"]
    assert "startsOn" in first["en"]
    assert "ວັນທີ" in first["lo"]


async def test_a_printed_day_of_the_buddhist_era_in_a_table_is_a_day_of_a_hearing(registry: ServiceUnderTest) -> None:
    mapping = {
        "category": "civil",
        "columns": {
            "n": "number",
            "t": "title",
            "d": "openedOn",
            "h": "proceedings/0/hearings/0/startsOn",
            "j": "proceedings/0/panel/0/judgeId",
        },
        "defaults": {
            "place": "0101",
            "proceedings/0/level": "firstInstance",
            "proceedings/0/startedOn": "1/6/2554",
            "proceedings/0/panel/0/name": "ສົມຈິດ ວົງສະຫວັນ",
            "proceedings/0/panel/0/role": "presiding",
            "proceedings/0/hearings/0/kind": "trial",
            "proceedings/0/hearings/0/status": "held",
        },
        "dateOrder": "dmy",
        "era": "buddhist",
    }
    kept = await posted(registry, "/import-mappings", mapping, COURT)
    content = "n,t,d,h,j\n1/ສຂ,ຄະດີແພ່ງ,1 ມີນາ 2554,໕ ພະຈິກ ໒໕໕໔,j-014\n".encode()
    report = await imported(registry, content, media=CSV, mapping=kept["mappingId"])
    assert counts(report) == ("imported", 1, 0, 0, 0), report
    (hearing,) = (await listed(registry, "/schedule", COURT, **OF_THE_COURT))["items"]
    assert when(hearing) == ("2011-11-05", None)


async def test_a_hearing_to_come_has_its_time_whatever_writes_it(registry: ServiceUnderTest) -> None:
    case_id = await in_trial(registry)
    wanted = a_hearing(await sitting(registry, case_id))
    path = f"/cases/{case_id}/hearings"
    of_a_day = {name: wanted[name] for name in wanted if name != "startsAt"} | {"startsOn": "2027-01-20"}
    status, code, _ = await refused(registry, path, of_a_day, COURT)
    assert (status, code) == (400, "invalid-input")
    await posted(registry, path, wanted, COURT)
    async with registry.units.engine.connect() as connection:
        with pytest.raises(IntegrityError, match="hearings_to_come_have_their_time"):
            await connection.execute(text("update hearings set time_known = false"))


@given(day=st.dates(date(1900, 1, 1), date(2090, 1, 1)))
def test_a_hearing_of_a_day_begins_and_is_over_with_it(day: date) -> None:
    hearing = ImportedHearing(kind="trial", status="held", starts_on=day)
    assert (day_of(hearing), beginning_of(hearing).time()) == (day, datetime.min.time())
    assert end_of(hearing) - beginning_of(hearing) == timedelta(days=1)


def test_a_hearing_without_an_end_is_over_with_its_day() -> None:
    begins = datetime(2019, 11, 5, 23, 30, tzinfo=VIENTIANE)
    hearing = ImportedHearing(kind="trial", status="held", starts_at=begins.astimezone(UTC))
    assert end_of(hearing) == datetime(2019, 11, 6, 0, 0, tzinfo=VIENTIANE)
    ends = begins + timedelta(hours=2)
    assert end_of(hearing.model_copy(update={"ends_at": ends})) == ends
