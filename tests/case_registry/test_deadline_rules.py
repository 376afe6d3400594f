"""What is due in a case: the sum of its history, its people in custody, and the rules of the national list."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.codelists import CodeLists, parse_codelist
from contracts.seats import Seat
from contracts.working_days import is_working, last_day, months_later
from services.case_registry.domain.cases import Opened
from services.case_registry.domain.deadline_rules import rules_in
from services.case_registry.domain.deadlines import CUSTODY_ORDER, Custody, Deadline, deadlines
from services.case_registry.domain.fact_kinds import CROSSING, FACTS, TIMELESS
from services.case_registry.domain.facts import Entry, Fact
from services.case_registry.domain.hand_overs import HandedOver, Recalled, TakenOver
from services.case_registry.domain.history import replay
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.participants import CustodyRecorded
from services.case_registry.domain.proceedings import ProceedingOpened
from services.case_registry.domain.prosecution import StatementAwaited, StatementGiven
from services.case_registry.domain.words import Instance, Kind, Restriction, StatementOutcome, Status

POLICE, PROSECUTOR, ANOTHER = Seat("police", "0101"), Seat("ospp", "01"), Seat("ospp", "0102")
KINDS: Final = {"police": "police", "ospp": "prosecutor"}
NOW: Final = datetime(2026, 5, 4, 3, 0, tzinfo=UTC)
BEGUN: Final = date(2026, 3, 2)  # a Monday
NATIONAL: Final = {"type": "object", "properties": {}}


def lists(*rules: dict[str, Any], holidays: tuple[str, ...] = ()) -> CodeLists:
    """Return the lists as an office may write them: what their schemas would refuse, too."""
    stated = {"lo": "x", "en": "x", "law": "Law", "verified": False}
    of_days = [{"code": f"h{number}", "on": day} | stated for number, day in enumerate(holidays)]
    base = {"version": "1", "governs": "national", "label": {"lo": "x", "en": "x"}, "attributes": NATIONAL}
    return CodeLists.of(
        [
            parse_codelist(base | {"name": "deadlines", "codes": [stated | rule for rule in rules]}),
            parse_codelist(base | {"name": "holidays", "codes": of_days}),
        ]
    )


def a_rule(code: str = "r", **other: Any) -> dict[str, Any]:
    rule = {"code": code, "of": "investigation", "since": "caseMoved", "statuses": ["underInvestigation"], "days": 10}
    return {name: value for name, value in (rule | other).items() if value is not None}


def opened(category: str = "criminal") -> Opened:
    return Opened(
        case="cas_01k9s0zt4r7q2v5x8y1a3b6c9d",
        category=category,
        restriction=Restriction.NONE,
        status=Status.REPORTED,
        number="1",
        by_court=False,
        participants=(),
    )


def history(*facts: tuple[Fact, date, Seat], category: str = "criminal") -> list[Entry]:
    """Return the history of a case that the police opened, then these facts."""
    all_facts = [(opened(category), BEGUN, POLICE), *facts]
    return [
        Entry(position=place, fact=fact, happened_on=day, recorded_at=NOW, by=by)
        for place, (fact, day, by) in enumerate(all_facts, 1)
    ]


def to(source: Status, target: Status, day: date, by: Seat = POLICE) -> tuple[Fact, date, Seat]:
    return Moved(source=source, target=target), day, by


INVESTIGATED: Final = to(Status.REPORTED, Status.UNDER_INVESTIGATION, date(2026, 3, 3))
SENT: Final = to(Status.UNDER_INVESTIGATION, Status.FILE_SENT_TO_PROSECUTOR, date(2026, 3, 20))
RETURNED: Final = to(Status.FILE_SENT_TO_PROSECUTOR, Status.RETURNED_FOR_INVESTIGATION, date(2026, 3, 25), PROSECUTOR)
HANDED: Final = (HandedOver(hand_over="h", to=PROSECUTOR, sender_kind=Kind.POLICE, files=()), date(2026, 3, 20), POLICE)
TAKEN: Final = (TakenOver(hand_over="h", by_court=False, received=(), missing=()), date(2026, 3, 21), PROSECUTOR)


def due(
    entries: list[Entry], *rules: dict[str, Any], custody: tuple[Custody, ...] = (), **other: Any
) -> list[Deadline]:
    return deadlines(entries, custody, rules_in(lists(*rules, **other)), KINDS.get)


def held(status: str = "detained", **other: Any) -> Custody:
    return Custody(participant="ptc_1", status=status, since=datetime(2026, 3, 4, 18, tzinfo=UTC), **other)


def test_a_deadline_counts_from_the_day_on_which_the_case_came_to_its_status() -> None:
    (found,) = due(history(INVESTIGATED), a_rule())
    assert (found.since, found.due_on, found.seat) == (date(2026, 3, 3), date(2026, 3, 13), POLICE)
    assert found.notify_on == date(2026, 3, 6)


def test_it_ends_when_the_case_goes_on() -> None:
    assert due(history(INVESTIGATED, SENT), a_rule()) == []
    assert due(history(), a_rule()) == []


def test_it_goes_on_from_one_of_its_statuses_to_the_next() -> None:
    both = a_rule(statuses=["fileSentToProsecutor", "returnedForInvestigation"])
    (found,) = due(history(INVESTIGATED, SENT, RETURNED), both)
    assert found.since == date(2026, 3, 20)


def test_one_that_counts_from_the_opening_counts_from_it_at_every_status() -> None:
    (found,) = due(history(INVESTIGATED, SENT), a_rule(since="caseOpened", statuses=["fileSentToProsecutor"]))
    assert found.since == BEGUN


def test_a_statement_is_due_until_it_is_given_at_the_office_that_owes_it() -> None:
    awaited = (StatementAwaited(file="pst_1", level=Instance.APPEAL), date(2026, 4, 1), ANOTHER)
    rule = a_rule(of="statement", since="statementAwaited", statuses=None)
    (found,) = due(history(awaited), rule)
    assert (found.subject, found.seat, found.due_on) == ("pst_1", ANOTHER, date(2026, 4, 11))
    given_ = StatementGiven(file="pst_1", outcome=StatementOutcome.UPHOLDS, decision="1")
    assert due(history(awaited, (given_, date(2026, 4, 2), ANOTHER)), rule) == []


def test_custody_is_shown_to_the_prosecutor_of_the_case_and_before_there_is_one_to_who_has_the_file() -> None:
    rule = a_rule(of="custody", since="custodyRecorded", statuses=None, months=3, days=None)
    custody = (held(order="1"),)
    (of_police,) = due(history(INVESTIGATED), rule, custody=custody)
    (of_prosecutor,) = due(history(INVESTIGATED, SENT, HANDED, TAKEN), rule, custody=custody)
    assert (of_police.seat, of_prosecutor.seat) == (POLICE, PROSECUTOR)
    assert of_police.since == date(2026, 3, 5)  # in Vientiane it was the next day
    assert of_police.due_on == date(2026, 6, 5)


def test_an_order_of_custody_that_ends_is_due_on_its_last_day_without_any_rule() -> None:
    (found,) = due(history(), custody=(held(order="1", until=datetime(2026, 4, 3, 17, tzinfo=UTC)),))
    assert (found.of, found.rule, found.due_on) == (CUSTODY_ORDER, "", date(2026, 4, 4))


def test_custody_without_any_order_is_overdue_from_its_first_day() -> None:
    (found,) = due(history(), custody=(held(),))
    assert found.due_on == found.since == date(2026, 3, 5)
    assert due(history(), custody=(held(order="1"),)) == []  # ordered, and no end of it is stated


@pytest.mark.parametrize("status", ["free", "releasedOnBail", "wanted"])
def test_nobody_is_held_who_is_free(status: str) -> None:
    assert due(history(), custody=(held(status),)) == []


def test_behind_a_final_judgment_no_order_of_custody_is_asked_for() -> None:
    judged = to(Status.REPORTED, Status.FINAL, date(2026, 4, 1))
    assert due(history(judged), custody=(held(),)) == []


def test_of_two_rules_the_one_that_names_the_category_counts_whatever_its_days() -> None:
    (found,) = due(history(INVESTIGATED), a_rule("any", days=5), a_rule("of", days=60, categories=["criminal"]))
    assert found.rule == "of"


def test_of_two_rules_alike_the_earlier_day_counts_and_the_operator_is_told() -> None:
    alike = (a_rule("long", days=60), a_rule("short", days=5), a_rule("other", of="else"))
    found = due(history(INVESTIGATED), *alike)
    assert [each.rule for each in found] == ["short", "other"]
    assert rules_in(lists(*alike)).overlapping() == [("long", "short")]


@pytest.mark.parametrize(
    "other",
    [
        {"statuses": ["inTrial"]},
        {"categories": ["civil"]},
        {"validFrom": "2027-01-01"},
        {"since": "caseOpened"},
    ],
)
def test_rules_about_different_things_do_not_overlap(other: dict[str, Any]) -> None:
    assert rules_in(lists(a_rule("one", validTo="2026-12-31"), a_rule("two", **other))).overlapping() == []


@pytest.mark.parametrize("valid", [{"validTo": "2026-03-02"}, {"validFrom": "2026-03-04"}, {"categories": ["civil"]}])
def test_a_rule_that_was_not_in_force_when_it_began_does_not_hold(valid: dict[str, Any]) -> None:
    assert due(history(INVESTIGATED), a_rule(**valid)) == []


@pytest.mark.parametrize(
    "broken",
    [
        {"days": None},
        {"statuses": None},
        {"statuses": ["somewhere"]},
        {"since": "caseMooved"},
        {"since": "statementAwaited"},
        {"days": "ten"},
        {"law": None, "lo": "x"},
    ],
)
def test_a_rule_that_nobody_can_follow_is_named_and_does_nothing(broken: dict[str, Any]) -> None:
    told = {name: value for name, value in (a_rule() | broken).items() if value is not None}
    codes = lists(told)
    if broken.get("law", "") is None:
        codes.lists["deadlines"].codes["r"].attributes.pop("law")  # type: ignore[attr-defined]
    rules = rules_in(codes)
    assert (list(rules.broken), list(rules.rules)) == (["r"], [])


def test_rules_of_other_registers_are_nobodys_fault_here() -> None:
    rules = rules_in(lists(a_rule(since="birthNotice", statuses=None)))
    assert (list(rules.broken), list(rules.rules)) == ([], [])


def test_working_days_leave_out_weekends_and_holidays() -> None:
    rule = a_rule(days=3, workingDays=True)
    (found,) = due(history(INVESTIGATED), rule, holidays=("2026-03-04",))  # Tuesday; Wednesday is a holiday
    assert found.due_on == date(2026, 3, 9)


def test_a_month_ends_on_its_last_day_where_it_has_no_such_day() -> None:
    assert months_later(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_later(date(2027, 11, 30), 3) == date(2028, 2, 29)
    assert months_later(date(2026, 12, 5), 1) == date(2027, 1, 5)


DAYS: Final = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(DAYS, st.integers(0, 24), st.integers(0, 60), st.booleans(), st.frozensets(DAYS, max_size=20))
def test_a_period_ends_later_the_longer_it_is_and_working_days_on_a_working_day(
    since: date, months: int, days: int, working: bool, holidays: frozenset[date]
) -> None:
    end = last_day(since, months=months, days=days, working=working, holidays=holidays)
    longer = last_day(since, months=months, days=days + 1, working=working, holidays=holidays)
    assert since <= end < longer
    assert end >= months_later(since, months) + timedelta(days=days)
    if working:
        assert is_working(longer, holidays)
        assert sum(is_working(end + timedelta(days=n), holidays) for n in range(1, (longer - end).days + 1)) == 1


@given(st.lists(st.sampled_from([1, 5, 30, 90]), min_size=1, max_size=4), st.integers(0, 10))
def test_whatever_rules_there_are_one_thing_is_due_once_and_by_the_earliest_of_equals(days: list[int], at: int) -> None:
    rules = [a_rule(f"r{number}", days=each) for number, each in enumerate(days)]
    moved = to(Status.REPORTED, Status.UNDER_INVESTIGATION, BEGUN + timedelta(days=at))
    (found,) = due(history(moved), *rules)
    assert found.due_on == found.since + timedelta(days=min(days))


def test_a_fact_after_which_nothing_is_reckoned_changes_nothing_from_which_deadlines_follow() -> None:
    handed = HandedOver(hand_over="hnd_1", to=ANOTHER, sender_kind=Kind.POLICE)
    proceeding = ProceedingOpened(proceeding="prc_1", level=Instance.FIRST_INSTANCE, judges=())
    changing: list[Fact] = [handed, Recalled(hand_over="hnd_1", reason="…"), proceeding]
    assert {kind for kind in TIMELESS if FACTS[kind].applied_to is not Fact.applied_to} == {f.kind for f in changing}
    entries = history(INVESTIGATED)
    state = replay(entries)
    for fact in changing:
        after = fact.applied_to(state, replace(entries[-1], fact=fact))
        assert (after.status, after.responsible) == (state.status, state.responsible)
    counted: list[type[Fact]] = [StatementAwaited, StatementGiven, CustodyRecorded, Moved]
    assert {fact.kind for fact in counted} & TIMELESS == set()
    assert TIMELESS.isdisjoint(CROSSING)
