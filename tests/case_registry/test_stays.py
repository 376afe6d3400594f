"""Stays of cases before offices: they follow from the history, and figures counted from them add up."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contracts.catalogue import Catalogue
from contracts.seats import Seat
from services.case_registry.domain.cases import Opened
from services.case_registry.domain.criminal_work import PARTS, RESUMED_FROM, Row, Tally, figures, month_ends, part_of
from services.case_registry.domain.facts import Entry, Fact
from services.case_registry.domain.hand_overs import TakenOver
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.registers import MONTHS
from services.case_registry.domain.stays import Exit, Stage, Stay, told
from services.case_registry.domain.words import Restriction, Status

CASE = "cas_01k9s0zt4r7q2v5x8y1a3b6c9d"
POLICE, ZONE, PROVINCE = Seat("police", "0101"), Seat("ospp", "0101"), Seat("ospp", "01")
COURT, HIGHER, SUPREME = Seat("psc", "0101"), Seat("psc", "01"), Seat("psc", "hq")
OTHER = Seat("psc", "0102")
YEAR = 2026


class Story:
    """A history in the making: who has the file, and where the case stands."""

    def __init__(self, by: Seat = POLICE, *, status: Status = Status.REPORTED) -> None:
        self.entries: list[Entry] = []
        self.status, self.day = status, date(YEAR, 1, 10)
        opened = Opened(
            case=CASE,
            category="criminal",
            restriction=Restriction.NONE,
            status=status,
            number="1",
            by_court=by == COURT,
        )
        self.add(opened, by)

    def add(self, fact: Fact, by: Seat, days: int = 10) -> None:
        self.day += timedelta(days=days)
        self.entries.append(Entry(len(self.entries) + 1, fact, self.day, None, by))  # type: ignore[arg-type]  # nobody asks when

    def move(self, by: Seat, *targets: Status, **other: Any) -> "Story":
        for target in targets:
            self.add(Moved(source=self.status, target=target, **other), by)
            self.status = target
        return self

    def take(self, by: Seat) -> "Story":
        self.add(TakenOver(hand_over="h", by_court=by.member == "psc"), by)
        return self

    @property
    def stays(self) -> list[tuple[Stage, Seat, Exit | None, bool]]:
        return [(stay.stage, stay.office, stay.exit, stay.counted) for stay in told(self.entries)]


def with_the_prosecutor() -> Story:
    story = Story().move(POLICE, Status.UNDER_INVESTIGATION, Status.FILE_SENT_TO_PROSECUTOR)
    assert story.stays == []
    return story.take(ZONE)


def judged() -> Story:
    story = with_the_prosecutor().move(ZONE, Status.CHARGED, Status.FILED_IN_COURT).take(COURT)
    return story.move(COURT, Status.ACCEPTED, Status.IN_TRIAL, Status.JUDGED_FIRST_INSTANCE)


def test_a_case_is_with_the_prosecutor_and_then_before_the_court() -> None:
    assert judged().stays == [
        (Stage.PROSECUTION, ZONE, Exit.CHARGED, True),
        (Stage.FIRST_INSTANCE, COURT, Exit.DECIDED, True),
    ]


def test_an_appeal_is_work_of_the_court_that_takes_the_file() -> None:
    appealed = judged().move(COURT, Status.APPEALED)
    assert appealed.stays[2:] == [(Stage.APPEAL, COURT, None, False)]
    decided = appealed.take(HIGHER).move(HIGHER, Status.JUDGED_ON_APPEAL)
    assert decided.stays[2:] == [
        (Stage.APPEAL, COURT, Exit.PASSED_ON, False),
        (Stage.APPEAL, HIGHER, Exit.DECIDED, True),
    ]


def test_an_appeal_that_the_same_court_decides_is_its_own() -> None:
    story = judged().move(COURT, Status.APPEALED, Status.JUDGED_ON_APPEAL)
    assert story.stays[2:] == [(Stage.APPEAL, COURT, Exit.DECIDED, True)]


def test_a_judgment_that_is_quashed_is_remanded_and_tried_anew() -> None:
    story = judged().move(COURT, Status.APPEALED).take(HIGHER).move(HIGHER, Status.JUDGED_ON_APPEAL)
    story.move(HIGHER, Status.IN_CASSATION).take(SUPREME).move(SUPREME, Status.IN_TRIAL, court=HIGHER)
    assert told(story.entries)[-2].outcome == "quashedAndRemanded"
    story.take(HIGHER)
    assert story.stays[-2:] == [
        (Stage.CASSATION, SUPREME, Exit.DECIDED, True),
        (Stage.FIRST_INSTANCE, HIGHER, None, True),
    ]


def test_a_case_that_was_remanded_is_pending_at_the_court_that_the_order_names() -> None:
    story = judged().move(COURT, Status.APPEALED).take(HIGHER)
    story.move(HIGHER, Status.IN_TRIAL, court=OTHER, outcome="quashedAndRemanded")
    assert story.stays[-1] == (Stage.FIRST_INSTANCE, OTHER, None, True)  # the file is with the court that quashed
    assert story.take(OTHER).stays[-1] == (Stage.FIRST_INSTANCE, OTHER, None, True)


def test_a_case_that_is_reopened_is_pending_until_its_new_trial_has_a_judgment() -> None:
    story = judged().move(COURT, Status.FINAL).move(SUPREME, Status.REOPENED, court=SUPREME)
    assert story.stays[2:] == [(Stage.REOPENING, SUPREME, None, True)]
    story.take(SUPREME).move(SUPREME, Status.IN_TRIAL)
    anew = [(Stage.REOPENING, SUPREME, Exit.PASSED_ON, True), (Stage.FIRST_INSTANCE, SUPREME, None, True)]
    assert story.stays[2:] == anew
    assert story.move(SUPREME, Status.JUDGED_FIRST_INSTANCE).stays[-1][2:] == (Exit.DECIDED, True)


def test_the_appeal_of_a_refused_petition_is_no_work_of_the_court_that_refused_it() -> None:
    story = Story(COURT, status=Status.FILED_IN_COURT).move(COURT, Status.PETITION_REFUSED, Status.APPEALED)
    assert story.take(HIGHER).stays == [
        (Stage.FIRST_INSTANCE, COURT, Exit.DECIDED, True),
        (Stage.APPEAL, COURT, Exit.PASSED_ON, False),
        (Stage.APPEAL, HIGHER, None, True),
    ]


def test_a_file_that_was_taken_late_had_come_before_it_was_decided() -> None:
    story = with_the_prosecutor()
    story.add(Moved(source=story.status, target=Status.CHARGED), ZONE, days=-5)
    (stay,) = told(story.entries)
    assert stay.began_on == stay.ended_on


# Every road of a prosecutor's file: what it goes to, from which status, and whether the file goes with it.
ROADS = {
    Status.FILE_SENT_TO_PROSECUTOR: (
        *(Status.RETURNED_FOR_INVESTIGATION, Status.SUSPENDED, Status.DISMISSED, Status.CHARGED),
    ),
    Status.SUSPENDED: (Status.FILE_SENT_TO_PROSECUTOR,),
    Status.DISMISSED: (Status.REOPENED,),
    Status.REOPENED: (Status.CHARGED, Status.RETURNED_FOR_INVESTIGATION),
    Status.CHARGED: (Status.FILED_IN_COURT,),
}


@st.composite
def stories(draw: st.DrawFn) -> list[Stay]:
    story = with_the_prosecutor()
    holder = ZONE
    for _ in range(draw(st.integers(0, 8))):
        days = draw(st.integers(0, 60))
        if draw(st.booleans()) or story.status not in ROADS:
            holder = PROVINCE if holder == ZONE else ZONE
            story.add(TakenOver(hand_over="h", by_court=False), holder, days)
        else:
            target = draw(st.sampled_from(ROADS[story.status]))
            story.add(Moved(source=story.status, target=target), holder, days)
            story.status = target
    return told(story.entries)


def counted(stays: list[Stay], year: int) -> Tally:
    tally = Tally()
    for stay in stays:
        if (stay.ended_on is not None and stay.ended_on.year < year) or stay.began_on.year > year:
            continue
        if stay.began_on.year < year:
            tally.carried += 1
        else:
            (tally.resumed if stay.came_from in RESUMED_FROM else tally.received)[stay.began_on.month] += 1
        if stay.ended_on is not None and stay.ended_on.year == year and stay.exit is not None:
            tally.ended[stay.ended_on.month, part_of(stay.exit)] += 1
    return tally


@given(st.lists(stories(), max_size=8), st.sampled_from([YEAR, YEAR + 1]))
def test_the_identities_of_criminal_work_hold_whatever_happened(histories: list[list[Stay]], year: int) -> None:
    stays = [stay for history in histories for stay in history]
    for office in (ZONE, PROVINCE):
        mine = [stay for stay in stays if stay.office == office]
        rows = figures(counted(mine, year))
        for m, end in enumerate(month_ends(year, date(year, 12, 31))):
            came = (rows[row][m] for row in (Row.CARRIED, Row.RECEIVED, Row.RESUMED))
            assert rows[Row.TOTAL][m] == sum(came)
            assert rows[Row.RESOLVED][m] == sum(rows[part][m] for part in PARTS)
            assert rows[Row.PENDING][m] == rows[Row.TOTAL][m] - rows[Row.RESOLVED][m]
            assert m == 0 or rows[Row.CARRIED][m] == rows[Row.PENDING][m - 1]
            still = sum(stay.began_on <= end and (stay.ended_on is None or stay.ended_on > end) for stay in mine)
            assert rows[Row.PENDING][m] == still


@given(stories())
def test_a_case_is_worked_on_at_one_place_at_a_time(stays: list[Stay]) -> None:
    assert all(stay.ended_on is not None for stay in stays[:-1])
    assert all(stay.ended_on is None or stay.began_on <= stay.ended_on for stay in stays)


def test_of_a_month_that_has_not_ended_it_is_today_that_counts() -> None:
    assert list(month_ends(2026, date(2026, 2, 15))) == [date(2026, 1, 31), date(2026, 2, 15)]
    assert list(month_ends(2027, date(2026, 2, 15))) == []
    assert len(list(month_ends(2025, date(2026, 2, 15)))) == len(MONTHS)


def test_the_rows_of_the_register_are_those_of_the_national_list() -> None:
    assert [row.value for row in Row] == list(Catalogue.load().codelist("criminal-work-row").codes)
