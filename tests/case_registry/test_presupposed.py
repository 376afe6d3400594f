"""An act of a past day is not older than what it presupposes; the refusal says what that is, and its day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.problems import InvalidInput
from contracts.seats import Seat
from services.case_registry.domain.cases import Numbered, Opened
from services.case_registry.domain.charges import ChargeDecided, ChargeFiled, ChargeWithdrawn, PleaEntered
from services.case_registry.domain.claims import ClaimStated
from services.case_registry.domain.corrections import Change, Corrected
from services.case_registry.domain.day_order import is_broken
from services.case_registry.domain.decisions import DecisionIssued
from services.case_registry.domain.facts import ChargePlace, Entry, Fact, Role
from services.case_registry.domain.imports import Imported
from services.case_registry.domain.joins import CarriesOn
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.participants import ParticipantJoined, RepresentativeAppointed
from services.case_registry.domain.presupposed import must_be_over
from services.case_registry.domain.proceedings import PanelChanged, ProceedingOpened
from services.case_registry.domain.prosecution import CalledUp, CallUpDecided
from services.case_registry.domain.words import CallUpOutcome, Ground, Instance, Restriction, Status
from services.case_registry.errors.days import before_what_it_presupposes
from tests.case_registry.builders import COURT, POLICE, PROSECUTOR, handed_over, moved, opened
from tests.case_registry.court_builders import JUDGMENT, a_panel, a_person, posted, sitting
from tests.support.service import ServiceUnderTest

SEAT = Seat("police", "hq")
MARCH = date(2026, 3, 1)
SUSPECT, LAWYER = "ptc_1", "ptc_2"
OPENING = Opened(
    case="cas_1",
    category="criminal",
    restriction=Restriction.NONE,
    status=Status.REPORTED,
    number="1",
    by_court=False,
    participants=(Role(participant=SUSPECT, role="suspect"),),
)


def history(*facts: tuple[Fact, int]) -> list[Entry]:
    """Return the history of these facts, each on a day of March."""
    return [
        Entry(place, fact, date(2026, 3, day), datetime(2026, 4, 1, tzinfo=UTC), SEAT)
        for place, (fact, day) in enumerate(facts, start=1)
    ]


def move(source: Status, target: Status) -> Moved:
    return Moved(source=source, target=target)


WAY = history(
    (OPENING, 2),
    (ParticipantJoined(participant=Role(participant=LAWYER, role="lawyer")), 4),
    (move(Status.REPORTED, Status.FILE_SENT_TO_PROSECUTOR), 6),
    (ChargeFiled(charge="crg_1", participant=SUSPECT, edition="penalCode2017", article="243"), 8),
    (move(Status.FILE_SENT_TO_PROSECUTOR, Status.FILED_IN_COURT), 10),
    (move(Status.FILED_IN_COURT, Status.ACCEPTED), 12),
    (move(Status.ACCEPTED, Status.IN_TRIAL), 14),
    (ProceedingOpened(proceeding="pro_1", level=Instance.FIRST_INSTANCE, judges=("J-1",)), 16),
    (CalledUp(file="cuf_1", level=Instance.FIRST_INSTANCE, ground=Ground.PETITION), 18),
)
PRESUPPOSED = {  # by the fact: the place of the one that it is not older than
    RepresentativeAppointed(participant=SUSPECT, representative=LAWYER, role="lawyer"): 2,
    ChargeFiled(charge="crg_2", participant=LAWYER, edition="penalCode2017", article="1"): 2,
    ChargeWithdrawn(charge="crg_1"): 4,
    PleaEntered(charge="crg_1", plea="guilty"): 6,
    ChargeDecided(charge="crg_1", result="guilty"): 7,
    ClaimStated(claim="clm_1", level=Instance.FIRST_INSTANCE, participant=LAWYER): 2,
    ProceedingOpened(proceeding="pro_2", level=Instance.FIRST_INSTANCE, judges=()): 5,
    PanelChanged(proceeding="pro_1", left="J-1", joined="J-2", reason="ລາພັກ"): 8,
    DecisionIssued(decision="ECLI:1", sort="judgment", proceeding="pro_1"): 8,
    CallUpDecided(file="cuf_1", outcome=CallUpOutcome.REFUSE, decision="1"): 9,
}


def refused(fact: Fact, day: date, entries: list[Entry]) -> str | None:
    try:
        must_be_over(fact, day, entries, "/on")
    except InvalidInput as refusal:
        (fault,) = refusal.faults
        assert (fault.code, fault.pointer) == ("too-early", "/on")
        return fault.en
    return None


@given(st.sampled_from([*PRESUPPOSED]), st.lists(st.integers(0, 30), min_size=len(WAY), max_size=len(WAY)).map(sorted))
def test_an_act_is_refused_before_what_it_presupposes_and_told_what_that_is(fact: Fact, days: list[int]) -> None:
    entries = [replace(entry, happened_on=MARCH + timedelta(days=on)) for entry, on in zip(WAY, days, strict=True)]
    presupposed = entries[PRESUPPOSED[fact] - 1]
    assert refused(fact, presupposed.happened_on, entries) is None
    told = refused(fact, presupposed.happened_on - timedelta(days=1), entries)
    assert told is not None
    assert str(presupposed.happened_on) in told


@pytest.mark.parametrize("fact", PRESUPPOSED, ids=lambda fact: fact.kind)
def test_the_refusal_calls_the_fact_by_its_name(fact: Fact) -> None:
    first = WAY[PRESUPPOSED[fact] - 1]
    fault = before_what_it_presupposes(first.fact.kind, first.happened_on, "/on")
    assert refused(fact, first.happened_on - timedelta(days=1), WAY) == fault.en
    assert first.fact.kind not in fault.lo


def test_days_count_as_they_are_right_and_an_office_may_have_numbered_a_case_before() -> None:
    change = {"happenedOn": Change(was="2026-03-06", now="2026-03-09")}
    corrected = Corrected(correction="cor_1", position=3, members=("happenedOn",), changes=change)
    filing = ChargeFiled(charge="crg_2", participant=SUSPECT, edition="penalCode2017", article="1")
    sent = [*WAY[:3]]
    assert refused(filing, date(2026, 3, 8), sent) is None
    later = [*sent, Entry(4, corrected, date(2026, 3, 20), sent[0].recorded_at, SEAT)]
    assert "2026-03-09" in str(refused(filing, date(2026, 3, 8), later))
    assert refused(Numbered(number="7"), date(2020, 1, 1), WAY) is None


def test_what_came_from_elsewhere_has_an_earlier_past_that_this_case_does_not_know() -> None:
    plea = PleaEntered(charge="crg_9", plea="guilty")
    carries = CarriesOn(
        other="cas_2", participants=(), charges={"crg_9": ChargePlace(sequence=2, participant="ptc_9")}, involved=()
    )
    assert refused(plea, MARCH, [*WAY, *history((carries, 20))]) is None
    imported = Imported(source=Status.REPORTED, target=Status.IN_TRIAL, system="old")
    assert refused(plea, MARCH, history((OPENING, 2), (imported, 20))) is None


def test_a_corrected_day_leaves_no_later_fact_before_what_it_presupposes() -> None:
    def corrected(position: int, day: int) -> list[Entry]:
        change = {"happenedOn": Change(was=None, now=f"2026-03-{day:02}")}
        correction = Corrected(correction="cor_1", position=position, members=("happenedOn",), changes=change)
        return [*WAY, Entry(len(WAY) + 1, correction, date(2026, 4, 1), WAY[0].recorded_at, SEAT)]

    assert not is_broken(WAY, corrected(3, 8))
    assert is_broken(WAY, corrected(3, 9)), "the charge was filed on the 8th"
    assert is_broken(WAY, corrected(1, 5)), "the lawyer joined on the 4th"
    assert is_broken(WAY, corrected(5, 17)), "the proceedings began on the 16th"


# --- as offices meet it


@pytest.fixture
async def a_trial(registry: ServiceUnderTest) -> str:
    """A case with a day for each step, in its trial."""
    case_id = str((await opened(registry))["caseId"])
    await moved(registry, case_id, "underInvestigation", POLICE, on="2026-03-04")
    await moved(registry, case_id, "fileSentToProsecutor", POLICE, on="2026-03-06")
    await handed_over(registry, case_id, PROSECUTOR, POLICE)
    return case_id


async def fault_of(registry: ServiceUnderTest, path: str, body: Any, caller: Any) -> tuple[str, str, str]:
    answer = await registry.call("POST", path, json=body, caller=caller, headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-input"), answer.text
    (fault,) = answer.json()["errors"]
    return fault["code"], fault["pointer"], fault["message"]["en"]


async def test_offices_are_told_which_fact_comes_first(registry: ServiceUnderTest, a_trial: str) -> None:
    path = f"/cases/{a_trial}"
    case = (await registry.call("GET", path, caller=PROSECUTOR)).json()
    suspect = case["participants"][0]["participantId"]
    charge = {
        "participantId": suspect,
        "article": {
            "edition": "penalCode2017",
            "committedOn": {"value": "2026-02-27", "precision": "day"},
            "article": "243",
        },
        "text": "ລັກຊັບ",
        "filedOn": "2026-03-05",
    }
    code, pointer, said = await fault_of(registry, f"{path}/charges", charge, PROSECUTOR)
    assert (code, pointer) == ("before-the-file", "/filedOn")
    assert "its file was sent to the prosecutor" in said
    witness = a_person(**{"from": "2026-03-01"})
    code, pointer, _ = await fault_of(registry, f"{path}/participants", witness, PROSECUTOR)
    assert (code, pointer) == ("too-early", "/from")
    lao = await registry.call("POST", f"{path}/participants", json=witness, caller=PROSECUTOR)
    assert "ວັນເປີດຄະດີ (2026-03-02)" in lao.json()["errors"][0]["message"]["lo"]
    assert (await registry.call("GET", path, caller=PROSECUTOR)).json() == case  # nothing of it stays


async def test_proceedings_begin_when_the_case_has_come_to_court(registry: ServiceUnderTest, case: str) -> None:
    opening = {"level": "firstInstance", "startedOn": "2026-03-01", "panel": a_panel()}
    code, pointer, _ = await fault_of(registry, f"/cases/{case}/proceedings", opening, COURT)
    assert (code, pointer) == ("too-early", "/startedOn")
    proceeding = await sitting(registry, case)
    judgment = JUDGMENT | {"proceedingId": proceeding["proceedingId"], "decidedOn": "2026-04-10"}
    await posted(registry, f"/cases/{case}/decisions", judgment, COURT)
