"""Parts of a sentence are measured in what their kind is measured in: a fine has no months."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.catalogue import Catalogue
from contracts.national.justice.sentence import Sentence
from contracts.problems import InvalidInput
from services.case_registry.domain.charges import must_be_measured

KINDS = sorted(Catalogue.load().codelist("sentence-kind").codes)
MONTHS: dict[str, object] = {"months": 6}
KIP: dict[str, object] = {"amountKip": 500_000}


def faults(*parts: dict[str, object]) -> list[tuple[str, str | None]]:
    try:
        must_be_measured([Sentence.model_validate(part) for part in parts])
    except InvalidInput as refused:
        return [(fault.code, fault.pointer) for fault in refused.faults]
    return []


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ({"kind": "fine"} | KIP, []),
        ({"kind": "fine"} | KIP | MONTHS, [("no-months", "/sentence/0/months")]),
        ({"kind": "fine"} | MONTHS, [("no-months", "/sentence/0/months"), ("required", "/sentence/0/amountKip")]),
        ({"kind": "imprisonment"} | MONTHS, []),
        ({"kind": "imprisonment"}, [("required", "/sentence/0/months")]),
        ({"kind": "suspendedImprisonment"} | MONTHS | KIP, [("no-amount", "/sentence/0/amountKip")]),
        ({"kind": "lifeImprisonment"}, []),
        ({"kind": "lifeImprisonment"} | MONTHS, [("no-months", "/sentence/0/months")]),
        ({"kind": "reEducation"} | MONTHS, []),
        ({"kind": "confiscation"}, []),
        ({"kind": "compensation"} | KIP, []),
        ({"kind": "publicCriticism"} | KIP, [("no-amount", "/sentence/0/amountKip")]),
        ({"kind": "other"} | MONTHS | KIP, []),
    ],
)
def test_a_part_of_a_sentence_has_the_measure_of_its_kind(part: dict[str, object], told: list[tuple[str, str]]) -> None:
    assert faults(part) == told


def test_every_wrong_part_is_told_at_once() -> None:
    fine: dict[str, object] = {"kind": "fine"}
    prison: dict[str, object] = {"kind": "imprisonment"}
    parts = [fine | MONTHS | KIP, prison | MONTHS, prison]
    assert [where for _, where in faults(*parts)] == ["/sentence/0/months", "/sentence/2/months"]


@given(st.sampled_from(KINDS), st.booleans(), st.booleans())
def test_what_is_refused_is_right_once_it_is_mended_as_it_was_told(kind: str, months: bool, kip: bool) -> None:
    part: dict[str, object] = {"kind": kind} | (MONTHS if months else {}) | (KIP if kip else {})
    values = MONTHS | KIP
    for code, where in faults(part):
        member = str(where).rsplit("/", 1)[1]
        part = {name: value for name, value in part.items() if name != member}
        part |= {member: values[member]} if code == "required" else {}
    assert faults(part) == []
