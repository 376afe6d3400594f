"""Two spellings of one number are one number; two numbers stay two."""

import pytest

from contracts.official_numbers import dashless_number, normal_number
from tests.support.field import from_the_field


@pytest.mark.parametrize(
    ("one", "other"),
    [("330/ປທສ.", "330/ປທສ"), ("໓໓໐/ປທສ", "330/ປທສ"), ("0369/ອຄ.ກຂອ", "0369 / ອຄ.ກຂອ"), ("12/ab", "12/AB")]
    + [tuple(pair) for pair in from_the_field("14-numbers.json")],
)
def test_spellings_of_one_number_agree(one: str, other: str) -> None:
    assert normal_number(one) == normal_number(other)


@pytest.mark.parametrize(("one", "other"), [("0369/ອຄ", "369/ອຄ"), ("1/ສທ", "1/ຍທ")])
def test_two_numbers_stay_two(one: str, other: str) -> None:
    assert normal_number(one) != normal_number(other)


@pytest.mark.parametrize(
    "other", ["ອຍ 8992 2026", "ອຍ8992 2026", "ອຍ89922026", "ອຍ–8992\u00a02026", "ອຍ\u200b8992⸺2026"]
)
def test_a_number_is_looked_for_whatever_its_dashes_and_blanks(other: str) -> None:
    assert dashless_number("ອຍ-8992-2026") == dashless_number(other)
    assert normal_number("ອຍ-8992-2026") != normal_number("ອຍ 8992 2026"), "in an office's book they are two"


@pytest.mark.parametrize("other", ["ອຍ/8992/2026", "ອຍ.8992.2026", "ອຍ-08992-2026"])
def test_strokes_stops_and_zeros_are_part_of_what_is_looked_for(other: str) -> None:
    assert dashless_number("ອຍ-8992-2026") != dashless_number(other)
