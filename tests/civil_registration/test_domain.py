"""The rules of a birth's record, decided without I/O."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.national.civil.birth_declaration import BirthDeclaration
from contracts.problems import InvalidInput
from services.civil_registration.domain.actions import MOVES, Kind, Role, State, move
from services.civil_registration.domain.births import impossibilities, mother_age
from services.civil_registration.domain.facts import Age, EventKind, is_late
from services.civil_registration.domain.records import (
    Record,
    named,
    registered,
    registration_number,
    tracking_id,
)
from services.civil_registration.errors import (
    ChildAlreadyNamed,
    ChildNotNamed,
    EventMoveNotAllowed,
)
from tests.civil_registration.builders import (
    CHILD_NAME,
    LIMITS,
    NOON,
    UNNAMED,
    a_declaration,
    a_mother,
    a_registration,
    an_author,
    an_opening,
    replayed,
)

DATES = st.dates(date(1950, 1, 1), date(2026, 11, 20))
NUMBER = "0101-2026-000001"


def the_birth(**other: Any) -> Record:
    return replayed(an_opening(**other))


def the_registered_birth() -> Record:
    before = the_birth()
    return replayed(*before.actions, registered(before, a_registration(), NUMBER, an_author("registrar"), LIMITS))


@given(st.sampled_from(State), st.sampled_from(State), st.sampled_from(Role))
def test_nothing_outside_the_table_happens(current: State, target: State, mover: Role) -> None:
    if mover in MOVES[current].get(target, ()):
        assert move(current, target, mover) is target
    else:
        with pytest.raises(EventMoveNotAllowed):
            move(current, target, mover)


def test_a_refused_move_names_what_is_allowed() -> None:
    with pytest.raises(EventMoveNotAllowed) as refusal:
        move(State.NOTIFIED, State.REGISTERED, Role.REGISTRAR)
    assert refusal.value.particulars == {"current": "notified", "target": "registered", "allowed": ["declared"]}
    assert "ຈົດທະບຽນແລ້ວ" in refusal.value.detail("lo")
    assert "registered" not in refusal.value.detail("lo")


def test_what_is_registered_stays_as_it_is() -> None:
    assert not MOVES[State.REGISTERED]
    with pytest.raises(EventMoveNotAllowed, match="allowed now: -"):
        registered(the_registered_birth(), a_registration(), "0101-2026-000002", an_author("registrar"), LIMITS)


def test_nobody_gives_legal_status_by_declaring() -> None:
    assert all(Role.DECLARER not in targets.get(State.REGISTERED, ()) for targets in MOVES.values())


def test_a_complete_declaration_is_declared() -> None:
    record = the_birth()
    assert (record.state, record.flags) == (State.DECLARED, [])


def test_a_child_without_a_name_is_notified_only() -> None:
    record = the_birth(child=UNNAMED)
    assert (record.state, record.flags) == (State.NOTIFIED, ["incomplete"])


def test_a_notice_needs_the_childs_name_to_be_registered() -> None:
    with pytest.raises(ChildNotNamed):
        named(the_birth(child=UNNAMED), a_registration(), an_author("registrar"))


def test_the_name_given_at_registration_completes_the_notice() -> None:
    notice = the_birth(child=UNNAMED)
    completed = replayed(*notice.actions, *named(notice, a_registration(childName=CHILD_NAME), an_author("registrar")))
    assert completed.state is State.DECLARED
    facts = completed.facts
    assert isinstance(facts, BirthDeclaration)
    assert isinstance(notice.facts, BirthDeclaration)
    assert facts.child.name is not None
    assert facts.child.name.text == CHILD_NAME["text"]
    assert facts.child.sex == "male"
    assert facts.mother == notice.facts.mother


def test_a_child_is_not_named_twice() -> None:
    with pytest.raises(ChildAlreadyNamed):
        named(the_birth(), a_registration(childName=CHILD_NAME), an_author("registrar"))


def test_registration_adds_a_number_and_leaves_the_facts_alone() -> None:
    before, after = the_birth(), the_registered_birth()
    assert after.state is State.REGISTERED
    assert after.facts == before.facts
    assert after.registration is not None
    assert after.registration["registrationNumber"] == NUMBER
    assert after.registration["registeredOn"] == "2026-11-20"


@given(late=st.booleans(), unnamed=st.booleans())
def test_replaying_the_actions_gives_the_same_record(late: bool, unnamed: bool) -> None:
    facts = {"child": UNNAMED} if unnamed else {}
    record = the_birth(noticedOn="2026-11-18", at=NOON + timedelta(days=31 * late), **facts)
    registration = a_registration(childName=CHILD_NAME) if unnamed else a_registration(bookNumber="412/ທບ")
    author = an_author("registrar", NOON + timedelta(days=40))
    record = replayed(*record.actions, *named(record, registration, author))
    record = replayed(*record.actions, registered(record, registration, NUMBER, author, LIMITS))
    assert replayed(*record.actions) == record
    assert [action.kind for action in record.actions][-1] is Kind.REGISTER
    assert record.late


@pytest.mark.parametrize(("days", "late"), [(0, False), (30, False), (31, True)])
def test_late_is_more_than_the_limit_after_the_notice(days: int, late: bool) -> None:
    birth = a_declaration(date(2026, 1, 1), noticedOn="2026-03-01")
    assert is_late(birth, date(2026, 3, 1) + timedelta(days=days), LIMITS) is late


def test_without_a_notice_the_days_count_from_the_birth() -> None:
    assert is_late(a_declaration(date(2026, 1, 1)), date(2026, 2, 1), LIMITS)
    assert not is_late(a_declaration(date(2026, 1, 1)), date(2026, 1, 31), LIMITS)


@pytest.mark.parametrize(
    ("born", "occurred_on", "years"),
    [
        ("1998-11-18", date(2026, 11, 18), 28),
        ("1998-11-19", date(2026, 11, 18), 27),
        ("1996-02-29", date(2025, 2, 28), 28),
        ("1996-02-29", date(2025, 3, 1), 29),
    ],
)
def test_the_mothers_age_is_in_completed_years(born: str, occurred_on: date, years: int) -> None:
    age = mother_age(a_declaration(occurred_on, mother=a_mother(birthDate={"value": born, "precision": "day"})))
    assert age == Age(years, estimated=False)


@pytest.mark.parametrize(("value", "precision"), [("1998", "year"), ("1998-04", "month")])
def test_an_age_from_a_date_not_known_to_the_day_is_an_estimate(value: str, precision: str) -> None:
    age = mother_age(a_declaration(mother=a_mother(birthDate={"value": value, "precision": precision})))
    assert age == Age(28, estimated=True)


@given(born=DATES, occurred_on=DATES)
def test_an_age_and_one_year_more_enclose_the_birth(born: date, occurred_on: date) -> None:
    age = mother_age(
        a_declaration(occurred_on, mother=a_mother(birthDate={"value": born.isoformat(), "precision": "day"}))
    )
    assert age is not None
    years = age.years
    assert (born.year + years, born.month, born.day) <= (occurred_on.year, occurred_on.month, occurred_on.day)
    assert (born.year + years + 1, born.month, born.day) > (occurred_on.year, occurred_on.month, occurred_on.day)


@pytest.mark.parametrize(
    ("born", "unusual"), [("2017-01-01", True), ("2016-11-18", False), ("1971-11-18", False), ("1970-11-18", True)]
)
def test_an_unusual_age_is_asked_about_and_not_refused(born: str, unusual: bool) -> None:
    record = the_birth(mother=a_mother(birthDate={"value": born, "precision": "day"}))
    assert [warning["code"] for warning in record.warnings] == ["mother-age-unusual"] * unusual
    assert record.flags == ["check"] * unusual


def faults_of(**other: Any) -> dict[str | None, str]:
    return {fault.pointer: fault.code for fault in impossibilities(a_declaration(**other), date(2026, 11, 20), LIMITS)}


def test_a_possible_birth_has_no_fault() -> None:
    assert faults_of(noticedOn="2026-11-18") == {}


def test_nothing_is_declared_before_it_happens() -> None:
    assert faults_of(occurred_on=date(2026, 11, 21)) == {"/occurredOn": "future-date"}


def test_a_year_that_has_not_come_is_named_as_such() -> None:
    assert faults_of(occurred_on=date(2090, 11, 18)) == {"/occurredOn": "future-date"}


def test_a_notice_comes_after_its_birth_and_not_from_the_future() -> None:
    assert faults_of(noticedOn="2026-11-17") == {"/noticedOn": "before-event"}
    assert faults_of(noticedOn="2026-11-25") == {"/noticedOn": "future-date"}


@pytest.mark.parametrize("born", [("2026-11-19", "day"), ("2027", "year")])
def test_a_mother_is_older_than_her_child(born: tuple[str, str]) -> None:
    date_ = {"value": born[0], "precision": born[1]}
    assert faults_of(mother=a_mother(birthDate=date_)) == {"/mother/birthDate": "after-birth"}


@pytest.mark.parametrize("value", ["1998-02-30", "1998-13-01", "ຫກຈດ-01-01"])
def test_a_date_that_does_not_exist_is_named(value: str) -> None:
    born = {"value": value, "precision": "day"}
    assert faults_of(mother=a_mother(birthDate=born)) == {"/mother/birthDate/value": "format"}


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(InvalidInput) as refusal:
        an_opening(occurred_on=date(2026, 11, 30), noticedOn="2026-11-29")
    assert {fault.pointer for fault in refusal.value.faults} == {"/occurredOn", "/noticedOn"}
    assert all(fault.lo and fault.en for fault in refusal.value.faults)


def test_the_day_in_laos_decides_what_is_the_future() -> None:
    late_evening_utc = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)  # one in the morning of the 21st in Vientiane
    assert an_opening(at=late_evening_utc, occurred_on=date(2026, 11, 21)).kind is Kind.DECLARE


def test_numbers_can_be_read_out() -> None:
    assert registration_number("0101", 2026, 123) == "0101-2026-000123"
    assert tracking_id(EventKind.BIRTH, "civ_01kb4m8a2k7y3v5x9w1z6q8r0t") == "B1Z6Q8R0T"


def un_births() -> list[dict[str, str]]:
    with (Path(__file__).parent / "data" / "created_birth_data.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_no_printed_age_of_the_uns_examples_agrees_with_its_dates() -> None:
    """Which is why derived items are computed and never accepted."""
    printed = [(row["birth1a"], row["birth3a"], int(row["birth3b"])) for row in un_births()]
    computed = [
        mother_age(
            a_declaration(date.fromisoformat(at), mother=a_mother(birthDate={"value": born, "precision": "day"}))
        )
        for at, born, _ in printed
    ]
    assert len(printed) == 100
    assert all(age != Age(stated, estimated=False) for age, (_, _, stated) in zip(computed, printed, strict=True))


def test_registration_before_the_birth_is_found_in_46_of_the_uns_examples() -> None:
    early = [
        row
        for row in un_births()
        if impossibilities(
            a_declaration(date.fromisoformat(row["birth1a"])), date.fromisoformat(row["birth1b"]), LIMITS
        )
    ]
    assert len(early) == 46
