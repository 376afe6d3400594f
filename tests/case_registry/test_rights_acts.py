"""Every cell of who acts in cases, tried: denied ones first, then what is allowed, on a record that stands ready."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, TypeAlias

import pytest

from chassis.reference.held import HeldOrganisations
from cli.rights.cases import STAGES, act_cells, stage_of
from cli.rights.cells import Answer, Cell
from contracts.identifiers import new_id
from services.case_registry.domain.acts import IN_REGISTER, Act
from services.case_registry.domain.words import Status
from tests.case_registry.builders import ARTICLE, an_opening
from tests.case_registry.court_builders import JUDGMENT, a_panel, a_person, posted
from tests.case_registry.matrix import (
    COURT,
    REFUSALS,
    RESTRICTIONS,
    STATION,
    THE_COUNTRY,
    ZONE,
    SampleCase,
    before_the_prosecutor,
    caller_of,
    in_trial,
)
from tests.support.rights import Found, answer_of, denied_first, wrong
from tests.support.service import ServiceUnderTest

Request: TypeAlias = tuple[str, dict[str, Any]]
DAY: Final = "2026-05-11"
CELLS: Final = list(act_cells(date.fromisoformat(DAY)))
WITHDRAWN: Final = {  # of charges, how many cells withdraw one, or split one off
    restriction: sum(
        cell.answer is Answer.ALLOWED
        and cell.operation in {Act.WITHDRAW_CHARGE, Act.JOIN_CASE, Act.UNDO_JOIN}
        and cell.about == restriction
        for cell in CELLS
    )
    for restriction in RESTRICTIONS
}


@pytest.fixture
def held() -> HeldOrganisations:
    return HeldOrganisations(THE_COUNTRY)


async def assign_number(case: SampleCase, _fresh: bool) -> Request:
    return "/numbers", {"number": f"{case.case_id[-8:]}-{next(case.numbers)}", "assignedOn": DAY}


async def relate_case(case: SampleCase, fresh: bool) -> Request:
    number = f"{case.case_id[-8:]}-{next(case.numbers)}"
    opening = an_opening(number=number)
    other = (await posted(case.registry, "/cases", opening, STATION))["caseId"] if fresh else case.case_id
    return "/relations", {"kind": "appealOf", "otherCaseId": other}


def a_restriction(to: str) -> dict[str, Any]:
    """Return a decision that restricts a case so."""
    return {"to": to, "decisionNumber": "1/ສປ", "decidedOn": DAY, "reason": "ທົດລອງ", "legalBasis": "ກົດໝາຍ"}


async def change_restriction(case: SampleCase, _fresh: bool) -> Request:
    return "/restriction-changes", a_restriction("familySecret" if case.restriction == "juvenile" else "juvenile")


async def request_statement(case: SampleCase, fresh: bool) -> Request:
    # whom nobody asks about its rights, and each once at an instance
    to = {"member": "ospp", "office": next(case.asked) if fresh else "hq"}
    return "/statement-requests", {"to": to, "level": "firstInstance", "requestedOn": DAY}


async def withdraw_request(case: SampleCase, fresh: bool) -> Request:
    position = 1
    if fresh:
        # an office that is asked for this alone: taken back, it can be asked again
        asking = {"to": {"member": "ospp", "office": "hq"}, "level": "firstInstance", "requestedOn": DAY}
        position = (await case.add("/statement-requests", asking, COURT))["position"]
    return "/statement-request-withdrawals", {"position": position, "reason": "ຂໍຜິດ"}


async def split_case(case: SampleCase, fresh: bool) -> Request:
    person = await case.participant("accused") if fresh else case.suspect
    number = f"{case.case_id[-8:]}-{next(case.numbers)}"
    return "/splits", {"number": number, "splitOn": DAY, "reason": "ແຍກ", "participantIds": [person]}


async def join_case(case: SampleCase, fresh: bool) -> Request:
    """A case that was split off goes back; the path is that of the one which is joined."""
    joining = {"intoCaseId": case.case_id, "joinedOn": DAY, "reason": "ລວມ"}
    if not fresh:
        return "/joins", joining
    return f"/cases/{await split_off(case)}/joins", joining


async def undo_join(case: SampleCase, fresh: bool) -> Request:
    other = await split_off(case) if fresh else case.case_id
    if fresh:
        joining = {"intoCaseId": case.case_id, "joinedOn": DAY, "reason": "ລວມ"}
        await posted(case.registry, f"/cases/{other}/joins", joining, COURT)
    return "/join-undoings", {"undoneCaseId": other, "reason": "ລວມຜິດ", "basis": "ສຳນວນ", "approvedBy": "ofc-2"}


async def split_off(case: SampleCase) -> str:
    """Split a charge off, and return the id of its case, which is in its trial too."""
    number = f"{case.case_id[-8:]}-{next(case.numbers)}"
    charge = case.charges.pop().rpartition("/")[2]
    body = {"number": number, "splitOn": DAY, "reason": "ແຍກ", "chargeIds": [charge]}
    return str((await case.add("/splits", body, COURT))["caseId"])


async def correct_case(case: SampleCase, fresh: bool) -> Request:
    return "/corrections", case.a_correction(made=fresh)


async def await_statement(_case: SampleCase, _fresh: bool) -> Request:
    return "/prosecutor-statements", {"enteredOn": DAY, "level": "cassation"}


async def call_up_file(_case: SampleCase, _fresh: bool) -> Request:
    return "/called-up-files", {"enteredOn": DAY, "level": "cassation", "basis": "petition"}


async def add_participant(_case: SampleCase, _fresh: bool) -> Request:
    return "/participants", a_person()


async def assign_role(case: SampleCase, fresh: bool) -> Request:
    person = await case.participant() if fresh else case.suspect
    return f"/participants/{person}/roles", {"role": "expert", "from": "2026-03-02"}


async def appoint_representative(case: SampleCase, fresh: bool) -> Request:
    person = await case.participant("victim") if fresh else case.suspect
    return f"/participants/{person}/representatives", {"representativeId": case.lawyer, "from": "2026-03-20"}


async def end_representation(case: SampleCase, fresh: bool) -> Request:
    person = await case.participant("victim") if fresh else case.suspect
    if fresh:
        appointment = {"representativeId": case.lawyer, "from": "2026-03-20"}
        await case.add(f"/participants/{person}/representatives", appointment, COURT)
    ending = {"representativeId": case.lawyer, "to": DAY, "reason": "ຖອນຕົວ"}
    return f"/participants/{person}/representation-ends", ending


async def record_custody(case: SampleCase, _fresh: bool) -> Request:
    since = datetime.fromisoformat("2026-03-04T08:00:00+07:00") + timedelta(minutes=next(case.numbers))
    return f"/participants/{case.suspect}/custody", {"status": "free", "since": since.isoformat()}


async def assign_prosecutor(_case: SampleCase, _fresh: bool) -> Request:
    return "/prosecutor-assignments", {"officer": "P-031", "assignedOn": DAY}


async def state_claim(case: SampleCase, _fresh: bool) -> Request:
    claim = {"level": "firstInstance", "participantId": case.suspect, "subject": "ຄ່າເສຍຫາຍ", "statedOn": DAY}
    return "/claims", claim


async def file_charge(case: SampleCase, _fresh: bool) -> Request:
    return "/charges", {"participantId": case.suspect, "article": ARTICLE, "text": new_id("chg"), "filedOn": DAY}


async def amend_charge(case: SampleCase, _fresh: bool) -> Request:
    return f"{case.charges[0]}/amendments", {"count": 2, "amendedOn": DAY, "reason": "ຂາດ"}


async def withdraw_charge(case: SampleCase, fresh: bool) -> Request:
    charge = case.charges.pop() if fresh else case.charges[0]
    return f"{charge}/withdrawal", {"reason": "ຂາດຫຼັກຖານ", "withdrawnOn": DAY}


async def enter_plea(case: SampleCase, _fresh: bool) -> Request:
    return f"{case.charges[0]}/pleas", {"plea": "guilty", "pleadedOn": DAY}


async def decide_charge(case: SampleCase, _fresh: bool) -> Request:
    return f"{case.charges[1]}/results", {"result": "acquitted", "decidedOn": DAY}


async def open_proceeding(case: SampleCase, fresh: bool) -> Request:
    if fresh:
        await case.add("/decisions", JUDGMENT | {"proceedingId": case.proceeding["proceedingId"]}, COURT)
    judges = [f"J-{case.case_id[-8:]}-{next(case.numbers)}" for _ in range(3)]
    return "/proceedings", {"level": "firstInstance", "startedOn": "2026-04-10", "panel": a_panel(*judges)}


async def change_panel(case: SampleCase, fresh: bool) -> Request:
    number, leaves = next(case.numbers), case.judge
    joins = {"judgeId": f"J-{case.case_id[-8:]}-{number}", "name": "ທ່ານ", "role": "member"}
    if fresh:
        case.judge = joins["judgeId"]
    day = (date(2026, 4, 11) + timedelta(days=len(case.changes))).isoformat()
    case.changes += [day] if fresh else []
    change = {"leavingJudgeId": leaves, "joiningJudge": joins, "changedOn": day, "reason": "ຍ້າຍ"}
    return f"/proceedings/{case.proceeding['proceedingId']}/panel-changes", change


async def schedule_hearing(case: SampleCase, _fresh: bool) -> Request:
    return "/hearings", case.a_hearing()


async def conclude_hearing(case: SampleCase, fresh: bool) -> Request:
    hearing = await case.schedule() if fresh else case.hearing
    return f"{hearing}/outcome", {"status": "cancelled", "note": "ຍົກເລີກ"}


async def issue_decision(case: SampleCase, _fresh: bool) -> Request:
    return "/decisions", {"kind": "order", "proceedingId": case.proceeding["proceedingId"], "decidedOn": DAY}


REQUESTS: Final[dict[Act, Callable[[SampleCase, bool], Awaitable[Request]]]] = {
    Act.ASSIGN_NUMBER: assign_number,
    Act.RELATE_CASE: relate_case,
    Act.CHANGE_RESTRICTION: change_restriction,
    Act.SPLIT_CASE: split_case,
    Act.JOIN_CASE: join_case,
    Act.UNDO_JOIN: undo_join,
    Act.CORRECT_CASE: correct_case,
    Act.END_REPRESENTATION: end_representation,
    Act.ADD_PARTICIPANT: add_participant,
    Act.ASSIGN_ROLE: assign_role,
    Act.APPOINT_REPRESENTATIVE: appoint_representative,
    Act.RECORD_CUSTODY: record_custody,
    Act.ASSIGN_PROSECUTOR: assign_prosecutor,
    Act.STATE_CLAIM: state_claim,
    Act.FILE_CHARGE: file_charge,
    Act.AMEND_CHARGE: amend_charge,
    Act.WITHDRAW_CHARGE: withdraw_charge,
    Act.ENTER_PLEA: enter_plea,
    Act.DECIDE_CHARGE: decide_charge,
    Act.OPEN_PROCEEDING: open_proceeding,
    Act.CHANGE_PANEL: change_panel,
    Act.SCHEDULE_HEARING: schedule_hearing,
    Act.CONCLUDE_HEARING: conclude_hearing,
    Act.ISSUE_DECISION: issue_decision,
    Act.REQUEST_STATEMENT: request_statement,
    Act.WITHDRAW_REQUEST: withdraw_request,
    Act.AWAIT_STATEMENT: await_statement,
    Act.CALL_UP_FILE: call_up_file,
}
RESOLVED: Final = {Act.AWAIT_STATEMENT: ("statementId", "upholds"), Act.CALL_UP_FILE: ("calledUpFileId", "refuse")}


async def tried(
    registry: ServiceUnderTest, cases: dict[str, SampleCase], cells: Sequence[Cell], member: str
) -> list[Found]:
    """Try the cells, those that change nothing first, and return what was found."""
    found: list[Found] = []
    for cell in denied_first(cells):
        case = cases[cell.about]
        below, body = await REQUESTS[Act(cell.operation)](case, cell.answer is Answer.ALLOWED)
        caller = caller_of(cell, member)
        path = below if below.startswith("/cases/") else f"{case.path}{below}"
        answer = await registry.call("POST", path, json=body, caller=caller)
        found.append((cell, answer_of(answer, REFUSALS)))
        if cell.operation == Act.OPEN_PROCEEDING and answer.status_code == 201:
            await case.add("/decisions", JUDGMENT | {"proceedingId": answer.json()["proceedingId"]}, caller)
            await case.sit()  # whoever has the file goes on in its own
        if cell.operation == Act.CHANGE_RESTRICTION and answer.status_code == 201:
            whose = COURT if case.proceeding else ZONE
            await case.add(below, a_restriction(case.restriction), whose)  # as the next cell expects it
        if cell.operation in RESOLVED and answer.status_code == 201:  # a case waits once at an instance
            entry, outcome = RESOLVED[Act(cell.operation)]
            resolution = {"outcome": outcome, "resolvedOn": DAY, "decisionNumber": "31/ອຍສ"}
            await case.add(f"{below}/{answer.json()[entry]}/outcome", resolution, caller)
    return found


def cells_at(status: Status) -> list[Cell]:
    return [cell for cell in CELLS if stage_of(Act(cell.operation)).status is status]


def test_every_act_has_its_cells_at_a_stage_that_is_tried() -> None:
    assert {cell.operation for stage in STAGES for cell in cells_at(stage.status)} == set(REQUESTS)
    assert set(REQUESTS) | IN_REGISTER == set(Act)  # those have theirs in test_rights_registers.py


async def test_each_cell_of_the_acts_in_a_trial_is_answered_as_the_tables_say(registry: ServiceUnderTest) -> None:
    cases = {each: await in_trial(registry, each, charges=2 + WITHDRAWN[each]) for each in RESTRICTIONS}
    assert wrong(await tried(registry, cases, cells_at(Status.IN_TRIAL), "psc")) == {}


async def test_each_cell_of_the_acts_of_the_prosecution_is_answered_as_the_tables_say(
    registry: ServiceUnderTest,
) -> None:
    cases = {each: await before_the_prosecutor(registry, each) for each in RESTRICTIONS}
    assert wrong(await tried(registry, cases, cells_at(Status.FILE_SENT_TO_PROSECUTOR), "ospp")) == {}
