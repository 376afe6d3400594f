"""Two cases become one: the other is closed, counted no more, and given back when the joining was a mistake."""

import asyncio
import random
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contracts.problems import Problem
from contracts.seats import Seat
from services.case_registry.domain.case_state import CaseState
from services.case_registry.domain.cases import Opened
from services.case_registry.domain.claims import ClaimStated
from services.case_registry.domain.facts import Entry, Fact
from services.case_registry.domain.history import next_state, replay
from services.case_registry.domain.joins import (
    CarriesOn,
    GivenBack,
    JoinedInto,
    JoinUndone,
    must_be_joinable,
    to_be_undone,
)
from services.case_registry.domain.known import known
from services.case_registry.domain.words import Instance, Restriction, Status
from tests.case_registry.builders import (
    ARTICLE,
    COURT,
    POLICE,
    PROSECUTOR,
    a_suspect,
    in_court,
    moved,
    opened,
    with_the_prosecutor,
)
from tests.case_registry.country import an_actor, at
from tests.case_registry.court_builders import a_hearing, a_panel, charged, in_trial, posted, refused, sitting, valid
from tests.case_registry.test_court_records import correcting
from tests.case_registry.test_history import history, state
from tests.case_registry.test_registers import cells
from tests.case_registry.test_splits import OTHER, SPLIT, read
from tests.case_registry.test_statement_requests import REQUEST
from tests.support.service import ServiceUnderTest

DAY = date(2026, 3, 2)
JOIN: dict[str, Any] = {"joinedOn": "2026-03-02", "reason": "ການກະທຳດຽວກັນ"}
UNDO: dict[str, Any] = {"reason": "ລວມຜິດ", "basis": "ໜັງສືເລກທີ 12", "approvedBy": "ofc-2"}


async def two(registry: ServiceUnderTest) -> tuple[dict[str, Any], dict[str, Any]]:
    one = await opened(registry)
    return one, await opened(registry, number="046/ປກສ", participants=[a_suspect(**OTHER)])


async def joined(registry: ServiceUnderTest, case_id: str, into: str, **other: Any) -> Any:
    caller = other.pop("caller", POLICE)
    return await posted(registry, f"/cases/{case_id}/joins", JOIN | {"intoCaseId": into} | other, caller)


async def test_one_case_carries_on_and_the_other_is_closed_as_joined(registry: ServiceUnderTest) -> None:
    one, other = await two(registry)
    join = await joined(registry, other["caseId"], one["caseId"])
    assert valid("case-join", join)
    assert (join["intoCaseId"], join.get("samePersons")) == (one["caseId"], None)
    closed, goes_on = await read(registry, other["caseId"]), await read(registry, one["caseId"])
    assert (closed["status"], closed.get("participants")) == ("joined", None)
    assert closed["relations"] == [{"kind": "joinedWith", "otherCaseId": one["caseId"]}]
    assert goes_on["relations"] == [{"kind": "joinedWith", "otherCaseId": other["caseId"]}]
    assert goes_on["participants"] == [*one["participants"], *other["participants"]]
    assert (await registry.announced())[-2:] == ["la.gov.justice.case.joined.v1"] * 2
    found = await registry.call("GET", "/cases", params={"participantName": "ສົມສັກ"})
    assert [each["caseId"] for each in found.json()["items"]] == [one["caseId"]]
    for each in (one["caseId"], other["caseId"]):
        assert replay(await history(registry, each)) == await state(registry, each)
    moves = (await registry.call("GET", f"/cases/{other['caseId']}/moves")).json()["items"]
    assert [each["to"] for each in moves] == ["reported", "joined"]
    # nothing is done any more in a case that was joined, whatever it is
    number = {"number": "7/ປກສ", "assignedOn": "2026-03-02"}
    path = f"/cases/{other['caseId']}"
    assert await refused(registry, f"{path}/numbers", number, POLICE) == (409, "act-not-allowed", [])
    again = JOIN | {"intoCaseId": one["caseId"]}
    assert await refused(registry, f"{path}/joins", again, POLICE) == (409, "act-not-allowed", [])
    back = JOIN | {"intoCaseId": other["caseId"]}
    assert await refused(registry, f"/cases/{one['caseId']}/joins", back, POLICE) == (409, "act-not-allowed", [])
    to = {"to": {"member": "police", "office": "0101"}}
    assert await refused(registry, f"{path}/hand-overs", to, POLICE) == (409, "hand-over-not-allowed", [])


async def test_charges_follow_those_that_are_there_and_the_same_person_is_told(registry: ServiceUnderTest) -> None:
    number = {"identifiers": [{"type": "citizenId", "value": "0102-345"}]}
    case_id, charge = await charged(registry)
    suspect = {"participantId": charge["participantId"], "members": {"identifiers": {"now": number["identifiers"]}}}
    await posted(registry, f"/cases/{case_id}/corrections", suspect | UNDO, PROSECUTOR)
    other = await with_the_prosecutor(registry, number="046/ປກສ", participants=[a_suspect(**number)])
    person = (await read(registry, other))["participants"][0]["participantId"]
    filing = {"participantId": person, "article": ARTICLE, "text": "ຂົ່ມຂູ່", "filedOn": "2026-03-02"}
    second = await posted(registry, f"/cases/{other}/charges", filing, PROSECUTOR)
    join = await joined(registry, other, case_id, caller=PROSECUTOR)
    assert join["samePersons"] == [{"participantId": charge["participantId"], "otherParticipantId": person}]
    there = (await registry.call("GET", f"/cases/{case_id}/charges")).json()["items"]
    second["history"][0].pop("position")  # its day is no fact of this case, and is not corrected here
    assert there == [charge, second | {"caseId": case_id, "sequence": 2}]


async def test_a_joining_is_undone_and_everything_is_as_it_was(registry: ServiceUnderTest) -> None:
    case_id, charge = await charged(registry)
    other = await with_the_prosecutor(registry, number="046/ປກສ", participants=[a_suspect(**OTHER)])
    before = {each: await read(registry, each, caller=PROSECUTOR) for each in (case_id, other)}
    states = {each: await state(registry, each) for each in before}
    await joined(registry, case_id, other, caller=PROSECUTOR, joinedOn="2026-03-20")
    path = f"/cases/{other}/join-undoings"
    correction = await posted(registry, path, UNDO | {"undoneCaseId": case_id}, PROSECUTOR)
    assert valid("correction", correction)
    assert (correction["undoneCaseId"], correction["approvedBy"]) == (case_id, "ofc-2")
    for each, was in before.items():
        now = await read(registry, each, caller=PROSECUTOR)
        assert now == was | {"version": was["version"] + 2}
        here = await state(registry, each)
        assert here.involved == states[each].involved
        assert replay(await history(registry, each)) == here
        kept = await registry.rows(f"select began_on, ended_on from case_stays where case_id = '{each}'")
        assert [row["ended_on"] for row in kept] == [None], "nothing ended, and nothing came anew"
    assert (await registry.call("GET", f"/cases/{case_id}/charges")).json()["items"] == [charge]
    assert (await registry.announced())[-2:] == ["la.gov.justice.case.join-undone.v1"] * 2
    again = UNDO | {"undoneCaseId": case_id}
    assert await refused(registry, path, again, PROSECUTOR) == (400, "invalid-input", ["not-joined"])
    listed = (await registry.call("GET", f"/cases/{other}/corrections", caller=PROSECUTOR)).json()["items"]
    assert listed == [correction]


async def test_what_has_gone_on_is_not_given_back(registry: ServiceUnderTest) -> None:
    one, other = await two(registry)
    path = f"/cases/{one['caseId']}/join-undoings"
    undoing = UNDO | {"undoneCaseId": other["caseId"]}
    assert await refused(registry, path, undoing, POLICE) == (400, "invalid-input", ["not-joined"])
    await joined(registry, other["caseId"], one["caseId"])
    await moved(registry, one["caseId"], "underInvestigation", POLICE)
    assert await refused(registry, path, undoing, POLICE) == (409, "join-gone-on", [])
    nobody = undoing | {"undoneCaseId": "cas_01k9s0zt4r7q2v5x8y1a3b6c9d"}
    assert await refused(registry, path, nobody, POLICE) == (400, "invalid-input", ["not-joined"])


async def test_what_is_not_joined(registry: ServiceUnderTest) -> None:
    one, other = await two(registry)
    path = f"/cases/{one['caseId']}/joins"
    itself, nothing = JOIN | {"intoCaseId": one["caseId"]}, JOIN | {"intoCaseId": "cas_01k9s0zt4r7q2v5x8y1a3b6c9d"}
    assert await refused(registry, path, itself, POLICE) == (400, "invalid-input", ["to-itself"])
    assert await refused(registry, path, nothing, POLICE) == (400, "invalid-input", ["no-such-case"])
    early = JOIN | {"intoCaseId": other["caseId"], "joinedOn": "2026-03-01"}
    assert await refused(registry, path, early, POLICE) == (400, "invalid-input", ["before-the-last-move"])
    elsewhere = JOIN | {"intoCaseId": await with_the_prosecutor(registry, number="9/ປກສ")}
    assert await refused(registry, path, elsewhere, POLICE) == (409, "file-elsewhere", [])
    for status in ("underInvestigation", "fileSentToProsecutor"):
        await moved(registry, other["caseId"], status, POLICE)
    further = JOIN | {"intoCaseId": other["caseId"]}
    assert await refused(registry, path, further, POLICE) == (409, "not-joinable", [])
    crime = await in_court(registry, number="11/ປກສ")
    dispute = await opened(registry, COURT, category="civil", number="1/ແພ່ງ", participants=None)
    across = JOIN | {"intoCaseId": dispute["caseId"]}
    assert await refused(registry, f"/cases/{crime}/joins", across, COURT) == (409, "joined-across", [])
    assert (await read(registry, one["caseId"]))["version"] == 1


async def in_court_of(registry: ServiceUnderTest, case_id: str, **params: str) -> Any:
    path = f"/cases/{case_id}/proceedings"
    return (await registry.call("GET", path, caller=COURT, params=params)).json()["items"]


async def test_joining_ends_the_proceedings_of_the_joined_case_and_frees_rooms_and_judges(
    registry: ServiceUnderTest, case: str
) -> None:
    other = await in_trial(registry, number="046/ປກສ")
    open_ones = await sitting(registry, case), await sitting(registry, other, "J-1", "J-2", "J-3")
    changed = {
        "leavingJudgeId": "J-015",
        "joiningJudge": a_panel("J-1", "J-99")[1],
        "changedOn": "2026-04-20",
        "reason": "ເຈັບ",
    }
    path = f"/cases/{case}/proceedings/{open_ones[0]['proceedingId']}/panel-changes"
    await posted(registry, path, changed, COURT)
    hearing = await posted(registry, f"/cases/{case}/hearings", a_hearing(open_ones[0]), COURT)
    before, moment = await in_court_of(registry, case), (await history(registry, case))[-1].recorded_at.isoformat()
    counted = (await registry.call("GET", "/statistics/overview", caller=COURT)).json()["categories"]
    await joined(registry, case, other, caller=COURT, joinedOn="2026-04-20")
    now = (await registry.call("GET", "/statistics/overview", caller=COURT)).json()["categories"]
    assert (counted[0]["cases"], now[0]["cases"], now[0]["pending"]) == (2, 1, 1)
    (ended,) = await in_court_of(registry, case)
    assert valid("proceeding", ended)
    assert (ended["endedOn"], {seat["to"] for seat in ended["panel"]}) == ("2026-04-20", {"2026-04-20"})
    assert await in_court_of(registry, case, at=moment) == before
    assert [each.get("endedOn") for each in await in_court_of(registry, other)] == [None]
    schedule = (await registry.call("GET", "/schedule", caller=COURT, params={"caseId": case})).json()["items"]
    assert [each["status"] for each in schedule] == ["cancelled"]
    assert "la.gov.justice.case.hearing-concluded.v1" in await registry.announced()
    again = a_hearing(open_ones[1], room=hearing["room"])
    assert (await posted(registry, f"/cases/{other}/hearings", again, COURT))["status"] == "scheduled"
    while_joined = (await history(registry, case))[-1].recorded_at.isoformat()
    await posted(registry, f"/cases/{other}/join-undoings", UNDO | {"undoneCaseId": case}, COURT)
    assert await in_court_of(registry, case) == before
    assert await in_court_of(registry, case, at=while_joined) == [ended]
    assert await state(registry, case) == replay(await history(registry, case))
    moved = a_hearing(open_ones[0], room="3B")
    assert (await posted(registry, f"/cases/{case}/hearings", moved, COURT))["judgeIds"] == ["J-014", "J-016", "J-99"]


async def test_proceedings_are_not_joined_before_they_were_opened(registry: ServiceUnderTest, case: str) -> None:
    other = await in_trial(registry, number="046/ປກສ")
    await sitting(registry, case)
    joining = JOIN | {"intoCaseId": other, "joinedOn": "2026-04-09"}
    assert await refused(registry, f"/cases/{case}/joins", joining, COURT) == (400, "invalid-input", ["too-early"])


async def test_what_waits_in_a_joined_case_is_ended_by_whom_it_waits_for_and_nothing_is_begun(
    registry: ServiceUnderTest,
) -> None:
    court, zone = at("psc", "0101"), at("ospp", "0101")
    ids = [
        (await opened(registry, court, category="civil", number=f"{each}/ແພ່ງ", participants=None))["caseId"]
        for each in (1, 2)
    ]
    for each in ids:
        await moved(registry, each, "accepted", court, on="2026-04-01")
    path, day = f"/cases/{ids[0]}", {"enteredOn": "2026-04-11"}
    awaited = day | {"level": "cassation"}
    statement = await posted(registry, f"{path}/prosecutor-statements", awaited, zone)
    files = [
        await posted(registry, f"{path}/called-up-files", day | {"level": level, "basis": "petition"}, zone)
        for level in ("appeal", "cassation")
    ]
    asked = await posted(registry, f"{path}/statement-requests", REQUEST, court)
    await joined(registry, ids[0], ids[1], caller=court, joinedOn="2026-04-20")
    waiting = (await registry.call("GET", "/work-list", caller=zone)).json()["items"]
    kinds = ["calledUpFile", "calledUpFile", "statement", "statementRequest"]
    assert sorted(each["kind"] for each in waiting) == kinds
    (due,) = (await registry.call("GET", f"{path}/deadlines", caller=zone)).json()["items"]
    assert (due["of"], due["dueOn"]) == ("statement", "2026-05-11")
    another = day | {"level": "appeal"}
    for below, body in (("prosecutor-statements", another), ("called-up-files", another | {"basis": "petition"})):
        begun = await refused(registry, f"{path}/{below}", body, zone)
        assert begun == (409, "act-not-allowed", [])
    # each is ended as in any other case
    outcome, mistake = {"resolvedOn": "2026-04-22", "decisionNumber": "1/ອຍ"}, {"reason": "ເຂົ້າທະບຽນຜິດ"}
    given = f"{path}/prosecutor-statements/{statement['statementId']}/outcome"
    given_at = (await posted(registry, given, outcome | {"outcome": "upholds"}, zone))["outcomePosition"]
    decided, withdrawn = (f"{path}/called-up-files/{each['calledUpFileId']}" for each in files)
    await posted(registry, f"{decided}/outcome", outcome | {"outcome": "refuse"}, zone)
    await posted(registry, f"{withdrawn}/withdrawal", mistake, zone)
    # and what was asked for is entered; when that was a mistake, the court takes its request back
    entry = await posted(registry, f"{path}/prosecutor-statements", day | {"level": "firstInstance"}, zone)
    await posted(registry, f"{path}/prosecutor-statements/{entry['statementId']}/withdrawal", mistake, zone)
    back = mistake | {"position": asked["position"]}
    assert (await posted(registry, f"{path}/statement-request-withdrawals", back, court))["state"] == "withdrawn"
    late = await refused(registry, f"{path}/prosecutor-statements", day | {"level": "firstInstance"}, zone)
    assert late == (409, "act-not-allowed", [])
    assert (await registry.call("GET", "/work-list", caller=zone)).json()["items"] == []
    assert (await registry.call("GET", f"{path}/deadlines", caller=zone)).json()["items"] == []
    scope = {"member": "ospp", "office": "0101", "category": "civil", "year": "2026"}
    register = (await registry.call("GET", "/registers/monthly", caller=zone, params=scope)).json()
    april = {ref: figures[4] for ref, figures in cells(register).items() if figures}
    assert {ref: april[ref] for ref in ("I.2", "I.4", "I.5", "II.2", "II.4", "II.5")} == {
        "I.2": 1,
        "I.4": 1,
        "I.5": 0,  # entered, resolved, pending
        "II.2": 1,
        "II.4": 1,
        "II.5": 0,
    }
    # what is wrong is put right there, and where the case stands when the joining is undone is what is right
    number = correcting(given_at, decisionNumber=("1/ອຍ", "2/ອຍ"))
    assert valid("correction", await posted(registry, f"{path}/corrections", number, zone))
    entries = await history(registry, ids[0])
    (accepted,) = [each.position for each in entries if each.fact.kind == "moved"]
    day_of_it = correcting(accepted, happenedOn=("2026-04-01", "2026-04-03"))
    await posted(registry, f"{path}/corrections", day_of_it, court)
    await posted(registry, f"/cases/{ids[1]}/join-undoings", UNDO | {"undoneCaseId": ids[0]}, court)
    now = await state(registry, ids[0])
    assert (now.status, now.moved_on) == (Status.ACCEPTED, date(2026, 4, 3))
    for each in ids:
        assert replay(await history(registry, each)) == await state(registry, each)


async def test_of_two_joinings_at_once_one_is_made(registry: ServiceUnderTest) -> None:
    one, other = await two(registry)
    ways = ((one["caseId"], other["caseId"]), (other["caseId"], one["caseId"]))
    answers = await asyncio.gather(
        *(
            registry.call("POST", f"/cases/{case_id}/joins", json=JOIN | {"intoCaseId": into}, caller=POLICE)
            for case_id, into in ways
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]


# --- whatever is joined and undone, in whatever order: no circle, and histories that replay

ACTOR = an_actor(Seat("police", "hq"), "police")
CASES = ("cas_1", "cas_2", "cas_3", "cas_4")


def begun(case_id: str) -> list[Entry]:
    fact = Opened(
        case=case_id,
        category="criminal",
        restriction=Restriction.NONE,
        status=Status.REPORTED,
        number=case_id,
        by_court=False,
    )
    claim = ClaimStated(claim=f"clm_{case_id}", level=Instance.FIRST_INSTANCE)
    at_first = datetime(2026, 3, 2, tzinfo=UTC)
    return [Entry(1, fact, DAY, at_first, ACTOR.seat), Entry(2, claim, DAY, at_first, ACTOR.seat)]


class Cases:
    """Histories of a few cases, which are joined as the registry does it."""

    def __init__(self) -> None:
        self.histories = {each: begun(each) for each in CASES}
        self.into: dict[str, str] = {}

    def state(self, case_id: str) -> CaseState:
        return replay(self.histories[case_id])

    def claims(self, case_id: str) -> dict[str, Seat]:
        return known(self.histories[case_id]).contents.claims

    def record(self, case_id: str, fact: Fact) -> None:
        was = self.state(case_id)
        entry = Entry(was.version + 1, fact, DAY, datetime(2026, 3, 2, tzinfo=UTC), ACTOR.seat)
        self.histories[case_id].append(entry)
        assert next_state(was, entry) == self.state(case_id)

    def join(self, case_id: str, into: str) -> None:
        one, other = self.state(case_id), self.state(into)
        if case_id == into or Status.JOINED in {one.status, other.status}:
            return
        must_be_joinable(one, other, ACTOR, DAY)
        claims = self.claims(case_id)
        self.record(
            case_id,
            JoinedInto(
                other=into,
                participants=(),
                charges={},
                claims=claims,
                status=one.status,
                previous=None,
                moved_on=one.moved_on,
            ),
        )
        involved = tuple(sorted(one.involved))
        self.record(into, CarriesOn(other=case_id, participants=(), charges={}, claims=claims, involved=involved))
        self.into[case_id] = into

    def undo(self, case_id: str, from_case: str) -> None:
        if self.state(from_case).status is Status.JOINED:
            return
        was, carried = to_be_undone(self.histories[case_id], self.histories[from_case])
        back = {"correction": "cor_1", "participants": (), "charges": {}, "claims": carried.claims}
        given = GivenBack.model_validate({"other": case_id, "removed": (), **back})
        self.record(from_case, given)
        stood = {"status": was.status, "previous": was.previous, "moved_on": was.moved_on}
        undone = JoinUndone.model_validate({"other": from_case, **back, **stood})
        self.record(case_id, undone)
        assert self.into.pop(case_id) == from_case


@given(st.randoms(use_true_random=False), st.integers(0, 40))
def test_no_joinings_and_undoings_lead_to_a_circle_or_lose_a_claim(chance: random.Random, steps: int) -> None:
    cases = Cases()
    for _ in range(steps):
        one, other = chance.choice(CASES), chance.choice(CASES)
        step = chance.choice((cases.join, cases.undo))
        try:
            step(one, other)
        except Problem as refused_:
            assert refused_.code in {"invalid-input", "join-gone-on"}  # noqa: PT017 - of what is drawn by chance
    for each in CASES:
        seen = [each]
        while seen[-1] in cases.into:
            seen.append(cases.into[seen[-1]])
            assert len(seen) == len(set(seen))
        assert (cases.state(each).status is Status.JOINED) == (each in cases.into)
        assert f"clm_{each}" in cases.claims(seen[-1])
    assert sum(len(cases.claims(each)) for each in CASES) == len(CASES)


async def test_splitting_off_again_after_a_joining_bars_the_undoing(registry: ServiceUnderTest) -> None:
    one, other = await two(registry)
    await joined(registry, other["caseId"], one["caseId"])
    person = other["participants"][0]["participantId"]
    await posted(registry, f"/cases/{one['caseId']}/splits", SPLIT | {"participantIds": [person]}, POLICE)
    undoing = UNDO | {"undoneCaseId": other["caseId"]}
    path = f"/cases/{one['caseId']}/join-undoings"
    assert await refused(registry, path, undoing, POLICE) == (409, "join-gone-on", [])
