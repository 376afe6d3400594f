"""The monthly register computed from a history of cases: equal to Figure 4, and compared with what offices report."""

import csv
import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from itertools import count
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from chassis.reference.held import HeldOrganisations
from contracts.catalogue import Catalogue
from contracts.identifiers import new_id
from contracts.reference_data import ReferenceData
from contracts.seats import Seat
from contracts.voucher import Caller
from services.case_registry.domain.registers import MONTHS, Item, Section, Tally, form
from services.case_registry.store import registers as store
from services.case_registry.store.prosecution import FILES
from services.case_registry.wire.registers import RegisterQuery
from services.case_registry.wire.seats import SeatAsked
from tests.case_registry.builders import COURT, POLICE, PROSECUTOR, opened
from tests.case_registry.country import COUNTRY, at, closed
from tests.case_registry.test_registers_figures import figure_4
from tests.support.service import ServiceUnderTest, a_caller

NATIONAL = "https://schemas.saphan.gov.la/justice"
FIGURE = {"member": "ospp", "category": "civil", "level": "cassation", "year": "2025"}
ZONE = a_caller("ospp", "prosecutor", office="0101")
REPORTED = range(1, 8)  # the months of Figure 4 that had happened: 8 to 12 are printed as zeros


async def cassation(registry: ServiceUnderTest, path: str, on: str, caller: Caller = PROSECUTOR, **other: Any) -> str:
    """Open a civil case and enter it in the register; return where its outcome goes."""
    number = f"{next(_numbers)}/ແພ່ງ"
    case = await opened(registry, COURT, category="civil", number=number, openedOn="2023-01-02", participants=None)
    basis = {"basis": "petition"} if path == "called-up-files" else {}
    body = {"enteredOn": on, "level": "cassation"} | basis | other
    answer = await registry.call("POST", f"/cases/{case['caseId']}/{path}", json=body, caller=caller)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    return f"/cases/{case['caseId']}/{path}/{made.get('calledUpFileId') or made['statementId']}/outcome"


_numbers = count(1)


async def decided(registry: ServiceUnderTest, path: str, outcome: str, on: str, caller: Caller = PROSECUTOR) -> None:
    body = {"outcome": outcome, "resolvedOn": on, "decisionNumber": "1/ອຍສ"}
    answer = await registry.call("POST", path, json=body, caller=caller)
    assert answer.status_code == 201, answer.text


async def read(registry: ServiceUnderTest, caller: Caller = PROSECUTOR, **params: Any) -> Any:
    answer = await registry.call("GET", "/registers/monthly", caller=caller, params=FIGURE | params)
    assert answer.status_code == 200, answer.text
    register = answer.json()
    assert Catalogue.load().validator(f"{NATIONAL}/monthly-register/v1").is_valid(register)
    return register


def cells(register: dict[str, Any]) -> dict[str, dict[int, int]]:
    return {row["row"]: {each["month"]: each["value"] for each in row["figures"]} for row in register["rows"]}


def statuses(register: dict[str, Any]) -> list[str]:
    return [month["status"] for month in register["months"]]


async def the_year_of_figure_4(registry: ServiceUnderTest) -> None:
    printed = figure_4()
    for path, ref in (("prosecutor-statements", "I.2"), ("called-up-files", "II.2")):
        for month, new in zip(MONTHS, printed[ref], strict=True):
            for day in range(new):
                await cassation(registry, path, f"2025-{month:02}-{day + 1:02}")


async def test_the_register_of_its_cases_is_figure_4(registry: ServiceUnderTest) -> None:
    await the_year_of_figure_4(registry)
    register = await read(registry)
    assert statuses(register) == ["reported"] * 7 + ["notReported"] * 5
    computed = cells(register)
    for ref, printed in figure_4().items():
        assert computed[ref] == {month: printed[month - 1] for month in REPORTED}, ref
    assert computed["I"] == {}
    assert register["rows"][0]["lo"] == "ຄະດີແພ່ງຂັ້ນລົບລ້າງ"

    answer = await registry.call("GET", "/registers/monthly", params=FIGURE, headers={"Accept": "text/csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["ref"] for row in rows if row["kind"] != "section"] == list(figure_4())
    for row in rows:
        figures = figure_4().get(row["ref"])
        shown = [str(figures[month - 1]) if figures and month in REPORTED else "" for month in MONTHS]
        assert [row[f"m{month:02}"] for month in MONTHS] == shown, row["ref"]

    own = [{"row": ref, "month": month, "value": row[month - 1]} for ref, row in figure_4().items() for month in MONTHS]
    report = {"year": 2025, "category": "civil", "level": "cassation", "figures": own}
    answer = await registry.call("POST", "/registers/monthly/reports", json=report, caller=PROSECUTOR)
    assert answer.status_code == 201
    assert (answer.json()["differing"], answer.json()["contradictions"]) == (0, [])
    # now the office itself has told of the months 8 to 12: they are zeros that somebody states
    assert statuses(await read(registry)) == ["reported"] * 12
    assert statuses(await read(registry, category="family")) == ["reported"] * 7 + ["notReported"] * 5


async def test_the_printed_page_has_the_forms_wording_and_a_dash_for_what_is_unknown(
    registry: ServiceUnderTest,
) -> None:
    await cassation(registry, "prosecutor-statements", "2025-01-10")
    answer = await registry.call("GET", "/registers/monthly", params=FIGURE, headers={"Accept": "text/html"})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-digest"].startswith("sha-256=:")
    page = answer.text
    for wording in ("ຄະດີແພ່ງຂັ້ນລົບລ້າງ", "ຄະດີຄັງມາເດືອນເກົ່າ", "ຄະດີເຂົ້າໃໝ່ໃນເດືອນ", "- ຄຳຖະແຫຼງຢັ້ງຢືນ", "ໝາຍເຫດ"):
        assert wording in page
    assert page.count("–</td>") == 11 * len(figure_4())
    assert "II.5" not in page  # derived: the form does not print it
    assert "ຕົວເລກໃນວົງເລັບ" not in page  # nothing was corrected since it was reported


async def test_what_was_resolved_leaves_the_register_by_its_part(registry: ServiceUnderTest) -> None:
    stated = [await cassation(registry, "prosecutor-statements", "2025-01-10") for _ in range(3)]
    await decided(registry, stated[0], "upholds", "2025-02-03")
    await decided(registry, stated[1], "changes", "2025-02-04")
    assembly = await cassation(registry, "called-up-files", "2025-02-01", basis="assembly")
    petition = await cassation(registry, "called-up-files", "2025-02-01")
    await decided(registry, assembly, "proposeReopening", "2025-03-01")
    await decided(registry, petition, "refuse", "2025-03-01")
    found = cells(await read(registry))
    assert {ref: row[2] for ref, row in found.items() if row and ref.startswith("I.")} == {
        "I.1": 3,
        "I.2": 0,
        "I.3": 3,
        "I.4": 2,
        "I.4.a": 1,
        "I.4.b": 1,
        "I.5": 1,
    }
    assert {ref: row[3] for ref, row in found.items() if row and ref.startswith("II.")} == {
        "II.1": 2,
        "II.2": 0,
        "II.3": 2,
        "II.4": 2,
        "II.4.a": 1,
        "II.4.b": 0,
        "II.4.c": 0,
        "II.4.d": 1,
        "II.5": 0,
    }


async def test_the_next_year_begins_with_what_was_open_or_with_a_register_of_its_own(
    registry: ServiceUnderTest,
) -> None:
    path = await cassation(registry, "prosecutor-statements", "2024-12-10")
    await cassation(registry, "prosecutor-statements", "2025-02-10")
    await decided(registry, path, "upholds", "2025-02-20")
    found = cells(await read(registry))
    assert (found["I.1"][1], found["I.4"][2], found["I.5"][2]) == (1, 1, 1)
    of_its_own = cells(await read(registry, carriedOver="false"))
    assert (of_its_own["I.1"][1], of_its_own["I.4"][2], of_its_own["I.5"][2]) == (0, 0, 1)


async def test_one_office_the_whole_member_and_the_country_are_asked_for(registry: ServiceUnderTest) -> None:
    await cassation(registry, "prosecutor-statements", "2025-01-10", ZONE)
    await cassation(registry, "prosecutor-statements", "2025-03-10")
    zone = await read(registry, member="ospp", office="0101")
    assert (statuses(zone)[:2], cells(zone)["I.2"]) == (["reported", "notReported"], {1: 1})
    member = await read(registry)
    assert statuses(member)[:4] == ["partlyReported", "notReported", "partlyReported", "notReported"]
    assert [month["reporting"] for month in member["months"][:4]] == [1, 0, 1, 0]
    # an open file does not vanish because its office is silent
    assert cells(member)["I.5"] == {1: 1, 3: 2}
    country = (await registry.call("GET", "/registers/monthly", params={"year": "2025"}, caller=PROSECUTOR)).json()
    assert cells(country)["I.5"] == cells(member)["I.5"]
    assert cells(await read(registry, category="family"))["I.2"] == {1: 0, 3: 0}


async def test_a_year_that_has_not_come_is_not_reported(registry: ServiceUnderTest) -> None:
    await cassation(registry, "prosecutor-statements", "2025-01-10")
    later = await read(registry, year="2031")
    assert statuses(later) == ["notReported"] * 12
    assert all(row["figures"] == [] for row in later["rows"])


async def test_a_report_is_compared_cell_by_cell(registry: ServiceUnderTest) -> None:
    await cassation(registry, "prosecutor-statements", "2025-01-10")
    figures = [
        {"row": "I.1", "month": 1, "value": 0},
        {"row": "I.2", "month": 1, "value": 2},
        {"row": "I.3", "month": 1, "value": 3},
        {"row": "II.2", "month": 1, "value": 0},
    ]
    report = {"year": 2025, "category": "civil", "level": "cassation", "figures": figures}
    answer = await registry.call("POST", "/registers/monthly/reports", json=report, caller=PROSECUTOR)
    found = answer.json()
    assert Catalogue.load().validator(f"{NATIONAL}/register-comparison/v1").is_valid(found)
    assert [(cell["row"], cell["computed"], cell["difference"]) for cell in found["cells"]] == [
        ("I.1", 0, 0),
        ("I.2", 1, 1),
        ("I.3", 1, 2),
        ("II.2", 0, 0),
    ]
    assert found["differing"] == 2
    assert found["contradictions"] == [{"row": "I.3", "month": 1, "rule": "total", "reported": 3, "expected": 2}]
    (row,) = await registry.rows("select key, envelope from outbox where type like '%register%'")
    envelope = orjson.loads(row["envelope"])
    assert row["key"] == "ospp/hq"
    assert Catalogue.load().validator(envelope["dataschema"]).is_valid(envelope["data"])
    (kept,) = await registry.rows("select figures, months from register_reports")
    assert (kept["figures"], kept["months"]) == (figures, [1])


@pytest.mark.parametrize(
    ("caller", "change", "refusal"),
    [
        (POLICE, {}, (403, "other-kinds")),
        (ZONE, {"office": "0102"}, (403, "another-office")),
        (PROSECUTOR, {"category": "traffic"}, (400, "invalid-input")),
        (PROSECUTOR, {"level": "village"}, (400, "invalid-input")),
        (PROSECUTOR, {"year": 2031}, (400, "invalid-input")),
        (PROSECUTOR, {"year": 2568}, (400, "invalid-input")),
        (PROSECUTOR, {"figures": []}, (400, "invalid-input")),
    ],
    ids=["police", "another office", "category", "level", "not begun", "buddhist era", "no figures"],
)
async def test_a_report_that_cannot_be_is_refused(
    registry: ServiceUnderTest, caller: Caller, change: dict[str, Any], refusal: tuple[int, str]
) -> None:
    report = {"year": 2025, "figures": [{"row": "I.2", "month": 1, "value": 2}]} | change
    answer = await registry.call("POST", "/registers/monthly/reports", json=report, caller=caller)
    assert (answer.status_code, answer.json()["code"]) == refusal
    assert await registry.rows("select 1 from register_reports") == []


async def test_an_office_reports_for_itself_and_for_a_closed_one_that_it_took_over(
    registry: ServiceUnderTest, held: HeldOrganisations
) -> None:
    report = {"year": 2025, "figures": [{"row": "I.2", "month": 1, "value": 0}]}
    own = await registry.call("POST", "/registers/monthly/reports", json=report, caller=ZONE)
    assert own.json()["office"] == {"member": "ospp", "office": "0101"}
    beside = report | {"office": "0102"}
    answer = await registry.call("POST", "/registers/monthly/reports", json=beside, caller=PROSECUTOR)
    assert (answer.status_code, answer.json()["code"]) == (403, "another-office")
    held.take(ReferenceData(organisations=closed(COUNTRY, Seat("ospp", "0102"), Seat("ospp", "hq"))))
    successor = at("ospp", "hq", held.current)
    other = await registry.call("POST", "/registers/monthly/reports", json=beside, caller=successor)
    assert other.json()["office"] == {"member": "ospp", "office": "0102"}
    assert statuses(await read(registry, member="ospp", office="0101"))[:2] == ["reported", "notReported"]


@pytest.mark.parametrize("year", ["2568", "1900", "soon"])
async def test_a_year_of_another_era_is_refused(registry: ServiceUnderTest, year: str) -> None:
    answer = await registry.call("GET", "/registers/monthly", params={"year": year})
    assert (answer.status_code, answer.json()["errors"][0]["name"]) == (400, "year")


async def test_a_register_is_not_told_without_a_voucher(registry: ServiceUnderTest) -> None:
    assert (await registry.client.get("/case-registry/v1/registers/monthly")).status_code == 401


CALENDAR = [date(2023, 1, 1) + timedelta(days=day) for day in range(1400)]
PARTS = {"I": ["upholds", "changes"], "II": ["proposeReopening", "refuse"]}


def a_stream(chance: random.Random, case_ids: list[str], files: int) -> list[dict[str, Any]]:
    """Return files that came and went at random, in two offices."""
    stream = []
    for number in range(files):
        section = chance.choice(["I", "II"])
        entered = chance.choice(CALENDAR)
        resolved = chance.choice([None, entered + timedelta(days=chance.randrange(400))])
        stream.append(
            {
                "file_id": new_id("pst"),
                "case_id": case_ids[number],
                "section": section,
                "member": "ospp",
                "office": chance.choice(["hq", "0101"]),
                "category": chance.choice(["civil", "family"]),
                "level": chance.choice(["appeal", "cassation"]),
                "ground": chance.choice(["assembly", "petition"]) if section == "II" else None,
                "entered_on": entered,
                "recorded_at": datetime(2026, 1, 1, tzinfo=UTC),
                "outcome": chance.choice(PARTS[section]) if resolved else None,
                "resolved_on": resolved,
            }
        )
    return stream


async def test_counting_in_the_database_is_counting_one_by_one(registry: ServiceUnderTest) -> None:
    chance = random.Random(20261122)
    files = 400
    case_ids = [new_id("cas") for _ in range(files)]
    async with registry.connection() as connection:
        await connection.execute(
            text(
                "insert into cases (case_id, title, category, place, opened_on, status, restriction, opened_member,"
                " opened_office, recorded_at, involved, moved_on, responsible_member, responsible_office, version)"
                " values (:id, 't', 'civil', '01', '2020-01-01', 'filedInCourt', 'none', 'psc', 'hq', now(), '[]',"
                " '2020-01-01', 'psc', 'hq', 1)"
            ),
            [{"id": each} for each in case_ids],
        )
        stream = a_stream(chance, case_ids, files)
        await connection.execute(FILES.insert(), stream)
        await connection.commit()
    for asked in (SeatAsked(None, None), SeatAsked("ospp", None), SeatAsked("ospp", "0101")):
        for year in (2023, 2024, 2026):
            query = RegisterQuery(asked, year, "civil", "cassation")
            async with registry.units.open() as unit:
                tallies = await store.tallies(unit, query, [asked.wanted(COUNTRY)], year, {"civil"})
            mine = [
                file
                for file in stream
                if (file["category"], file["level"]) == ("civil", "cassation")
                and asked.office in {None, file["office"]}
            ]
            assert one_by_one(mine, year) == totals(tallies)


def totals(tallies: Mapping[Section, Tally]) -> dict[str, tuple[int, list[int], list[int]]]:
    return {
        section.value: (
            tally.carried,
            [tally.entered[month] for month in MONTHS],
            [sum(files for (m, _), files in tally.resolved.items() if m == month) for month in MONTHS],
        )
        for section, tally in tallies.items()
    }


def one_by_one(files: list[dict[str, Any]], year: int) -> dict[str, tuple[int, list[int], list[int]]]:
    def months(days: list[date]) -> list[int]:
        return [sum((day.year, day.month) == (year, month) for day in days) for month in MONTHS]

    told = {}
    for section in ("I", "II"):
        mine = [file for file in files if file["section"] == section]
        carried = sum(
            file["entered_on"].year < year and (file["resolved_on"] is None or file["resolved_on"].year >= year)
            for file in mine
        )
        entered = months([file["entered_on"] for file in mine])
        resolved = months([file["resolved_on"] for file in mine if file["resolved_on"]])
        told[section] = (carried, entered, resolved)
    return told


def test_every_row_of_the_form_that_counts_has_a_kind_of_its_own_or_a_resolution() -> None:
    assert all((row.resolution is not None) == (row.item is Item.PART) for row in form())
