"""A judgment that changes the civil register says whom it concerns and which registration, or that nothing changes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.catalogue import Catalogue
from contracts.national.justice.civil_status import CivilStatus
from contracts.problems import InvalidInput
from services.case_registry.domain.judgment_matters import (
    MATTERS,
    must_be_of_the_case,
    must_say_what_changes,
    parse,
)
from services.case_registry.domain.participants import HeldRole, Person
from services.case_registry.domain.table import TableBroken
from services.case_registry.domain.words import Instance, Way

LISTS: Final = Catalogue.load().code_lists
IDS: Final = [f"ptc_01k9s0zt4r7q2v5x8y1a3b6c9{letter}" for letter in "defgh"]


def stating(*parts: str, twice: bool = False, **other: Any) -> CivilStatus:
    persons = [{"participantId": IDS[0 if twice else place], "part": part} for place, part in enumerate(parts)]
    return CivilStatus.model_validate({"persons": persons} | other)


def faults(stated: CivilStatus | None, matter: str | None, way: Way = Way.CIVIL, **other: Any) -> list[str]:
    told: dict[str, Any] = {"level": Instance.FIRST_INSTANCE, "category": "family", "lists": LISTS} | other
    try:
        must_say_what_changes(stated, matter, way, **told)
    except InvalidInput as refused:
        return [fault.code for fault in refused.faults]
    return []


NUMBER: Final[Mapping[str, Any]] = {"marriageNumber": "12/2015"}


@pytest.mark.parametrize(
    ("stated", "matter", "expected"),
    [
        (stating("spouse", "spouse", **NUMBER), "divorce", []),
        (stating("spouse", "spouse", withoutNumber="never registered"), "divorce", []),
        (stating("spouse", "spouse"), "divorce", ["number-missing"]),
        (stating("spouse", **NUMBER), "divorce", ["too-few-persons"]),
        (stating("spouse", "spouse", "spouse", **NUMBER), "divorce", ["too-many-persons"]),
        (stating("spouse", "spouse", twice=True, **NUMBER), "divorce", ["named-twice"]),
        (
            stating("spouse", "child", birthNumber="1"),
            "divorce",
            ["no-part-in-it", "too-few-persons", "number-missing"],
        ),
        (None, "divorce", ["civil-status-missing"]),
        (CivilStatus(unchanged=True), "divorce", []),  # the claim is dismissed
        (stating("child", "adopter", birthNumber="1"), "adoption", []),
        (stating("deceased"), "declaredDeath", []),
        (stating("ward"), "guardianship", ["too-few-persons"]),
        (stating("spouse", "spouse", **NUMBER), "claim", ["no-civil-status"]),
        (None, "claim", []),
        (None, None, []),
        (None, "conviction", ["matter-of-another-way"]),
    ],
)
def test_a_judgment_states_what_its_matter_needs(
    stated: CivilStatus | None, matter: str | None, expected: list[str]
) -> None:
    assert faults(stated, matter) == expected


def test_who_helps_the_court_alone_is_nobody_whose_status_changes() -> None:
    people = {
        one: Person(participant_id=one, roles=tuple(HeldRole(role, date(2026, 3, 2)) for role in roles))
        for one, roles in zip(IDS, (["plaintiff"], ["witness"], ["lawyer", "party"]), strict=False)
    }
    must_be_of_the_case(stating("spouse"), people)
    with pytest.raises(InvalidInput) as refused:
        must_be_of_the_case(stating("spouse", "spouse", "child", "child"), people)
    told = [(fault.pointer, fault.code) for fault in refused.value.faults]
    assert told == [
        ("/civilStatus/persons/1/participantId", "not-a-party"),
        ("/civilStatus/persons/3/participantId", "no-such-participant"),
    ]


def test_a_conviction_changes_no_status() -> None:
    assert faults(None, "conviction", Way.CRIMINAL, category="criminal") == []


def test_no_criminal_case_ends_a_marriage() -> None:
    assert faults(stating("spouse", "spouse", **NUMBER), "divorce", Way.CRIMINAL) == ["matter-of-another-way"]


def test_a_category_may_ask_every_judgment_of_first_instance() -> None:
    listed = LISTS.lists["case-category"]
    family = listed.codes["family"]
    asking = replace(family, attributes={**family.attributes, "civilStatus": True})
    lists = LISTS.with_these([replace(listed, codes={**listed.codes, "family": asking})])
    assert faults(None, "claim", lists=lists) == ["civil-status-asked"]
    assert faults(CivilStatus(unchanged=True), "claim", lists=lists) == []
    assert faults(None, None, lists=lists, level=Instance.APPEAL) == []


@given(st.lists(st.sampled_from(["spouse", "child", "adopter", "ward"]), min_size=1, max_size=5))
def test_no_divorce_passes_but_of_two_spouses(parts: list[str]) -> None:
    assert (faults(stating(*parts, **NUMBER), "divorce") == []) is (parts == ["spouse", "spouse"])


def test_every_matter_and_part_of_the_table_is_in_its_list() -> None:
    assert MATTERS.keys() <= LISTS.lists["judgment-matter"].codes.keys()
    for row in MATTERS.values():
        assert row.least.keys() | row.most.keys() <= LISTS.lists["civil-status-part"].codes.keys()


@pytest.mark.parametrize("row", ['way = ["civil"]', 'way = ["x"]\nleast = {}\nbasis = "filled"', "nothing = 1"])
def test_a_row_that_nobody_can_follow_breaks_the_table(row: str) -> None:
    with pytest.raises(TableBroken):
        parse(f'[[matters]]\nmatter = "divorce"\n{row}\n')
