"""What stands in a cell is never calculated, and what is not there is an empty cell."""

import csv
from io import StringIO

import pytest

from chassis.http.renderings import csv_of


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("x")', "+856", "-1+2", "@SUM(A1)", "\t=1", "\r=1"], ids=["=", "+", "-", "@", "tab", "return"]
)
def test_a_text_that_looks_like_a_formula_stays_a_text(text: str) -> None:
    (cells,) = csv.reader(StringIO(csv_of([["ຄະດີ", text]]).removeprefix("\ufeff"), newline=""))
    assert cells == ["ຄະດີ", f"'{text}"]


def test_a_spreadsheet_knows_lao_and_an_empty_cell_is_no_nought() -> None:
    assert csv_of([["ເດືອນ", "m01", "m02"], ["ຄະດີ", 0, None]]) == "\ufeffເດືອນ,m01,m02\r\nຄະດີ,0,\r\n"
