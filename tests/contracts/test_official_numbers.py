"""Two spellings of one number are one number; two numbers stay two."""

import pytest

from contracts.official_numbers import normal_number
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
