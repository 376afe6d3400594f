"""docs/certificates.md says what the code does: every reason, every outcome, and the integer of every member."""

import re
from typing import Final

from evidence.certificates.layers import REASONS, Outcome
from evidence.certificates.members import EVENT, IDENTITY, Table
from tests.architecture.house_rules import ROOT

DOCUMENT: Final = (ROOT / "docs" / "certificates.md").read_text("utf-8")
BODIES_BEGIN: Final = 50  # labels of fingers, irises and so on, which are read and never issued


def labels(table: Table) -> set[tuple[str, str]]:
    return {(str(row.label), word) for word, row in table.members.items() if row.label < BODIES_BEGIN}


def test_every_reason_stands_with_its_layer_and_its_outcome() -> None:
    told = re.findall(r"^\| `(\w+)` \| `([a-z0-9-]+)` \| .+ \| `(\w+)` \|$", DOCUMENT, re.MULTILINE)
    assert told == [(row.layer, reason, row.outcome) for reason, row in REASONS.items()]


def test_every_outcome_is_explained() -> None:
    told, _, _ = DOCUMENT.partition("## Outcomes")[2].partition("## Layers")
    assert set(re.findall(r"^\| `(\w+)` \|", told, re.MULTILINE)) == set(Outcome)


def test_every_member_stands_with_its_integer() -> None:
    person, _, event = DOCUMENT.partition("## What it says")[2].partition("**The event**")
    row = re.compile(r"^\| (\d+) \| `(\w+)` \|", re.MULTILINE)
    assert set(row.findall(person.rpartition("| label | word |")[2])) == labels(IDENTITY)
    assert set(row.findall(event)) == labels(EVENT)
