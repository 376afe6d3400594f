"""vitalStatistics: the register counted by when and where events happened, for who keeps it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.catalogue import Catalogue
from contracts.voucher import Caller
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.vital_statistics import AGE_GROUPS, By, age_group, counted, filled, months
from tests.civil_registration.builders import (
    HOME_AFFAIRS,
    HOSPITAL,
    MOTHER_NAME,
    OTHER_REGISTRAR,
    REGISTRAR,
    TODAY,
    declared_birth,
    declared_event,
    register_event,
)
from tests.civil_registration.imports import an_entry, imported, lines
from tests.support.prints import read
from tests.support.service import ServiceUnderTest, a_caller

STATISTICS = "https://schemas.saphan.gov.la/civil/vital-statistics/v1"
YEAR = {"from": "2015-01-01", "to": "2015-12-31"}


async def counts(
    register: ServiceUnderTest,
    *by: str,
    caller: Caller = HOME_AFFAIRS,
    period: Mapping[str, str] = YEAR,
    **query: str,
) -> list[tuple[Any, ...]]:
    """Return what the cells are of, with how many events were registered, declared and notified in each."""
    asked = {**period, **query} | ({"by": ",".join(by)} if by else {})
    answer = await register.call("GET", "/statistics/vital", params={"kind": "birth"} | asked, caller=caller)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert Catalogue.load().validator(STATISTICS).is_valid(found)
    sums = tuple(found["total"].values())
    assert sums == tuple(sum(cell[name] for cell in found["cells"]) for name in found["total"])
    return [(*(cell.get(each) for each in by), *(cell[name] for name in found["total"])) for cell in found["cells"]]


async def a_year(register: ServiceUnderTest) -> None:
    """Fill 2015 with three births of old books: of a mother whose age is known, of one whose is not, and a late one."""
    mother = {"name": MOTHER_NAME, "birthDate": {"value": "1990-01-01", "precision": "day"}}
    rows = [
        an_entry(1, {"mother": mother, "attendant": "midwife"}),
        an_entry(2, {"child": {"name": MOTHER_NAME, "sex": "male"}, "place": "0102"}),
        an_entry(3, {"occurredOn": "2015-07-01"}, registeredOn="2017-01-09"),
    ]
    assert (await imported(register, lines(*rows)))["imported"] == 3


async def test_what_is_not_known_of_an_event_is_a_cell_of_its_own_and_not_zero(register: ServiceUnderTest) -> None:
    await a_year(register)
    assert await counts(register, "motherAge") == [("from25to29", 1, 0, 0), (None, 2, 0, 0)]
    assert await counts(register, "attendant") == [("midwife", 1, 0, 0), (None, 2, 0, 0)]
    assert await counts(register, "sex", "district") == [("female", "0101", 2, 0, 0), ("male", "0102", 1, 0, 0)]
    assert await counts(register, "lateness") == [("inTime", 2, 0, 0), ("veryLate", 1, 0, 0)]


async def test_a_month_in_which_nothing_happened_has_a_zero(register: ServiceUnderTest) -> None:
    await a_year(register)
    found = await counts(register, "month")
    assert [registered for _, registered, *_ in found] == [0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0]
    assert found[2] == ("2015-03", 2, 0, 0)


async def test_declared_and_notified_ones_stand_beside_the_registered(register: ServiceUnderTest) -> None:
    await declared_birth(register)
    for path in ("notifications", "drafts"):
        facts = {"occurredOn": TODAY.isoformat(), "place": "0101"}
        await declared_event(register, path, {"birth": facts}, HOSPITAL)
    period = {"from": f"{TODAY.year - 1}-01-01", "to": f"{TODAY.year}-12-31"}
    assert await counts(register, period=period) == [(0, 1, 1)]


async def test_an_office_counts_itself_and_others_are_sent_to_health_summaries(register: ServiceUnderTest) -> None:
    await a_year(register)
    assert await counts(register, caller=REGISTRAR) == [(3, 0, 0)]
    assert await counts(register, caller=OTHER_REGISTRAR) == [(0, 0, 0)]
    assert await counts(register, caller=OTHER_REGISTRAR, member="registrar", office="0101") == [(0, 0, 0)]
    assert await counts(register, office="0101", member="registrar") == [(3, 0, 0)]
    for caller in (HOSPITAL, a_caller("lsb", "statistics", purpose="oversight")):
        answer = await register.call("GET", "/statistics/vital?kind=birth&from=2015-01-01&to=2015-12-31", caller=caller)
        assert (answer.status_code, answer.json()["code"]) == (403, "released-elsewhere")
        assert "health-summaries" in answer.text


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("from=2015-02-01&to=2015-01-01", "date-order"),
        ("from=2005-01-01&to=2015-01-01", "period-too-long"),
        ("from=2015-01-01&to=2015-01-01&by=sex,sex", "maxItems"),
        ("from=2015-01-01&to=2015-01-01&by=sex,name", "x-codelist"),
        ("from=2015-01-01&to=2015-01-01&by=sex,month,district,attendant", "maxItems"),
    ],
)
async def test_a_period_that_cannot_be_is_refused(register: ServiceUnderTest, query: str, code: str) -> None:
    answer = await register.call("GET", f"/statistics/vital?kind=birth&{query}", caller=HOME_AFFAIRS)
    assert (answer.status_code, [each["code"] for each in answer.json()["errors"]]) == (400, [code])


async def test_a_table_and_a_page_with_bars_say_the_same(register: ServiceUnderTest) -> None:
    await a_year(register)
    path = "/statistics/vital?kind=birth&from=2015-01-01&to=2015-12-31&by=motherAge"
    table = await register.call("GET", path, caller=HOME_AFFAIRS, headers={"Accept": "text/csv"})
    assert table.text.splitlines()[1:] == ["from25to29,1,0,0", ",2,0,0", "total,3,0,0"]
    page = await register.call("GET", path, caller=HOME_AFFAIRS, headers={"Accept": "text/html"})
    assert "ບໍ່ຮູ້" in page.text
    assert page.text.count("<svg") == 2


@given(st.integers(0, 150))
def test_each_age_is_of_one_group(years: int) -> None:
    code = age_group(years)
    assert code in {code for _, code in AGE_GROUPS}
    assert code == age_group(years) == Catalogue.load().code_lists.lists["mother-age-group"].codes[code].code


@given(st.dates(date(1990, 1, 1), date(2026, 12, 31)), st.integers(0, 3000))
def test_every_month_of_a_period_has_a_cell(first: date, days: int) -> None:
    last = date.fromordinal(first.toordinal() + days)
    found = months(first, last)
    assert found[0] == f"{first:%Y-%m}"
    assert found[-1] == f"{last:%Y-%m}"
    assert found == sorted(set(found))
    assert len(filled([], first, last, [By.MONTH])) == len(found)
    assert filled([], first, last, [By.SEX]) == []


def test_of_a_couple_no_sex_is_counted() -> None:
    assert counted(EventKind.MARRIAGE, {"bride": {"sex": "female"}, "groom": {"sex": "male"}})["sex"] is None
    assert counted(EventKind.FETAL_DEATH, {"sex": "male"})["sex"] == "male"


async def test_a_report_of_a_year_is_a_pdf_with_a_chart(register: ServiceUnderTest) -> None:
    await register_event(register, (await declared_birth(register))["eventId"])
    path = f"/statistics/vital?kind=birth&from={TODAY.year - 1}-01-01&to={TODAY.year}-12-31&by=month"
    answer = await register.call("GET", path, caller=HOME_AFFAIRS, headers={"Accept": "application/pdf"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf"), answer.text
    said = "".join("".join(page.split()) for page in read(answer.content))
    for each in ("ສະຖິຕິຊີບ", "Vitalstatistics", f"{TODAY.year}-", "ຈົດທະບຽນແລ້ວ", "Total"):
        assert each in said
