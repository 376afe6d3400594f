import base64
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.http.pages import BigInteger, Integer, Name, PageQuery, Position
from contracts.calendar import Moment
from contracts.problems import InvalidCursor


class LoafPosition(Position):
    sold_at: Moment
    loaf: Integer
    batch: BigInteger
    name: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class LoafQuery(PageQuery[LoafPosition]):
    flour: str | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CakeQuery(LoafQuery):
    """Another list with the same questions and positions."""


NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TOLD = {"sold_at": "2026-03-02T12:00:00Z", "loaf": 1, "batch": 1, "name": "ເຂົ້າຈີ່"}


def forged(told: object, query: LoafQuery | None = None) -> str:
    """Return a cursor that names its list rightly and holds what nobody of us wrote."""
    of = (query or LoafQuery(limit=1)).cursor(LoafPosition(sold_at=NOON, loaf=1, batch=1, name=""))[:16]
    text = told if isinstance(told, bytes) else json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    return of + base64.urlsafe_b64encode(text).rstrip(b"=").decode()


@given(
    st.datetimes(datetime.fromisoformat("1801-01-01"), datetime.fromisoformat("2099-01-01"), timezones=st.just(UTC)),
    st.integers(0, 2**31 - 1),
    st.integers(0, 2**63 - 1),
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=300),
)
def test_a_cursor_leads_back_to_its_position(sold_at: datetime, loaf: int, batch: int, name: str) -> None:
    last = LoafPosition(sold_at=sold_at, loaf=loaf, batch=batch, name=name)
    query = LoafQuery(limit=5, flour="ແປ້ງ", since=date(2026, 1, 1))
    assert query.continued(query.cursor(last), LoafPosition).after == last


def test_what_we_wrote_ourselves_is_read() -> None:
    assert LoafQuery(limit=1).continued(forged(TOLD), LoafPosition).after is not None


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "ນ້ຳ",
        "e30=",
        "\ud800" * 20,
        "!" * 40,
        forged([]),
        forged({}),
        forged(b"[" * 1000),
        forged(b'{"loaf":1e999}'),
        forged(TOLD | {"more": 1}),
        *(forged(TOLD | {"loaf": n}) for n in (-1, 2**31, 2**63, 10**40, True, 1.0, "1", None)),
        *(forged(TOLD | {"batch": n}) for n in (-1, 2**63, 2**64 - 1)),
        *(forged(TOLD | {"name": n}) for n in ("a\0b", "\n", "\x7f", "x" * 301, 1, ["x"])),
        forged(rb'{"sold_at":"2026-03-02T12:00:00Z","loaf":1,"batch":1,"name":"\ud800"}'),
        *(
            forged(TOLD | {"sold_at": text})
            for text in (
                "2026-03-02",
                "2026-03-02T12:00:00",
                "0001-01-01T00:00:00+14:00",
                "9999-12-31T23:59:59-14:00",
                "2569-03-02T12:00:00Z",
                0,
                "now",
            )
        ),
        forged(TOLD)[:16] + "." + forged(TOLD)[16:],
        forged(TOLD) + "=",
    ],
)  # fmt: skip
def test_a_cursor_that_we_did_not_make_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        LoafQuery(limit=1).continued(cursor, LoafPosition)


@pytest.mark.parametrize(
    "other",
    [LoafQuery(limit=1, flour="rye"), LoafQuery(limit=1, since=date(2026, 1, 1)), CakeQuery(limit=1)],
    ids=["flour", "since", "list"],
)
def test_a_cursor_fits_its_list_and_its_questions_only(other: Any) -> None:
    cursor = LoafQuery(limit=1).cursor(LoafPosition(sold_at=NOON, loaf=1, batch=1, name="x"))
    assert LoafQuery(limit=200).continued(cursor, LoafPosition).after is not None  # another limit is the same list
    with pytest.raises(InvalidCursor):
        other.continued(cursor, LoafPosition)


@given(st.text(max_size=80))
def test_no_text_at_all_makes_a_cursor_fail_otherwise(text: str) -> None:
    with pytest.raises(InvalidCursor):
        LoafQuery(limit=1).continued(text, LoafPosition)


@pytest.mark.parametrize(("there", "shown", "goes_on"), [(0, 0, False), (2, 2, False), (3, 2, True)])
def test_one_item_more_than_asked_for_tells_of_a_next_page(there: int, shown: int, goes_on: bool) -> None:
    query = LoafQuery(limit=2, flour="rye")
    assert query.with_one_more == 3
    positions = [LoafPosition(sold_at=NOON, loaf=n, batch=1, name="") for n in range(there)]
    items, following = query.page(positions, lambda loaf: loaf)
    assert items == positions[:shown]
    assert (following is not None) is goes_on
    if following is not None:
        assert query.continued(following, LoafPosition).after == positions[1]
