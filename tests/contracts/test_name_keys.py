"""A name is found however it is typed, accented and spaced, and whatever title stands in front of it."""

import hashlib
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.catalogue import Catalogue
from contracts.name_keys import SHORTEST, keys_looked_for, search_key, search_keys, spelling_key
from contracts.romanisations import EDITION, one_spelling, without_doubles
from tests.support.field import from_the_field

LISTS = Catalogue.load().code_lists


def finds(asked: str, stored: str) -> bool:
    return any(key.startswith(keys_looked_for(asked, LISTS)) for key in search_keys([stored], LISTS))


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
    assert search_keys(["ທ້າວ ບຸນມີ ແກ້ວມະນີ", "Mee"], LISTS) == {
        *("ທ້າວບຸນມີແກ້ວມະນີ", "ບຸນມີແກ້ວມະນີ", "ແກ້ວມະນີ"),
        *("mee", "mi"),
    }


# spellings of one Lao word as papers have them; the first of each is the French way
ONE_WORD = [
    ("Sisavath", "Sysavath", "Sisavat", "Sisawad", "SYSAVATH"),  # ສີສະຫວັດ
    ("Bounmi", "Bounmy", "Bounmee", "Boonmee", "Bunmi"),  # ບຸນມີ
    ("Xaisettha", "Xaysetha", "Xaysettha", "Saisettha", "Saysetha"),  # ໄຊເສດຖາ
    ("Soulignavong", "Soulinyawong", "Sulinhavong"),  # ສຸລິຍະວົງ
    ("Souphanouvong", "Suphanuwong", "Souphanuvong"),  # ສຸພານຸວົງ
    ("Kaysone", "Kaison", "Kayson"),  # ໄກສອນ
    ("Kèo Mani", "Keomany", "Kaeomanee", "Kaew Mani", "Kewmany"),  # ແກ້ວມະນີ
    ("Phonsavan", "Phonesavanh", "Phone Sawan", "Phonsavanh"),  # ໂພນສະຫວັນ
    ("Chanthavong", "Janthavong", "Tchanthavong", "Chanhthavong"),  # ຈັນທະວົງ
    ("Viengkham", "Viangkham", "Wiengkham"),  # ວຽງຄຳ
    ("Mouang", "Muang", "Meuang", "Mueang"),
    ("Attapu", "Attapeu", "Atapue"),  # ອັດຕະປື
    ("Champasak", "Champassack"),  # ຈຳປາສັກ
    ("Thep", "Theb", "Thaep"),
]


@pytest.mark.parametrize("spellings", ONE_WORD, ids=lambda spellings: spellings[0])
def test_a_name_in_latin_letters_is_found_in_any_spelling_of_its_lao_word(spellings: tuple[str, ...]) -> None:
    assert {spelling_key(each, LISTS) for each in spellings} == {spelling_key(spellings[0], LISTS)}
    for asked, stored in permutations(spellings, 2):
        assert finds(asked, f"Khamla {stored} Vongsa")


@pytest.mark.parametrize(
    ("asked", "stored"),
    # letters that are two in Lao
    [
        *(("Pet", "Phet"), ("Tong", "Thong"), ("Kam", "Kham"), ("Rattana", "Lattana"), ("Bang", "Bung")),
        *(("Sim", "Sin"), ("Dam", "Tam"), ("Ban", "Pan"), ("Sen", "San"), ("Vongnakhon", "Vonnyakhon")),
    ],
)
def test_what_are_two_lao_words_stay_two(asked: str, stored: str) -> None:
    assert not finds(asked, stored)


@pytest.mark.parametrize("stored", [name for spellings in ONE_WORD for name in spellings])
def test_a_name_is_found_while_it_is_being_typed(stored: str) -> None:
    assert all(finds(stored[:typed], stored) for typed in range(SHORTEST, len(stored) + 1))


def test_other_spellings_are_another_edition() -> None:
    texts = [*map("".join, product("abcdeghijknostuvwxy ", repeat=3)), *(name for names in ONE_WORD for name in names)]
    spelt = "\n".join(without_doubles(one_spelling(text.casefold())) for text in texts)
    digest = hashlib.sha256(spelt.encode()).hexdigest()
    assert (EDITION, digest[:16]) == (1, "e9541ca6c982a9c7"), "count EDITION on, so that stored keys are made anew"


def test_a_name_of_blanks_alone_is_not_found() -> None:
    assert search_keys(["\u200b ", "", "’"], LISTS) == set()


@given(st.text())
def test_every_name_finds_itself(name: str) -> None:
    assert len(search_key(name, LISTS)) < SHORTEST or finds(name, name)
