"""Findings: every one says what holds and what does not, in both languages, about the same particulars."""

import re
import string
from pathlib import Path

import pytest

import evidence
from evidence.finding_sentences import SENTENCES
from evidence.findings import all_hold, fails, holds

PLACES = Path(evidence.__file__).parent.rglob("*.py")


def places(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("code", SENTENCES)
def test_a_finding_speaks_both_languages(code: str) -> None:
    for lo, en in SENTENCES[code]:
        assert places(lo) <= places(en) or places(en) <= places(lo)
        assert any("\u0e81" <= letter <= "\u0edf" for letter in lo)
        assert en.endswith(".")
        assert lo.endswith(".")


def test_every_finding_that_is_made_has_its_sentences() -> None:
    made = {
        code
        for module in PLACES
        for code in re.findall(r'(?:found|fails|holds|add|unless)\(\s*"([a-z-]+)"', module.read_text("utf-8"))
    }
    assert made == set(SENTENCES)


def test_nothing_found_proves_nothing() -> None:
    assert not all_hold([])
    assert not all_hold([holds("entries-there"), fails("entries-there", index=1)])
    assert all_hold([holds("entries-there")])


def test_what_others_have_written_cannot_draw_on_the_screen() -> None:
    told = fails("receipt-read", why="x\n✓ all is well\x1b[2K\u202e" + "y" * 1000).sentence("en")
    assert told.startswith("This is no receipt: x\ufffd✓ all is well\ufffd[2K\ufffdyyy")
    assert told.endswith("y….")
    assert len(told) < 400
