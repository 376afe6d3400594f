"""Entries: the leaf has one spelling, and says nothing that a commitment hides."""

from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.base64url import b64url
from evidence.canonical import canonical
from evidence.entries import Leaf, LeafMalformed, Phase, commitment, leaf, spell_moment, to_the_millisecond

MOMENT = datetime(2026, 11, 22, 18, 0, 0, 123_987, tzinfo=UTC)
PLEDGE = commitment(b"s" * 32, b'{"member":"moh"}')
LEAF = leaf("xch_1", Phase.INTENT, MOMENT, PLEDGE)


def test_a_leaf_has_the_bytes_that_the_design_shows() -> None:
    assert (
        b'{"at":"2026-11-22T18:00:00.123Z","commitment":"' + b64url(PLEDGE).encode() + b'",'
        b'"exchange":"xch_1","phase":"intent"}'
    ) == LEAF
    assert len(b64url(PLEDGE)) == 43


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(Phase), st.datetimes(timezones=st.just(UTC)))
def test_a_leaf_is_canonical_json(exchange: str, phase: Phase, at: datetime) -> None:
    stated = {"exchange": exchange, "phase": phase.value, "at": spell_moment(at), "commitment": b64url(PLEDGE)}
    assert leaf(exchange, phase, at, PLEDGE) == canonical(stated)


def test_a_leaf_is_read_back() -> None:
    assert Leaf.read(LEAF) == Leaf("xch_1", Phase.INTENT, to_the_millisecond(MOMENT), PLEDGE)


@pytest.mark.parametrize(
    "text",
    [LEAF + b" ", LEAF.replace(b"intent", b"guess"), LEAF.replace(b"123Z", b"123+00:00"), b"{}", b"[]", b"1", b"no",
     LEAF.replace(b'"}', b'","more":1}')],
    ids=["a space more", "another phase", "another spelling of UTC", "empty", "a list", "a number", "no JSON",
         "a member more"],
)  # fmt: skip
def test_anything_else_is_no_leaf(text: bytes) -> None:
    with pytest.raises(LeafMalformed):
        Leaf.read(text)


def test_a_moment_is_told_in_utc_whatever_its_zone() -> None:
    assert spell_moment(MOMENT.astimezone(timezone(timedelta(hours=7)))) == "2026-11-22T18:00:00.123Z"
    with pytest.raises(ValueError, match="time zone"):
        spell_moment(MOMENT.replace(tzinfo=None))


def test_a_salt_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        commitment(b"s" * 31, b"{}")


def test_a_leaf_does_not_tell_a_right_guess_from_a_wrong_one() -> None:
    """What is public is the leaf: whoever guesses the details exactly cannot see from it that he was right."""
    details = b'{"member":"moh"}'
    one, other = (leaf("xch_1", Phase.INTENT, MOMENT, commitment(salt * 32, details)) for salt in (b"s", b"t"))
    assert one != other
    assert Leaf.read(one).commitment not in {sha256(details).digest(), commitment(bytes(32), details)}
