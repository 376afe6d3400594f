"""Value types of DHIS2, by their own spellings."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.health_summaries.domain.value_types import READERS, read
from services.health_summaries.errors import NotAValue
from tests.health_summaries.builders import DATA


@pytest.mark.parametrize(
    ("value_type", "text", "kept"),
    [
        ("INTEGER_ZERO_OR_POSITIVE", "0", "0"),
        ("INTEGER_POSITIVE", "1", "1"),
        ("INTEGER_NEGATIVE", "-1", "-1"),
        ("INTEGER", "-12", "-12"),
        ("NUMBER", "3.50", "3.50"),
        ("PERCENTAGE", "100", "100"),
        ("UNIT_INTERVAL", "0.25", "0.25"),
        ("BOOLEAN", "T", "true"),
        ("TRUE_ONLY", "1", "true"),
        ("DATE", "2010-02-03", "2010-02-03"),
        ("TEXT", "ພົບຜູ້ປ່ວຍ", "ພົບຜູ້ປ່ວຍ"),
    ],
)
def test_a_value_of_its_type_is_kept(value_type: str, text: str, kept: str) -> None:
    assert read(value_type, text) == kept


@pytest.mark.parametrize(
    ("value_type", "text"),
    [
        ("INTEGER_ZERO_OR_POSITIVE", "-1"),
        ("INTEGER_ZERO_OR_POSITIVE", "1.0"),
        ("INTEGER_ZERO_OR_POSITIVE", "01"),
        ("INTEGER_ZERO_OR_POSITIVE", "໑໙"),
        ("INTEGER_ZERO_OR_POSITIVE", "1 1"),
        ("INTEGER", "-0"),
        ("INTEGER", "9" * 19),
        ("INTEGER_POSITIVE", "0"),
        ("INTEGER_NEGATIVE", "0"),
        ("NUMBER", "NaN"),
        ("NUMBER", "1e400"),
        ("PERCENTAGE", "100.1"),
        ("UNIT_INTERVAL", "-0.1"),
        ("BOOLEAN", "not true"),
        ("TRUE_ONLY", "false"),
        ("DATE", "2010-02-30"),
        ("TEXT", "  "),
        ("A_TYPE_OF_TOMORROW", "1"),
    ],
)
def test_a_value_of_another_type_is_refused(value_type: str, text: str) -> None:
    with pytest.raises(NotAValue):
        read(value_type, text)


@given(st.sampled_from(sorted(READERS)), st.text(max_size=30))
def test_what_is_kept_is_read_back_as_itself(value_type: str, text: str) -> None:
    try:
        kept = read(value_type, text)
    except NotAValue:
        return
    assert read(value_type, kept) == kept


def test_booleans_are_read_as_dhis2s_own_sample_spells_them() -> None:
    with (DATA / "dataValueSetBooleanTest.csv").open(encoding="utf-8") as file:
        spellings = {row["value"] for row in csv.DictReader(file) if row["dataelement"] == "jH26dja2f30"}
    kept: dict[str, str] = {}
    for spelling in spellings:
        try:
            kept[spelling] = read("BOOLEAN", spelling)
        except NotAValue:
            kept[spelling] = "refused"
    assert {spelling for spelling, value in kept.items() if value == "true"} == {"true", "True", "t", "T", "1"}
    assert {spelling for spelling, value in kept.items() if value == "false"} == {"false", "False", "f", "F", "0"}
    assert {spelling for spelling, value in kept.items() if value == "refused"} == {"test", "not true"}
