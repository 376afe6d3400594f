"""Charts show each value in proportion, tell the unknown from nought, and say all of it to who cannot see them."""

import pypdfium2
import pypdfium2.raw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.prints.charts import Chart, Series
from chassis.prints.words import Words
from tests.support.prints import BY_SEX, CHARTS, MONTHS, REPORT, lines, printed

TITLE = Words("ການເກີດ", "Births")


def chart(*values: int | None, kind: str = "bars") -> Chart:
    labels = tuple(str(place) for place in range(1, len(values) + 1))
    return Chart("lines" if kind == "lines" else "bars", TITLE, labels, (Series(Words("ທັງໝົດ", "All"), values),))


def heights(document: bytes) -> list[float]:
    """Return the heights of the bars of a page, from left to right."""
    drawn = pypdfium2.PdfDocument(document)[0].get_objects([pypdfium2.raw.FPDF_PAGEOBJ_PATH])
    boxes = [each.get_bounds() for each in drawn]
    return [top - bottom for left, bottom, right, top in sorted(boxes) if 30 < right - left < 400]


def test_bars_are_as_high_as_their_values() -> None:
    found = heights(printed("report.typ", {"charts": [chart(100, 200, 400)]}, REPORT))
    assert [round(each / found[0]) for each in found] == [1, 2, 4]


def test_what_is_not_known_has_no_bar_and_nought_a_line() -> None:
    found = heights(printed("report.typ", {"charts": [chart(100, None, 0, 100)]}, REPORT))
    assert len(found) == 3
    assert found[1] < 1 < found[0]


def test_a_line_is_broken_where_a_value_is_not_known() -> None:
    document = printed("report.typ", {"charts": [chart(1, 2, None, 4, kind="lines")]}, REPORT)
    assert len(heights(document)) == 2 - 1  # from the first to the second; none to the third or from it


@pytest.mark.parametrize(
    ("greatest", "scale"),
    [
        (0, ["0", "1"]),
        (4, ["0", "1", "2", "3", "4"]),
        (7, ["0", "2", "4", "6", "8"]),
        (1200, ["0", "500", "1000", "1500"]),
    ],
)
def test_the_scale_goes_by_round_numbers_up_to_the_greatest(greatest: int, scale: list[str]) -> None:
    found = lines(printed("report.typ", {"charts": [chart(greatest, 0, kind="lines")]}, REPORT))
    found = [each.replace("\u202f", "") for each in found]
    begin = found.index("0")
    assert found[begin : begin + len(scale)] == scale
    assert found[begin + len(scale)] == "1 2"


def test_a_chart_names_its_series_in_both_languages_and_says_every_value() -> None:
    found = " ".join(lines(printed("report.typ", {"charts": CHARTS}, REPORT)))
    assert found.count("ຊາຍ · Male ຍິງ · Female") == 2
    assert CHARTS[0].said == (
        "ການເກີດຕາມເດືອນ. ຊາຍ: 1 10, 2 200, 3 310, 4 –, 5 60, 6 0; ຍິງ: 1 12, 2 220, 3 290, 4 44, 5 66, 6 1"
    )


@given(st.lists(st.none() | st.integers(0, 10**9), min_size=1, max_size=31))
def test_any_values_can_be_drawn(values: list[int | None]) -> None:
    for kind in ("bars", "lines"):
        assert chart(*values, kind=kind).said.count(",") == len(values) - 1


@pytest.mark.parametrize(
    ("labels", "series"),
    [
        ((), ()),
        (MONTHS, ()),
        (MONTHS, BY_SEX * 3),
        (tuple(map(str, range(32))), (Series(TITLE, (1,) * 32),)),
        (MONTHS, (Series(TITLE, (1, 2)),)),
        (("1",), (Series(TITLE, (-1,)),)),
    ],
    ids=["nothing", "no series", "too many", "too many labels", "a value without a label", "less than nought"],
)
def test_a_chart_that_nobody_could_read_is_refused(labels: tuple[str, ...], series: tuple[Series, ...]) -> None:
    with pytest.raises(ValueError, match="labels"):
        Chart("bars", TITLE, labels, series)
