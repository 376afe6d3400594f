"""Files of old systems: spreadsheets, printed days of both eras, old fonts, lists in columns, every fault at once."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chassis.imports.columns import Columns, read
from chassis.imports.file_body import XLSX
from contracts.catalogue import Catalogue
from services.case_registry.usecases.imports.rows import FORM
from tests.case_registry.builders import COURT
from tests.case_registry.imports import CSV, a_row, counts, imported, lines, sent, told
from tests.chassis.imports.sheets import Cell, workbook
from tests.support.service import ServiceUnderTest

ROW_SCHEMA = "https://schemas.saphan.gov.la/justice/import-row/v1"
MAPPING: dict[str, Any] = {
    "category": "criminal",
    "columns": {
        "ເລກຄະດີ": "number",
        "ຊື່ຄະດີ": "title",
        "ເມືອງ": "place",
        "ວັນທີຮັບ": "openedOn",
        "ຜູ້ຖືກຫາ": "person:accused",
        "ເລກ ປກສ": "number:police/hq",
        "ຂໍ້ຫາ": "charges/7/text",
        "ມາດຕາ": "charges/7/article/article",
        "ຟ້ອງວັນທີ": "charges/7/filedOn",
        "ຄຳພິພາກສາ": "proceedings/0/decisions/0/decidedOn",
        "ຫ້ອງການ": "office",
    },
    "defaults": {
        "place": "0101",
        "charges/7/participantPlace": "0",
        "charges/7/article/edition": "penalCode2017",
        "charges/7/article/committedOn": "ເດືອນ ມັງກອນ ພ.ສ. ໒໕໖໒",
        "proceedings/0/level": "firstInstance",
        "proceedings/0/startedOn": "1/6/2562",
        "proceedings/0/decisions/0/kind": "judgment",
    },
    "dateOrder": "dmy",
    "era": "mixed",
}
HEADINGS: list[Cell] = [*MAPPING["columns"]]
FULL: list[Cell] = [
    *("007", "ຄະດີລັກຊັບ", "0101", "1 ມີນາ 2562", "ບຸນມີ ແກ້ວມະນີ", "114/ປກສ", "ລັກຊັບ", "ມາດຕາ ໒໓໑", date(2019, 5, 20)),
    *("20/1/2563", None),
]
BARE: list[Cell] = ["8", "ຄະດີທຳຮ້າຍ", "0101", "໑ ມີນາ 2019", *[None] * 7]


async def kept(registry: ServiceUnderTest, **other: Any) -> str:
    answer = await registry.call("POST", "/import-mappings", json=MAPPING | other, caller=COURT)
    assert answer.status_code == 201, answer.text
    mapping_id: str = answer.json()["mappingId"]
    return mapping_id


async def rows_of(registry: ServiceUnderTest, report: dict[str, Any], **query: str) -> list[dict[str, Any]]:
    answer = await registry.call("GET", f"/imports/{report['importId']}/rows", caller=COURT, params=query)
    rows: list[dict[str, Any]] = answer.json()["items"]
    assert all(Catalogue.load().validator(ROW_SCHEMA).is_valid(row) for row in rows)
    return rows


async def test_a_spreadsheet_becomes_cases_with_all_that_its_columns_bring(registry: ServiceUnderTest) -> None:
    content = workbook(HEADINGS, FULL, BARE)
    report = await imported(registry, content, media=XLSX, mapping=await kept(registry))
    assert counts(report) == ("imported", 2, 0, 0, 0), report
    first, second = await rows_of(registry, report)
    case = (await registry.call("GET", f"/cases/{first['caseId']}", caller=COURT)).json()
    assert (case["openedOn"], [each["number"] for each in case["numbers"]]) == ("2019-03-01", ["007", "114/ປກສ"])
    (charge,) = (await registry.call("GET", f"/cases/{first['caseId']}/charges", caller=COURT)).json()["items"]
    assert (charge["article"]["article"], charge["filedOn"]) == ("231", "2019-05-20")
    assert charge["article"]["committedOn"] == {"value": "2019-01", "precision": "month"}
    decisions = (await registry.call("GET", f"/cases/{first['caseId']}/decisions", caller=COURT)).json()["items"]
    assert [each["decidedOn"] for each in decisions] == ["2020-01-20"]
    none = (await registry.call("GET", f"/cases/{second['caseId']}/charges", caller=COURT)).json()["items"]
    assert none == [], "defaults of a list stand for nothing where the row has none of it"
    assert [row["row"] for row in await rows_of(registry, report, changed="true")] == [1], "the other is of one era"
    assert {(each.get("column"), each["before"], each["after"]) for each in first["changes"]} == {
        ("ວັນທີຮັບ", "1 ມີນາ 2562", "2019-03-01"),
        ("ຄຳພິພາກສາ", "20/1/2563", "2020-01-20"),
        ("ມາດຕາ", "ມາດຕາ ໒໓໑", "231"),
        (None, "ເດືອນ ມັງກອນ ພ.ສ. ໒໕໖໒", "2019-01"),
        (None, "1/6/2562", "2019-06-01"),
    }


async def test_a_spreadsheet_is_read_by_a_mapping_and_refused_in_words(registry: ServiceUnderTest) -> None:
    mapping = await kept(registry)
    refusals = [
        await sent(registry, workbook(HEADINGS), media=XLSX),
        await sent(registry, b"PK no", media=XLSX, mapping=mapping),
        await sent(registry, workbook(HEADINGS[1:]), media=XLSX, mapping=mapping),
        await sent(registry, lines(a_row()), convert="mapping"),
        await sent(registry, lines(a_row()), convert="mapping", mapping=mapping),
    ]
    assert [(each.status_code, each.json()["errors"][0]["code"]) for each in refusals] == [
        (400, "required"),
        (400, "workbook-broken"),
        (400, "heading-missing"),
        (400, "required"),
        (400, "required"),
    ]


async def test_every_fault_of_a_row_is_told_at_once(registry: ServiceUnderTest) -> None:
    cells = ["ບໍ່ມີ", "okpq d]a f4t,q", "9999", "31/02/2562", "okp", "ບໍ່", "ລັກຊັບ", "x", "1/1/2018", "1/1/2300", "0999"]
    report = await imported(registry, workbook(HEADINGS, cells), media=XLSX, mapping=await kept(registry))
    assert {(pointer, code) for _row, _column, pointer, code in told(report)} == {
        ("/openedOn", "format"),  # by the mapping
        ("/proceedings/0/decisions/0/decidedOn", "era-unclear"),
        ("/title", "legacy-font"),
        ("/number", "pattern"),  # by the schema
        ("/numbers/0/number", "pattern"),
        ("/charges/0/article/article", "pattern"),
        ("/participants/0/name/text", "legacy-font"),
        ("/office", "x-directory"),  # by the directory
    }
    row = a_row(place="9999", statusOn="2019-01-01", office="0999", court={"member": "psc", "office": "0999"})
    report = await imported(registry, lines(row))
    assert {(pointer, code) for _row, _column, pointer, code in told(report)} == {
        ("/place", "x-codelist"),  # by the national list
        ("/statusOn", "date-order"),  # by the rules
        ("/office", "x-directory"),
        ("/court/office", "x-directory"),
    }


async def test_old_fonts_are_read_on_request_and_the_original_is_kept(registry: ServiceUnderTest) -> None:
    title, shown = "7fucrj' 45/2562", "ຄດີແພ່ງ 45/2562"
    row = a_row(title=title)
    assert [each[2:] for each in told(await imported(registry, lines(row)))] == [("/title", "legacy-font")]
    dry = await imported(registry, lines(row), convert="laoKeyboard", dryRun="true")
    change = {"pointer": "/title", "before": title, "after": shown}
    assert [each["changes"] for each in await rows_of(registry, dry, changed="true")] == [[change]]
    report = await imported(registry, lines(row), convert="laoKeyboard")
    (kept_row,) = await rows_of(registry, report)
    case = (await registry.call("GET", f"/cases/{kept_row['caseId']}", caller=COURT)).json()
    assert (case["title"], kept_row["changes"]) == (shown, [change])


async def test_every_original_of_a_row_is_kept(registry: ServiceUnderTest) -> None:
    people = [{"name": {"use": "legal", "text": "okpq d]a f4t,q", "script": "lao"}, "role": "plaintiff"}] * 130
    report = await imported(registry, lines(a_row(participants=people)), convert="laoKeyboard")
    (row,) = await rows_of(registry, report)
    assert [each["pointer"] for each in row["changes"]] == [f"/participants/{place}/name/text" for place in range(130)]


async def test_every_fault_of_a_row_with_many_is_told(registry: ServiceUnderTest) -> None:
    people = [{"name": {"use": "legal", "text": "ບຸນມີ", "script": "lao"}, "role": "feast"}] * 60
    report = await imported(registry, lines(a_row(participants=people)))
    (row,) = await rows_of(registry, report)
    assert len(row["faults"]) == 60


async def test_each_row_says_its_own_category_where_the_mapping_says_none(registry: ServiceUnderTest) -> None:
    columns = {"n": "number", "k": "category", "t": "title", "d": "openedOn"}
    words = {"k": {"ແພ່ງ": "civil", "ອາຍາ": "criminal"}}
    content = "n,k,t,d\n1/A,ແພ່ງ,ທີ່ດິນ,2019-05-14\n2/A,ອາຍາ,ລັກຊັບ,2019-05-14\n3/A,,ມໍລະດົກ,2019-05-14\n".encode()
    own: dict[str, Any] = {"columns": columns, "values": words, "defaults": {"place": "0101"}}
    bodies = ((own, [None, None, ["/category"]]), (own | {"category": "family"}, [None, None, None]))
    for body, wrong in bodies:
        answer = await registry.call("POST", "/import-mappings", json=body, caller=COURT)
        sent_as = {"media": CSV, "mapping": answer.json()["mappingId"], "dryRun": "true"}
        rows = await rows_of(registry, await imported(registry, content, **sent_as))
        faults = [row.get("faults") and [each["pointer"] for each in row["faults"]] for row in rows]
        assert faults == wrong


async def test_another_font_is_read_by_the_table_that_its_office_brings(registry: ServiceUnderTest) -> None:
    table = dict(zip("abcdefghij", "ກຂຄນມຍຮສວລ", strict=True)) | {"1": "າ", "2": "ີ"}
    columns = {"n": "number", "t": "title", "d": "openedOn"}
    mapping = await kept(registry, columns=columns, defaults={"place": "0101"}, font={"name": "A", "characters": table})
    report = await imported(
        registry, b"n,t,d\n1/A,a1d c2,2019-05-14\n", media=CSV, mapping=mapping, convert="mapping", dryRun="true"
    )
    assert [each["changes"][0]["after"] for each in await rows_of(registry, report)] == ["ການ ຄີ"]
    odd = {"name": "B", "characters": table | {"\xad": "ນ", "\x85": "ຄ", "\xa0": "ມ"}}
    mapping = await kept(registry, columns=columns, defaults={"place": "0101"}, font=odd)
    content = "n,t,d\n1/A,\x85\xad a1\xa0\xad c2\x85,2019-05-14\n".encode()
    report = await imported(registry, content, media=CSV, mapping=mapping, convert="mapping", dryRun="true")
    assert [each["changes"][0]["after"] for each in await rows_of(registry, report)] == ["ຄນ ກາມນ ຄີຄ"]


@pytest.mark.parametrize(
    ("cell", "article", "is_told"),
    [
        ("ມາດຕາ ໒໔໓", "243", True),
        ("ມາດຕາທີ 243", "243", True),
        ("Article 243/1", "243/1", True),
        ("Art. 243", "243", True),
        ("art 243 ວັກ", "243 ວັກ", True),
        ("໒໔໓", "243", False),
        ("ມາດຕາ", "ມາດຕາ", False),
        ("ມາດຕາ ໜຶ່ງ", "ມາດຕາ ໜຶ່ງ", False),
    ],
)
def test_the_word_before_the_number_of_an_article_is_left_out_and_told(cell: str, article: str, is_told: bool) -> None:
    columns = Columns(("ມາດຕາ",), {"columns": {"ມາດຕາ": "charges/0/article/article"}})
    reading = read([cell], columns, replace(FORM, begun=lambda _: {}))
    assert reading.document["charges"][0]["article"]["article"] == article
    told = [("/charges/0/article/article", cell, article)] if is_told else []
    assert [(each.pointer, each.before, each.after) for each in reading.changes] == told
