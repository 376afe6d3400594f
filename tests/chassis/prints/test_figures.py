"""Numbers are read alike in both languages, and what is not known is no nought."""

import pytest

from chassis.prints.figures import number


@pytest.mark.parametrize(("value", "written"), [(0, "0"), (999, "999"), (1234567, "1\u202f234\u202f567"), (None, "–")])
def test_thousands_are_apart_and_the_unknown_is_a_dash(value: int | None, written: str) -> None:
    assert number(value) == written
