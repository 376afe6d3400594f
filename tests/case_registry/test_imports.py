"""importCases: the cases of an earlier system enter the registry, each row with its result, all or none."""

import asyncio
from datetime import date
from typing import Any

import orjson
import pytest

from chassis.reference.held import HeldOrganisations
from chassis.unit.unit import Unit
from contracts.catalogue import Catalogue
from contracts.organisations import Organisations
from contracts.reference_data import ReferenceData
from contracts.seats import Holding, Seat
from contracts.voucher import Caller
from services.case_registry.domain.history import replay
from services.case_registry.store import history
from services.case_registry.store import imports as store
from tests.case_registry.builders import COURT, POLICE, PROSECUTOR, an_opening
from tests.case_registry.country import COUNTRY, MEMBERS, OFFICES, an_office, at, closed
from tests.case_registry.imports import a_row, counts, imported, lines, sent, told
from tests.support.service import ServiceUnderTest

REPORT = "https://schemas.saphan.gov.la/justice/import-report/v1"
CASE = "https://schemas.saphan.gov.la/justice/case/v1"
EVENT = "https://schemas.saphan.gov.la/events/case-imported/v1"


async def rows_of(registry: ServiceUnderTest, report: dict[str, Any], caller: Caller = COURT, /, **query: str) -> Any:
    answer = await registry.call("GET", f"/imports/{report['importId']}/rows", caller=caller, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_row_becomes_a_case_that_stands_where_the_old_system_had_it(registry: ServiceUnderTest) -> None:
    report = await imported(registry, lines(a_row()))
    assert Catalogue.load().validator(REPORT).is_valid(report)
    assert counts(report) == ("imported", 1, 0, 0, 0)
    (row,) = (await rows_of(registry, report))["items"]
    case = (await registry.call("GET", f"/cases/{row['caseId']}", caller=COURT)).json()
    assert Catalogue.load().validator(CASE).is_valid(case)
    assert (case["status"], case["openedOn"], case["court"]) == (
        "judgedFirstInstance",
        "2019-05-14",
        {"member": "psc", "office": "hq"},
    )
    assert case["numbers"] == [
        {"by": {"member": "psc", "office": "hq"}, "number": "001/ສປຂ.ຈທ", "assignedOn": "2019-05-14"}
    ]
    assert [each["roles"][0]["role"] for each in case["participants"]] == ["plaintiff", "party"]


async def test_an_imported_case_is_the_sum_of_its_history(registry: ServiceUnderTest) -> None:
    (row,) = (await rows_of(registry, await imported(registry, lines(a_row()))))["items"]
    async with registry.units.open() as unit:
        state = await history.locked_state(unit, row["caseId"], sight=None)
        assert replay(await history.entries(unit, row["caseId"])) == state


async def test_its_way_begins_with_the_opening_and_says_where_the_import_had_it(registry: ServiceUnderTest) -> None:
    (row,) = (await rows_of(registry, await imported(registry, lines(a_row()))))["items"]
    moves = (await registry.call("GET", f"/cases/{row['caseId']}/moves", caller=COURT)).json()["items"]
    assert [(each.get("from"), each["to"], each["happenedOn"]) for each in moves] == [
        (None, "filedInCourt", "2019-05-14"),
        ("filedInCourt", "judgedFirstInstance", "2020-01-20"),
    ]


async def test_the_legal_sector_hears_ids_and_codes_but_no_names(registry: ServiceUnderTest) -> None:
    await imported(registry, lines(a_row(1), a_row(2)))
    assert await registry.announced() == ["la.gov.justice.case.imported.v1"] * 2
    (first, _) = await registry.rows("select envelope from outbox order by position")
    envelope = orjson.loads(first["envelope"])
    assert Catalogue.load().validator(EVENT).is_valid(envelope["data"])
    assert "ບຸນມີ" not in first["envelope"].decode()


async def test_an_imported_case_is_found_by_number_and_by_name(registry: ServiceUnderTest) -> None:
    await imported(registry, lines(a_row(1), a_row(2)))
    for query in ({"number": "໐໐໑/ສປຂ.ຈທ"}, {"participantName": "ບຸນມີ", "limit": "1"}):
        found = (await registry.call("GET", "/cases", caller=COURT, params=query)).json()
        assert len(found["items"]) == 1


async def test_a_prosecutor_imports_criminal_cases_that_police_had_opened_on_paper(registry: ServiceUnderTest) -> None:
    row = a_row(category="criminal", status="charged", participants=None)
    report = await imported(registry, lines(row), caller=PROSECUTOR, source="ospp-cms")
    (result,) = (await rows_of(registry, report, PROSECUTOR))["items"]
    case = (await registry.call("GET", f"/cases/{result['caseId']}", caller=PROSECUTOR)).json()
    assert (case["status"], case["responsible"]) == ("charged", {"member": "ospp", "office": "hq"})
    assert "court" not in case


async def test_one_wrong_row_keeps_all_of_them_out(registry: ServiceUnderTest) -> None:
    report = await imported(registry, lines(a_row(1), a_row(2, place="9999"), a_row(3)))
    assert counts(report) == ("refused", 0, 0, 1, 2)
    assert told(report) == [(2, None, "/place", "x-codelist")]
    assert await registry.rows("select 1 from cases") == []
    assert await registry.announced() == []


async def test_right_rows_are_kept_beside_wrong_ones_when_asked(registry: ServiceUnderTest) -> None:
    report = await imported(registry, lines(a_row(1), a_row(2, place="9999"), a_row(3)), partial="true")
    assert counts(report) == ("partlyImported", 2, 0, 1, 0)
    outcomes = [each["outcome"] for each in (await rows_of(registry, report))["items"]]
    assert outcomes == ["imported", "refused", "imported"]


async def test_a_dry_run_says_the_same_and_keeps_nothing(registry: ServiceUnderTest) -> None:
    report = await imported(registry, lines(a_row(1), a_row(1), a_row(3)), dryRun="true")
    assert counts(report) == ("checkedWithFaults", 0, 0, 1, 2)
    assert told(report) == [(2, None, "/number", "duplicate-number")]
    assert await registry.rows("select 1 from cases") == []
    assert counts(await imported(registry, lines(a_row(1)), dryRun="true")) == ("checked", 0, 0, 0, 1)


async def test_the_same_rows_again_change_nothing_and_the_rest_goes_on(registry: ServiceUnderTest) -> None:
    first = await imported(registry, lines(a_row(1), a_row(2)))
    again = await imported(registry, lines(a_row(1), a_row(2), a_row(3)))
    assert counts(again) == ("imported", 1, 2, 0, 0)
    known = [each["caseId"] for each in (await rows_of(registry, first))["items"]]
    assert [each["caseId"] for each in (await rows_of(registry, again, outcome="unchanged"))["items"]] == known
    assert len(await registry.rows("select 1 from cases")) == 3


async def test_a_repeated_call_gets_the_first_answer(registry: ServiceUnderTest) -> None:
    once = await sent(registry, lines(a_row()), key="import-1")
    again = await sent(registry, lines(a_row()), key="import-1")
    assert again.content == once.content
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["import-status"] == once.headers["import-status"] == "imported"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, "refused"),
        ({"partial": "true"}, "partlyImported"),
        ({"dryRun": "true"}, "checkedWithFaults"),
    ],
)
async def test_the_head_says_what_became_of_it(registry: ServiceUnderTest, query: dict[str, Any], status: str) -> None:
    answer = await sent(registry, lines(a_row(1), a_row(2, place="9999")), **query)
    assert (answer.headers["import-status"], answer.json()["status"]) == (status, status)
    read = await registry.call("GET", f"/imports/{answer.json()['importId']}", caller=COURT)
    assert (read.status_code, read.headers["import-status"]) == (200, status)


async def test_the_same_number_with_other_facts_is_refused_and_names_the_case(registry: ServiceUnderTest) -> None:
    first = await imported(registry, lines(a_row()))
    report = await imported(registry, lines(a_row(title="ຄະດີອື່ນ")))
    assert told(report) == [(1, None, "/number", "imported-differently")]
    (was,), (now,) = [(await rows_of(registry, each))["items"] for each in (first, report)]
    assert now["caseId"] == was["caseId"]


async def test_a_number_that_the_office_has_used_in_the_registry_is_refused(registry: ServiceUnderTest) -> None:
    opening = an_opening(category="civil", openedOn="2019-02-01", number="001/ສປຂ.ຈທ")
    await registry.call("POST", "/cases", json=opening, caller=COURT)
    report = await imported(registry, lines(a_row()))
    assert told(report) == [(1, None, "/number", "case-number-taken")]


async def test_offices_begin_their_numbers_anew_each_year(registry: ServiceUnderTest) -> None:
    rows = [a_row(1, office="0101"), a_row(1, office="0102"), a_row(1, office="0101", openedOn="2020-01-03")]
    assert counts(await imported(registry, lines(*rows))) == ("imported", 3, 0, 0, 0)


async def test_a_restricted_case_stays_hidden_from_other_members(registry: ServiceUnderTest) -> None:
    report = await imported(registry, lines(a_row(category="juvenile")))
    (row,) = (await rows_of(registry, report))["items"]
    assert (await registry.call("GET", f"/cases/{row['caseId']}", caller=POLICE)).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"openedOn": "2569-05-14", "status": None, "statusOn": None}, ("/openedOn", "buddhist-era")),
        ({"openedOn": "1483-05-14"}, ("/openedOn", "year-too-early")),
        ({"openedOn": "9999-12-31"}, ("/openedOn", "buddhist-era")),
        ({"openedOn": "໒໐໑໙-໐໕-໑໔"}, ("/openedOn", "format")),
        ({"statusOn": "2018-01-01"}, ("/statusOn", "date-order")),
        ({"status": "sleeping"}, ("/status", "x-codelist")),
        ({"title": "okpq d]a f4t,q"}, ("/title", "legacy-font")),
        ({"title": "àºàº°àº"}, ("/title", "wrong-encoding")),
        ({"category": "juvenile", "restriction": "none"}, ("/restriction", "restriction-required")),
        ({"surprise": 1}, ("/surprise", "unevaluatedProperties")),
        (
            {"participants": [{"name": {"use": "legal", "text": "l,;yd", "script": "lao"}, "role": "party"}]},
            ("/participants/0/name/text", "legacy-font"),
        ),
    ],
    ids=[
        "era",
        "reckoned-twice",
        "end-of-time",
        "lao-digits",
        "order",
        "status",
        "old-font",
        "mojibake",
        "juvenile",
        "unknown",
        "name-in-old-font",
    ],
)
async def test_a_wrong_row_says_where_and_why(
    registry: ServiceUnderTest, wrong: dict[str, Any], fault: tuple[str, str]
) -> None:
    report = await imported(registry, lines(a_row(**wrong)))
    assert [(pointer, code) for _row, _column, pointer, code in told(report)] == [fault]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b'{"number": "1\n', "cut-off"),
        (b'{"number": "1", "number": "2"}\n', "duplicate-key"),
        ('{"number": "ຄະດີ"}'.encode("utf-16-le").replace(b"\n", b"") + b"\n", "wrong-encoding"),
        (b"[]\n", "type"),
        (b'{"number": "' + b"1" * 300_000 + b'"}\n', "maxLength"),
    ],
    ids=["cut", "twice", "bytes", "list", "long"],
)
async def test_a_line_that_is_no_row_is_refused_by_itself(registry: ServiceUnderTest, line: bytes, code: str) -> None:
    report = await imported(registry, lines(a_row(1), line, a_row(3)), partial="true")
    assert counts(report) == ("partlyImported", 2, 0, 1, 0)
    assert told(report)[0][0] == 2
    assert told(report)[0][3] == code


async def test_rows_name_the_office_that_imports_or_one_below(registry: ServiceUnderTest) -> None:
    rows = [a_row(1, office="0101"), a_row(2, office="hq"), a_row(3, office="0999")]
    report = await imported(registry, lines(*rows), caller=at("psc", "01"), partial="true", dryRun="true")
    assert told(report) == [(2, None, "/office", "office"), (3, None, "/office", "x-directory")]
    assert "State one of: 01, 0101, 0102." in report["faults"][0]["message"]["en"]
    # that its system is enrolled for others, too, is no reason: an act is by the office that the token names
    holding = at("psc", "0102", holding=Holding(codes=("0101", "0102")))
    report = await imported(registry, lines(*rows), caller=holding, partial="true", dryRun="true")
    faults = [(1, "office"), (2, "office"), (3, "x-directory")]
    assert told(report) == [(row, None, "/office", code) for row, code in faults]
    assert "State one of: 0102." in report["faults"][0]["message"]["en"]


@pytest.mark.parametrize(
    ("court", "fault", "named"),
    [
        ({"member": "nobody", "office": "0101"}, ("/court/member", "x-directory"), "psc"),
        ({"member": "psc", "office": "0999"}, ("/court/office", "x-directory"), "0101"),
        ({"member": "ospp", "office": "0101"}, ("/court/office", "x-directory-kind"), "court"),
        ({"member": "psc", "office": "0103"}, ("/court/office", "x-directory-date"), "2027-01-01"),
        ({"member": "psc", "office": "0100"}, ("/court/office", "x-directory-date"), "psc/01 (Office psc 01)"),
    ],
    ids=["no member", "no office", "no court", "not yet", "closed by then"],
)
async def test_a_court_that_was_none_is_refused_and_the_right_ones_are_named(
    registry: ServiceUnderTest,
    held: HeldOrganisations,
    court: dict[str, str],
    fault: tuple[str, str],
    named: str,
) -> None:
    past = {"ends": date(2019, 12, 31), "successor": Seat("psc", "01")}
    others = [
        an_office("psc", "0100", "district", "01", **past),
        an_office("psc", "0103", "district", "01", begins=date(2027, 1, 1)),
    ]
    held.take(ReferenceData(organisations=Organisations.of(2, MEMBERS, [*OFFICES, *others])))
    report = await imported(registry, lines(a_row(1, court=court), a_row(2)), partial="true")
    assert counts(report) == ("partlyImported", 1, 0, 1, 0)
    assert [(pointer, code) for _, _, pointer, code in told(report)] == [fault]
    assert named in report["faults"][0]["message"]["en"]


async def test_a_closed_office_is_named_for_what_it_did_and_its_successor_for_the_rest(
    registry: ServiceUnderTest, held: HeldOrganisations
) -> None:
    held.take(
        ReferenceData(organisations=closed(COUNTRY, Seat("psc", "0102"), Seat("psc", "01")))
    )  # since 31 March 2026
    caller = at("psc", "01", held.current)
    court = {"member": "psc", "office": "0102"}
    rows = [
        a_row(1, office="0102", court=court),
        a_row(2, office="0102", openedOn="2026-04-01", status=None, statusOn=None),
        a_row(3, court=court, statusOn="2026-04-01"),
        a_row(4, office="0999", statusOn="2018-01-01"),
    ]
    report = await imported(registry, lines(*rows), caller=caller, partial="true")
    assert counts(report) == ("partlyImported", 1, 0, 3, 0)
    assert told(report) == [
        (2, None, "/office", "x-directory-date"),
        (3, None, "/court/office", "x-directory-date"),
        (4, None, "/statusOn", "date-order"),
        (4, None, "/office", "x-directory"),
    ]
    for fault in report["faults"][:2]:
        assert "psc/01 (Office psc 01)" in fault["message"]["en"]
        assert "psc/01 (ຫ້ອງການ psc 01)" in fault["message"]["lo"]
    (first,) = (await rows_of(registry, report, caller, outcome="imported"))["items"]
    case = (await registry.call("GET", f"/cases/{first['caseId']}", caller=caller)).json()
    assert case["responsible"] == case["openedBy"] == case["court"] == court


async def test_rows_are_read_by_who_sent_them_and_their_sums_by_the_offices_above_too(
    registry: ServiceUnderTest,
) -> None:
    """Rows hold names of cases that are secret for the offices above, and so may faults."""
    file = lines(a_row(1), a_row(2, place="9999"))
    report = await imported(registry, file, caller=at("psc", "0101"), partial="true")
    for office, statuses in (("0101", [200, 200]), ("01", [200, 404]), ("hq", [200, 404]), ("0102", [404, 404])):
        path, caller = f"/imports/{report['importId']}", at("psc", office)
        sums, rows = [await registry.call("GET", each, caller=caller) for each in (path, f"{path}/rows")]
        assert [sums.status_code, rows.status_code] == statuses, office
        if sums.status_code == 200:
            whole = report.items() if office == "0101" else (each for each in report.items() if each[0] != "faults")
            assert sums.json() == dict(whole)


async def test_a_system_of_one_office_imports_for_that_office_only(registry: ServiceUnderTest) -> None:
    caller = at("psc", "0101")
    report = await imported(registry, lines(a_row(1), a_row(2, office="0102")), caller=caller, partial="true")
    assert told(report) == [(2, None, "/office", "office")]
    (number,) = await registry.rows("select office from case_numbers")
    assert number["office"] == "0101"


async def test_bytes_that_are_not_those_announced_are_not_read(registry: ServiceUnderTest) -> None:
    answer = await sent(registry, lines(a_row()), digest=bytes(32))
    assert (answer.status_code, answer.json()["code"]) == (400, "import-altered")
    assert await registry.rows("select 1 from imports") == []


@pytest.mark.parametrize(
    ("how", "status"),
    [({"media": "application/json"}, 415), ({"source": "PSC CMS"}, 400), ({"mapping": "map_" + "0" * 26}, 400)],
    ids=["json", "odd-source", "mapping-of-ndjson"],
)
async def test_a_call_that_makes_no_sense_reads_no_row(
    registry: ServiceUnderTest, how: dict[str, Any], status: int
) -> None:
    assert (await sent(registry, lines(a_row()), **how)).status_code == status
    assert await registry.rows("select 1 from imports") == []


async def test_an_import_is_its_members_own(registry: ServiceUnderTest) -> None:
    report = await imported(registry, lines(a_row()))
    for path in ("", "/rows"):
        answer = await registry.call("GET", f"/imports/{report['importId']}{path}", caller=PROSECUTOR)
        assert answer.status_code == 404
    read = await registry.call("GET", f"/imports/{report['importId']}", caller=COURT)
    assert read.json() == report


async def test_rows_come_page_by_page(registry: ServiceUnderTest) -> None:
    report = await imported(registry, lines(*(a_row(number) for number in range(1, 6))))
    seen, query = [], {"limit": "2"}
    while True:
        page = await rows_of(registry, report, **query)
        seen += [each["row"] for each in page["items"]]
        if "next" not in page:
            break
        query["cursor"] = page["next"]
    assert seen == [1, 2, 3, 4, 5]


async def test_two_imports_of_one_source_at_once_make_each_case_once(registry: ServiceUnderTest) -> None:
    content = lines(*(a_row(number) for number in range(1, 101)))
    answers = await asyncio.gather(*(sent(registry, content) for _ in range(3)))
    assert 201 in {each.status_code for each in answers}
    assert {each.json()["code"] for each in answers if each.status_code != 201} <= {"import-running"}
    assert len(await registry.rows("select 1 from cases")) == 100


async def test_a_number_taken_while_the_file_is_read_keeps_everything_out(
    registry: ServiceUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = store.known

    async def known_too_early(unit: Unit, member: str, source: str, keys: Any) -> Any:
        found = await known(unit, member, source, keys)
        opening = an_opening(category="civil", openedOn="2019-02-01", number="001/ສປຂ.ຈທ")
        assert (await registry.call("POST", "/cases", json=opening, caller=COURT)).status_code == 201
        return found

    monkeypatch.setattr(store, "known", known_too_early)
    answer = await sent(registry, lines(a_row(1), a_row(2)))
    assert (answer.status_code, answer.json()["code"]) == (409, "import-running")
    assert len(await registry.rows("select 1 from cases")) == 1
    assert await registry.rows("select 1 from imports") == []


async def test_a_file_with_too_many_rows_is_refused_whole(
    registry: ServiceUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.imports.reading.ROWS_AT_MOST", 3)
    answer = await sent(registry, lines(*(a_row(number) for number in range(1, 5))), partial="true")
    assert [each["code"] for each in answer.json()["errors"]] == ["too-many-rows"]
    assert await registry.rows("select 1 from cases") == []


async def test_a_long_file_is_prepared_by_a_process_of_its_own_and_stops_at_too_many_faults(
    registry: ServiceUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.imports.importing.REFUSED_AT_MOST", 300)
    wrong = [a_row(number, place="9999") for number in range(1, 2_001)]
    report = await imported(registry, lines(*(a_row(number) for number in range(3_000, 3_400)), *wrong), partial="true")
    assert (report["imported"], report["truncated"], len(report["faults"])) == (400, True, 100)
    assert 300 < report["refused"] < 900
    assert len(await registry.rows("select 1 from cases")) == 400
