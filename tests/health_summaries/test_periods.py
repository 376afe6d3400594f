"""Every period form of DHIS2: parsed, checked for meaning, and kept in one spelling."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.health_summaries.domain.periods import Period, PeriodType, month_of, parse
from services.health_summaries.errors import NotAPeriod

YEARS = st.integers(1900, 2098)

# What DHIS2 itself writes, by type, for any year.
WRITTEN = {
    PeriodType.DAILY: st.dates(date(1900, 1, 1), date(2099, 12, 31)).map(lambda day: f"{day:%Y%m%d}"),
    **{
        type_: st.builds(lambda year, week, sign=sign: f"{year}{sign}{week}", YEARS, st.integers(1, 52))
        for type_, sign in {
            PeriodType.WEEKLY: "W",
            PeriodType.WEEKLY_WEDNESDAY: "WedW",
            PeriodType.WEEKLY_THURSDAY: "ThuW",
            PeriodType.WEEKLY_FRIDAY: "FriW",
            PeriodType.WEEKLY_SATURDAY: "SatW",
            PeriodType.WEEKLY_SUNDAY: "SunW",
        }.items()
    },
    PeriodType.BI_WEEKLY: st.builds("{}BiW{}".format, YEARS, st.integers(1, 26)),
    PeriodType.MONTHLY: st.builds("{}{:02}".format, YEARS, st.integers(1, 12)),
    PeriodType.BI_MONTHLY: st.builds("{}0{}B".format, YEARS, st.integers(1, 6)),
    PeriodType.QUARTERLY: st.builds("{}Q{}".format, YEARS, st.integers(1, 4)),
    PeriodType.QUARTERLY_NOV: st.builds("{}NovQ{}".format, YEARS, st.integers(1, 4)),
    PeriodType.SIX_MONTHLY: st.builds("{}S{}".format, YEARS, st.integers(1, 2)),
    PeriodType.SIX_MONTHLY_APRIL: st.builds("{}AprilS{}".format, YEARS, st.integers(1, 2)),
    PeriodType.SIX_MONTHLY_NOV: st.builds("{}NovS{}".format, YEARS, st.integers(1, 2)),
    PeriodType.YEARLY: YEARS.map(str),
    PeriodType.FINANCIAL_FEB: YEARS.map("{}Feb".format),
    PeriodType.FINANCIAL_APRIL: YEARS.map("{}April".format),
    PeriodType.FINANCIAL_JULY: YEARS.map("{}July".format),
    PeriodType.FINANCIAL_AUG: YEARS.map("{}Aug".format),
    PeriodType.FINANCIAL_SEP: YEARS.map("{}Sep".format),
    PeriodType.FINANCIAL_OCT: YEARS.map("{}Oct".format),
    PeriodType.FINANCIAL_NOV: YEARS.map("{}Nov".format),
}
DAYS_OF = {"W": 7, "BiW": 14}


def test_every_type_is_tried() -> None:
    assert set(WRITTEN) == set(PeriodType)


@given(st.sampled_from(PeriodType).flatmap(lambda type_: st.tuples(st.just(type_), WRITTEN[type_])))
def test_every_period_string_parses_and_prints_back(written: tuple[PeriodType, str]) -> None:
    type_, text = written
    period = parse(text)
    assert (period.type, period.text) == (type_, text)
    assert period.first <= period.last


@given(st.text(alphabet="0123456789WQSBNovAprilJuyFebOctDc-", min_size=4, max_size=11))
def test_a_text_either_names_days_or_is_refused(text: str) -> None:
    try:
        period = parse(text)
    except NotAPeriod:
        return
    assert period.first <= period.last
    assert parse(period.text) == period  # the canonical spelling is a fixed point


@pytest.mark.parametrize(
    ("spelling", "canonical"),
    [
        ("2026-01-15", "20260115"),
        ("2026-01", "202601"),
        ("2026W01", "2026W1"),
        ("2026WedW01", "2026WedW1"),
        ("2026BiW01", "2026BiW1"),
    ],
)
def test_two_spellings_of_one_period_are_kept_as_one(spelling: str, canonical: str) -> None:
    assert parse(spelling) == parse(canonical)
    assert parse(spelling).text == canonical


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("20260115", date(2026, 1, 15), date(2026, 1, 15)),
        ("202402", date(2024, 2, 1), date(2024, 2, 29)),
        ("202601B", date(2026, 1, 1), date(2026, 2, 28)),
        ("202606B", date(2026, 11, 1), date(2026, 12, 31)),
        ("2026Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026S2", date(2026, 7, 1), date(2026, 12, 31)),
        ("2026AprilS2", date(2026, 10, 1), date(2027, 3, 31)),
        ("2026April", date(2026, 4, 1), date(2027, 3, 31)),
        ("2026Sep", date(2026, 9, 1), date(2027, 8, 31)),
        # a year from November is counted as the year it ends in (dhis2-core, DateUnitPeriodTypeParser)
        ("2026NovQ1", date(2025, 11, 1), date(2026, 1, 31)),
        ("2026NovS1", date(2025, 11, 1), date(2026, 4, 30)),
        ("2026Nov", date(2025, 11, 1), date(2026, 10, 31)),
        # ISO 8601: week 1 is the one with 4 January in it, and 2026 has 53
        ("2026W1", date(2025, 12, 29), date(2026, 1, 4)),
        ("2026W53", date(2026, 12, 28), date(2027, 1, 3)),
        ("2026WedW1", date(2025, 12, 31), date(2026, 1, 6)),
        ("2026SunW1", date(2026, 1, 4), date(2026, 1, 10)),
        ("2026BiW1", date(2025, 12, 29), date(2026, 1, 11)),
    ],
)
def test_a_period_is_its_days(text: str, first: date, last: date) -> None:
    period = parse(text)
    assert (period.first, period.last) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "2026Q5", "202613", "202600", "2026W99", "2026W0", "2025W53", "2026BiW28", "2025BiW27", "202607B", "202600B",
        "2026S3", "2026NovS0", "20260230", "2026-02-30", "2026-1", "0000", "9999Q4", "0001Nov", "2569Q1",
        "1483", "2026w1", "2026 Q1", "໒໐໒໖໐໑", "٢٠٢٦", "2026Dec", "", "LAST_12_MONTHS",
    ],
)  # fmt: skip
def test_a_text_that_names_no_days_is_refused(text: str) -> None:
    with pytest.raises(NotAPeriod):
        parse(text)


@given(st.dates(date(1901, 1, 1), date(2099, 12, 28)))
def test_weeks_are_those_of_iso_8601(day: date) -> None:
    year, week, weekday = day.isocalendar()
    period = parse(f"{year}W{week}")
    assert period.first == day - timedelta(days=weekday - 1)
    assert period.last == period.first + timedelta(days=6)


@given(YEARS, st.sampled_from(["W", "WedW", "ThuW", "FriW", "SatW", "SunW"]))
def test_the_weeks_of_a_year_follow_each_other_into_the_next(year: int, sign: str) -> None:
    weeks = [parse(f"{year}{sign}{number}") for number in range(1, 53)]
    assert all(one.last + timedelta(days=1) == next_.first for one, next_ in itertools.pairwise(weeks))
    after = weeks[-1].last + timedelta(days=1)
    assert after in {parse(f"{year + 1}{sign}1").first, parse_or_none(f"{year}{sign}53")}


def parse_or_none(text: str) -> date | None:
    try:
        return parse(text).first
    except NotAPeriod:
        return None


@given(YEARS, st.integers(1, 12))
def test_a_calendar_month_is_a_period(year: int, month: int) -> None:
    assert month_of(year, month) == parse(f"{year}{month:02}")
    assert isinstance(month_of(year, month), Period)
