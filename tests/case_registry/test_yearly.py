"""The yearly tables of the courts: counted from stays; a court that is silent has no figures, and is named."""

import csv
from io import StringIO
from typing import Any

from contracts.voucher import Caller
from tests.case_registry.builders import COURT, handed_over, moved, opened
from tests.case_registry.country import at
from tests.case_registry.court_builders import (
    brought,
    valid,
)
from tests.case_registry.imports import a_row, imported, lines
from tests.support.service import ServiceUnderTest

ZONE, PROVINCE = at("psc", "0101"), at("psc", "01")
YEAR = {"year": "2026"}
ILL = {"suspensionReason": "other", "decisionNumber": "4/ສຂ"}


async def read(registry: ServiceUnderTest, caller: Caller = COURT, **params: str) -> Any:
    answer = await registry.call("GET", "/statistics/yearly", params=YEAR | params, caller=caller)
    assert answer.status_code == 200, answer.text
    assert valid("yearly-statistics", answer.json())
    return answer.json()


async def judged(registry: ServiceUnderTest, number: str, days: int, category: str = "civil") -> str:
    case = await opened(registry, ZONE, category=category, number=number, openedOn="2026-03-02", participants=None)
    for status in ("accepted", "inTrial"):
        await moved(registry, case["caseId"], status, ZONE)
    await brought(registry, case["caseId"], ZONE, "judgedFirstInstance", on=f"2026-03-{2 + days:02}")
    return str(case["caseId"])


async def test_a_court_received_decided_and_has_pending_what_its_cases_tell(registry: ServiceUnderTest) -> None:
    for number, days in (("1/ແພ່ງ", 4), ("2/ແພ່ງ", 10), ("3/ແພ່ງ", 11)):
        await judged(registry, number, days)
    await judged(registry, "4/ຄອບ", 20, "family")
    await opened(registry, ZONE, category="civil", number="5/ແພ່ງ", participants=None)
    tables = await read(registry)
    expected = {"carried": 0, "received": 5, "decided": 4, "pending": 1, "appealed": 0, "medianDays": 10.5}
    assert {name: tables["total"][name] for name in expected} == expected
    by_category = {each["category"]: each["figures"]["received"] for each in tables["byCategory"]}
    assert by_category == {"civil": 4, "family": 1}
    (instance,) = tables["byInstance"]
    assert (instance["level"], instance["figures"]["decided"]) == ("firstInstance", 4)
    family = await read(registry, category="family")
    assert (family["total"]["received"], family["total"]["medianDays"]) == (1, 20)


async def test_a_case_that_was_suspended_is_received_once_and_its_days_count_from_then(
    registry: ServiceUnderTest,
) -> None:
    case = await opened(registry, ZONE, category="civil", number="1/ແພ່ງ", openedOn="2026-03-02", participants=None)
    case_id = case["caseId"]
    for status, on, more in (
        *(("accepted", "2026-03-02", {}), ("inTrial", "2026-03-03", {})),
        *(("suspended", "2026-03-04", ILL), ("inTrial", "2026-03-14", {})),
        *(("suspended", "2026-03-15", ILL), ("inTrial", "2026-03-20", {})),
    ):
        await moved(registry, case_id, status, ZONE, on=on, **more)
    await brought(registry, case_id, ZONE, "judgedFirstInstance", on="2026-03-22")
    expected = {"received": 1, "resumed": 2, "otherwise": 2, "decided": 1, "pending": 0, "medianDays": 20}
    tables = await read(registry)
    (zone,) = [each["figures"] for each in tables["byCourt"] if each["court"]["office"] == "0101"]
    for figures in (tables["total"], zone):
        assert {name: figures[name] for name in expected} == expected


async def test_an_appeal_counts_below_and_is_received_above(registry: ServiceUnderTest) -> None:
    case_id = await judged(registry, "1/ແພ່ງ", 4)
    await moved(registry, case_id, "appealed", ZONE, on="2026-03-10")
    await handed_over(registry, case_id, PROVINCE, ZONE)
    await brought(registry, case_id, PROVINCE, "judgedOnAppeal", on="2026-03-20", outcome="changed")
    tables = await read(registry)
    of = {each["court"]["office"]: each["figures"] for each in tables["byCourt"] if "received" in each["figures"]}
    assert [(of["0101"][name]) for name in ("received", "decided", "appealed", "passedOnward")] == [1, 1, 1, 0]
    assert (of["01"]["changed"], of["01"]["remanded"]) == (1, 0)
    assert [(of["01"][name]) for name in ("received", "decided", "appealed", "pending")] == [1, 1, 0, 0]
    by_instance = {each["level"]: each["figures"]["appealed"] for each in tables["byInstance"]}
    assert by_instance == {"firstInstance": 1, "appeal": 0}
    appeals = await read(registry, level="appeal")
    assert (appeals["total"]["received"], appeals["total"]["appealed"]) == (1, 0)


async def test_a_petition_that_was_refused_is_decided_and_may_be_appealed(registry: ServiceUnderTest) -> None:
    case = await opened(registry, ZONE, category="civil", number="1/ແພ່ງ", openedOn="2026-03-02", participants=None)
    await moved(registry, case["caseId"], "petitionRefused", ZONE, on="2026-03-05", decisionNumber="4/ບຮ")
    await moved(registry, case["caseId"], "appealed", ZONE, on="2026-03-10")
    total = (await read(registry, level="firstInstance"))["total"]
    assert (total["received"], total["decided"], total["appealed"]) == (1, 1, 1)


async def test_a_court_that_has_recorded_nothing_is_named_and_has_no_figures(registry: ServiceUnderTest) -> None:
    await opened(registry, ZONE, category="civil", number="5/ແພ່ງ", participants=None)
    tables = await read(registry)
    assert tables["notReported"] == [{"member": "psc", "office": office} for office in ("01", "0102", "hq")]
    silent = [each["figures"] for each in tables["byCourt"] if each["court"]["office"] != "0101"]
    assert silent == [{"reportedMonths": 0}] * 3
    assert tables["total"]["reportedMonths"] == 1
    earlier = await read(registry, year="2020")
    assert (earlier["total"], earlier["byCategory"]) == ({"reportedMonths": 0}, [])


async def test_a_case_of_an_earlier_system_is_pending_where_it_stands(registry: ServiceUnderTest) -> None:
    assert (await imported(registry, lines(a_row(1, status="inTrial"), a_row(2, status="closed"))))["imported"] == 2
    total = (await read(registry, year="2020"))["total"]
    assert [total[name] for name in ("carried", "otherwise", "decided", "pending")] == [2, 1, 0, 1]


async def test_the_tables_come_as_a_sheet_and_as_a_page_for_print(registry: ServiceUnderTest) -> None:
    await judged(registry, "1/ແພ່ງ", 4)
    headers = {"Accept": "text/csv"}
    answer = await registry.call("GET", "/statistics/yearly", params=YEAR, caller=COURT, headers=headers)
    rows = list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"))))
    assert [(row["office"], row["received"]) for row in rows if row["table"] == "court"][:2] == [
        ("01", ""),
        ("0101", "1"),
    ]
    headers = {"Accept": "text/html"}
    page = (await registry.call("GET", "/statistics/yearly", params=YEAR, caller=COURT, headers=headers)).text
    assert all(words in page for words in ("ສະຖິຕິປະຈຳປີຂອງສານ", "ແພ່ງ", "ຂັ້ນຕົ້ນ", ">4.0<"))
