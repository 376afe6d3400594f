"""The generator of odd documents: every seed gives one, and the same one each time."""

from random import Random
from typing import Final

from tests.support.odd_values import EVERY, mutated

_DOCUMENT: Final = {"lists": [["x"], {"inner": [1, [2, "2026-11-28"]]}], "texts": [["y", "z"]], "text": "t"}


def test_every_seed_gives_a_document_and_leaves_the_values_as_they_were() -> None:
    before = repr(EVERY)
    for seed in range(5_000):  # a change reached into a text, and into a list that other documents shared
        mutated(Random(seed), _DOCUMENT)
    assert repr(EVERY) == before


def test_a_seed_gives_the_same_document_again() -> None:
    assert [mutated(Random(seed), _DOCUMENT) for seed in range(500)] == [
        mutated(Random(seed), _DOCUMENT) for seed in range(500)
    ]
