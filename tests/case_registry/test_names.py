"""A name is found however it is typed, accented and spaced, and whatever title stands in front of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.catalogue import Catalogue
from services.case_registry.domain.names import SHORTEST, search_key, search_keys
from tests.support.field import from_the_field

LISTS = Catalogue.load().code_lists


def finds(asked: str, stored: str) -> bool:
    return any(key.startswith(search_key(asked, LISTS)) for key in search_keys([stored], LISTS))


@pytest.mark.parametrize(
    ("stored", "_script", "asked"), from_the_field("12-typing-order.json") + from_the_field("13-names.json")
)
def test_a_name_of_the_field_is_found_both_ways(stored: str, _script: str, asked: str) -> None:
    assert finds(asked, stored)
    assert finds(stored, stored)


@pytest.mark.parametrize(
    ("asked", "stored"),
    [
        ("ທ້າວສົມໝາຍ", "ສົມໝາຍ"),
        ("ທ່ານ ນາງ ແກ້ວມະນີ", "ແກ້ວມະນີ"),
        ("ແກ້ວ", "ທ່ານນາງແກ້ວມະນີ"),
        ("ນາງແກ້ວ", "ທ່ານນາງແກ້ວມະນີ"),
        ("ດຣ. ກອນ", "ກອນ ວົງສາ"),
        ("Mr. Tom", "Tom O’Neill"),
        ("O`Neill", "O'Neill"),
        ("Lee", "Xiong‑Lee"),
        ("Dang", "Đặng Văn"),
        ("muller", "Müller"),
        ("Ｔｏｍ", "Tom"),
    ],
)
def test_titles_dashes_and_accents_make_no_difference(asked: str, stored: str) -> None:
    assert finds(asked, stored)


@pytest.mark.parametrize(
    ("asked", "stored"),
    [("ນາງົວ", "ງົວ"), ("ປອນທອງ", "ນທອງ"), ("ນາງ", "ແກ້ວ"), ("ຍິ່ງ", "ຍິງ"), ("ທ້າວ", "ສົມໝາຍ")],
)
def test_what_only_looks_like_a_title_or_a_spelling_is_part_of_the_name(asked: str, stored: str) -> None:
    assert not finds(asked, stored)


def test_a_name_is_found_however_it_was_spelt_and_spaced() -> None:
    assert search_key("ນ້ຳ ໝື່ນ", LISTS) == search_key("ນໍ້າ\u200bຫມື່ນ", LISTS)
    assert search_key("Khamla Sisavath", LISTS) == search_key("KHAMLASISAVATH", LISTS)


def test_a_name_is_found_by_every_word_of_it_and_what_follows() -> None:
    assert search_keys(["ທ້າວ ບຸນມີ ແກ້ວມະນີ", "Mee"], LISTS) == {"ທ້າວບຸນມີແກ້ວມະນີ", "ບຸນມີແກ້ວມະນີ", "ແກ້ວມະນີ", "mee"}


def test_a_name_of_blanks_alone_is_not_found() -> None:
    assert search_keys(["\u200b ", "", "’"], LISTS) == set()


@given(st.text())
def test_every_name_finds_itself(name: str) -> None:
    assert len(search_key(name, LISTS)) < SHORTEST or finds(name, name)
