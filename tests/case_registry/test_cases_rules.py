"""Who opens which case, when, and how it is restricted: decided without a database."""

from dataclasses import replace
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
from services.case_registry.domain.cases import category_of, relation_of, restriction_of
from services.case_registry.domain.categories import Category, counted_in, known_category
from services.case_registry.domain.days import must_have_come
from services.case_registry.domain.moves import status_of
from services.case_registry.domain.named_people import must_be_somebody
from services.case_registry.domain.openings import first_status, parse
from services.case_registry.domain.table import TableBroken
from services.case_registry.domain.words import Kind, Relation, Restriction, Status, Way
from services.case_registry.errors.cases import CategoryUnknown, OpeningNotAllowed
from tests.case_registry.builders import KINDS, a_suspect
from tests.case_registry.country import CATEGORIES, CODE_LISTS
from tests.support.code_lists import a_code_list

DAY = date(2026, 3, 2)
OFFICE_KINDS = sorted(Catalogue.load().codelist("office-kind").codes)
NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)  # noon in Vientiane


def fault_of(refusal: pytest.ExceptionInfo[InvalidInput]) -> tuple[str | None, str]:
    (fault,) = refusal.value.faults
    assert fault.lo
    assert fault.en
    return fault.pointer, fault.code


def the(code: str) -> Category:
    return category_of(code, CODE_LISTS)


def opener(kind: str, office_kind: str) -> Actor:
    return Actor(Standing(Seat("m", "1"), office_kind, "district"), kind)


def test_police_open_a_criminal_case_as_reported() -> None:
    assert first_status(the("criminal"), opener("police", "police-station"), DAY) is Status.REPORTED


def test_a_court_opens_a_civil_case_as_filed() -> None:
    assert first_status(the("civil"), opener("court", "court"), DAY) is Status.FILED_IN_COURT


def test_a_refusal_names_who_opens_in_both_languages() -> None:
    with pytest.raises(OpeningNotAllowed) as refusal:
        first_status(the("criminal"), opener("court", "court"), DAY)
    assert "Police; kind of office: Investigation office, Police headquarters" in refusal.value.detail("en")
    assert "ຕຳຫຼວດ; ປະເພດຫ້ອງການ: ຫ້ອງການສືບສວນ" in refusal.value.detail("lo")


# Who opens which case: the law, written down beside the list.
POLICE_OFFICES = {"police-headquarters", "police-station", "investigation-office"}
OPENERS = {each: ("court", {"court"}, Status.FILED_IN_COURT) for each in CATEGORIES} | dict.fromkeys(
    ("criminal", "military"), ("police", POLICE_OFFICES, Status.REPORTED)
)


@given(st.sampled_from(CATEGORIES), st.sampled_from(KINDS), st.sampled_from(OFFICE_KINDS))
def test_no_kind_of_member_or_office_outside_the_list_opens_a_case(code: str, kind: str, office: str) -> None:
    member, offices, status = OPENERS[code]
    if kind == member and office in offices:
        assert first_status(the(code), opener(kind, office), DAY) is status
    else:
        with pytest.raises(OpeningNotAllowed):
            first_status(the(code), opener(kind, office), DAY)


ROW = 'status = "filedInCourt"\nbasis = "filled"\n'
EVERY = 'way = ["criminal", "civil"]\n'


def test_a_row_of_openings_holds_on_its_days() -> None:
    (row,) = parse(f"[[openings]]\n{ROW}{EVERY}valid_until = 2026-12-31\n")
    assert (row.valid_until, row.way) == (date(2026, 12, 31), frozenset(Way))


@pytest.mark.parametrize(
    "row",
    [ROW + 'way = ["civil"]', ROW + EVERY + 'seat = "own"', EVERY + 'basis = "filled"', ROW + 'way = ["military"]'],
    ids=["a way without a beginning", "unknown column", "no status", "a category is no way"],
)
def test_openings_that_nobody_can_follow_do_not_load(row: str) -> None:
    with pytest.raises(TableBroken):
        parse(f"[[openings]]\n{row}\n")


def test_a_category_says_which_levels_open_its_cases() -> None:
    of_a_province = replace(the("juvenile"), levels=frozenset({"province"}))
    with pytest.raises(OpeningNotAllowed) as refusal:
        first_status(of_a_province, opener("court", "court"), DAY)
    assert refusal.value.particulars["levels"] == ["province"]
    assert first_status(replace(of_a_province, levels=frozenset({"district"})), opener("court", "court"), DAY)


@pytest.mark.parametrize(
    ("codelist", "words"),
    [
        ("case-way", Way),
        ("case-status", Status),
        ("case-restriction", Restriction),
        ("case-relation", Relation),
    ],
)
def test_the_rules_know_every_code_of_their_national_list(codelist: str, words: type[StrEnum]) -> None:
    assert {word.value for word in words} == set(Catalogue.load().codelist(codelist).codes)


def test_the_attributes_of_a_category_name_what_the_programme_knows() -> None:
    told = CODE_LISTS.lists["case-category"].attributes["properties"]
    assert told["way"]["enum"] == [each.value for each in Way]
    assert told["openedBy"]["items"]["enum"] == [each.value for each in Kind]
    assert told["restriction"]["enum"] == [each.value for each in Restriction if each is not Restriction.NONE]


@pytest.mark.parametrize("each", CATEGORIES)
def test_categories_go_their_way_under_letters_of_their_own(each: str) -> None:
    assert the(each).way is (Way.CRIMINAL if each in {"criminal", "military"} else Way.CIVIL)
    assert the(each).series == each[:2].upper()
    assert the(each).restriction is (Restriction.JUVENILE if each == "juvenile" else Restriction.NONE)
    assert counted_in(each, CODE_LISTS) == {each}


def test_a_category_that_no_list_has_or_without_attributes_is_refused() -> None:
    with pytest.raises(InvalidInput) as refusal:
        category_of("traffic", CODE_LISTS)
    assert fault_of(refusal) == ("/category", "x-codelist")
    bare = CODE_LISTS.with_these([a_code_list("case-category", {"code": "traffic", "lo": "ຈະລາຈອນ", "en": "Traffic"})])
    with pytest.raises(InvalidInput) as refusal:
        category_of("traffic", bare)
    assert fault_of(refusal) == ("/category", "category-unknown")
    with pytest.raises(CategoryUnknown, match="publish the category in the directory"):
        known_category("traffic", bare)


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
    assert restriction_of(the("juvenile"), None) is Restriction.JUVENILE


def test_a_juvenile_case_cannot_be_stated_to_be_open() -> None:
    with pytest.raises(InvalidInput) as refusal:
        restriction_of(the("juvenile"), "none")
    assert fault_of(refusal) == ("/restriction", "restriction-required")


@given(st.sampled_from(CATEGORIES), st.sampled_from(Restriction))
def test_a_stated_restriction_is_never_weakened(category: str, stated: Restriction) -> None:
    if (category, stated) != ("juvenile", Restriction.NONE):
        assert restriction_of(the(category), stated.value) is stated


def test_an_unknown_restriction_is_refused() -> None:
    with pytest.raises(InvalidInput) as refusal:
        restriction_of(the("criminal"), "hidden")
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
