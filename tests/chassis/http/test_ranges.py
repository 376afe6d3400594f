import pytest

from chassis.http.ranges import piece_asked

TAG = '"abc"'


@pytest.mark.parametrize(
    ("asked", "piece"),
    [
        ("bytes=0-0", range(1)),
        ("bytes=2-4", range(2, 5)),
        ("Bytes=2-", range(2, 10)),
        ("bytes= 2-99 ", range(2, 10)),
        ("bytes=-3", range(7, 10)),
        ("bytes=-99", range(10)),
        ("bytes=9-9", range(9, 10)),
        # nothing is there: 416
        ("bytes=10-", range(10, 10)),
        ("bytes=10-20", range(10, 10)),
        ("bytes=-0", range(10, 10)),
        # the whole: several pieces, another unit, no form of a range (RFC 9110 §14.2)
        (None, None),
        ("", None),
        ("bytes=0-1,4-5", None),
        ("rows=0-1", None),
        ("bytes=4-2", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
        ("bytes=+1-2", None),
        ("bytes=١-٢", None),
        ("bytes=" + "9" * 16 + "-", None),
        ("0-1", None),
    ],
)
def test_what_is_asked_for_is_one_piece_or_the_whole(asked: str | None, piece: range | None) -> None:
    assert piece_asked(asked, None, TAG, 10) == piece


def test_a_range_beyond_the_end_is_empty() -> None:
    found = piece_asked("bytes=99-", None, TAG, 10)
    assert found is not None
    assert len(found) == 0
    assert piece_asked("bytes=0-", None, TAG, 0) == range(0)


@pytest.mark.parametrize(("condition", "holds"), [(TAG, True), (f" {TAG} ", True), (f"W/{TAG}", False), ('"d"', False)])
def test_a_piece_of_another_version_is_not_sent(condition: str, holds: bool) -> None:
    assert (piece_asked("bytes=2-4", condition, TAG, 10) is not None) is holds
