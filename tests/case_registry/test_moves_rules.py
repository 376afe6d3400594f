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
from contracts.seats import Seat
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.hand_overs import sent
from services.case_registry.domain.moves import Moved, must_be_allowed
from services.case_registry.domain.table import TABLE
from services.case_registry.domain.words import Kind, Part, Restriction, Status, Way
from services.case_registry.errors.hand_overs import HandOverNotAllowed
from services.case_registry.errors.moves import CourtDesignated, FileElsewhere, MoveNotAllowed
from services.case_registry.errors.seats import OtherOffices
from tests.case_registry.builders import KINDS
from tests.case_registry.country import CATEGORIES, an_actor

DAY = date(2026, 4, 2)
MOVER = Seat("mover", "hq")
OSPP = an_actor(Seat("ospp", "hq"), "prosecutor")
PSC = an_actor(Seat("psc", "hq"), "court")
ZONE = Seat("ospp", "0101")
ZONE_COURT = Seat("psc", "0101")


def a_case_state(**other: Any) -> CaseState:
    facts: dict[str, Any] = {
        "case_id": "cas_1",
        "category": "criminal",
        "restriction": Restriction.NONE,
        "status": Status.FILE_SENT_TO_PROSECUTOR,
        "previous": Status.UNDER_INVESTIGATION,
        "moved_on": date(2026, 3, 20),
        "responsible": Seat("ospp", "hq"),
        "involved": frozenset({(Seat("police", "hq"), Part.FILE), (Seat("ospp", "hq"), Part.FILE)}),
        "version": 3,
    }
    return CaseState(**(facts | other))


def an_order(state: CaseState, target: Status, **other: Any) -> Moved:
    return Moved(source=state.status, target=target, **other)


def a_whole_order(state: CaseState, target: Status) -> Moved:
    return an_order(state, target, court=MOVER)


def refusal_of(
    state: CaseState, order: Moved, mover: Actor, day: date = DAY, *, reverses: bool = False
) -> Problem | None:
    try:
        must_be_allowed(state, order, mover, day, reverses=reverses)
    except Problem as problem:
        return problem
    return None


STANDINGS = st.builds(
    a_case_state,
    category=st.sampled_from(CATEGORIES),
    status=st.sampled_from(Status),
    previous=st.none() | st.sampled_from(Status),
    responsible=st.just(MOVER),
    involved=st.just(frozenset({(MOVER, Part.COURT)})),
)


def must_be_as_the_table_says(state: CaseState, kind: str, target: Status) -> None:
    """Move the case with an order that lacks nothing: it happens if, and only if, a row says so."""
    refusal = refusal_of(state, a_whole_order(state, target), an_actor(MOVER, kind))
    rows = TABLE.moves_from(state.status, an_actor(MOVER, kind).way_of(state), state.previous, DAY)
    allowed = list(dict.fromkeys(row.target for row in rows if row.by == kind))
    if target in allowed:
        assert refusal is None
    else:
        assert isinstance(refusal, MoveNotAllowed)
        assert refusal.particulars["allowed"] == allowed


@pytest.mark.parametrize("status", Status)
def test_every_pair_of_state_and_role_outside_the_table_is_refused(status: Status) -> None:
    for kind, target, previous in itertools.product(KINDS, Status, (None, Status.DISMISSED, Status.CLOSED)):
        state = a_case_state(status=status, previous=previous, responsible=MOVER)
        state = state.with_part(MOVER, Part.COURT)
        must_be_as_the_table_says(state, kind, target)


@given(STANDINGS, st.sampled_from(KINDS) | st.text(max_size=8), st.sampled_from(Status))
def test_so_it_is_in_every_category_whatever_was_before(state: CaseState, kind: str, target: Status) -> None:
    must_be_as_the_table_says(state, kind, target)


@pytest.mark.parametrize("row", TABLE.moves, ids=lambda row: f"{row.source.value} to {row.target.value}")
def test_nobody_moves_a_case_whose_file_is_elsewhere(row: Any) -> None:
    category = "military" if Way.CRIMINAL in row.way else "labour"
    previous = row.target if row.reverses else min(row.after, default=None)
    holder = Seat("somebody-else", "hq")
    state = a_case_state(category=category, status=row.source, previous=previous, responsible=holder)
    reopens = row.target is Status.REOPENED and not (row.resumes or row.reverses)
    reopens |= row.source is Status.REOPENED and row.reverses and row.by is Kind.COURT
    # who reopens a case, or takes that back, need not have its file: the court above the one that tried it, the
    # prosecutor above the file
    over = () if reopens and row.by is Kind.PROSECUTOR else (holder,)
    order, mover = a_whole_order(state, row.target), an_actor(MOVER, row.by.value, over=over)
    refusal = refusal_of(state, order, mover, reverses=row.reverses)
    assert isinstance(refusal, OtherOffices if reopens else FileElsewhere)


@pytest.mark.parametrize(
    ("level", "over", "tried_by", "may"),
    [
        ("central", (ZONE_COURT,), ZONE_COURT, True),
        ("central", (), Seat("psc", "hq"), True),
        ("central", (), ZONE_COURT, False),
        ("province", (ZONE_COURT,), ZONE_COURT, False),
    ],
    ids=["above the court", "the court itself", "a court beside it", "above it, but not supreme"],
)
def test_the_supreme_court_reopens_what_a_court_below_it_tried(
    level: str, over: tuple[Seat, ...], tried_by: Seat, may: bool
) -> None:
    closed = a_case_state(status=Status.CLOSED, previous=Status.ENFORCED, responsible=Seat("moj", "hq"))
    closed = closed.with_part(tried_by, Part.COURT)
    refusal = refusal_of(
        closed, a_whole_order(closed, Status.REOPENED), an_actor(PSC.seat, "court", level=level, over=over)
    )
    assert (refusal is None) is may
    if refusal is not None:
        assert isinstance(refusal, OtherOffices)
        assert (refusal.particulars["above"], refusal.particulars["levels"]) == ([str(tried_by)], ["central"])


@pytest.mark.parametrize(
    ("office", "over", "may"),
    [(ZONE, (), True), (OSPP.seat, (ZONE,), True), (Seat("ospp", "0102"), (), False)],
    ids=["the office that dismissed it", "one above it", "another office"],
)
def test_a_dismissed_case_is_reopened_by_its_office_or_one_above_it(
    office: Seat, over: tuple[Seat, ...], may: bool
) -> None:
    dismissed = a_case_state(status=Status.DISMISSED, responsible=ZONE)
    refusal = refusal_of(dismissed, an_order(dismissed, Status.REOPENED), an_actor(office, "prosecutor", over=over))
    assert (refusal is None) is may
    assert refusal is None or isinstance(refusal, OtherOffices)


def test_a_refusal_says_what_is_allowed_in_both_languages() -> None:
    state = a_case_state()
    refusal = refusal_of(state, an_order(state, Status.FILED_IN_COURT), OSPP)
    assert isinstance(refusal, MoveNotAllowed)
    assert refusal.particulars["allowed"] == ["returnedForInvestigation", "suspended", "dismissed", "charged"]
    assert "Charged" in refusal.detail("en")
    assert "ສັ່ງຟ້ອງ" in refusal.detail("lo")


def test_a_refusal_of_the_wrong_agency_says_whose_move_it_is() -> None:
    state = a_case_state()
    refusal = refusal_of(state, an_order(state, Status.CHARGED), PSC)
    assert isinstance(refusal, MoveNotAllowed)
    assert (refusal.particulars["allowed"], refusal.particulars["movers"]) == ([], ["police", "prosecutor"])


@pytest.mark.parametrize(
    ("holder", "mover", "may"),
    [
        (Seat("ospp", "hq"), Seat("ospp", "0101"), False),
        (Seat("ospp", "0101"), Seat("ospp", "hq"), False),
        (Seat("ospp", "0101"), Seat("ospp", "0101"), True),
        (Seat("ospp", "0101"), Seat("ospp", "0102"), False),
        (Seat("police", "0101"), Seat("ospp", "0101"), False),
        (Seat("ospp-of-old", "0101"), Seat("ospp", "0101"), True),
    ],
    ids=[
        *("an office below the holder", "the holder's head office", "the office", "another office", "another member"),
        "the successor of a closed office",
    ],
)
def test_only_who_has_the_file_moves_the_case(holder: Seat, mover: Seat, may: bool) -> None:
    state = a_case_state(responsible=holder)
    actor = an_actor(mover, "prosecutor", over=(holder,), succeeds=(Seat("ospp-of-old", "0101"),))
    refusal = refusal_of(state, an_order(state, Status.CHARGED), actor)
    assert (refusal is None) is may


def test_a_reopened_case_is_tried_by_the_designated_court_alone() -> None:
    reopened = a_case_state(
        status=Status.REOPENED,
        previous=Status.CLOSED,
        responsible=Seat("psc", "0202"),
        court=ZONE_COURT,
        court_awaited=True,
    )
    order = an_order(reopened, Status.IN_TRIAL)
    assert isinstance(refusal_of(reopened, order, an_actor(Seat("psc", "0202"), "court")), CourtDesignated)
    at_the_court = replace(reopened, responsible=ZONE_COURT)
    assert refusal_of(at_the_court, order, an_actor(ZONE_COURT, "court")) is None
    assert refusal_of(at_the_court, order, an_actor(Seat("psc", "0303"), "court", succeeds=(ZONE_COURT,))) is None


def test_a_refusal_names_nothing_that_how_the_case_stands_forbids() -> None:
    waits = a_case_state(
        status=Status.IN_TRIAL, previous=Status.APPEALED, responsible=PSC.seat, court=ZONE_COURT, court_awaited=True
    )
    refusal = refusal_of(waits, an_order(waits, Status.FINAL), PSC)
    assert isinstance(refusal, MoveNotAllowed)
    assert refusal.particulars["allowed"] == []
    offered = a_case_state(
        status=Status.ACCEPTED, previous=Status.FILED_IN_COURT, responsible=PSC.seat, offered_to=ZONE_COURT
    )
    refusal = refusal_of(offered, an_order(offered, Status.FINAL), PSC)
    assert isinstance(refusal, MoveNotAllowed)
    assert refusal.particulars["allowed"] == ["inTrial", "discontinued", "suspended"]


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
        state = a_case_state(status=status, responsible=MOVER)
        way = {(row.source.value, row.target.value) for row in TABLE.hand_overs if status in row.at}
        try:
            made = sent(state, "hov_1", sending, an_actor(MOVER, source), target)
        except HandOverNotAllowed:
            assert (source, target) not in way
        else:
            assert (made.sender_kind, made.to) == (source, Seat("receiver", "hq"))
            assert (source, target) in way


def test_mediation_is_for_cases_between_parties() -> None:
    civil = a_case_state(category="civil", status=Status.ACCEPTED, responsible=PSC.seat)
    criminal = replace(civil, category="criminal")
    order = an_order(civil, Status.IN_TRIAL, mediation="failed")
    assert refusal_of(civil, order, PSC) is None
    assert isinstance(refusal_of(criminal, order, PSC), InvalidInput)
    settled = an_order(civil, Status.SETTLED, mediation="failed")
    assert isinstance(refusal_of(civil, settled, PSC), InvalidInput)
    assert refusal_of(civil, an_order(civil, Status.SETTLED, mediation="settled"), PSC) is None
