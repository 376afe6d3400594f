"""Canonical JSON: one spelling, whichever way it was made."""

import json
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from evidence.canonical import NotCanonical, canonical

Value: TypeAlias = Any  # Any: rfc8785 keeps the name of its type to itself
VECTORS = json.loads(Path(__file__).parents[1].joinpath("data/jcs/rfc8785_vectors.json").read_text("utf-8"))

texts = st.text(st.characters(exclude_categories=["Cs"]))
names = texts | st.text(st.characters(max_codepoint=0x7F))
integers = st.integers(-(2**53) + 1, 2**53 - 1)
leaves = st.none() | st.booleans() | integers | texts
records = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=5), max_leaves=20
)
anything = st.recursive(
    leaves | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=5),
    max_leaves=20,
)


@pytest.mark.parametrize("name", sorted(VECTORS))
def test_the_vectors_of_rfc_8785_are_met(name: str) -> None:
    vector = VECTORS[name]
    assert canonical(json.loads(vector["input"])) == bytes.fromhex(vector["canonical_hex"])


@given(records)
def test_our_records_are_written_as_the_reference_writes_them(record: Value) -> None:
    assert canonical(record) == rfc8785.dumps(record)


@given(anything)
def test_every_other_value_is_written_as_the_reference_writes_it(value: Value) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@given(st.dictionaries(names, leaves))
def test_the_order_of_members_makes_no_difference(record: dict[str, object]) -> None:
    assert canonical(dict(reversed(record.items()))) == canonical(record)


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        2**53,
        -(2**53),
        {1: 2},
        "\ud800",
        {"\ud800": 1},
        {"é": "\ud800"},
        object(),
        {"a": b"x"},
    ],
)
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:  # Any: as above
    with pytest.raises(NotCanonical):
        canonical(value)


def test_what_is_too_deep_for_one_writer_is_refused() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(NotCanonical):
        canonical(deep)
