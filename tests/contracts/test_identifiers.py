"""Identifiers: their form, their order, their freshness."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.identifiers import ID_PATTERN, is_id, new_id, pattern_of

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
times = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


def number(text: str) -> int:
    value = 0
    for letter in text.partition("_")[2]:
        value = value * 32 + ALPHABET.index(letter)
    return value


def test_a_new_id_has_the_form() -> None:
    assert re.fullmatch(ID_PATTERN, new_id("cas"))
    assert is_id("cas", new_id("cas"))
    assert re.search(pattern_of("cas"), new_id("cas"))
    assert not re.search(pattern_of("cas"), new_id("doc"))


@given(times)
def test_an_id_is_a_uuid_of_version_seven(at: datetime) -> None:
    value = number(new_id("xch", at=at))
    assert value.bit_length() <= 128
    assert value >> 76 & 0xF == 7
    assert value >> 62 & 0b11 == 0b10
    assert value >> 80 == (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


@given(times, st.timedeltas(timedelta(milliseconds=1), timedelta(days=3650)))
def test_a_later_id_sorts_later(at: datetime, pause: timedelta) -> None:
    assert new_id("doc", at=at) < new_id("doc", at=at + pause)


def test_ids_of_one_moment_differ() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    assert len({new_id("cas", at=at) for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    "text",
    ["", "cas_", "cas_01jz8m3k9c7w5t2v4x6y8z0ab", "cas_01jz8m3k9c7w5t2v4x6y8z0abl", "doc_01jz8m3k9c7w5t2v4x6y8z0abc",
     "CAS_01JZ8M3K9C7W5T2V4X6Y8Z0ABC", "cas_01jz8m3k9c7w5t2v4x6y8z0abc\n", "cas_໐໑jz8m3k9c7w5t2v4x6y8z0abc"],
)  # fmt: skip
def test_what_only_resembles_an_id_is_none(text: str) -> None:
    assert not is_id("cas", text)
