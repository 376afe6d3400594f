"""Spellings of one number are one subject, and two people are never one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import subjects


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("citizenId", "01-23 004567"), ("citizenId", "0123004567")),
        (("citizenId", "໐໑໒໓໐໐໔໕໖໗"), ("citizenId", "0123004567")),
        (("citizenId", "01–23−004567", "ປກສ"), ("citizenId", "0123004567", "Ministry of Public Security")),
        (("passport", "pa 123 456", "Lao PDR"), ("passport", "PA123456", "lao  pdr")),
        (("medicalRecord", "hn 12", "Mahosot "), ("medicalRecord", "HN12", "mahosot")),
        (("familyBook", "12\u201334"), ("familyBook", "12-34")),
    ],
    ids=["separators", "lao-digits", "issuer-of-a-national-number", "capitals", "blanks", "dashes"],
)
def test_spellings_of_one_number_are_one_subject(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert subjects.identifier(*one) == subjects.identifier(*other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("citizenId", "123"), ("uin", "123")),
        (("citizenId", "0123"), ("citizenId", "123")),
        (("medicalRecord", "12", "Mahosot"), ("medicalRecord", "12", "Setthathirath")),
        (("familyBook", "1-23"), ("familyBook", "12-3")),
        (("other", "a", "b"), ("other", "ba")),
    ],
    ids=["type", "leading-zero", "issuer", "separators-of-a-book", "issuer-and-value-stay-apart"],
)
def test_numbers_of_two_people_stay_apart(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert subjects.identifier(*one) != subjects.identifier(*other)


def test_a_number_of_a_register_finds_the_record_it_names() -> None:
    assert subjects.record("2026-0101-000001") in subjects.presented("birthRegistration", "2026-0101-000001")
    assert subjects.record("0123") not in subjects.presented("citizenId", "0123")


def test_a_number_without_a_type_may_be_any_national_one() -> None:
    assert subjects.identifier("uin", "77") in subjects.untyped("77")
    assert subjects.identifier("medicalRecord", "77") not in subjects.untyped("77")


@given(st.text(min_size=1, max_size=64).filter(lambda value: "\0" not in value), st.sampled_from(["uin", "other"]))
def test_the_form_of_a_subject_is_its_own_form(value: str, type_: str) -> None:
    found = subjects.identifier(type_, value)
    assert subjects.identifier(type_, found.rpartition("\0")[2]) == found
