"""CSV files of earlier systems: a mapping says what their columns are, and faults name the column."""

from typing import Any, cast

import pytest

from chassis.imports import columns
from chassis.imports.columns import ColumnMapping, Columns
from services.case_registry.usecases.imports.rows import FORM
from tests.case_registry.builders import COURT, PROSECUTOR
from tests.case_registry.imports import CSV, counts, imported, sent, told
from tests.support.field import FIELD, from_the_field
from tests.support.service import ServiceUnderTest

HEADINGS = "ເລກຄະດີ,ຊື່ຄະດີ,ເມືອງ,ວັນທີຮັບ,ຜົນ,ວັນທີຕັດສິນ,ໂຈດ,ຈຳເລີຍ,ໝາຍເຫດ"
ROW = "໐໐໑/ສປຂ,ຄະດີແພ່ງ ທີ່ດິນ,ຈັນທະບູລີ,໑໔/໐໕/໒໕໖໒,ຕັດສິນແລ້ວ,20/1/2563,ບຸນມີ ແກ້ວມະນີ; ຄຳ ສີດາ,ບໍລິສັດ ຈະເລີນຊັບ,-"


def a_mapping(**other: Any) -> dict[str, Any]:
    return {
        "category": "civil",
        "columns": {
            "ເລກຄະດີ": "number",
            "ຊື່ຄະດີ": "title",
            "ເມືອງ": "place",
            "ວັນທີຮັບ": "openedOn",
            "ຜົນ": "status",
            "ວັນທີຕັດສິນ": "statusOn",
            "ໂຈດ": "person:plaintiff",
            "ຈຳເລີຍ": "organisation:party",
        },
        "values": {"ເມືອງ": {"ຈັນທະບູລີ": "0101"}, "ຜົນ": {"ຕັດສິນແລ້ວ": "judgedFirstInstance"}},
        "defaults": {"office": "0101"},
        "dateOrder": "dmy",
        "era": "buddhist",
    } | other


def table(*rows: str, headings: str = HEADINGS) -> bytes:
    return "\r\n".join([headings, *rows, ""]).encode()


async def kept(registry: ServiceUnderTest, **other: Any) -> Any:
    answer = await registry.call("POST", "/import-mappings", json=a_mapping(**other), caller=COURT)
    assert answer.status_code == 201, answer.text
    return answer.json()["mappingId"]


async def test_a_mapping_names_what_rows_have_and_what_can_be_read(registry: ServiceUnderTest) -> None:
    other = {"columns": {"ເລກຄະດີ": "docket", "a/b": "person:plaintiff"}, "defaults": {"numbers": "1"}, "era": "lunar"}
    answer = await registry.call("POST", "/import-mappings", json=a_mapping(**other), caller=COURT)
    assert answer.status_code == 400
    assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == [
        ("/era", "x-codelist"),
        ("/columns/ເລກຄະດີ", "unknown-target"),
        ("/defaults/numbers", "unknown-target"),
    ]


async def test_a_row_becomes_a_case_by_its_mapping(registry: ServiceUnderTest) -> None:
    report = await imported(registry, table(ROW), media=CSV, mapping=await kept(registry))
    assert counts(report) == ("imported", 1, 0, 0, 0)
    assert report["ignoredColumns"] == ["ໝາຍເຫດ"]
    (case,) = (await registry.call("GET", "/cases", caller=COURT, params={"number": "001/ສປຂ"})).json()["items"]
    whole = (await registry.call("GET", f"/cases/{case['caseId']}", caller=COURT)).json()
    assert (whole["place"], whole["openedOn"], whole["status"]) == ("0101", "2019-05-14", "judgedFirstInstance")
    assert whole["responsible"] == {"member": "psc", "office": "0101"}
    assert whole["numbers"][0]["number"] == "໐໐໑/ສປຂ"  # as printed
    people = [each.get("organisation") or each["name"]["text"] for each in whole["participants"]]
    assert people == ["ບຸນມີ ແກ້ວມະນີ", "ຄຳ ສີດາ", "ບໍລິສັດ ຈະເລີນຊັບ"]


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ({3: "14/05/62"}, ("ວັນທີຮັບ", "/openedOn", "format")),
        ({3: "31/02/2562"}, ("ວັນທີຮັບ", "/openedOn", "format")),
        ({3: ""}, (None, "/openedOn", "required")),
        ({2: "ບາງກອກ"}, ("ເມືອງ", "/place", "pattern")),
        ({4: "ບໍ່ຮູ້"}, ("ຜົນ", "/status", "x-codelist")),
        ({5: "1/1/2500"}, ("ວັນທີຕັດສິນ", "/statusOn", "date-order")),
        ({6: "ບຸນມີ;okpq d]a"}, ("ໂຈດ", "/participants/1/name/text", "legacy-font")),
        ({1: "okpq d]a f4t,q"}, ("ຊື່ຄະດີ", "/title", "legacy-font")),
        ({0: "ບໍ່ມີ"}, ("ເລກຄະດີ", "/number", "pattern")),
    ],
    ids=["short-year", "no-day", "no-date", "place", "status", "order", "old-font-name", "old-font-title", "number"],
)
async def test_a_fault_names_its_column(
    registry: ServiceUnderTest, cell: dict[int, str], fault: tuple[str | None, str, str]
) -> None:
    cells = ROW.split(",")
    for position, text in cell.items():
        cells[position] = f'"{text}"'
    report = await imported(registry, table(",".join(cells)), media=CSV, mapping=await kept(registry))
    assert (report["status"], next(each[1:] for each in told(report))) == ("refused", fault)


async def test_years_of_the_buddhist_era_are_told_when_the_mapping_does_not_say_so(registry: ServiceUnderTest) -> None:
    mapping = await kept(registry, era="common")
    report = await imported(registry, table(ROW), media=CSV, mapping=mapping)
    assert [each[1:] for each in told(report)] == [
        ("ວັນທີຮັບ", "/openedOn", "buddhist-era"),
        ("ວັນທີຕັດສິນ", "/statusOn", "buddhist-era"),
    ]


async def test_a_cell_in_another_encoding_is_told_from_its_neighbours(registry: ServiceUnderTest) -> None:
    # as Windows-874 has it: no UTF-8
    wrong = ROW.replace("໐໐໑", "002").encode().replace("ຄະດີແພ່ງ".encode(), b"\xa4\xd0\xb4\xd5")
    content = table(ROW)[:-2] + b"\r\n" + wrong + b"\r\n"
    report = await imported(registry, content, media=CSV, mapping=await kept(registry), partial="true")
    assert counts(report) == ("partlyImported", 1, 0, 1, 0)
    assert told(report) == [(2, "ຊື່ຄະດີ", "/title", "wrong-encoding")]


async def test_a_file_of_a_spreadsheet_may_be_utf_16_when_the_mapping_says_so(registry: ServiceUnderTest) -> None:
    content = table(ROW).decode().replace(",", "\t").encode("utf-16")
    mapping = await kept(registry, encoding="utf-16", delimiter="\t")
    assert counts(await imported(registry, content, media=CSV, mapping=mapping)) == ("imported", 1, 0, 0, 0)
    refusal = await sent(registry, content, media=CSV, mapping=await kept(registry))
    assert [each["code"] for each in refusal.json()["errors"]] == ["wrong-encoding"]


async def test_a_byte_order_mark_and_line_breaks_in_cells_are_no_hindrance(registry: ServiceUnderTest) -> None:
    content = b"\xef\xbb\xbf" + table(ROW.replace("ຄະດີແພ່ງ ທີ່ດິນ", '"ຄະດີແພ່ງ,\r\nທີ່ດິນ"'))
    assert counts(await imported(registry, content, media=CSV, mapping=await kept(registry)))[0] == "imported"


async def test_a_quotation_mark_that_is_not_closed_ends_the_reading(registry: ServiceUnderTest) -> None:
    content = table(ROW, '002/ສປຂ,"ຄະດີ,', ROW.replace("໐໐໑", "003"))
    report = await imported(registry, content, media=CSV, mapping=await kept(registry), partial="true")
    assert counts(report) == ("partlyImported", 1, 0, 1, 0)
    assert told(report) == [(2, None, "", "csv")]


async def test_a_row_with_a_cell_too_many_is_refused(registry: ServiceUnderTest) -> None:
    report = await imported(registry, table(ROW + ",x"), media=CSV, mapping=await kept(registry))
    assert told(report) == [(1, None, "", "column-count")]


@pytest.mark.parametrize(
    ("headings", "codes"),
    [
        (HEADINGS.replace("ເມືອງ,", ""), ["heading-missing"]),
        (HEADINGS.replace("ໝາຍເຫດ", "ເມືອງ"), ["heading-twice"]),
        (ROW, ["heading-missing"] * 8),
        ("", ["headings-missing"]),
    ],
    ids=["missing", "twice", "a row in their place", "blank"],
)
async def test_headings_that_do_not_fit_refuse_the_file(
    registry: ServiceUnderTest, headings: str, codes: list[str]
) -> None:
    content = table(*([ROW] if headings else [",,", " "]), headings=headings)
    answer = await sent(registry, content, media=CSV, mapping=await kept(registry))
    assert (answer.status_code, [each["code"] for each in answer.json()["errors"]]) == (400, codes)
    assert await registry.rows("select 1 from imports") == []


async def test_a_csv_file_needs_a_mapping_of_its_own_member(registry: ServiceUnderTest) -> None:
    assert (await sent(registry, table(ROW), media=CSV)).status_code == 400
    foreign = await sent(registry, table(ROW), media=CSV, mapping=await kept(registry), caller=PROSECUTOR)
    assert [each["code"] for each in foreign.json()["errors"]] == ["unknown-mapping"]


@pytest.mark.parametrize(
    ("stated", "order", "era", "day"),
    [
        ("2019-05-14", "ymd", "common", "2019-05-14"),
        ("2019-05-14 00:00:00", "ymd", "common", "2019-05-14"),
        ("14.5.2019", "dmy", "common", "2019-05-14"),
        ("05/14/2019", "mdy", "common", "2019-05-14"),
        ("29/2/2563", "dmy", "buddhist", "2020-02-29"),
        ("2019-05-14", "dmy", "common", None),
        ("14 May 2019", "dmy", "common", "2019-05-14"),
        ("1 ມີນາ 2554", "dmy", "buddhist", "2011-03-01"),
        ("໑ ມີນາ ໒໕໕໔", "ymd", "mixed", "2011-03-01"),
        ("ວັນທີ 1 ເດືອນ ມີນາ ປີ ຄ.ສ. 2011", "ymd", "buddhist", "2011-03-01"),
        ("30 ພຶດສະພາ 2011", "ymd", "mixed", "2011-05-30"),
        ("31 ມີນາ 11", "ymd", "mixed", None),
        ("1 ມີນນນາ 2011", "ymd", "mixed", None),
        ("1/1/0100", "dmy", "buddhist", None),
    ],
    ids=[
        "iso",
        "moment",
        "dots",
        "american",
        "leap-day",
        "other-order",
        "english",
        "printed",
        "lao-digits",
        "own-era",
        "mixed",
        "two-digits",
        "no-month",
        "before-christ",
    ],
)
def test_days_are_read_in_the_order_of_the_mapping(stated: str, order: str, era: str, day: str | None) -> None:
    ours = {"category": "civil", "columns": {"d": "openedOn"}, "dateOrder": order, "era": era}
    reading = columns.read([stated], Columns(("d",), cast("ColumnMapping", ours)), FORM)
    assert reading.document["openedOn"] == day
    assert [each.code for each in reading.faults] == ([] if day else ["format"])


@pytest.mark.parametrize("name", ["17-blank-row", "17-comma-row", "17-sep-line", "17-zwsp-heading", "17-zwsp-place"])
async def test_a_file_of_the_field_is_read_as_people_see_it(registry: ServiceUnderTest, name: str) -> None:
    mapping = await kept_from_the_field(registry, era="buddhist")
    report = await imported(registry, FIELD.joinpath(f"{name}.csv").read_bytes(), media=CSV, mapping=mapping)
    assert (counts(report), report["rows"]) == (("imported", 1, 0, 0, 0), 1)
    (case,) = (await registry.call("GET", "/cases", caller=COURT, params={"number": "N1/ສປ"})).json()["items"]
    assert (case["openedOn"], case["place"]) == ("2026-01-05", "0101")


@pytest.mark.parametrize(("era", "row", "code"), [("buddhist", 2, "common-era"), ("common", 1, "buddhist-era")])
async def test_a_row_of_the_other_era_is_told_before_anything_is_kept(
    registry: ServiceUnderTest, era: str, row: int, code: str
) -> None:
    mapping = await kept_from_the_field(registry, era=era)
    content = FIELD.joinpath("16-mixed-era.csv").read_bytes()
    report = await imported(registry, content, media=CSV, mapping=mapping)
    assert counts(report) == ("refused", 0, 0, 1, 1)
    assert told(report) == [(row, "ວັນທີຮັບ", "/openedOn", code)]


async def kept_from_the_field(registry: ServiceUnderTest, **other: Any) -> Any:
    body = from_the_field("16-mapping.json") | other
    answer = await registry.call("POST", "/import-mappings", json=body, caller=COURT)
    assert answer.status_code == 201, answer.text
    return answer.json()["mappingId"]


@pytest.mark.parametrize("year", ["2569", "1483", "0201"])
async def test_a_filter_by_a_year_that_cannot_be_is_no_question(registry: ServiceUnderTest, year: str) -> None:
    for path, name in (("/cases", "openedFrom"), ("/cases", "openedTo"), ("/schedule", "from"), ("/schedule", "to")):
        answer = await registry.call("GET", path, caller=COURT, params={name: f"{year}-01-05"})
        assert (answer.status_code, answer.json()["errors"][0]["name"]) == (400, name)
