"""The table of moves and hand-overs: what it says, what it leaves out, and how a procedure changes on a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.case_registry.domain.openings import usual_status
from services.case_registry.domain.table import TABLE, Basis, TableBroken, parse
from services.case_registry.domain.words import GOES_ON, Kind, Status, Way

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


def reachable(way: Way) -> set[Status]:
    """Return the statuses to which a case that goes this way can come from its opening."""
    found: set[Status] = set()
    todo: set[tuple[Status, Status | None]] = {(usual_status(way), None)}
    seen = set(todo)
    while todo:
        status, previous = todo.pop()
        found.add(status)
        onward = {(row.target, status) for row in TABLE.moves_from(status, way, previous, NEW_YEAR)}
        todo |= onward - seen
        seen |= onward
    return found


def test_a_crime_can_come_to_every_status() -> None:
    assert reachable(Way.CRIMINAL) == set(GOES_ON)  # and to `joined` by no move


def test_a_case_between_parties_never_meets_police_or_prosecutor() -> None:
    before_court = {Status.REPORTED, Status.UNDER_INVESTIGATION, Status.CHARGED, Status.DISMISSED, Status.SUSPENDED}
    assert not reachable(Way.CIVIL) & before_court
    assert Status.ENFORCED in reachable(Way.CIVIL)


@given(st.sampled_from(Way), st.sampled_from(Status), st.sampled_from(Status))
def test_no_way_on_is_said_twice(way: Way, status: Status, previous: Status) -> None:
    rows = TABLE.moves_from(status, way, previous, NEW_YEAR)
    assert len({(row.target, row.by, row.office.seat) for row in rows}) == len(rows)


def test_nothing_comes_after_a_case_was_closed_but_its_reopening() -> None:
    rows = TABLE.moves_from(Status.CLOSED, Way.CIVIL, Status.FINAL, NEW_YEAR)
    assert {(row.target, row.by) for row in rows} == {(Status.REOPENED, Kind.COURT)}


def test_a_dismissed_case_is_reopened_by_the_prosecutor_and_does_not_come_to_court_uncharged() -> None:
    (out,) = TABLE.moves_from(Status.DISMISSED, Way.CRIMINAL, Status.FILE_SENT_TO_PROSECUTOR, NEW_YEAR)
    assert (out.target, out.by) == (Status.REOPENED, Kind.PROSECUTOR)
    onward = TABLE.moves_from(Status.REOPENED, Way.CRIMINAL, Status.DISMISSED, NEW_YEAR)
    assert {row.target for row in onward} == {Status.RETURNED_FOR_INVESTIGATION, Status.CHARGED}


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
        '[[moves]]\nto = ["charged"]\n',
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
        "columns missing",
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
        (Kind.JUSTICE, Kind.COURT, Status.REOPENED),
    ],
    ids=lambda part: part.value,
)
def test_files_go_the_way_of_the_procedure(source: Kind, target: Kind, status: Status) -> None:
    assert TABLE.ways(source, target, status)


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
    assert not TABLE.ways(source, target, status)
