"""A corrected day keeps what the act of that day had to keep; the refusal says between which days it lies."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from contracts.national.justice.reopening_petition import ReopeningPetition
from contracts.problems import InvalidInput
from contracts.seats import Seat
from services.case_registry.domain.charges import ChargeDecided, ChargeFiled, ChargeWithdrawn
from services.case_registry.domain.corrections import Change, Corrected
from services.case_registry.domain.day_order import must_be_kept
from services.case_registry.domain.decisions import DecisionIssued
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.hand_overs import HandedOver, TakenOver
from services.case_registry.domain.history import replay
from services.case_registry.domain.moves import Mistake, Moved
from services.case_registry.domain.proceedings import ProceedingOpened
from services.case_registry.domain.prosecution import CalledUp, CallUpDecided
from services.case_registry.domain.reopenings import must_stay_proposed
from services.case_registry.domain.words import CallUpOutcome, Ground, Instance, Kind, Status
from tests.case_registry.builders import filed, moved, opened, sent
from tests.case_registry.country import at
from tests.case_registry.court_builders import posted, refused, valid
from tests.case_registry.test_court_records import CANNOT_STAND, corrected, correcting, moment
from tests.case_registry.test_history import history as kept
from tests.case_registry.test_history import state
from tests.case_registry.test_presupposed import OPENING, SEAT, SUSPECT, history, move
from tests.support.service import ServiceUnderTest

CHARGE = ChargeFiled(charge="crg_1", participant=SUSPECT, edition="penalCode2017", article="243")
SENT = HandedOver(hand_over="hov_1", to=Seat("ospp", "hq"), sender_kind=Kind.POLICE)
TAKEN = TakenOver(hand_over="hov_1", by_court=False)
JUDGED = DecisionIssued(decision="ECLI:1", sort="judgment", proceeding="pro_1")
PROPOSED = CallUpDecided(file="cuf_1", outcome=CallUpOutcome.PROPOSE_REOPENING, decision="1")
ON_PROPOSAL = Moved(source=Status.CLOSED, target=Status.REOPENED, called_up_file="cuf_1")
PETITION = ReopeningPetition(filed_on=date(2026, 3, 24), number="1/ຄຮ")
ON_PETITION = Moved(source=Status.CLOSED, target=Status.REOPENED, petition=PETITION)
TO_COURT = history(
    (OPENING, 2),
    (move(Status.REPORTED, Status.FILE_SENT_TO_PROSECUTOR), 6),
    (SENT, 6),
    (TAKEN, 8),
    (CHARGE, 10),
    (move(Status.FILE_SENT_TO_PROSECUTOR, Status.CHARGED), 12),
    (move(Status.CHARGED, Status.FILED_IN_COURT), 14),
    (move(Status.FILED_IN_COURT, Status.IN_TRIAL), 15),
    (ProceedingOpened(proceeding="pro_1", level=Instance.FIRST_INSTANCE, judges=("J-1",)), 16),
    (ChargeDecided(charge="crg_1", result="guilty"), 18),
    (JUDGED, 20),
    (move(Status.IN_TRIAL, Status.CLOSED), 20),
    (CalledUp(file="cuf_1", level=Instance.FIRST_INSTANCE, ground=Ground.PETITION), 21),
    (PROPOSED, 25),
)


def limits(entries: list[Entry], position: int, day: int) -> dict[str, Any] | None:
    """Return between which days of March the refusal says that a corrected day lies; None where it is not refused."""
    change = {"happenedOn": Change(was="", now=f"2026-03-{day:02}")}
    fact = Corrected(correction="cor_1", position=position, members=("happenedOn",), changes=change)
    entry = Entry(len(entries) + 1, fact, date(2026, 4, 2), datetime(2026, 4, 2, tzinfo=UTC), SEAT)
    try:
        must_be_kept(entries, [*entries, entry], position, "happenedOn")
    except InvalidInput as refusal:
        (fault,) = refusal.faults
        assert (fault.code, fault.pointer) == ("cannot-stand", "/members/happenedOn/now")
        return {name: int(str(value)[-2:]) for name, value in fault.params.items()}
    return None


def after(*facts: tuple[Any, int]) -> list[Entry]:
    more = [replace(entry, position=entry.position + len(TO_COURT)) for entry in history(*facts)]
    return [*TO_COURT, *more]


@pytest.mark.parametrize(
    ("entries", "position", "good", "bad", "between"),
    [
        (TO_COURT, 2, 4, 7, {"first": 2, "last": 6}),  # the file had been sent
        (TO_COURT, 3, 8, 9, {"first": 6, "last": 8}),  # and was received
        (TO_COURT, 4, 6, 5, {"first": 6}),
        (TO_COURT, 5, 12, 13, {"first": 6, "last": 12}),  # somebody was charged by then
        (TO_COURT, 6, 10, 9, {"first": 10, "last": 14}),
        (TO_COURT, 10, 20, 21, {"first": 15, "last": 20}),  # the result before the judgment
        (TO_COURT, 11, 18, 17, {"first": 18, "last": 20}),
        (after((ON_PROPOSAL, 26)), 14, 26, 27, {"first": 21, "last": 26}),
        (after((ON_PROPOSAL, 26)), 15, 25, 24, {"first": 25}),
        (after((ON_PETITION, 26)), 15, 24, 23, {"first": 24}),
        (after((move(Status.CLOSED, Status.REOPENED), 26)), 14, 27, 20, {"first": 21}),
    ],
)
def test_a_day_lies_between_what_the_act_had_to_follow_and_what_followed_it(
    entries: list[Entry], position: int, good: int, bad: int, between: dict[str, int]
) -> None:
    assert limits(entries, position, good) is None
    assert limits(entries, position, bad) == between


def test_what_was_taken_back_or_out_of_order_before_binds_nothing() -> None:
    why = {"reason": "ຜິດ", "basis": "1", "recorded_by": "ofc-1", "approved_by": "ofc-2"}
    back = Moved(source=Status.REOPENED, target=Status.CLOSED, mistake=Mistake(move=15, **why))
    entries = after((ON_PROPOSAL, 26), (back, 27))
    assert limits(entries, 14, 28) is None
    must_stay_proposed(
        entries, replace(entries[13], fact=PROPOSED.model_copy(update={"outcome": CallUpOutcome.REFUSE}))
    )
    withdrawn = [*TO_COURT[:4], *history((CHARGE, 9), (ChargeWithdrawn(charge="crg_1"), 9), (CHARGE, 11))]
    other = [replace(entry, position=place) for place, entry in enumerate([*withdrawn, TO_COURT[5]], start=1)]
    assert limits(other, 8, 10) == {"first": 11}
    old = [replace(entry, happened_on=date(2026, 3, 1)) if entry.position == 3 else entry for entry in TO_COURT]
    assert limits(old, 2, 5) is None
    assert limits(old, 2, 9) == {"first": 2, "last": 8}


def test_a_proposal_stays_one_while_the_case_is_reopened_on_it() -> None:
    entries = after((ON_PROPOSAL, 26))
    for outcome in CallUpOutcome:
        right = replace(entries[13], fact=PROPOSED.model_copy(update={"outcome": outcome}))
        must_stay_proposed(TO_COURT, right)
        if outcome is CallUpOutcome.PROPOSE_REOPENING:
            must_stay_proposed(entries, right)
            continue
        with pytest.raises(InvalidInput) as refusal:
            must_stay_proposed(entries, right)
        assert [(fault.code, fault.pointer) for fault in refusal.value.faults] == [
            ("reopened-on-it", "/members/outcome/now")
        ]


async def test_days_of_a_file_a_charge_and_an_opening_are_corrected_by_whose_they_are_and_what_came_with_them_follows(
    registry: ServiceUnderTest,
) -> None:
    station, zone = at("police", "0101"), at("ospp", "0101")
    case = await opened(registry, station, openedOn="2026-06-03")
    case_id, then = case["caseId"], case["recordedAt"]
    path = f"/cases/{case_id}/corrections"
    await corrected(registry, case_id, 1, station, openedOn=("2026-06-03", "2026-05-30"))
    now = (await registry.call("GET", f"/cases/{case_id}", caller=station)).json()
    assert (now["openedOn"], now["numbers"][0]["assignedOn"]) == ("2026-05-30", "2026-05-30")
    assert [role["from"] for role in now["participants"][0]["roles"]] == ["2026-05-30"]
    before = (await registry.call("GET", f"/cases/{case_id}", caller=station, params={"at": then})).json()
    assert before == case
    for status in ("underInvestigation", "fileSentToProsecutor"):
        await moved(registry, case_id, status, station, on="2026-06-10")
    offer = await sent(registry, case_id, zone, station, sentOn="2026-06-10")
    acceptance = f"/cases/{case_id}/hand-overs/{offer['handOverId']}/acceptance"
    taken = await posted(registry, acceptance, {"received": [], "receivedOn": "2026-06-14"}, zone)
    assert valid("hand-over", taken)
    charge = await filed(registry, case_id, zone, filedOn="2026-06-20")
    (step,) = charge["history"]
    sending, receipt = offer["position"], taken["receivedPosition"]
    for place, caller, wrong in (
        (sending, station, {"sentOn": ("2026-06-10", "2026-06-15")}),  # behind the receipt
        (receipt, zone, {"receivedOn": ("2026-06-14", "2026-06-09")}),
        (step["position"], zone, {"filedOn": ("2026-06-20", "2026-06-09")}),
        (sending - 1, zone, {"happenedOn": ("2026-06-10", "2026-06-11")}),
    ):
        assert await refused(registry, path, correcting(place, **wrong), caller) == CANNOT_STAND, wrong
    theirs = correcting(receipt, receivedOn=("2026-06-14", "2026-06-12"))
    assert (await refused(registry, path, theirs, station))[:2] == (403, "another-office")
    known = await moment(registry, case_id)
    await corrected(registry, case_id, sending, station, sentOn=("2026-06-10", "2026-06-12"))
    made = await corrected(registry, case_id, receipt, zone, receivedOn=("2026-06-14", "2026-06-12"))
    assert valid("correction", made)
    await corrected(registry, case_id, step["position"], zone, filedOn=("2026-06-20", "2026-06-15"))
    listed = await registry.call("GET", "/hand-overs", caller=zone, params={"caseId": case_id})
    (hand_over,) = listed.json()["items"]
    assert (hand_over["sentOn"], hand_over["receivedOn"]) == ("2026-06-12", "2026-06-12")
    for params, day in (({}, "2026-06-15"), ({"at": known}, "2026-06-20")):
        found = await registry.call("GET", f"/cases/{case_id}/charges", caller=zone, params=params)
        (charge,) = found.json()["items"]
        assert (charge["filedOn"], charge["history"][0]["happenedOn"]) == (day, day)
    assert await state(registry, case_id) == replay(await kept(registry, case_id))
