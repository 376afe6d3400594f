"""The table of moves and hand-overs: what it says, what it leaves out, and how a procedure changes on a day."""

from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.case_registry.domain.facts import Entry
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.openings import usual_status
from services.case_registry.domain.table import TABLE, Basis, TableBroken, parse
from services.case_registry.domain.words import PAUSES, Kind, Status, Way
from tests.case_registry.test_moves_rules import a_case_state

NEW_YEAR = date(2027, 1, 1)
HAND_OVERS = '[[hand_overs]]\nfrom = "police"\nto = "prosecutor"\nseat = "own"\n'


def a_row(**other: str) -> str:
    row = {
        "from": '["charged"]',
        "to": '["filedInCourt"]',
        "by": '"prosecutor"',
        "basis": '"stated"',
        "seat": '"own"',
    } | other
    return "[[moves]]\n" + "\n".join(f"{name} = {value}" for name, value in row.items()) + "\n"


Past: TypeAlias = tuple[Status, Status | None, Status | None]  # where a case stands, stood, and stood before a pause


def reachable(way: Way) -> dict[Past, list[Past]]:
    """Return how a case that goes this way can come to stand from its opening, each with where it goes on to."""
    start: Past = (usual_status(way), None, None)
    found: dict[Past, list[Past]] = {}
    todo = {start}
    while todo:
        past = todo.pop()
        rows = TABLE.moves_from(past[0], way, past[1], NEW_YEAR)
        # what was a mistake leads back to where the case stood, and to nowhere else
        found[past] = [moved_on(past, row.target) for row in rows if not row.reverses]
        todo |= set(found[past]) - set(found)
    return found


def moved_on(past: Past, target: Status) -> Past:
    """Return how a case stands after a move."""
    status, previous, before_pause = past
    state = a_case_state(status=status, previous=previous, before_pause=before_pause)
    entry = Entry(4, Moved(source=status, target=target), NEW_YEAR, datetime(2027, 1, 1, tzinfo=UTC), state.responsible)
    state = entry.fact.applied_to(state, entry)
    return state.status, state.previous, state.before_pause


def statuses(way: Way) -> set[Status]:
    return {status for status, _, _ in reachable(way)}


BETWEEN_PARTIES = {Status.PETITION_REFUSED, Status.WITHDRAWN, Status.SETTLED}


def test_a_crime_can_come_to_every_status_but_those_of_parties_and_joined_by_a_move() -> None:
    assert statuses(Way.CRIMINAL) == set(Status) - BETWEEN_PARTIES - {Status.JOINED}


@pytest.mark.parametrize("way", Way)
def test_every_case_can_come_to_its_end_from_wherever_it_stands(way: Way) -> None:
    ways = reachable(way)
    ending = {past for past in ways if past[0] is Status.CLOSED}
    while more := {past for past, onward in ways.items() if past not in ending and not ending.isdisjoint(onward)}:
        ending |= more
    assert ending == set(ways)


@pytest.mark.parametrize("way", Way)
def test_a_pause_leads_back_to_exactly_where_the_case_stood(way: Way) -> None:
    for past in reachable(way):
        for row in TABLE.moves_from(past[0], way, past[1], NEW_YEAR):
            if row.target not in PAUSES or row.reverses:
                continue
            paused = moved_on(past, row.target)
            back = [row.target for row in TABLE.moves_from(paused[0], way, paused[1], NEW_YEAR) if row.resumes]
            assert set(back) == {past[0]}
            resumed = moved_on(paused, past[0])
            assert resumed == past
            assert moved_on(moved_on(resumed, row.target), past[0]) == past


def test_a_mistake_leads_back_only_from_where_a_move_leads() -> None:
    forward = {(row.source, row.target, way) for row in TABLE.moves if not row.reverses for way in row.way}
    back = {(row.target, row.source, way) for row in TABLE.moves if row.reverses for way in row.way}
    assert back <= forward


def test_a_case_that_came_paused_from_elsewhere_goes_on_wherever_a_pause_leads() -> None:
    rows = TABLE.moves_from(Status.SUSPENDED, Way.CRIMINAL, None, NEW_YEAR)
    assert {row.target for row in rows if row.resumes and row.by is Kind.PROSECUTOR} == {
        *(Status.FILE_SENT_TO_PROSECUTOR, Status.CHARGED, Status.RETURNED_TO_PROSECUTOR, Status.REOPENED),
    }


def test_no_move_leads_to_joined_or_away_from_it() -> None:
    assert not [row for row in TABLE.moves if Status.JOINED in {row.source, row.target}]


def test_a_case_between_parties_never_meets_police_or_prosecutor() -> None:
    before_court = {Status.REPORTED, Status.UNDER_INVESTIGATION, Status.CHARGED, Status.DISMISSED}
    assert not statuses(Way.CIVIL) & before_court
    assert {Status.ENFORCED, Status.SUSPENDED} | BETWEEN_PARTIES <= statuses(Way.CIVIL)


@given(st.sampled_from(Way), st.sampled_from(Status), st.sampled_from(Status))
def test_no_way_on_is_said_twice(way: Way, status: Status, previous: Status) -> None:
    rows = TABLE.moves_from(status, way, previous, NEW_YEAR)
    assert len({(row.target, row.by, row.office.seat) for row in rows}) == len(rows)


def test_nothing_comes_after_a_case_was_closed_but_its_reopening() -> None:
    rows = TABLE.moves_from(Status.CLOSED, Way.CIVIL, Status.FINAL, NEW_YEAR)
    assert {(row.target, row.by) for row in rows} == {(Status.REOPENED, Kind.COURT)}


def test_a_dismissed_case_is_reopened_by_the_prosecutor_and_does_not_come_to_court_uncharged() -> None:
    out = TABLE.moves_from(Status.DISMISSED, Way.CRIMINAL, Status.FILE_SENT_TO_PROSECUTOR, NEW_YEAR)
    assert [(row.target, row.by, row.office.seat.value) for row in out] == [
        (Status.REOPENED, Kind.PROSECUTOR, "own"),
        (Status.REOPENED, Kind.PROSECUTOR, "above"),
    ]
    onward = TABLE.moves_from(Status.REOPENED, Way.CRIMINAL, Status.DISMISSED, NEW_YEAR)
    assert {row.target for row in onward} == {
        *(Status.RETURNED_FOR_INVESTIGATION, Status.CHARGED, Status.DISMISSED, Status.SUSPENDED),
    }


# Procedure as the domain file tells it (shared/domain/case-registry.md, 8.3), written down beside the table.
STATED = {
    "reported": {"underInvestigation": "police"},
    "underInvestigation": {"fileSentToProsecutor": "police"},
    "returnedForInvestigation": {"underInvestigation": "police"},
    "fileSentToProsecutor": dict.fromkeys(
        ("returnedForInvestigation", "suspended", "dismissed", "charged"), "prosecutor"
    ),
    "suspended": {"fileSentToProsecutor": "prosecutor"},
    "charged": {"filedInCourt": "prosecutor"},
    "filedInCourt": {"returnedToProsecutor": "court", "accepted": "court"},
    "inTrial": {"judgedFirstInstance": "court"},
    "inCassation": {"inTrial": "court"},
    "final": {"inEnforcement": "justice", "reopened": "court"},
    "closed": {"reopened": "court"},
    "inEnforcement": dict.fromkeys(("enforced", "partlyEnforced", "unenforceable"), "justice"),
}


def test_what_is_marked_as_stated_is_what_the_sources_state() -> None:
    told = {(source, target, by) for source, targets in STATED.items() for target, by in targets.items()}
    assert {(row.source, row.target, row.by) for row in TABLE.moves if row.basis is Basis.STATED} == told


def test_what_is_ours_and_what_is_stated_can_be_told_apart() -> None:
    assert {row.basis for row in TABLE.moves} == set(Basis)


def test_a_procedure_changes_on_a_day() -> None:
    old = a_row(valid_until="2026-12-31")
    new = a_row(to='["accepted"]', valid_from="2027-01-01")
    table = parse(old + new + HAND_OVERS)
    eve = NEW_YEAR - timedelta(days=1)
    found = [table.moves_from(Status.CHARGED, Way.CRIMINAL, None, day) for day in (eve, NEW_YEAR)]
    assert [[row.target for row in rows] for rows in found] == [[Status.FILED_IN_COURT], [Status.ACCEPTED]]


@pytest.mark.parametrize(
    "broken",
    [
        a_row(by='"hospital"'),
        a_row(to='["forgotten"]'),
        a_row(basis='"heard"'),
        a_row(mood='"good"'),
        a_row(after='["never"]'),
        a_row(seat='"member"'),
        a_row(seat='"role"', parts='["guest"]'),
        a_row(parts='["file"]'),
        a_row(outcome='["won"]'),
        a_row(resumes="true"),
        a_row(needs='["luck"]'),
        '[[moves]]\nto = ["charged"]\n',
        "[imported]\nluck = []\n" + a_row(),
    ],
    ids=[
        "unknown kind",
        "unknown status",
        "unknown basis",
        "unknown column",
        "unknown past",
        "unknown seat",
        "unknown part",
        "a part of who has the file",
        "unknown outcome",
        "back from no pause",
        "unknown need",
        "columns missing",
        "unknown need of what came from elsewhere",
    ],
)
def test_a_table_that_no_case_can_follow_is_refused_with_its_row(broken: str) -> None:
    with pytest.raises(TableBroken):
        parse(broken + HAND_OVERS)


def test_a_hand_over_between_unknown_kinds_is_refused() -> None:
    with pytest.raises(TableBroken):
        parse(a_row() + '[[hand_overs]]\nfrom = "police"\nto = "hospital"\nseat = "own"\n')


@pytest.mark.parametrize(
    ("source", "target", "status"),
    [
        (Kind.POLICE, Kind.PROSECUTOR, Status.FILE_SENT_TO_PROSECUTOR),
        (Kind.PROSECUTOR, Kind.POLICE, Status.RETURNED_FOR_INVESTIGATION),
        (Kind.PROSECUTOR, Kind.COURT, Status.FILED_IN_COURT),
        (Kind.COURT, Kind.PROSECUTOR, Status.RETURNED_TO_PROSECUTOR),
        (Kind.COURT, Kind.COURT, Status.APPEALED),
        (Kind.COURT, Kind.JUSTICE, Status.FINAL),
        (Kind.COURT, Kind.JUSTICE, Status.SETTLED),
        (Kind.JUSTICE, Kind.COURT, Status.REOPENED),
    ],
    ids=lambda part: part.value,
)
def test_files_go_the_way_of_the_procedure(source: Kind, target: Kind, status: Status) -> None:
    assert TABLE.ways(source, target, status, Status.UNDER_INVESTIGATION)


@pytest.mark.parametrize(
    ("source", "target", "status"),
    [
        (Kind.POLICE, Kind.COURT, Status.FILED_IN_COURT),
        (Kind.POLICE, Kind.PROSECUTOR, Status.REPORTED),
        (Kind.PROSECUTOR, Kind.COURT, Status.CHARGED),
        (Kind.COURT, Kind.POLICE, Status.RETURNED_TO_PROSECUTOR),
        (Kind.COURT, Kind.JUSTICE, Status.JUDGED_FIRST_INSTANCE),
    ],
    ids=lambda part: part.value,
)
def test_files_take_no_shortcut(source: Kind, target: Kind, status: Status) -> None:
    assert not TABLE.ways(source, target, status, Status.UNDER_INVESTIGATION)
