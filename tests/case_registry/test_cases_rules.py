"""Who opens which case, when, and how it is restricted: decided without a database."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.catalogue import Catalogue
from contracts.national.justice.new_participant import NewParticipant
from contracts.problems import InvalidInput
from contracts.seats import Seat, Standing
from services.case_registry.domain.case_state import Actor
from services.case_registry.domain.cases import category_of, must_be_somebody, relation_of, restriction_of
from services.case_registry.domain.days import must_have_come
from services.case_registry.domain.moves import status_of
from services.case_registry.domain.openings import OPENINGS, first_status, parse
from services.case_registry.domain.table import TableBroken
from services.case_registry.domain.words import Category, Relation, Restriction, Status
from services.case_registry.errors.cases import OpeningNotAllowed
from tests.case_registry.builders import KINDS, a_suspect

DAY = date(2026, 3, 2)
OFFICE_KINDS = sorted(Catalogue.load().codelist("office-kind").codes)
NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)  # noon in Vientiane


def fault_of(refusal: pytest.ExceptionInfo[InvalidInput]) -> tuple[str | None, str]:
    (fault,) = refusal.value.faults
    assert fault.lo
    assert fault.en
    return fault.pointer, fault.code


def opener(kind: str, office_kind: str) -> Actor:
    return Actor(Standing(Seat("m", "1"), office_kind, "district"), kind)


def test_police_open_a_criminal_case_as_reported() -> None:
    assert first_status(Category.CRIMINAL, opener("police", "police-station"), DAY) is Status.REPORTED


def test_a_court_opens_a_civil_case_as_filed() -> None:
    assert first_status(Category.CIVIL, opener("court", "court"), DAY) is Status.FILED_IN_COURT


def test_a_refusal_names_who_opens_in_both_languages() -> None:
    with pytest.raises(OpeningNotAllowed) as refusal:
        first_status(Category.CRIMINAL, opener("court", "court"), DAY)
    assert "Police; kind of office: Investigation office, Police headquarters" in refusal.value.detail("en")
    assert "ຕຳຫຼວດ; ປະເພດຫ້ອງການ: ຫ້ອງການສືບສວນ" in refusal.value.detail("lo")


@given(st.sampled_from(Category), st.sampled_from(KINDS), st.sampled_from(OFFICE_KINDS))
def test_no_kind_of_member_or_office_outside_the_table_opens_a_case(category: Category, kind: str, office: str) -> None:
    rows = [row for row in OPENINGS if category in row.categories]
    allowed = [row for row in rows if kind in row.by and office in (row.office.kinds or OFFICE_KINDS)]
    if allowed:
        assert first_status(category, opener(kind, office), DAY) is allowed[0].status
    else:
        with pytest.raises(OpeningNotAllowed):
            first_status(category, opener(kind, office), DAY)


ROW = 'by = ["court"]\nstatus = "filedInCourt"\nbasis = "filled"\n'
EVERY = f"categories = {[str(each) for each in Category]}\n"


def test_a_row_of_openings_holds_on_its_days_and_at_its_levels() -> None:
    (row,) = parse(f'[[openings]]\n{ROW}{EVERY}levels = ["zone"]\nvalid_until = 2026-12-31\n')
    assert (row.valid_until, row.office.levels, row.office.kinds) == (date(2026, 12, 31), frozenset({"zone"}), None)
    assert not row.allows(opener("court", "court"))


@pytest.mark.parametrize(
    "row",
    [ROW + 'categories = ["civil"]', ROW + EVERY + 'seat = "own"', EVERY + 'by = ["court"]\nbasis = "filled"'],
    ids=["a category that nobody opens", "unknown column", "no status"],
)
def test_openings_that_nobody_can_follow_do_not_load(row: str) -> None:
    with pytest.raises(TableBroken):
        parse(f"[[openings]]\n{row}\n")


@pytest.mark.parametrize(
    ("codelist", "words"),
    [
        ("case-category", Category),
        ("case-status", Status),
        ("case-restriction", Restriction),
        ("case-relation", Relation),
    ],
)
def test_the_rules_know_every_code_of_their_national_list(codelist: str, words: type[StrEnum]) -> None:
    assert {word.value for word in words} == set(Catalogue.load().codelist(codelist).codes)


def test_a_category_that_no_list_has_is_refused() -> None:
    with pytest.raises(InvalidInput) as refusal:
        category_of("traffic")
    assert fault_of(refusal) == ("/category", "x-codelist")


def test_the_day_of_opening_is_the_day_in_vientiane() -> None:
    late_evening_utc = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)
    must_have_come(date(2026, 3, 2), late_evening_utc, "/openedOn")


@pytest.mark.parametrize(
    ("opened_on", "code"),
    [(date(2026, 3, 3), "future-date"), (date(2027, 1, 1), "future-date"), (date(2569, 3, 2), "buddhist-era")],
)
def test_a_case_is_not_opened_on_a_day_that_has_not_come(opened_on: date, code: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        must_have_come(opened_on, NOON, "/openedOn")
    assert fault_of(refusal) == ("/openedOn", code)


@given(st.dates(max_value=date(2026, 3, 2)))
def test_every_day_that_has_come_is_accepted(opened_on: date) -> None:
    must_have_come(opened_on, NOON, "/openedOn")


def test_a_juvenile_case_is_restricted_without_being_asked() -> None:
    assert restriction_of(Category.JUVENILE, None) is Restriction.JUVENILE


def test_a_juvenile_case_cannot_be_stated_to_be_open() -> None:
    with pytest.raises(InvalidInput) as refusal:
        restriction_of(Category.JUVENILE, "none")
    assert fault_of(refusal) == ("/restriction", "restriction-required")


@given(st.sampled_from(Category), st.sampled_from(Restriction))
def test_a_stated_restriction_is_never_weakened(category: Category, stated: Restriction) -> None:
    if (category, stated) != (Category.JUVENILE, Restriction.NONE):
        assert restriction_of(category, stated.value) is stated


def test_an_unknown_restriction_is_refused() -> None:
    with pytest.raises(InvalidInput) as refusal:
        restriction_of(Category.CRIMINAL, "hidden")
    assert fault_of(refusal) == ("/restriction", "x-codelist")


@pytest.mark.parametrize("both_or_neither", [{"name": None}, {"organisation": "ບໍລິສັດ ຈະເລີນຊັບ"}])
def test_a_participant_is_a_person_or_an_organisation(both_or_neither: dict[str, Any]) -> None:
    odd = NewParticipant.model_validate(a_suspect(**both_or_neither))
    with pytest.raises(InvalidInput) as refusal:
        must_be_somebody([NewParticipant.model_validate(a_suspect()), odd])
    assert fault_of(refusal) == ("/participants/1/name", "required")


def test_a_relation_and_a_status_that_no_list_has_are_refused() -> None:
    with pytest.raises(InvalidInput) as relation:
        relation_of("brotherOf")
    with pytest.raises(InvalidInput) as status:
        status_of("forgotten")
    assert (fault_of(relation), fault_of(status)) == (("/kind", "x-codelist"), ("/to", "x-codelist"))
