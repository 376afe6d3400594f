"""The rules of a vital event's record, decided without I/O."""

import csv
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.codelists import Code, CodeLists
from contracts.problems import InvalidInput
from contracts.seats import Seat
from services.civil_registration.domain import civil_rules, declaring, lateness, needs, rules
from services.civil_registration.domain.actions import TABLE, Act, Action, State, allowed_in, leads_to
from services.civil_registration.domain.derived import derived
from services.civil_registration.domain.facts import at, with_value
from services.civil_registration.domain.impossibilities import impossibilities
from services.civil_registration.domain.kinds import KINDS, EventKind
from services.civil_registration.domain.numbers import registration_number, series_of, tracking_id
from services.civil_registration.domain.records import Record, continued
from services.civil_registration.errors.events import ActionNotAllowed, ApprovalNeeded, ChildAlreadyNamed
from tests.civil_registration.builders import (
    CHILD_NAME,
    LISTS,
    UNNAMED,
    a_mother,
    a_registration,
    an_author,
    an_opening,
    birth_facts,
    replayed,
    the_country,
)

DATES = st.dates(date(1950, 1, 1), date(2026, 11, 20))
NUMBER = "0101-B-2026-000001"
TODAY = date(2026, 11, 20)


def with_list(name: str, *codes: Mapping[str, Any]) -> CodeLists:
    """The lists of the distribution, with these codes in one of them."""
    listed = LISTS.lists[name]
    made = {
        str(each["code"]): Code(
            str(each["code"]),
            "ຂໍ້ຄວາມ {years}",
            "Sentence {years}",
            each.get("from"),
            each.get("to"),
            attributes={key: value for key, value in each.items() if key not in {"code", "from", "to"}},
        )
        for each in codes
    }
    return LISTS.with_these([type(listed)(name, "test", made, listed.governs, listed.lo, listed.en)])


def the_birth(**other: Any) -> Record:
    return replayed(an_opening(**other))


def registered(record: Record, **registration: Any) -> Record:
    told, author = a_registration(**registration), an_author("registrar")
    facts = declaring.completed(record, told)
    declaring.must_be_registrable(record, facts, told.late_reason, author, the_country())
    return continued(record, [declaring.registered(record, facts, told, NUMBER, author)])


def refused(act: Callable[[], object]) -> list[str]:
    """The codes of the faults with which this is refused."""
    with pytest.raises(InvalidInput) as refusal:
        act()
    return [fault.code for fault in refusal.value.faults]


# --- states


@given(st.sampled_from(Act), st.sampled_from(State))
def test_nothing_outside_the_table_happens(act: Act, current: State) -> None:
    if current in TABLE[act].states:
        assert leads_to(act, current, State.DECLARED) in State
        assert (act.value in allowed_in(current)) is not TABLE[act].itself
    else:
        with pytest.raises(ActionNotAllowed):
            leads_to(act, current, State.DECLARED)


@given(st.lists(st.sampled_from(Act), max_size=30))
def test_any_order_of_actions_leads_to_states_of_the_table_alone(acts: list[Act]) -> None:
    record = the_birth()
    for act in acts:
        content: dict[str, Any] = {  # Any: JSON
            "to": {"member": "registrar", "office": "0612"},
            "officer": "ນ. ຄຳຫຼ້າ",
            "correctionId": "ecr_1",
            "changes": {"/child/sex": {"was": "female", "now": "male"}},
            "duplicateId": "dup_1",
            "otherEventId": "civ_2",
            "outcome": "different",
            "eventId": "civ_3",
            "certificateId": "crt_1",
            "certificateIds": ["crt_1"],
            "status": "superseded",
            "requestId": "rqo_1",
            "question": "request",
            "uin": "847951632",
            "refusal": {"reason": "other"},
            "registrationNumber": NUMBER,
            "registeredOn": TODAY.isoformat(),
            "judgment": {"decisionId": "ECLI:LA:PSC:2026:0101.FA.31"},
        }
        if record.state not in TABLE[act].states or (TABLE[act].back and record.before is None):
            with pytest.raises(ActionNotAllowed):
                continued(record, [Action(act, an_author(), content)])
            continue
        record = continued(record, [Action(act, an_author(), content)])
        assert record.state in State
    assert replayed(*record.actions) == record


def test_a_refused_action_names_what_is_allowed() -> None:
    with pytest.raises(ActionNotAllowed) as refusal:
        leads_to(Act.REGISTER, State.NOTIFIED, None)
    assert refusal.value.particulars["current"] == "notified"
    assert "declare" in allowed_in(State.NOTIFIED)
    assert refusal.value.particulars["allowed"] == allowed_in(State.NOTIFIED)
    assert "ຈົດທະບຽນ" in refusal.value.detail("lo")
    assert "register" not in refusal.value.detail("lo")


def test_what_was_cancelled_or_archived_comes_back_to_where_it_stood() -> None:
    record = continued(registered(the_birth()), [Action(Act.CANCEL, an_author(), {})])
    assert record.state is State.CANCELLED
    assert continued(record, [Action(Act.REINSTATE, an_author(), {})]).state is State.REGISTERED
    archived = continued(the_birth(), [Action(Act.REJECT, an_author(), {}), Action(Act.ARCHIVE, an_author(), {})])
    assert continued(archived, [Action(Act.REINSTATE, an_author(), {})]).state is State.REJECTED


def test_every_action_of_the_list_has_its_row_and_every_row_is_of_the_list() -> None:
    listed = set(LISTS.lists["civil-event-action"].codes)
    assert listed == {act.value for act in Act} == {act.value for act in TABLE}
    assert set(LISTS.lists["civil-event-state"].codes) == {state.value for state in State}
    assert set(LISTS.lists["civil-event-kind"].codes) == {kind.value for kind in KINDS}


# --- what facts need


def test_a_complete_declaration_is_declared() -> None:
    record = the_birth()
    assert (record.state, record.flags(TODAY, incomplete=False)) == (State.DECLARED, [])


def test_everything_that_is_missing_is_told_at_once() -> None:
    with pytest.raises(InvalidInput) as refusal:
        an_opening(birthType=None, attendant=None, mother={"name": CHILD_NAME})
    assert {fault.pointer: fault.code for fault in refusal.value.faults} == {
        "/birthType": "required",
        "/attendant": "required",
        "/mother/birthDate": "required",
        "/mother/maritalStatus": "required",
        "/mother/residence": "required",
    }


def test_a_notice_may_be_incomplete_and_says_what_is_missing() -> None:
    record = the_birth(act=Act.NOTIFY, mother=None, attendant=None)
    assert record.state is State.NOTIFIED
    assert needs.lacking(record.kind, record.state, record.facts) == ["/attendant", "/mother"]


@pytest.mark.parametrize("kind", EventKind)
def test_every_kind_needs_something_that_its_form_has(kind: EventKind) -> None:
    pointers = {pointer for need in needs.of(kind, State.REGISTERED) for pointer in (*need.all, *need.one)}
    assert pointers
    members = {field.alias or name for name, field in KINDS[kind].form.model_fields.items()}
    assert {pointer.split("/")[1] for pointer in pointers} <= members


def test_a_child_is_not_named_twice() -> None:
    with pytest.raises(ChildAlreadyNamed):
        declaring.completed(the_birth(), a_registration(childName=CHILD_NAME))


def test_the_name_given_at_registration_completes_the_facts() -> None:
    notice = the_birth(child=UNNAMED)
    record = registered(notice, childName=CHILD_NAME)
    assert at(record.facts, "/child") == {"sex": "male", "name": CHILD_NAME}
    assert at(record.facts, "/mother") == at(notice.facts, "/mother")


def test_an_unnamed_child_is_registered_where_the_list_does_not_ask_for_a_name() -> None:
    record = the_birth(child=UNNAMED)
    assert refused(lambda: registered(record)) == ["child-not-named"]
    country = declaring.Country(the_country().organisations, with_list(civil_rules.LIST), the_country().registering)
    declaring.must_be_registrable(record, record.facts, None, an_author("registrar"), country)


# --- the register


def test_registration_adds_a_number_and_leaves_the_facts_alone() -> None:
    before, after = the_birth(), registered(the_birth())
    assert after.state is State.REGISTERED
    assert after.facts == before.facts
    assert after.registration is not None
    assert after.registration["registrationNumber"] == NUMBER
    assert after.registration["registeredOn"] == "2026-11-20"


@given(st.lists(st.sampled_from(["/child/sex", "/mother/residence", "/father/name/text", "/place"]), max_size=6))
def test_a_corrected_value_is_read_back_and_the_rest_stays(pointers: list[str]) -> None:
    facts: Mapping[str, Any] = birth_facts()
    for number, pointer in enumerate(pointers):
        changed = with_value(facts, pointer, f"value {number}")
        assert at(changed, pointer) == f"value {number}"
        assert with_value(changed, pointer, at(facts, pointer)) == facts
        facts = changed


def test_numbers_can_be_read_out() -> None:
    assert registration_number("0101", EventKind.BIRTH, 2026, 123) == "0101-B-2026-000123"
    assert tracking_id(EventKind.BIRTH, "civ_01kb4m8a2k7y3v5x9w1z6q8r0t") == "B1Z6Q8R0T"
    assert series_of(Seat("registrar-vte", "desk_a")) == ("DESK-A", "REGISTRAR-VTE-DESK-A")


# --- late


@pytest.mark.parametrize(("days", "late"), [(0, False), (30, False), (31, True)])
def test_late_is_more_than_the_limit_after_the_notice(days: int, late: bool) -> None:
    facts = birth_facts(date(2026, 1, 1), noticedOn="2026-03-01")
    due = lateness.due_on(EventKind.BIRTH, facts, LISTS)
    assert (lateness.days_late(due, date(2026, 3, 1) + timedelta(days=days)) > 0) is late


def test_without_a_notice_the_days_count_from_the_event() -> None:
    assert lateness.due_on(EventKind.BIRTH, birth_facts(date(2026, 1, 1)), LISTS) == date(2026, 1, 31)


def test_where_no_rule_says_when_nothing_is_late() -> None:
    lists = with_list(lateness.DEADLINES)
    assert lateness.due_on(EventKind.BIRTH, birth_facts(date(1960, 1, 1)), lists) is None
    assert lateness.days_late(None, TODAY) == 0


def test_a_late_registration_needs_its_reason_and_a_very_late_one_the_office_above() -> None:
    late = the_birth(occurred_on=date(2026, 9, 1))
    assert refused(lambda: registered(late)) == ["late-reason-needed"]
    assert registered(late, lateReason="ທາງຂາດ").state is State.REGISTERED
    very = the_birth(occurred_on=date(1998, 9, 1), lateReason="ທາງຂາດ", mother=a_mother(birthDate=born("1970")))
    with pytest.raises(ApprovalNeeded):
        registered(very)
    assert registered(continued(very, [Action(Act.APPROVE, an_author("registrar"), {})])).state is State.REGISTERED


# --- ages


def born(value: str, precision: str = "year") -> dict[str, str]:
    return {"value": value, "precision": precision}


def mother_age(occurred_on: date, value: str, precision: str = "day") -> Any:
    return derived(EventKind.BIRTH, birth_facts(occurred_on, mother=a_mother(birthDate=born(value, precision))))


@pytest.mark.parametrize(
    ("value", "occurred_on", "years"),
    [
        ("1998-11-18", date(2026, 11, 18), 28),
        ("1998-11-19", date(2026, 11, 18), 27),
        ("1996-02-29", date(2025, 2, 28), 28),
        ("1996-02-29", date(2025, 3, 1), 29),
    ],
)
def test_the_mothers_age_is_in_completed_years(value: str, occurred_on: date, years: int) -> None:
    assert mother_age(occurred_on, value) == {"motherAge": {"years": years, "estimated": False}}


@pytest.mark.parametrize(("value", "precision"), [("1998", "year"), ("1998-04", "month")])
def test_an_age_from_a_date_not_known_to_the_day_is_an_estimate(value: str, precision: str) -> None:
    assert mother_age(date(2026, 11, 18), value, precision) == {"motherAge": {"years": 28, "estimated": True}}


@given(mother=DATES, occurred_on=DATES)
def test_an_age_and_one_year_more_enclose_the_birth(mother: date, occurred_on: date) -> None:
    found = mother_age(occurred_on, mother.isoformat())
    if mother > occurred_on:
        assert found == {}
        return
    years = found["motherAge"]["years"]
    assert (mother.year + years, mother.month, mother.day) <= (occurred_on.year, occurred_on.month, occurred_on.day)
    assert (mother.year + years + 1, mother.month, mother.day) > (occurred_on.year, occurred_on.month, occurred_on.day)


# --- rules


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ("2017-01-01", ["motherYoung"]),
        ("2016-11-18", []),
        ("1971-11-18", []),
        ("1970-11-18", ["motherOld"]),
    ],
)
def test_an_unusual_age_is_asked_about_and_not_refused(value: str, codes: list[str]) -> None:
    record = the_birth(mother=a_mother(birthDate=born(value, "day")))
    assert [warning["code"] for warning in record.warnings] == codes
    assert record.flags(TODAY, incomplete=False) == ["unusual"] * bool(codes)


def faults_of(**other: Any) -> dict[str | None, str]:
    faults = impossibilities(EventKind.BIRTH, birth_facts(**other), TODAY)
    return {fault.pointer: fault.code for fault in faults}


def test_a_possible_birth_has_no_fault() -> None:
    assert faults_of(noticedOn="2026-11-18") == {}


@pytest.mark.parametrize("day", [date(2026, 11, 21), date(2090, 11, 18)])
def test_nothing_is_declared_before_it_happens(day: date) -> None:
    assert faults_of(occurred_on=day)["/occurredOn"] == "future-date"


def test_a_notice_comes_after_its_birth_and_not_from_the_future() -> None:
    assert faults_of(noticedOn="2026-11-17") == {"/noticedOn": "before-event"}
    assert faults_of(noticedOn="2026-11-25") == {"/noticedOn": "future-date"}


@pytest.mark.parametrize("told", [("2026-11-19", "day"), ("2027", "year")])
def test_a_mother_is_older_than_her_child(told: tuple[str, str]) -> None:
    assert faults_of(mother=a_mother(birthDate=born(*told))) == {"/mother/birthDate": "born-after"}


@pytest.mark.parametrize("value", ["1998-02-30", "1998-13-01", "ຫກຈດ-01-01"])
def test_a_date_that_does_not_exist_is_named(value: str) -> None:
    assert faults_of(mother=a_mother(birthDate=born(value, "day"))) == {"/mother/birthDate/value": "format"}


def test_the_day_in_laos_decides_what_is_the_future() -> None:
    late_evening_utc = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)  # one in the morning of the 21st in Vientiane
    assert an_opening(at=late_evening_utc, occurred_on=date(2026, 11, 21)).kind is Act.DECLARE


DYING = {"sex": "female", "birthDate": born("1990-05-05", "day")}


@pytest.mark.parametrize(
    ("deceased", "codes"),
    [
        (DYING, []),
        (DYING | {"sex": "male"}, ["pregnancy-ages"]),
        (DYING | {"birthDate": born("2015-05-05", "day")}, ["pregnancy-ages"]),
        (DYING | {"birthDate": born("1970-05-05", "day")}, ["pregnancy-ages"]),
        (DYING | {"birthDate": born("2011")}, []),
        ({"sex": "female"}, []),
    ],
    ids=["a woman of 36", "a man", "a girl", "a woman of 56", "who may be 15", "nobody knows her age"],
)
def test_only_the_death_of_a_woman_of_15_to_49_is_related_to_pregnancy(
    deceased: dict[str, Any], codes: list[str]
) -> None:
    facts = {"occurredOn": "2026-11-16", "pregnancyRelated": True, "deceased": deceased}
    found = rules.findings(EventKind.DEATH, facts, LISTS, TODAY)
    assert [fault.code for fault in found.faults] == codes


def test_a_rule_holds_on_the_day_of_the_event() -> None:
    rule = {"events": ["marriage"], "check": "ageAtLeast", "of": "/bride/birthDate", "severity": "refuse"}
    lists = with_list(
        civil_rules.LIST,
        rule | {"code": "early", "years": 16, "to": date(1990, 11, 28)},
        rule | {"code": "since", "years": 18, "from": date(1990, 11, 29)},
    )
    for day, codes in ((date(1990, 11, 28), []), (date(1990, 11, 29), ["since"])):
        facts = {"occurredOn": day.isoformat(), "bride": {"birthDate": born("1973-11-01", "day")}}
        found = rules.findings(EventKind.MARRIAGE, facts, lists, TODAY)
        assert [fault.code for fault in found.faults] == codes
        assert all("18" in fault.lo and "18" in fault.en for fault in found.faults)


@pytest.mark.parametrize(
    ("in_books", "codes", "warned"),
    [(None, ["odd"], []), ("refuse", ["odd"], []), ("flag", [], ["odd"]), ("exempt", [], [])],
)
def test_the_row_of_a_rule_says_what_it_does_to_an_entry_of_an_old_book(
    in_books: str | None, codes: list[str], warned: list[str]
) -> None:
    rule = {"code": "odd", "events": ["birth"], "check": "given", "of": "/child/name", "severity": "refuse"}
    lists = with_list(civil_rules.LIST, rule if in_books is None else rule | {"inBooks": in_books})
    facts = {"occurredOn": "2015-03-21", "child": {"sex": "male", "notYetNamed": "custom"}}
    found = rules.findings(EventKind.BIRTH, facts, lists, TODAY, of_a_book=True)
    assert [fault.code for fault in found.faults] == codes
    assert [warning["code"] for warning in found.warnings] == warned
    declared = rules.findings(EventKind.BIRTH, facts, lists, TODAY)
    assert (declared.faults, declared.warnings) == ([], []), "a name is asked for when the event is registered"


OF_BOOKS = {
    EventKind.BIRTH: {"/child/name"},
    EventKind.DEATH: {"/deceased/name"},
    EventKind.FETAL_DEATH: {"/mother"},
    EventKind.MARRIAGE: {"/bride/name", "/groom/name"},
    EventKind.DIVORCE: {"/wife/name", "/husband/name"},
    EventKind.ADOPTION: {"/child/name"},
    EventKind.RECOGNITION: {"/child/name"},
    EventKind.NAME_CHANGE: {"/person/name"},
    EventKind.GUARDIANSHIP: {"/ward/name"},
}


@pytest.mark.parametrize("kind", EventKind)
def test_an_entry_of_an_old_book_says_whom_it_is_about_when_and_where(kind: EventKind) -> None:
    faults = needs.unmet(kind, {}, State.REGISTERED, of_a_book=True)
    assert {fault.pointer for fault in faults} == {"/occurredOn", "/place"} | OF_BOOKS[kind]
    if kind is EventKind.FETAL_DEATH:
        facts = {"occurredOn": "2015-03-21", "place": "0101", "mother": {}}
        (fault,) = needs.unmet(kind, facts, State.REGISTERED, of_a_book=True)
        assert fault.pointer == "/mother/name"


def test_an_old_book_cannot_state_what_excludes_itself() -> None:
    facts = {"occurredOn": "2015-03-21", "place": "0101", "abroad": {}, "ward": {"name": CHILD_NAME}}
    (fault,) = needs.unmet(EventKind.GUARDIANSHIP, facts, State.REGISTERED, of_a_book=True)
    assert fault.code == "one-too-many"


def test_a_rule_that_cannot_be_followed_is_left_out_and_named() -> None:
    odd = {"code": "odd", "events": ["birth"], "check": "ageAtLeast", "of": "/mother/birthDate", "severity": "refuse"}
    lists = with_list(civil_rules.LIST, odd, odd | {"code": "unknown", "check": "magic"})
    assert civil_rules.rules_in(lists) == {}
    assert civil_rules.broken_in(lists) == ["odd", "unknown"]
    assert civil_rules.broken_in(LISTS) == []


@pytest.mark.parametrize(
    ("child", "parent", "codes"),
    [("2020-01-01", "1996-01-01", []), ("2020-01-01", "2018-01-01", ["parent-too-young"]), ("2020-01-01", "2015", [])],
    ids=["a father", "a brother", "who may be old enough"],
)
def test_who_recognises_a_child_is_older(child: str, parent: str, codes: list[str]) -> None:
    facts = {
        "occurredOn": "2026-11-16",
        "child": {"birthDate": born(child, "day")},
        "parent": {"birthDate": born(parent, "year" if len(parent) == 4 else "day")},
    }
    assert [fault.code for fault in rules.findings(EventKind.RECOGNITION, facts, LISTS, TODAY).faults] == codes


# --- the UN's examples


def un_births() -> list[dict[str, str]]:
    with (Path(__file__).parent / "data" / "created_birth_data.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_no_printed_age_of_the_uns_examples_agrees_with_its_dates() -> None:
    """Which is why derived items are computed and never accepted."""
    printed = [(row["birth1a"], row["birth3a"], int(row["birth3b"])) for row in un_births()]
    computed = [mother_age(date.fromisoformat(day), told) for day, told, _ in printed]
    assert len(printed) == 100
    expected = [{"motherAge": {"years": stated, "estimated": False}} for _, _, stated in printed]
    assert all(found != stated for found, stated in zip(computed, expected, strict=True))


def test_registration_before_the_birth_is_found_in_46_of_the_uns_examples() -> None:
    early = [
        row
        for row in un_births()
        if impossibilities(
            EventKind.BIRTH,
            birth_facts(date.fromisoformat(row["birth1a"]), mother=None),
            date.fromisoformat(row["birth1b"]),
        )
    ]
    assert len(early) == 46
