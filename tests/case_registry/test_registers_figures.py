"""The arithmetic of the monthly register: its identities hold for whatever happened; unknown is not 0."""

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.catalogue import Catalogue
from contracts.national.justice.register_report import RegisterReport
from contracts.problems import InvalidInput
from services.case_registry.domain.registers import (
    MONTHS,
    Item,
    ReportedMonths,
    Resolution,
    Rule,
    Section,
    Status,
    Tally,
    cells_of,
    contradictions,
    figures,
    form,
    status,
)
from services.case_registry.domain.words import CallUpOutcome, Ground, Instance, StatementOutcome

FIGURE_4 = Path(__file__).parents[1] / "data" / "justice" / "ospp_monthly_register_fig4.csv"
YEAR = 2025
TODAY = date(2026, 11, 22)
HOWS = {
    Section.STATEMENTS: [Resolution(outcome=outcome) for outcome in StatementOutcome],
    Section.CALLED_UP: [Resolution(outcome=outcome, ground=ground) for outcome in CallUpOutcome for ground in Ground],
}


def figure_4() -> dict[str, list[int]]:
    """Return the printed figures by row, headings left out."""
    with FIGURE_4.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {row["ref"]: [int(row[f"m{month:02}"]) for month in MONTHS] for row in rows if row["kind"] != "section"}


@dataclass
class Story:
    """One file of a register: when it came, and how and when it left."""

    section: Section
    entered: date
    resolved: date | None
    how: Resolution

    def is_open_at_the_end_of(self, month: int) -> bool:
        end = date(YEAR + month // 12, month % 12 + 1, 1)
        return self.entered < end and (self.resolved is None or self.resolved >= end)


DAYS = st.dates(date(YEAR - 2, 1, 1), date(YEAR + 1, 12, 31))


@st.composite
def stories(draw: st.DrawFn) -> Story:
    section = draw(st.sampled_from(Section))
    entered = draw(DAYS)
    after = draw(st.none() | st.integers(0, 500))
    resolved = None if after is None else entered + timedelta(days=after)
    return Story(section, entered, resolved, draw(st.sampled_from(HOWS[section])))


def counted(files: list[Story]) -> dict[Section, Tally]:
    tallies = {section: Tally() for section in Section}
    for file in files:
        tally = tallies[file.section]
        if file.entered.year == YEAR:
            tally.entered[file.entered.month] += 1
        elif file.entered.year < YEAR and (file.resolved is None or file.resolved.year >= YEAR):
            tally.carried += 1
        if file.resolved is not None and file.resolved.year == YEAR:
            tally.resolved[file.resolved.month, file.how] += 1
    return tallies


@given(st.lists(stories(), max_size=60))
def test_the_identities_hold_whatever_happened(files: list[Any]) -> None:
    values = figures(form(), counted(files))
    for section in Section:
        rows = {row.item: values[row.ref] for row in form() if row.section is section and row.ref in values}
        parts = [values[row.ref] for row in form() if row.section is section and row.item is Item.PART]
        for m in range(12):
            assert rows[Item.TOTAL][m] == rows[Item.CARRIED][m] + rows[Item.NEW][m]
            assert rows[Item.RESOLVED][m] == sum(part[m] for part in parts)
            assert rows[Item.PENDING][m] == rows[Item.TOTAL][m] - rows[Item.RESOLVED][m]
            assert m == 0 or rows[Item.CARRIED][m] == rows[Item.PENDING][m - 1]
            still_open = sum(file.section is section and file.is_open_at_the_end_of(m + 1) for file in files)
            assert rows[Item.PENDING][m] == still_open


@given(st.lists(stories(), max_size=60))
def test_a_computed_register_never_contradicts_itself(files: list[Any]) -> None:
    values = figures(form(), counted(files))
    cells = {(ref, month): row[month - 1] for ref, row in values.items() for month in MONTHS}
    assert contradictions(form(), cells) == []


def test_the_form_has_the_rows_of_figure_4_and_one_that_follows() -> None:
    printed = [row.ref for row in form() if row.printed and row.item is not Item.SECTION]
    assert printed == list(figure_4())
    assert [row.ref for row in form() if not row.printed] == ["II.5"]


def test_the_words_of_the_rules_are_those_of_the_national_lists() -> None:
    lists = Catalogue.load()
    for name, words in (
        ("instance", Instance),
        ("statement-outcome", StatementOutcome),
        ("call-up-basis", Ground),
        ("call-up-outcome", CallUpOutcome),
        ("register-month-status", Status),
        ("register-rule", Rule),
    ):
        assert {word.value for word in words} == set(lists.codelist(name).codes)


def test_figure_4_follows_from_its_new_cases_alone() -> None:
    printed = figure_4()
    tallies = {
        section: Tally(entered=Counter(dict(zip(MONTHS, printed[f"{section}.2"], strict=True)))) for section in Section
    }
    values = figures(form(), tallies)
    assert {ref: values[ref] for ref in printed} == printed


def test_figure_4_as_an_offices_report_does_not_contradict_itself() -> None:
    cells = {(ref, month): row[month - 1] for ref, row in figure_4().items() for month in MONTHS}
    assert contradictions(form(), cells) == []


@pytest.mark.parametrize(
    ("cell", "broken"),
    [
        (("I.2", 3), {("I.3", 3, Rule.TOTAL)}),
        (("I.4.b", 3), {("I.4", 3, Rule.RESOLVED)}),
        (("I.5", 3), {("I.5", 3, Rule.PENDING), ("I.1", 4, Rule.CARRIED)}),
        (("II.1", 5), {("II.1", 5, Rule.CARRIED), ("II.3", 5, Rule.TOTAL)}),
    ],
    ids=["new", "a part", "pending", "carried over, where no pending is printed"],
)
def test_a_wrong_figure_is_found_by_the_figures_beside_it(
    cell: tuple[str, int], broken: set[tuple[str, int, Rule]]
) -> None:
    cells = {(ref, month): row[month - 1] for ref, row in figure_4().items() for month in MONTHS}
    cells[cell] += 1
    found = contradictions(form(), cells)
    assert {(each.ref, each.month, each.rule) for each in found} == broken
    assert all(each.reported != each.expected for each in found)


def test_a_report_of_a_few_figures_is_held_to_what_it_states() -> None:
    assert contradictions(form(), {("I.2", 3): 7}) == []


def reported(*stated: tuple[str, int, int], year: int = YEAR) -> RegisterReport:
    rows = [{"row": row, "month": month, "value": value} for row, month, value in stated]
    return RegisterReport.model_validate({"year": year, "figures": rows})


@pytest.mark.parametrize(
    ("report", "fault"),
    [
        (reported(("I.2", 12, 0), year=2026), ("/figures/0/month", "future-month")),
        (reported(("I.2", 1, 0), ("I.2", 1, 0)), ("/figures/1/month", "stated-twice")),
        (reported(("I", 1, 0)), ("/figures/0/row", "no-such-row")),
        (reported(("III.9", 1, 0)), ("/figures/0/row", "no-such-row")),
    ],
    ids=["a month that has not begun", "twice", "a heading", "no row"],
)
def test_a_figure_that_cannot_be_is_refused(report: RegisterReport, fault: tuple[str, str]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        cells_of(report, form(), TODAY)
    (found,) = refusal.value.faults
    assert (found.pointer, found.code) == fault


def test_what_lies_outside_of_an_offices_records_is_unknown() -> None:
    reported = ReportedMonths(first=date(2025, 3, 31), last=date(2025, 7, 1), filed=frozenset({(2025, 9)}))
    assert [month for month in MONTHS if reported.covers(2025, month)] == [3, 4, 5, 6, 7, 9]
    assert not any(reported.covers(2026, month) for month in MONTHS)


def test_an_office_that_only_reports_has_told_of_those_months() -> None:
    assert [
        m for m in MONTHS if ReportedMonths(first=None, last=None, filed=frozenset({(2025, 2)})).covers(2025, m)
    ] == [2]


@pytest.mark.parametrize(
    ("offices", "reporting", "expected"),
    [(0, 0, Status.NOT_REPORTED), (3, 0, Status.NOT_REPORTED), (3, 1, Status.PARTLY_REPORTED), (3, 3, Status.REPORTED)],
    ids=["no office", "none", "some", "all"],
)
def test_a_month_is_reported_when_all_offices_have_told_of_it(offices: int, reporting: int, expected: Status) -> None:
    assert status(offices, reporting) is expected
