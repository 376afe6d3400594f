"""Agreements that are bound to systems, offices and levels: the most particular one answers, and never two."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.organisations import Organisations
from contracts.seats import Holding, Seat, Standing
from gateway.directory.answering import Answering
from gateway.directory.entries import AgreementEntry, LegalBasis
from gateway.directory.rules import EnrolmentRefused, check_overlaps
from gateway.directory.seats import Seats
from gateway.directory.store import Term
from tests.support.offices import NOON, TODAY, YESTERDAY, a_system, an_office, the_organisations

BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
COUNTRY = the_organisations()
EVERY = Holding(every=True)
CODES = ["hq", "01", "0101", "0102", "02", "0201"]


def an_agreement(id: str, **bound: Any) -> AgreementEntry:
    general = AgreementEntry(
        id=id,
        member="police",
        service="notes",
        operations=frozenset({"getNote"}),
        purposes=frozenset({"caseManagement"}),
        legal_basis=(LegalBasis("A law", None, verified=False),),
        field_groups=frozenset(),
        valid_from=0.0,
        valid_to=None,
        rate_per_s=1.0,
        burst=1,
        daily_quota=1,
    )
    changes: dict[str, Any] = {name: frozenset(names) for name, names in bound.items()}
    return replace(general, **changes)


def standing(office: str | None, organisations: Organisations = COUNTRY) -> Standing | None:
    if office is None:
        return None
    found = Seats(organisations).judge(a_system(Holding(every=True)), office, NOON)
    assert isinstance(found, Standing)
    return found


ANY = an_agreement("any")
CENTRAL = an_agreement("central", levels=["central"])
CAPITAL = an_agreement("capital", offices=["01"])
STATION = an_agreement("station", offices=["0101"])
STATION_AS_DISTRICT = an_agreement("station-as-district", offices=["0101"], levels=["district"])
DESK = an_agreement("desk", systems=["police-desk"])
DESK_IN_CAPITAL = an_agreement("desk-in-capital", systems=["police-desk"], offices=["01"])
ALL = (ANY, CENTRAL, CAPITAL, STATION, STATION_AS_DISTRICT, DESK, DESK_IN_CAPITAL)


@pytest.mark.parametrize(
    ("system", "office", "answers"),
    [
        ("police-case-system", None, "any"),
        ("police-case-system", "02", "any"),
        ("police-case-system", "hq", "central"),
        ("police-case-system", "01", "capital"),
        ("police-case-system", "0102", "capital"),
        ("police-case-system", "0101", "station-as-district"),
        ("police-desk", None, "desk"),
        ("police-desk", "hq", "desk"),
        ("police-desk", "0101", "desk-in-capital"),
    ],
)
def test_the_most_particular_agreement_answers(system: str, office: str | None, answers: str) -> None:
    found = Answering(ALL, COUNTRY).find(NOON, system, standing(office))
    assert found is not None
    assert found.id == answers


@pytest.mark.parametrize(
    ("bound", "system", "office"),
    [
        ({"systems": ["police-desk"]}, "police-case-system", "0101"),
        ({"offices": ["0101"]}, "police-case-system", "0102"),
        ({"offices": ["0101"]}, "police-case-system", "01"),  # above is not below
        ({"offices": ["0101"]}, "police-case-system", None),
        ({"levels": ["district"]}, "police-case-system", "01"),
        ({"levels": ["district"]}, "police-case-system", None),
        ({"systems": ["police-desk"], "offices": ["01"]}, "police-desk", "02"),
        ({"systems": ["police-desk"], "offices": ["01"]}, "police-case-system", "01"),
        ({"offices": ["01"], "levels": ["district"]}, "police-case-system", "01"),
    ],
)
def test_whoever_it_is_not_for_gets_nothing(bound: dict[str, Any], system: str, office: str | None) -> None:
    assert Answering([an_agreement("bound", **bound)], COUNTRY).find(NOON, system, standing(office)) is None


def test_a_particular_agreement_that_has_ended_leaves_the_answer_to_the_others() -> None:
    found = Answering([ANY, replace(STATION, valid_to=NOON)], COUNTRY).find(
        NOON, "police-case-system", standing("0101")
    )
    assert found is ANY


def test_the_agreement_of_a_closed_office_is_its_successors_and_of_all_that_was_below() -> None:
    merged = the_organisations(an_office("01", "hq", ends=YESTERDAY, successor=Seat("police", "02")))
    answering = Answering([CAPITAL], merged)
    for office in ("02", "0201", "0101"):
        assert answering.find(NOON, "police-case-system", standing(office, merged)) is CAPITAL
    assert answering.find(NOON, "police-case-system", standing("hq", merged)) is None
    own = an_agreement("own", offices=["02"])
    assert Answering([CAPITAL, own], merged).find(NOON, "police-case-system", standing("0101", merged)) is own


def test_it_is_the_successors_from_the_day_on_which_the_office_is_closed() -> None:
    merged = the_organisations(an_office("01", "hq", ends=TODAY, successor=Seat("police", "02")))
    answering = Answering([CAPITAL], merged)
    for at, offices in ((NOON, ["01", "0101"]), (NOON + 86_400, ["02", "0201", "0101"])):
        seats = Seats(merged)
        found = [
            office
            for office in seats.held(a_system(EVERY), at)
            if answering.find(at, "police-case-system", seats.judge(a_system(EVERY), office, at)) is not None  # type: ignore[arg-type]  # held: a standing
        ]
        assert set(offices) <= set(found)
        assert "hq" not in found
        assert ("02" in found) == ("02" in offices)


def test_the_agreement_of_an_office_that_went_to_another_member_goes_to_nobody() -> None:
    gone = the_organisations(an_office("01", "hq", ends=YESTERDAY, successor=Seat("court", "zone-1")))
    assert Answering([CAPITAL], gone).find(NOON, "police-case-system", standing("hq", gone)) is None


def a_term(entry: AgreementEntry) -> Term:
    bound = sorted(entry.systems), sorted(entry.offices), sorted(entry.levels)
    return Term(entry.id, entry.member, entry.service, ["getNote"], ["caseManagement"], BEGIN, None, *bound)


def test_agreements_that_differ_in_whom_they_are_for_stand_beside_each_other() -> None:
    check_overlaps([a_term(entry) for entry in ALL])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"offices": ["01"]}, {"offices": ["01", "02"]}),
        ({"systems": ["police-desk"]}, {"systems": ["police-desk"]}),
        ({"levels": ["district"]}, {"levels": ["central", "district"]}),
        ({"systems": ["police-desk"], "offices": ["01"]}, {"systems": ["police-desk"], "offices": ["01"]}),
    ],
)
def test_two_of_one_rank_for_one_caller_are_refused(one: dict[str, Any], other: dict[str, Any]) -> None:
    with pytest.raises(EnrolmentRefused) as refused:
        check_overlaps([a_term(an_agreement("agr_one", **one)), a_term(an_agreement("agr_other", **other))])
    sentence = str(refused.value)
    assert "agr_one" in sentence
    assert "agr_other" in sentence
    assert next(iter(one.values()))[0] in sentence


def _some(names: list[str]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(names), max_size=2)


BOUND = st.builds(
    lambda systems, offices, levels: {"systems": systems, "offices": offices, "levels": levels},
    _some(["police-desk", "police-case-system"]),
    _some(CODES),
    _some(["central", "province", "district"]),
)


@given(
    bound=st.lists(BOUND, min_size=2, max_size=6),
    system=st.sampled_from(["police-desk", "police-case-system"]),
    office=st.sampled_from([None, *CODES]),
    parents=st.permutations(["01", "02", "hq"]),
)
def test_what_was_not_refused_has_one_answer_however_offices_are_moved(
    bound: list[dict[str, Any]], system: str, office: str | None, parents: list[str]
) -> None:
    entries = [an_agreement(f"agr_{n}", **each) for n, each in enumerate(bound)]
    try:
        check_overlaps([a_term(entry) for entry in entries])
    except EnrolmentRefused:
        return
    moved = the_organisations(an_office("0101", parents[0]), an_office("0102", parents[1]))
    for country in (COUNTRY, moved):
        acting = standing(office, country)
        found = {Answering(some, country).find(NOON, system, acting) for some in (entries, entries[::-1])}
        assert len(found) == 1
        [answer] = found
        matching = [entry for entry in entries if _is_for(entry, system, acting)]
        assert (answer is None) == (not matching)
        assert answer is None or answer in matching


def _is_for(entry: AgreementEntry, system: str, acting: Standing | None) -> bool:
    line = set() if acting is None else {acting.seat.office, *acting.above}
    return (
        (not entry.systems or system in entry.systems)
        and (not entry.offices or not entry.offices.isdisjoint(line))
        and (not entry.levels or (acting is not None and acting.level in entry.levels))
    )
