"""Which court is competent: the most specific rule of the list, on its days; without one, or with samples only, any."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.codelists import Code, CodeList, CodeLists
from contracts.organisations import OfficeFacts, Organisations
from contracts.problems import InvalidInput
from contracts.seats import Seat
from services.case_registry.domain.chambers import must_be_open, must_have_the_chamber
from services.case_registry.domain.competence import Facts, courts_by, gravest, must_be_competent, rules_for
from services.case_registry.errors.competence import ChamberMissing, CourtNotCompetent
from tests.case_registry.country import CODE_LISTS

DAY = date(2026, 11, 29)
LAW = {"law": "Law on People's Courts", "verified": True}


def a_code(code: str, **told: Any) -> Code:
    days = {name: told.pop(name) for name in ("valid_from", "valid_to") if name in told}
    return Code(code, f"ກົດເກນ {code}", f"Rule {code}", attributes=LAW | told, **days)


def a_rule(code: str, level: str = "zone", **told: Any) -> Code:
    return a_code(code, **{"categories": ["criminal"], "level": level} | told)


def listed(*rules: Code, name: str = "competence") -> CodeLists:
    made = CodeList(name, "2026-11-29", {rule.code: rule for rule in rules}, governs="national")
    return CODE_LISTS.with_these([made])


def a_court(office: str, level: str, place: str | None = None, **other: Any) -> OfficeFacts:
    return OfficeFacts(Seat("psc", office), "court", level, f"ສານ {office}", f"Court {office}", place=place, **other)


COURTS = Organisations.of(
    1,
    [],
    [
        a_court("hq", "central"),
        a_court("01", "province", "01", parent="hq"),
        a_court("02", "province", "02", parent="hq"),
        a_court("z1", "zone", "0101", parent="01"),
        a_court("z2", "zone", "0102", parent="01"),
        a_court("z9", "zone", "0901", ends=date(2026, 3, 31), successor=Seat("psc", "z2")),
        OfficeFacts(Seat("ospp", "z1"), "prosecutor-office", "zone", "ໄອຍະການ", "Prosecutor", place="0101"),
    ],
)
THEFT = Facts("criminal", "0101003", gravity="petty")


def competent(lists: CodeLists, facts: Facts = THEFT, day: date = DAY) -> list[str]:
    return [court.seat.office for court in courts_by(rules_for(facts, lists, day), facts, COURTS, day)]


@pytest.mark.parametrize(
    ("rules", "courts"),
    [
        ([a_rule("zone")], ["z1"]),
        ([a_rule("zone"), a_rule("grave", "province", gravity="grave")], ["z1"]),
        ([a_rule("zone"), a_rule("petty", "province", gravity="petty")], ["01"]),
        ([a_rule("zone"), a_rule("soldier", "central", defendantStatus="soldier")], ["z1"]),
        ([a_rule("zone"), a_rule("here", "province", places=["01"])], ["01"]),
        ([a_rule("far", "province", places=["02"])], []),
        ([a_rule("wide", "province", places=["01"]), a_rule("near", "central", places=["0101"])], ["hq"]),
        ([a_rule("one", "province"), a_rule("two", "zone")], ["01", "z1"]),
        ([a_rule("named", court={"member": "psc", "office": "z2"}, places=["0101"])], ["z2"]),
        ([a_rule("closed", court={"member": "psc", "office": "z9"})], ["z2"]),
        ([a_rule("ended", "province", valid_to=date(2026, 11, 28))], []),
        ([a_rule("later", "province", valid_from=date(2026, 11, 30))], []),
        ([a_rule("families", categories=["family"])], []),
        ([a_code("odd", categories="criminal")], []),
        ([a_rule("guess", "province", sample=True, gravity="petty"), a_rule("zone")], ["z1"]),
        ([a_rule("guess", "province", sample=True)], ["01"]),
    ],
    ids=[
        "by level and place",
        "another gravity",
        "its gravity goes before",
        "a status that nobody stated",
        "its place goes before",
        "another place",
        "the smaller place goes before",
        "rules that contradict each other both count",
        "a court that is named",
        "a named court that was closed is its successor",
        "a rule of yesterday",
        "a rule of tomorrow",
        "another category",
        "a rule that nobody can read",
        "a sample does not go before a rule",
        "a sample is told",
    ],
)
def test_the_most_specific_rule_of_the_day_names_the_court(rules: list[Code], courts: list[str]) -> None:
    assert competent(listed(*rules)) == courts


def test_a_wrong_court_is_refused_with_the_right_one_and_the_rule() -> None:
    lists = listed(a_rule("zone", article="20"))
    must_be_competent(Seat("psc", "z1"), THEFT, lists, COURTS, DAY)
    with pytest.raises(CourtNotCompetent) as refusal:
        must_be_competent(Seat("psc", "01"), THEFT, lists, COURTS, DAY)
    told = refusal.value.particulars
    assert (told["court"], told["rule"], told["law"]) == ("psc/z1", "zone", LAW["law"])
    assert "ກົດເກນ zone" in refusal.value.detail("lo")


@pytest.mark.parametrize(
    "lists",
    [listed(), listed(a_rule("guess", sample=True)), listed(a_rule("region", "region"))],
    ids=["no rule", "a sample", "a level of which there is no court"],
)
def test_where_nothing_is_known_nothing_is_refused(lists: CodeLists) -> None:
    must_be_competent(Seat("psc", "hq"), THEFT, lists, COURTS, DAY)


_rules = st.builds(
    a_rule,
    st.sampled_from([f"r{number}" for number in range(9)]),
    st.sampled_from(["zone", "province", "central", "region"]),
    gravity=st.sampled_from(["petty", "grave", None]),
    places=st.sampled_from([["01"], ["0101"], ["02", "0101"], ["17"]]),
    sample=st.booleans(),
)


@given(st.lists(_rules, max_size=6), st.sampled_from(["0101", "0102001", "1701"]), st.sampled_from(["petty", "grave"]))
def test_a_court_that_is_told_to_be_competent_is_never_refused(rules: list[Code], place: str, gravity: str) -> None:
    facts, lists = Facts("criminal", place, gravity), listed(*rules)
    for court in courts_by(rules_for(facts, lists, DAY), facts, COURTS, DAY):
        must_be_competent(court.seat, facts, lists, COURTS, DAY)


def test_the_gravest_of_several_offences_decides() -> None:
    offences = [
        a_code("theft", edition="penalCode2017", article="243", gravity="petty"),
        a_code("murder", edition="penalCode2017", article="188", gravity="grave"),
        a_code("other", edition="penalCode2017", article="1"),
    ]
    lists = listed(*offences, name="offence")
    both = [("penalCode2017", "243"), ("penalCode2017", "188"), ("penalCode2017", "1")]
    assert gravest(both, lists, DAY) == "grave"
    assert gravest(both[:1], lists, DAY) == "petty"
    assert gravest([("penalLaw2005", "188"), *both[2:]], lists, DAY) is None


CHAMBERS = listed(a_code("criminal", levels=["province", "central"]), name="court-chambers")


def test_a_court_without_the_chamber_is_refused_with_the_nearest_above_that_has_it() -> None:
    must_have_the_chamber(Seat("psc", "01"), "criminal", CHAMBERS, COURTS, DAY)
    with pytest.raises(ChamberMissing) as refusal:
        must_have_the_chamber(Seat("psc", "z1"), "criminal", CHAMBERS, COURTS, DAY)
    told = refusal.value.particulars
    assert (told["court"], told["levels"], told["chambers"]) == ("psc/01", ["central", "province"], ["criminal"])
    assert "ແຂວງ" in refusal.value.detail("lo")


@pytest.mark.parametrize(
    ("category", "lists"),
    [
        ("administrative", CHAMBERS),
        ("civil", CHAMBERS),
        ("criminal", listed(a_code("criminal", levels=["province"], sample=True), name="court-chambers")),
        ("criminal", listed(a_code("criminal", levels=["province"], valid_to=date(2025, 1, 1)), name="court-chambers")),
    ],
    ids=["a category of no chamber", "a chamber that is not listed", "a sample", "a chamber of before"],
)
def test_of_a_chamber_that_nobody_has_confirmed_nothing_is_refused(category: str, lists: CodeLists) -> None:
    must_have_the_chamber(Seat("psc", "z1"), category, lists, COURTS, DAY)


def test_a_court_acts_on_days_on_which_it_or_its_predecessor_was_there() -> None:
    country = Organisations.of(
        1,
        [],
        [
            a_court("new", "zone", begins=date(2026, 4, 1)),
            a_court("old", "zone", ends=date(2026, 3, 31), successor=Seat("psc", "heir")),
            a_court("heir", "zone", begins=date(2026, 4, 1)),
        ],
    )
    must_be_open(Seat("psc", "heir"), country, date(2026, 3, 1), "/court")
    must_be_open(Seat("psc", "unheard-of"), country, date(2026, 3, 1), "/court")
    with pytest.raises(InvalidInput) as refusal:
        must_be_open(Seat("psc", "new"), country, date(2026, 3, 1), "/court")
    assert [(fault.code, fault.pointer) for fault in refusal.value.faults] == [("court-not-open", "/court")]


def test_a_place_without_such_a_court_is_the_nearest_ones_above_that_covers_it_or_nobodys() -> None:
    assert competent(listed(a_rule("zone")), Facts("criminal", "0203001")) == ["02"]
    assert competent(listed(a_rule("zone")), Facts("criminal", "0301")) == []
