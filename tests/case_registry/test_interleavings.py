"""Whatever offices do in whatever order, cases stand where the tables lead, and nothing stays behind with a court.

A small country of cases in memory: every step is one that the rules allow at that moment, and does to proceedings and
hearings what the verbs do to theirs.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.national.justice.case_splitting import CaseSplitting
from contracts.problems import Problem
from contracts.seats import Seat
from services.case_registry.domain import acts, joins, splits
from services.case_registry.domain.acts import Act
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.cases import Opened
from services.case_registry.domain.facts import Entry, Fact, Role
from services.case_registry.domain.hand_overs import HandedOver, Recalled, SentBack, TakenOver
from services.case_registry.domain.history import next_state, replay
from services.case_registry.domain.joins import CarriesOn, GivenBack, JoinedInto, JoinUndone
from services.case_registry.domain.known import Contents, known
from services.case_registry.domain.moves import Moved, moves_of
from services.case_registry.domain.needs import ENDED, UNDECIDED
from services.case_registry.domain.participants import HeldRole, Person
from services.case_registry.domain.proceedings import ProceedingState
from services.case_registry.domain.splits import SplitFrom, SplitOff
from services.case_registry.domain.stays import Exit, Stage, Stay, told
from services.case_registry.domain.table import TABLE, Need
from services.case_registry.domain.transfers import comes_from_a_court, left_behind
from services.case_registry.domain.words import Instance, Kind, Relation, Restriction, Status
from services.case_registry.domain.yearly import Counts
from tests.case_registry.country import an_actor

FIRST: Final = date(2026, 11, 1)
NOON: Final = datetime(2026, 11, 1, 5, tzinfo=UTC)
DISTRICT, PROVINCE, SUPREME = Seat("psc", "0101"), Seat("psc", "01"), Seat("psc", "hq")
COURTS: Final = (DISTRICT, PROVINCE, SUPREME)
ACTORS: Final = {
    actor.seat: actor
    for actor in (
        an_actor(Seat("police", "0101"), "police", level="district"),
        an_actor(Seat("ospp", "0101"), "prosecutor", level="district"),
        an_actor(DISTRICT, "court", level="district"),
        an_actor(PROVINCE, "court", level="province", over=(DISTRICT,)),
        an_actor(SUPREME, "court", level="central", over=(DISTRICT, PROVINCE)),
        an_actor(Seat("moj", "0101"), "justice", level="district"),
    )
}
MOST_CASES: Final = 6  # so that each goes far
LED: Final = {(row.source, row.target) for row in TABLE.moves}


@dataclass
class Kept:
    """What the registry keeps of a case: its history, and what is open in it."""

    entries: list[Entry]
    state: CaseState
    sender: Kind | None = None
    proceedings: list[Seat] = field(default_factory=list)  # the courts of those that are open
    hearings: list[Seat] = field(default_factory=list)  # the courts of those to come
    before_joining: CaseState | None = None

    @property
    def contents(self) -> Contents:
        return known(self.entries).contents


class Country:
    """Cases, and all that may be done to them next."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.day, self.cases = chance, FIRST, dict[str, Kept]()
        for number, category in enumerate(("criminal", "criminal", "civil")):
            by = DISTRICT if category == "civil" else Seat("police", "0101")
            status = Status.FILED_IN_COURT if category == "civil" else Status.REPORTED
            people = tuple(
                Role(participant=f"ptc_01k9s0zt4r7q2v5x8y1a3b6c{number}{place}", role="suspect") for place in range(3)
            )
            self.open(f"cas_{number}", category, by, status, people)
        self.people = sorted(person for case in self.cases.values() for person in case.contents.participants)

    def open(self, name: str, category: str, by: Seat, status: Status, people: tuple[Role, ...] = ()) -> None:
        opened = Opened(
            case=name,
            category=category,
            restriction=Restriction.NONE,
            status=status,
            number=name,
            by_court=by in COURTS,
            participants=people,
        )
        entry = Entry(1, opened, self.day, NOON, by)
        self.cases[name] = Kept([entry], next_state(None, entry))

    def record(self, case: Kept, fact: Fact, by: Seat) -> None:
        entry = Entry(case.state.version + 1, fact, self.day, NOON, by)
        case.entries.append(entry)
        case.state = next_state(case.state, entry)

    def step(self) -> None:
        self.day += timedelta(days=self.chance.randrange(6))
        case = self.chance.choice(list(self.cases.values()))
        often = (self.move, self.move, self.move, self.hand_over, self.hand_over, self.sit)
        doing = self.chance.choice((*often, *often, self.split, self.join, self.undo))
        doing(case)

    def move(self, case: Kept) -> None:
        state = case.state
        found = [
            (actor, row)
            for actor in ACTORS.values()
            for row in moves_of(state, actor, self.day)
            if row.office.is_met(state, actor)
            and not (state.court_awaited and state.court and actor.is_a(Kind.COURT) and not actor.is_own(state.court))
            and not (row.needs & {Need.JUDGMENT, Need.FINAL_DECISION} and set(case.proceedings) - {actor.seat})
        ]
        if not found:
            return
        actor, row = self.chance.choice(found)
        if Need.JUDGMENT in row.needs or Need.FINAL_DECISION in row.needs:
            case.proceedings = []  # the judgment ends them
            case.hearings = []
        court = self.chance.choice(COURTS) if Need.COURT in row.needs else None
        outcome = min(row.outcome) if row.outcome else None
        if row.target in ENDED or outcome in UNDECIDED:
            case.proceedings, case.hearings = [], []
        moved = Moved(source=state.status, target=row.target, court=court, outcome=outcome)
        self.record(case, moved, actor.seat)

    def hand_over(self, case: Kept) -> None:
        state = case.state
        if state.offered_to is not None:
            taker = ACTORS[state.offered_to]
            answer = self.chance.choice((TakenOver, TakenOver, SentBack, Recalled))
            if answer is Recalled:
                return self.record(case, Recalled(hand_over="h", reason="ມອບຜິດ"), state.responsible)
            if answer is SentBack:
                return self.record(case, SentBack(hand_over="h", reason="ບໍ່ຄົບ"), taker.seat)
            self.record(case, TakenOver(hand_over="h", by_court=taker.is_a(Kind.COURT)), taker.seat)
            if case.sender is not None and comes_from_a_court(case.sender):
                left = {each.court for each in left_behind(map(as_open, case.proceedings), taker)}
                case.proceedings = [court for court in case.proceedings if court not in left]
                case.hearings = [court for court in case.hearings if court not in left]
            return None
        sender = ACTORS[state.responsible]
        receivers = [
            actor.seat
            for actor in ACTORS.values()
            if actor.seat != sender.seat
            and TABLE.ways(sender.kind, actor.kind, state.status, state.previous)
            and not (state.court_awaited and actor.is_a(Kind.COURT) and actor.seat != state.court)
        ]
        if receivers:
            case.sender = Kind(sender.kind)
            fact = HandedOver(hand_over="h", to=self.chance.choice(receivers), sender_kind=case.sender)
            self.record(case, fact, sender.seat)
        return None

    def sit(self, case: Kept) -> None:
        """Open proceedings with a hearing, where the court that has the file may."""
        actor = ACTORS[case.state.responsible]
        if self.may(case, actor, Act.OPEN_PROCEEDING) and actor.seat not in case.proceedings:
            case.proceedings.append(actor.seat)
            case.hearings.append(actor.seat)

    def split(self, case: Kept) -> None:
        actor, contents = ACTORS[case.state.responsible], case.contents
        if not contents.participants or len(self.cases) > MOST_CASES or not self.may(case, actor, Act.SPLIT_CASE):
            return
        people = {
            each: Person(participant_id=each, roles=(HeldRole("suspect", FIRST),)) for each in contents.participants
        }
        going = self.chance.choice(contents.participants)
        stated = {"number": "1", "splitOn": self.day, "reason": "ແຍກ", "participantIds": [going]}
        wanted = CaseSplitting.model_validate(stated)
        try:
            plan = splits.plan_of(wanted, people, {}, {})
            splits.must_be_possible(plan, case.state, actor, people, {})
        except Problem:
            assert case.state.offered_to is not None or len(contents.participants) == 1, "the last one, or on its way"
            return
        was, name = case.state, f"cas_{len(self.cases)}"
        self.open(name, was.category, actor.seat, splits.status_of(plan, was, actor))
        new = self.cases[name]
        self.record(case, SplitOff(other=name, participants=plan.moved, charges={}), actor.seat)
        stays_there = new.state.status is was.status
        origin = SplitFrom(
            other=was.case_id,
            participants=plan.moved,
            copied={},
            charges={},
            previous=was.previous if stays_there else was.status,
            moved_on=was.moved_on if stays_there else self.day,
            court=was.court,
            court_awaited=was.court_awaited,
            involved=tuple(sorted(was.involved)),
        )
        self.record(new, origin, actor.seat)

    def join(self, case: Kept) -> None:
        into = self.chance.choice(list(self.cases.values()))
        actor = ACTORS[case.state.responsible]
        if (
            into is case
            or case.hearings
            or not (self.may(case, actor, Act.JOIN_CASE) and self.may(into, actor, Act.JOIN_CASE))
        ):
            return
        try:
            joins.must_be_joinable(case.state, into.state, actor, self.day)
        except Problem:
            return
        was, people = case.state, tuple(case.contents.participants)
        ended = JoinedInto(
            other=into.state.case_id,
            participants=people,
            charges={},
            status=was.status,
            previous=was.previous,
            moved_on=was.moved_on,
        )
        carries = CarriesOn(other=was.case_id, participants=people, charges={}, involved=tuple(sorted(was.involved)))
        case.before_joining = was
        self.record(case, ended, actor.seat)
        self.record(into, carries, actor.seat)

    def undo(self, case: Kept) -> None:
        other = self.chance.choice(list(self.cases.values()))
        if other is case:
            return
        try:
            was, carried = joins.to_be_undone(case.entries, other.entries)
        except Problem:
            return
        by = other.state.responsible
        back = {"correction": "cor_1", "participants": was.participants, "charges": {}}
        self.record(other, GivenBack(other=case.state.case_id, removed=(), **back), by)
        undone = JoinUndone(
            other=other.state.case_id, status=was.status, previous=was.previous, moved_on=was.moved_on, **back
        )
        self.record(case, undone, by)
        assert carried.other == case.state.case_id
        assert case.before_joining is not None
        assert (case.state.status, case.state.previous) == (case.before_joining.status, case.before_joining.previous)

    def may(self, case: Kept, actor: Actor, act: Act) -> bool:
        try:
            acts.must_be_allowed(case.state, actor, act, self.day)
        except Problem:
            return False
        return True


def as_open(court: Seat) -> ProceedingState:
    return ProceedingState(
        proceeding_id="pro_1", level=Instance.FIRST_INSTANCE, court=court, started_on=FIRST, ended_on=None, seats=()
    )


def led(case: Kept) -> bool:
    """Tell whether every step of the case is one of the tables."""
    state: CaseState | None = None
    for entry in case.entries:
        before, state = state, next_state(state, entry)
        goes = before is None or before.status is state.status or (before.status, state.status) in LED
        if not goes and not isinstance(entry.fact, SplitFrom | JoinedInto | JoinUndone):
            return False
    return True


def counted(stays: list[Stay], year: int) -> Counts:
    """Count as the yearly tables do."""
    there = [s for s in stays if s.began_on.year <= year and (s.ended_on is None or s.ended_on.year >= year)]
    left = [s.exit for s in there if s.ended_on is not None and s.ended_on.year == year]
    return Counts(
        carried=sum(s.began_on.year < year for s in there),
        received=sum(s.began_on.year == year and s.came_from is not Status.SUSPENDED for s in there),
        resumed=sum(s.began_on.year == year and s.came_from is Status.SUSPENDED for s in there),
        decided=left.count(Exit.DECIDED),
        passed_on=left.count(Exit.PASSED_ON),
        otherwise=sum(how not in {Exit.DECIDED, Exit.PASSED_ON} for how in left),
    )


@settings(max_examples=60)
@given(st.randoms(use_true_random=False), st.integers(0, 90))
def test_any_interleaving_leads_to_states_of_the_table_and_leaves_nothing_behind(
    chance: random.Random, steps: int
) -> None:
    country = Country(chance)
    for _ in range(steps):
        country.step()
        for case in country.cases.values():
            has_the_file = case.state.responsible
            assert set(case.proceedings) <= {has_the_file}, "open at a court that has not got the file"
            assert set(case.hearings) <= set(case.proceedings), "a judge or a room is reserved for nothing"
    people: list[str] = []
    for case in country.cases.values():
        assert led(case)
        assert replay(case.entries) == case.state
        contents = case.contents
        people += contents.participants
        joined = case.state.status is Status.JOINED
        assert not (joined and (contents.participants or case.state.offered_to)), "nothing goes on in a joined case"
        assert not joined or any(kind is Relation.JOINED_WITH for kind, _ in contents.relations)
    assert sorted(people) == country.people, "nobody is lost, and nobody is in two cases"


@settings(max_examples=60)
@given(st.randoms(use_true_random=False), st.integers(0, 120))
def test_the_yearly_tables_add_up_whatever_happened(chance: random.Random, steps: int) -> None:
    country = Country(chance)
    for _ in range(steps):
        country.step()
    stays = [stay for case in country.cases.values() for stay in told(case.entries)]
    for year in range(FIRST.year, country.day.year + 1):
        end, sums = date(year, 12, 31), Counts()
        for court in COURTS:
            mine = [stay for stay in stays if stay.office == court and stay.stage is not Stage.PROSECUTION]
            counts = counted(mine, year)
            still = sum(s.began_on <= end and (s.ended_on is None or s.ended_on > end) for s in mine)
            assert counts.pending == still
            assert counted(mine, year + 1).carried == still, "what is pending is carried over"
            sums = Counts(
                **{
                    name: getattr(sums, name) + getattr(counts, name)
                    for name in ("carried", "received", "resumed", "decided", "passed_on", "otherwise")
                }
            )
        of_all = [stay for stay in stays if stay.office in COURTS and stay.stage is not Stage.PROSECUTION]
        assert sums == counted(of_all, year)
