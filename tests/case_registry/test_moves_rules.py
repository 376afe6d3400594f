"""Who moves a case where: asked of the whole table, decided without a database."""

import itertools
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.national.justice.hand_over_sending import HandOverSending
from contracts.problems import InvalidInput, Problem
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.hand_overs import sent
from services.case_registry.domain.moves import Moved, must_be_allowed
from services.case_registry.domain.table import TABLE
from services.case_registry.domain.words import Category, Kind, Restriction, Seat, Status
from services.case_registry.errors.hand_overs import HandOverNotAllowed
from services.case_registry.errors.moves import CourtDesignated, FileElsewhere, MoveNotAllowed
from tests.case_registry.builders import KINDS

DAY = date(2026, 4, 2)
OSPP = Actor(Seat("ospp"), "prosecutor")
PSC = Actor(Seat("psc"), "court")
ZONE_COURT = Seat("psc", "0101")


def a_case_state(**other: Any) -> CaseState:
    facts: dict[str, Any] = {
        "case_id": "cas_1",
        "category": Category.CRIMINAL,
        "restriction": Restriction.NONE,
        "status": Status.FILE_SENT_TO_PROSECUTOR,
        "previous": Status.UNDER_INVESTIGATION,
        "moved_on": date(2026, 3, 20),
        "responsible": Seat("ospp"),
        "involved": frozenset({"police", "ospp"}),
        "version": 3,
    }
    return CaseState(**(facts | other))


def an_order(state: CaseState, target: Status, **other: Any) -> Moved:
    return Moved(source=state.status, target=target, **other)


def a_whole_order(state: CaseState, target: Status) -> Moved:
    return an_order(state, target, proposal="7/ອຍກ", court=Seat("mover"))


def refusal_of(state: CaseState, order: Moved, mover: Actor, day: date = DAY) -> Problem | None:
    try:
        must_be_allowed(state, order, mover, day)
    except Problem as problem:
        return problem
    return None


STANDINGS = st.builds(
    a_case_state,
    category=st.sampled_from(Category),
    status=st.sampled_from(Status),
    previous=st.none() | st.sampled_from(Status),
    responsible=st.just(Seat("mover")),
)


def must_be_as_the_table_says(state: CaseState, kind: str, target: Status) -> None:
    """Move the case with an order that lacks nothing: it happens if, and only if, a row says so."""
    refusal = refusal_of(state, a_whole_order(state, target), Actor(Seat("mover"), kind))
    rows = TABLE.moves_from(state.status, state.category, state.previous, DAY)
    allowed = [row.target for row in rows if row.by == kind]
    if target in allowed:
        assert refusal is None
    else:
        assert isinstance(refusal, MoveNotAllowed)
        assert refusal.particulars["allowed"] == allowed


@pytest.mark.parametrize("status", Status)
def test_every_pair_of_state_and_role_outside_the_table_is_refused(status: Status) -> None:
    for kind, target, previous in itertools.product(KINDS, Status, (None, Status.DISMISSED, Status.CLOSED)):
        state = a_case_state(status=status, previous=previous, responsible=Seat("mover"))
        must_be_as_the_table_says(state, kind, target)


@given(STANDINGS, st.sampled_from(KINDS) | st.text(max_size=8), st.sampled_from(Status))
def test_so_it_is_in_every_category_whatever_was_before(state: CaseState, kind: str, target: Status) -> None:
    must_be_as_the_table_says(state, kind, target)


@pytest.mark.parametrize("row", TABLE.moves, ids=lambda row: f"{row.source.value} to {row.target.value}")
def test_nobody_moves_a_case_whose_file_is_elsewhere_but_to_reopen_it(row: Any) -> None:
    category, previous = min(row.categories), min(row.after, default=None)
    state = a_case_state(category=category, status=row.source, previous=previous, responsible=Seat("somebody-else"))
    refusal = refusal_of(state, a_whole_order(state, row.target), Actor(Seat("mover"), row.by.value))
    if row.target is Status.REOPENED and row.by is Kind.COURT:
        assert refusal is None
    else:
        assert isinstance(refusal, FileElsewhere)


def test_a_refusal_says_what_is_allowed_in_both_languages() -> None:
    state = a_case_state()
    refusal = refusal_of(state, an_order(state, Status.FILED_IN_COURT), OSPP)
    assert isinstance(refusal, MoveNotAllowed)
    assert refusal.particulars["allowed"] == ["returnedForInvestigation", "suspended", "dismissed", "charged"]
    assert "charged" in refusal.detail("en")
    assert "charged" in refusal.detail("lo")


def test_a_refusal_of_the_wrong_agency_says_whose_move_it_is() -> None:
    state = a_case_state()
    refusal = refusal_of(state, an_order(state, Status.CHARGED), PSC)
    assert isinstance(refusal, MoveNotAllowed)
    assert (refusal.particulars["allowed"], refusal.particulars["movers"]) == ([], ["prosecutor"])


@pytest.mark.parametrize(
    ("holder", "mover", "may"),
    [
        (Seat("ospp"), Seat("ospp", "0101"), True),
        (Seat("ospp", "0101"), Seat("ospp"), True),
        (Seat("ospp", "0101"), Seat("ospp", "0101"), True),
        (Seat("ospp", "0101"), Seat("ospp", "0102"), False),
        (Seat("police"), Seat("ospp"), False),
    ],
    ids=["an office of the holder", "the holder's own head office", "the office", "another office", "another member"],
)
def test_only_who_has_the_file_moves_the_case(holder: Seat, mover: Seat, may: bool) -> None:
    state = a_case_state(responsible=holder)
    refusal = refusal_of(state, an_order(state, Status.CHARGED), Actor(mover, "prosecutor"))
    assert (refusal is None) is may


def test_a_reopening_names_the_proposal_and_the_court() -> None:
    closed = a_case_state(status=Status.CLOSED, previous=Status.ENFORCED, responsible=Seat("moj"))
    refusal = refusal_of(closed, an_order(closed, Status.REOPENED), PSC)
    assert isinstance(refusal, InvalidInput)
    assert [(each.pointer, each.code) for each in refusal.faults] == [
        ("/proposalNumber", "required"),
        ("/court", "required"),
    ]


def test_a_reopened_case_is_tried_by_the_designated_court_alone() -> None:
    reopened = a_case_state(
        status=Status.REOPENED, previous=Status.CLOSED, responsible=Seat("psc"), court=ZONE_COURT, court_awaited=True
    )
    order = an_order(reopened, Status.IN_TRIAL)
    assert isinstance(refusal_of(reopened, order, Actor(Seat("psc", "0202"), "court")), CourtDesignated)
    assert refusal_of(reopened, order, Actor(ZONE_COURT, "court")) is None


def test_a_move_does_not_happen_before_the_one_before() -> None:
    state = a_case_state()
    refusal = refusal_of(state, an_order(state, Status.CHARGED), OSPP, state.moved_on - timedelta(days=1))
    assert isinstance(refusal, InvalidInput)
    assert [(each.pointer, each.code) for each in refusal.faults] == [("/happenedOn", "before-the-last-move")]
    assert refusal_of(state, an_order(state, Status.CHARGED), OSPP, state.moved_on) is None


@pytest.mark.parametrize("status", Status)
def test_a_file_goes_between_no_kinds_outside_the_table(status: Status) -> None:
    sending = HandOverSending.model_validate({"to": {"member": "receiver", "office": "hq"}})
    for source, target in itertools.product(KINDS, KINDS):
        state = a_case_state(status=status, responsible=Seat("mover"))
        way = {(row.source.value, row.target.value) for row in TABLE.hand_overs if status in row.at}
        try:
            made = sent(state, "hov_1", sending, Actor(Seat("mover"), source), target)
        except HandOverNotAllowed:
            assert (source, target) not in way
        else:
            assert (made.sender_kind, made.to) == (source, Seat("receiver", "hq"))
            assert (source, target) in way


def test_mediation_is_for_cases_between_parties() -> None:
    civil = a_case_state(category=Category.CIVIL, status=Status.ACCEPTED, responsible=Seat("psc"))
    criminal = replace(civil, category=Category.CRIMINAL)
    order = an_order(civil, Status.IN_TRIAL, mediation="failed")
    assert refusal_of(civil, order, PSC) is None
    assert isinstance(refusal_of(criminal, order, PSC), InvalidInput)
