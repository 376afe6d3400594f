"""The search fold joins the spellings that people take for one word, and nothing else."""

import hashlib
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.catalogue import Catalogue
from contracts.lao import EDITION, fold, has_lao
from contracts.official_numbers import normal_number

# Observed in government text (the usual form, the form found).
PAIRS = [
    ("ດຳ", "ດໍາ"), ("ນ້ຳ", "ນໍ້າ"), ("ຫຍໍ້", "ຫຍ້ໍ"), ("ສື່ສານ", "ສື່່ສານ"), ("ແພວ", "ເເພວ"),
    ("ຫຼວງ", "ຫລວງ"), ("ໜ້າ", "ຫນ້າ"), ("ໝ", "ຫມ"),
    # typed in another order
    ("ສິ່ງ", "ສ່ິງ"), ("ນ້ຳ", "ນຳ້"), ("ນ້ຳ", "ນໍາ້"), ("ກຸ່ມ", "ກຸ່ມ"), ("ຫຼື່", "ຫຼ່ື"), ("ບ້ານ", "ບາ້ນ"), ("ສື່", "ສ່ື່"),
]  # fmt: skip
lao = st.text(st.characters(min_codepoint=0x0E81, max_codepoint=0x0EDF) | st.sampled_from("\u200b a"), max_size=30)


@pytest.mark.parametrize(("usual", "found"), PAIRS)
def test_two_spellings_of_one_word_are_folded_together(usual: str, found: str) -> None:
    assert usual != found
    assert fold(usual) == fold(found)


@pytest.mark.parametrize("name", ["ບໍ່ໍ່ນ້ອຍ", "ພໍ່ໍ່ຈັນ"])
def test_a_pair_of_marks_typed_twice_folds_to_its_end(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(lao)
def test_the_fold_of_a_fold_is_itself(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_folding_ends_on_any_text(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_invisible_characters_and_outer_blanks_make_no_difference() -> None:
    assert fold(" ບ້ານ\u200bນາ\ufeff ") == fold("ບ້ານນາ")


def test_no_two_districts_of_a_province_collide() -> None:
    places = Catalogue.load().codelist("places").codes.values()
    folded = [(place.attributes.get("parent"), fold(place.lo)) for place in places]
    assert len(set(folded)) == len(folded)


def test_text_of_an_old_font_has_no_lao_letter() -> None:
    assert not has_lao("okpq d]a f4t,q")
    assert has_lao("ນ")


def test_another_fold_is_another_edition() -> None:
    signs = [*map(chr, range(0x0E81, 0x0EE0)), *"\u200b\u2013\u2044 ."]
    folded = "\n".join(f"{fold(a + b)} {normal_number(a + b)}" for a, b in product(signs, repeat=2))
    digest = hashlib.sha256(folded.encode()).hexdigest()
    assert (EDITION, digest[:16]) == (2, "bc280f01dc74204a"), "count EDITION on, so that stored keys are made anew"
