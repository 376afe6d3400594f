"""What a move needs, asked of every row of the table without a database: what its order states, what is on record."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.national.justice.reopening_petition import ReopeningPetition
from contracts.problems import InvalidInput, Problem
from contracts.seats import Seat
from services.case_registry.domain.charges import ChargeState
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.needs import Evidence, Judgment, must_be_met, must_be_stated
from services.case_registry.domain.prosecution import RegisteredFile, Resolved
from services.case_registry.domain.registers import Section
from services.case_registry.domain.table import TABLE, Move, Need
from services.case_registry.domain.words import (
    CallUpOutcome,
    Ground,
    Instance,
    RemedyOutcome,
    Status,
    SuspensionReason,
    Way,
)
from services.case_registry.errors.charges import ChargesUndecided
from services.case_registry.errors.needs import (
    ChargeMissing,
    ConvictionMissing,
    FinalDecisionMissing,
    JudgmentMissing,
    NobodyPursued,
)
from tests.case_registry.test_moves_rules import a_case_state

DAY: Final = date(2026, 4, 2)
SINCE: Final = date(2026, 3, 20)
COURT: Final = Seat("psc", "0101")
LEVELS: Final = {
    Status.IN_TRIAL: Instance.FIRST_INSTANCE,
    Status.APPEALED: Instance.APPEAL,
    Status.IN_CASSATION: Instance.CASSATION,
    Status.REOPENED: Instance.REOPENING,
}


def a_charge(**other: Any) -> ChargeState:
    facts: dict[str, Any] = {
        "charge_id": "crg_1",
        "participant_id": "ptc_1",
        "sequence": 1,
        "state": "decided",
        "result": "guilty",
        "office": Seat("ospp", "0101"),
        "filed_on": SINCE,
        "last_on": SINCE,
        "decided_on": SINCE,
    }
    return ChargeState(**(facts | other))


def a_called_up_file(outcome: CallUpOutcome | None = CallUpOutcome.PROPOSE_REOPENING, on: date = DAY) -> RegisteredFile:
    now = datetime(2026, 4, 2, tzinfo=UTC)
    resolved = None
    if outcome is not None:
        resolved = Resolved(outcome=outcome, decision="7/ອຍກ", document=None, on=on, at=now)
    return RegisteredFile(
        file_id="cuf_1",
        case_id="cas_1",
        section=Section.CALLED_UP,
        office=Seat("ospp", "hq"),
        category="criminal",
        level=Instance.CASSATION,
        ground=Ground.PETITION,
        number=None,
        entered_on=SINCE,
        recorded_at=now,
        resolved=resolved,
    )


def a_full_record(row: Move, **other: Any) -> Evidence:
    facts: dict[str, Any] = {
        "stands_since": 8,
        "judgments": [Judgment(LEVELS.get(row.source, Instance.FIRST_INSTANCE), 9, DAY)],
        "charges": [a_charge()],
        "participants": frozenset({"ptc_1"}),
        "pursued": frozenset({"ptc_1"}),
        "called_up": a_called_up_file(),
    }
    return Evidence(**(facts | other))


def a_full_order(row: Move, **other: Any) -> Moved:
    facts: dict[str, Any] = {
        "source": row.source,
        "target": row.target,
        "decision": "8/ສປສ",
        "note": "ສົ່ງຜິດ",
        "court": COURT if Need.COURT in row.needs else None,
        "outcome": min(row.outcome, default=None),
        "reason": SuspensionReason.ACCUSED_FLED if Need.REASON in row.needs else None,
        "called_up_file": "cuf_1" if Need.PROPOSAL in row.needs else None,
    }
    return Moved(**(facts | other))


def refusal_of(row: Move, order: Moved, evidence: Evidence, day: date = DAY) -> Problem | None:
    state = a_case_state(status=row.source, moved_on=SINCE)
    try:
        must_be_stated(row, order, day)
        must_be_met(row, order, state, evidence, day)
    except Problem as problem:
        return problem
    return None


def faults_of(row: Move, order: Moved, evidence: Evidence | None = None, day: date = DAY) -> list[tuple[str, str]]:
    refusal = refusal_of(row, order, evidence or a_full_record(row), day)
    assert isinstance(refusal, InvalidInput)
    return [(str(fault.pointer), fault.code) for fault in refusal.faults]


def rows_with(need: Need) -> list[Move]:
    return [row for row in TABLE.moves if need in row.needs]


def a_row(source: Status, target: Status, way: Way = Way.CRIMINAL) -> Move:
    return next(row for row in TABLE.moves if (row.source, row.target) == (source, target) and way in row.way)


def name_of(row: Move) -> str:
    return f"{row.source} to {row.target}"


REOPENING: Final = a_row(Status.CLOSED, Status.REOPENED)


@pytest.mark.parametrize("row", TABLE.moves, ids=name_of)
def test_a_whole_order_on_a_whole_record_meets_every_row(row: Move) -> None:
    assert refusal_of(row, a_full_order(row), a_full_record(row)) is None


@pytest.mark.parametrize(
    ("need", "member", "pointer"),
    [
        (Need.COURT, "court", "/court"),
        (Need.ORDER, "decision", "/decisionNumber"),
        (Need.REASON, "reason", "/suspensionReason"),
        (Need.PROPOSAL, "called_up_file", "/calledUpFileId"),
    ],
)
def test_what_an_order_must_state_is_asked_for_by_every_row_that_needs_it(
    need: Need, member: str, pointer: str
) -> None:
    for row in rows_with(need):
        assert (pointer, "required") in faults_of(row, a_full_order(row, **{member: None}))


@pytest.mark.parametrize("row", [row for row in TABLE.moves if row.outcome], ids=name_of)
@pytest.mark.parametrize("outcome", [None, *RemedyOutcome])
def test_a_remedy_ends_as_its_row_says(row: Move, outcome: RemedyOutcome | None) -> None:
    order = a_full_order(row, outcome=outcome)
    if outcome in row.outcome:
        assert refusal_of(row, order, a_full_record(row)) is None
    else:
        assert faults_of(row, order) == [("/outcome", "another-outcome")]


def test_what_has_nothing_to_do_with_a_move_is_refused() -> None:
    row = a_row(Status.FILED_IN_COURT, Status.ACCEPTED)
    petition = ReopeningPetition(filed_on=DAY, number="1/ສປສ")
    order = a_full_order(
        row,
        court=COURT,
        outcome=RemedyOutcome.UPHELD,
        reason=SuspensionReason.OTHER,
        called_up_file="cuf_1",
        petition=petition,
    )
    assert faults_of(row, order) == [
        (pointer, "not-for-this-move")
        for pointer in ("/court", "/suspensionReason", "/outcome", "/calledUpFileId", "/petition")
    ]


NO_RECORD: Final[list[tuple[Need, dict[str, Any], type[Problem]]]] = [
    (Need.CHARGE, {"charges": []}, ChargeMissing),
    (Need.CHARGE, {"charges": [a_charge(state="withdrawn")]}, ChargeMissing),
    (Need.CHARGE, {"charges": [a_charge(filed_on=DAY + timedelta(days=1))]}, ChargeMissing),
    (Need.CHARGE, {"pursued": frozenset()}, NobodyPursued),
    (Need.CHARGES_DECIDED, {"charges": [a_charge(state="live", decided_on=None)]}, ChargesUndecided),
    (Need.CONVICTION, {"charges": []}, ConvictionMissing),
    (Need.CONVICTION, {"charges": [a_charge(result="acquitted")]}, ConvictionMissing),
    (Need.CONVICTION, {"charges": [a_charge(state="withdrawn")]}, ConvictionMissing),
    (Need.JUDGMENT, {"judgments": []}, JudgmentMissing),
    (Need.JUDGMENT, {"open_proceedings": True}, JudgmentMissing),
    (Need.FINAL_DECISION, {"judgments": []}, FinalDecisionMissing),
]


@pytest.mark.parametrize(("need", "without", "expected"), NO_RECORD)
def test_what_is_not_on_record_is_named_by_every_row_that_needs_it(
    need: Need, without: dict[str, Any], expected: type[Problem]
) -> None:
    for row in rows_with(need):
        refusal = refusal_of(row, a_full_order(row), a_full_record(row, **without))
        assert isinstance(refusal, expected), row
        assert refusal.detail("lo") != refusal.detail("en")


@pytest.mark.parametrize("row", rows_with(Need.JUDGMENT), ids=name_of)
def test_a_judgment_of_another_instance_or_of_an_earlier_trial_judges_nothing(row: Move) -> None:
    level = LEVELS[row.source]
    other = next(each for each in Instance if each is not level)
    for judgment in (Judgment(other, 9, DAY), Judgment(level, 8, DAY)):
        refusal = refusal_of(row, a_full_order(row), a_full_record(row, judgments=[judgment]))
        assert isinstance(refusal, JudgmentMissing)
        assert refusal.particulars["level"] == level


def test_a_case_is_not_judged_before_the_day_of_its_judgment() -> None:
    row = a_row(Status.IN_TRIAL, Status.JUDGED_FIRST_INSTANCE)
    found = faults_of(row, a_full_order(row), day=DAY - timedelta(days=1))
    assert found == [("/happenedOn", "before-the-judgment")]


def test_what_is_still_open_becomes_final_only_where_the_remedy_was_abandoned() -> None:
    judged, appealed = (a_row(at, Status.FINAL) for at in (Status.JUDGED_FIRST_INSTANCE, Status.APPEALED))
    still_open = a_full_record(judged, open_proceedings=True)
    assert isinstance(refusal_of(judged, a_full_order(judged), still_open), JudgmentMissing)
    assert refusal_of(appealed, a_full_order(appealed), still_open) is None


@given(st.sampled_from(TABLE.moves), st.sampled_from(Status))
def test_what_an_earlier_system_did_is_not_asked_for_here(row: Move, at: Status) -> None:
    nothing = Evidence(stands_since=2, imported_at=at, called_up=a_called_up_file())
    refusal = refusal_of(row, a_full_order(row), nothing)
    on_record = {Need.CHARGE, Need.JUDGMENT, Need.FINAL_DECISION, Need.CONVICTION}
    waiting = {need for need in row.needs & on_record if at not in TABLE.imported.get(need, ())}
    assert (refusal is None) is (not waiting)


def test_what_came_along_from_an_earlier_system_is_not_overlooked() -> None:
    row = a_row(Status.FINAL, Status.IN_ENFORCEMENT)
    acquitted = a_full_record(row, imported_at=Status.FINAL, charges=[a_charge(result="acquitted")])
    assert isinstance(refusal_of(row, a_full_order(row), acquitted), ConvictionMissing)


@pytest.mark.parametrize(
    "called_up",
    [
        lambda: None,
        lambda: a_called_up_file(None),
        lambda: a_called_up_file(CallUpOutcome.REFUSE),
        lambda: a_called_up_file(on=DAY + timedelta(days=1)),
    ],
    ids=["no such file in this case", "not decided yet", "refused", "proposed later"],
)
def test_a_case_is_reopened_on_a_recorded_proposal_alone(called_up: Callable[[], RegisteredFile | None]) -> None:
    record = a_full_record(REOPENING, called_up=called_up())
    assert faults_of(REOPENING, a_full_order(REOPENING), record) == [("/calledUpFileId", "no-proposal")]


def test_a_proposal_reopens_a_case_once() -> None:
    record = a_full_record(REOPENING, proposal_used=True)
    assert faults_of(REOPENING, a_full_order(REOPENING), record) == [("/calledUpFileId", "proposal-used")]


@pytest.mark.parametrize(
    ("petition", "fault"),
    [
        ({"number": "1/ສປສ", "petitioner_id": "ptc_1"}, None),
        ({"number": "1/ສປສ"}, None),
        ({"number": "1/ສປສ", "petitioner_id": "ptc_2"}, ("/petition/petitionerId", "no-such-participant")),
        ({"number": "1/ສປສ", "filed_on": DAY + timedelta(days=1)}, ("/petition/filedOn", "after-the-decision")),
    ],
    ids=["of a participant", "by its number", "of nobody in the case", "filed after the decision"],
)
def test_a_case_is_reopened_on_a_petition(petition: dict[str, Any], fault: tuple[str, str] | None) -> None:
    stated = ReopeningPetition.model_construct(**({"filed_on": DAY, "petitioner_id": None} | petition))
    order = a_full_order(REOPENING, called_up_file=None).model_copy(update={"petition": stated})
    if fault is None:
        assert refusal_of(REOPENING, order, a_full_record(REOPENING)) is None
    else:
        assert faults_of(REOPENING, order) == [fault]


def test_a_reopening_has_one_ground() -> None:
    both = a_full_order(REOPENING, petition=ReopeningPetition(filed_on=DAY, number="1/ສປສ"))
    assert faults_of(REOPENING, both) == [("/calledUpFileId", "required")]
