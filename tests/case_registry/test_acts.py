"""Who acts in a case: nothing outside the table is done, and birth and roles say what may be done with people."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.catalogue import Catalogue
from contracts.national.shared.partial_date import PartialDate
from contracts.seats import Seat, SeatRule
from services.case_registry.domain.acts import RULES, Act, must_be_allowed, must_keep, parse
from services.case_registry.domain.case_state import CaseState
from services.case_registry.domain.decisions import series_of
from services.case_registry.domain.history import replay
from services.case_registry.domain.participants import CHAIN, SPEAKERS, is_juvenile
from services.case_registry.domain.procedure import PROCEDURE
from services.case_registry.domain.procedure import parse as parse_procedure
from services.case_registry.domain.proceedings import ProceedingState, SeatHeld
from services.case_registry.domain.seat_conditions import union
from services.case_registry.domain.table import TABLE, TableBroken
from services.case_registry.domain.words import Instance, Kind, Part, Restriction, Status
from services.case_registry.errors.acts import ActNotAllowed, OtherKinds
from services.case_registry.errors.moves import FileElsewhere
from services.case_registry.errors.prosecution import AnotherOffice
from services.case_registry.errors.seats import OtherOffices
from services.case_registry.store.history import entries, locked_state
from tests.case_registry.builders import COURT, KINDS, POLICE, PROSECUTOR
from tests.case_registry.country import CATEGORIES, an_actor
from tests.case_registry.court_builders import a_hearing, a_person, in_trial, posted
from tests.case_registry.court_builders import sitting as sits
from tests.support.service import ServiceUnderTest

DAY = date(2026, 3, 2)
FILE = Seat("holder", "0101")
NEXT_DOOR = Seat("holder", "0202")
STRANGER = Seat("stranger", "0101")


def a_case_state(status: Status, category: str = "criminal") -> CaseState:
    return CaseState(
        case_id="cas_1",
        category=category,
        restriction=Restriction.NONE,
        status=status,
        moved_on=DAY,
        responsible=FILE,
        involved=frozenset({(FILE, Part.FILE), *((Seat("involved", part.value), part) for part in Part)}),
        version=1,
    )


@given(
    act=st.sampled_from(Act),
    status=st.sampled_from(Status),
    category=st.sampled_from(CATEGORIES),
    kind=st.sampled_from(KINDS),
    seat=st.sampled_from([FILE, NEXT_DOOR, STRANGER, *(Seat("involved", part.value) for part in Part)]),
)
def test_nothing_outside_the_table_is_done(act: Act, status: Status, category: str, kind: str, seat: Seat) -> None:
    state, actor = a_case_state(status, category), an_actor(seat, kind, over=(FILE,))
    rows = [
        row
        for row in RULES
        if row.act is act
        and kind in {each.value for each in row.by}
        and status in row.at
        and actor.way_of(state) in row.way
    ]
    parts = {part for whose, part in state.involved if whose == seat}
    allowed = any(
        seat == FILE
        or row.office.seat is SeatRule.BESIDE
        or (row.office.seat is SeatRule.ROLE and parts & (row.office.parts or set(Part)))
        or (row.office.seat is SeatRule.ABOVE and seat != FILE)
        for row in rows
    )
    if allowed:
        must_be_allowed(state, actor, act, DAY)
    else:
        with pytest.raises((FileElsewhere, OtherOffices) if rows else ActNotAllowed):
            must_be_allowed(state, actor, act, DAY)


def test_every_act_has_a_row() -> None:
    assert {row.act for row in RULES} == set(Act)


def test_in_a_joined_case_nothing_is_begun_and_what_waits_there_is_ended() -> None:
    assert {row.act for row in RULES if Status.JOINED in row.at} == {
        *(Act.GIVE_STATEMENT, Act.WITHDRAW_STATEMENT, Act.DECIDE_CALLED_UP_FILE, Act.WITHDRAW_CALLED_UP_FILE),
        *(Act.AWAIT_STATEMENT, Act.WITHDRAW_REQUEST),  # what a court asked for is entered, or taken back
        *(Act.CONCLUDE_HEARING, Act.CORRECT_CASE),
    }
    with pytest.raises(ActNotAllowed) as refused:
        must_be_allowed(a_case_state(Status.JOINED), an_actor(FILE, Kind.POLICE), Act.CONCLUDE_HEARING, DAY)
    assert refused.value.particulars["allowedAt"] == []


@pytest.mark.parametrize("over", [(), (FILE, Seat("involved", "charge"))], ids=["next door", "above"])
def test_no_other_office_of_the_member_acts_not_even_one_above(over: tuple[Seat, ...]) -> None:
    desk = an_actor(NEXT_DOOR, Kind.PROSECUTOR, over=over)
    with pytest.raises(FileElsewhere, match="holder/0101"):
        must_be_allowed(a_case_state(Status.CHARGED), desk, Act.FILE_CHARGE, DAY)
    with pytest.raises(OtherOffices) as refused:
        must_be_allowed(a_case_state(Status.CHARGED), desk, Act.WITHDRAW_CHARGE, DAY)
    assert refused.value.particulars["offices"] == ["involved/charge"]
    assert "involved/charge" in refused.value.detail("lo")


def test_a_row_may_let_an_office_above_withdraw_a_charge() -> None:
    (row,) = parse(
        '[[acts]]\nact = "withdrawCharge"\nby = ["prosecutor"]\nseat = "above"\nparts = ["charge"]\nbasis = "filled"\n'
    )
    province = an_actor(NEXT_DOOR, "prosecutor", level="province", over=(Seat("involved", "charge"),))
    assert row.office.is_met(a_case_state(Status.IN_TRIAL), province)
    assert not row.office.is_met(a_case_state(Status.IN_TRIAL), an_actor(STRANGER, "prosecutor"))


def test_a_row_may_ask_for_a_kind_and_a_level_of_the_office() -> None:
    (row,) = parse(
        '[[acts]]\nact = "decideCharge"\nby = ["court"]\nseat = "own"\nkinds = ["court"]\nlevels = ["zone"]\n'
        'basis = "filled"\n'
    )
    state = a_case_state(Status.IN_TRIAL)
    assert row.office.is_met(state, an_actor(FILE, "court", level="zone"))
    assert not row.office.is_met(state, an_actor(FILE, "court", level="province"))
    assert not row.office.is_met(state, an_actor(FILE, "ministry", level="zone"))


def test_the_tables_name_kinds_and_levels_of_their_national_lists() -> None:
    offices = [row.office for row in RULES]
    offices += [row.office for row in TABLE.moves] + [row.office for row in TABLE.hand_overs]
    for codelist, named in (
        ("office-kind", union(office.kinds for office in offices)),
        ("office-level", union(office.levels for office in offices)),
    ):
        assert set(named) <= set(Catalogue.load().codelist(codelist).codes)


@pytest.mark.parametrize("state", [None, a_case_state(Status.IN_TRIAL)], ids=["the figures", "an entry"])
def test_a_register_is_kept_by_its_own_office_and_by_one_of_its_kind(state: CaseState | None) -> None:
    act = Act.REPORT_REGISTER if state is None else Act.GIVE_STATEMENT
    must_keep(NEXT_DOOR, an_actor(NEXT_DOOR, "prosecutor"), act, DAY, state)
    with pytest.raises(AnotherOffice, match="holder/0202"):
        must_keep(NEXT_DOOR, an_actor(FILE, "prosecutor", over=(NEXT_DOOR,)), act, DAY, state)
    with pytest.raises(OtherKinds if state is None else ActNotAllowed) as refused:
        must_keep(NEXT_DOOR, an_actor(NEXT_DOOR, "court"), act, DAY, state)
    assert refused.value.particulars["allowedBy"] == ["prosecutor"]


@pytest.mark.parametrize(
    "row",
    [
        'act = "dance"\nby = ["court"]\nseat = "own"',
        'act = "fileCharge"\nby = ["choir"]\nseat = "own"',
        'act = "fileCharge"\nby = []\nseat = "own"\nwhen = 1',
        'act = "fileCharge"\nby = ["court"]',
        'act = "fileCharge"\nby = ["court"]\nseat = "beside"\nparts = ["file"]',
        'act = "giveStatement"\nby = ["court"]\nseat = "role"\nparts = ["file"]',
    ],
    ids=["unknown act", "unknown kind", "unknown condition", "no seat", "a part of nothing", "a part in a register"],
)
def test_a_table_that_nobody_can_follow_does_not_load(row: str) -> None:
    with pytest.raises(TableBroken):
        parse(f'[[acts]]\n{row}\nbasis = "filled"\n')


@pytest.mark.parametrize(
    ("birth", "juvenile"),
    [
        (("2008-03-02", "day"), False),
        (("2008-03-03", "day"), True),
        (("2008-03", "month"), True),
        (("2008-02", "month"), False),
        (("2008", "year"), True),
        (("2007", "year"), False),
    ],
    ids=["18 today", "18 tomorrow", "perhaps this month", "last month", "perhaps this year", "last year"],
)
def test_who_may_be_a_juvenile_is_treated_as_one(birth: tuple[str, str], juvenile: bool) -> None:
    value, precision = birth
    assert is_juvenile(PartialDate(value=value, precision=precision), DAY) is juvenile


def test_nobody_is_a_juvenile_without_a_birth_date() -> None:
    assert not is_juvenile(None, DAY)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_a_birth_on_29_february_and_every_other_day_has_an_age(day: date) -> None:
    born = PartialDate(value="2008-02-29", precision="day")
    assert is_juvenile(born, day) == (day < date(2026, 3, 1))


def test_three_judges_sit_and_the_figure_is_data() -> None:
    assert PROCEDURE.judges(Instance.APPEAL, DAY) == 3
    empty = "".join(f"{name} = []\n" for name in ("juveniles", "unknown_acts", "panels", "levels", "courts", "ranks"))
    assert parse_procedure(empty).judges(Instance.APPEAL, DAY) == 1


@pytest.mark.parametrize(
    ("codelist", "words"),
    [("participant-role", CHAIN), ("participant-role", SPEAKERS)],
    ids=["chain of roles", "who speaks"],
)
def test_the_rules_know_only_codes_of_their_national_list(codelist: str, words: frozenset[str]) -> None:
    assert {str(word) for word in words} <= set(Catalogue.load().codelist(codelist).codes)


@given(st.integers(0, 40), st.integers(1, 40))
def test_a_seat_that_changes_hands_is_never_empty_and_never_held_twice(first: int, length: int) -> None:
    begins, changes = DAY, DAY + timedelta(days=first + 1)
    seats = (
        SeatHeld("J-1", "presiding", begins, changes),
        SeatHeld("J-2", "presiding", changes),
    )
    held = ProceedingState(
        proceeding_id="pro_1", level=Instance.APPEAL, court=FILE, started_on=begins, ended_on=None, seats=seats
    )
    assert len(held.judges_on(begins + timedelta(days=length))) == 1


@pytest.mark.parametrize(
    ("court", "series"),
    [
        (Seat("psc", "0101"), "ECLI:LA:PSC:2026:0101.CR"),
        (Seat("psc", "hq"), "ECLI:LA:PSC:2026:HQ.CR"),
        (Seat("people-court-of-nowhere", "zone-7-of-the-far-north"), "ECLI:LA:PEOPLEC:2026:ZONE7OFTHEFAR.CR"),
    ],
    ids=["an office", "the head office", "long codes"],
)
def test_a_decision_is_numbered_in_the_form_of_ecli(court: Seat, series: str) -> None:
    assert series_of(court, "CR", 2026) == series


async def test_what_happens_to_people_and_in_court_is_replayed_with_the_rest(registry: ServiceUnderTest) -> None:
    case_id = await in_trial(registry)
    await posted(registry, f"/cases/{case_id}/participants", a_person(), COURT)
    proceeding = await sits(registry, case_id)
    await posted(registry, f"/cases/{case_id}/hearings", a_hearing(proceeding), COURT)
    async with registry.units.open() as unit:
        now = await locked_state(unit, case_id, sight=None)
        assert replay(await entries(unit, case_id)) == now
        assert now is not None
        assert now.involved == {
            (POLICE.seat, Part.FILE),
            (PROSECUTOR.seat, Part.FILE),
            (PROSECUTOR.seat, Part.CHARGE),
            (COURT.seat, Part.FILE),
            (COURT.seat, Part.COURT),
        }
