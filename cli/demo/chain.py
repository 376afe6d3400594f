"""A scene of the story: one case on its way from the police's report to its enforced judgment, in four hands."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from chassis.client.exchange_client import Answer
from cli.demo import records
from cli.demo.refusals import tell_faults, tell_problem
from cli.demo.stage import Stage, Step, problem_of
from cli.demo.words import CASES, FOR_CASES

OK, CREATED, BAD, CONFLICT = HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT
POLICE: Final = "police-case-system"
PROSECUTOR: Final = "ospp-case-system"
COURT: Final = "psc-case-system"
SUPREME: Final = "psc-supreme-case-system"  # hears the appeal: no court hears the one from itself
JUSTICE: Final = "moj-case-system"
OFFICES: Final = {
    POLICE: ("police", "0101"),
    PROSECUTOR: ("ospp", "01"),
    COURT: ("psc", "01"),
    SUPREME: ("psc", "hq"),
    JUSTICE: ("moj", "hq"),
}
LEGAL_ACTS: Final = frozenset(
    {"moveCase", "fileCharge", "decideCharge", "issueDecision", "splitCase", "changeRestriction"}
)


@dataclass(slots=True)
class SharedCase:
    """The one record that four systems act on, each with its own key, on the version that it has read."""

    stage: Stage
    case_id: str
    version: str = ""  # the ETag that was read last
    suspect: str = ""

    async def read(self, who: str) -> None:
        """Read the case as it stands now."""
        path = f"/{CASES}/v1/cases/{self.case_id}"
        answer = await self.stage.exchange(Step(who, CASES, "caseById", FOR_CASES, "GET", path, OK))
        self.version = answer.headers["ETag"]
        self.suspect = answer.json()["participants"][0]["participantId"]

    async def act(
        self, who: str, operation: str, where: str, body: records.Body, *, expect: int = CREATED, version: str = ""
    ) -> Answer:
        """Post to the case; legal acts are signed, and the request itself is kept as evidence."""
        path = f"/{CASES}/v1/cases/{self.case_id}/{where}"
        named = {"If-Match": version} if version else None
        label = f"{operation} {body['to']}" if operation == "moveCase" else operation
        step = Step(who, CASES, label, FOR_CASES, "POST", path, expect)
        return await self.stage.exchange(step, json=body, headers=named, sign=operation in LEGAL_ACTS)

    async def move(self, who: str, *statuses: str, **stated: object) -> None:
        """Move the case on from the version that was read, step by step."""
        for status in statuses:
            moved = await self.act(who, "moveCase", "moves", records.move(status) | stated, version=self.version)
            self.version = f'"{moved.json()["position"]}"'

    async def hand_over(self, sender: str, receiver: str) -> None:
        """Send the file, and take it: until then it is the sender's."""
        to = {"to": records.seat(*OFFICES[receiver])}
        sent = (await self.act(sender, "sendHandOver", "hand-overs", to)).json()
        await self.act(receiver, "acceptHandOver", f"hand-overs/{sent['handOverId']}/acceptance", {"received": []})

    async def refused(self, who: str, to: str, *, expect: int, version: str, lo: str) -> None:
        """Try a move that must not get through, and tell what the registry says to it."""
        answer = await self.act(who, "moveCase", "moves", records.move(to), expect=expect, version=version)
        tell_problem(self.stage, problem_of(answer), lo)


async def from_report_to_judgment(stage: Stage, case_id: str) -> None:
    """Lead the case through all hands, with the shortcuts that somebody might try."""
    stage.scene(2, "The case goes from hand to hand, and nobody retypes it", "ຄະດີດຽວຜ່ານສີ່ອົງການ ໂດຍບໍ່ມີໃຜພິມຄືນໃໝ່")
    case = SharedCase(stage, case_id)
    await investigate(case)
    await judge(case, await charge(case))
    await enforce(case)


async def investigate(case: SharedCase) -> None:
    """The police investigate, and hand the file to the prosecutor: they neither charge, nor hand it to themselves."""
    await case.read(POLICE)
    await case.move(POLICE, "underInvestigation")
    await case.refused(POLICE, "charged", expect=CONFLICT, version=case.version, lo="ຕຳຫຼວດສັ່ງຟ້ອງບໍ່ໄດ້: ເປັນສິດຂອງໄອຍະການ.")
    await case.move(POLICE, "fileSentToProsecutor")
    to_itself = {"to": records.seat(*OFFICES[POLICE])}
    answer = await case.act(POLICE, "sendHandOver", "hand-overs", to_itself, expect=BAD)
    tell_problem(case.stage, problem_of(answer), "ມອບສຳນວນໃຫ້ຕົນເອງບໍ່ໄດ້.")
    tell_faults(case.stage, problem_of(answer))
    await case.hand_over(POLICE, PROSECUTOR)


async def investigate_quietly(case: SharedCase) -> None:
    """The police investigate, and hand the file to the prosecutor."""
    await case.read(POLICE)
    await case.move(POLICE, "underInvestigation", "fileSentToProsecutor")
    await case.hand_over(POLICE, PROSECUTOR)


async def charge(case: SharedCase) -> str:
    """The prosecutor charges under the edition of the law in force, and files the case in court. Return the charge."""
    filed = await case.act(PROSECUTOR, "fileCharge", "charges", records.charge(case.suspect))
    await case.read(PROSECUTOR)
    await case.move(PROSECUTOR, "charged", "filedInCourt")
    await case.hand_over(PROSECUTOR, COURT)
    return str(filed.json()["chargeId"])


async def judge(case: SharedCase, charge_id: str) -> None:
    """The court sits, hears and decides; it does not judge before the trial, nor on a version that it read before."""
    await case.act(COURT, "assignCaseNumber", "numbers", records.own_number(f"{case.stage.number}/ສຊ"))
    panel = await case.act(COURT, "openProceeding", "proceedings", records.proceeding())
    proceeding = panel.json()["proceedingId"]
    hearing = (await case.act(COURT, "scheduleHearing", "hearings", records.hearing(proceeding))).json()["hearingId"]
    await case.read(COURT)
    old = case.version
    await case.refused(COURT, "judgedFirstInstance", expect=CONFLICT, version=old, lo="ສານຕັດສິນກ່ອນພິຈາລະນາບໍ່ໄດ້.")
    await case.move(COURT, "accepted")
    await case.refused(
        COURT, "inTrial", expect=HTTPStatus.PRECONDITION_FAILED, version=old, lo="ຄະດີປ່ຽນແລ້ວ: ຕ້ອງອ່ານຄືນກ່ອນ."
    )
    await case.move(COURT, "inTrial")
    await case.act(COURT, "concludeHearing", f"hearings/{hearing}/outcome", {"status": "held"})
    await case.act(COURT, "decideCharge", f"charges/{charge_id}/results", records.guilty())
    decision = (
        await case.act(COURT, "issueDecision", "decisions", records.judgment(proceeding, f"{case.stage.number}/ສຊ"))
    ).json()
    await case.read(COURT)
    await case.move(COURT, "judgedFirstInstance", "final")
    case.stage.remark(
        f"The judgment is {decision['decisionId']}, for everybody and for ever.",
        f"ຄຳພິພາກສາມີເລກແຫ່ງຊາດ {decision['decisionId']}.",
    )


async def enforce(case: SharedCase) -> None:
    """Justice takes the file, enforces the judgment and closes the case."""
    await case.hand_over(COURT, JUSTICE)
    await case.read(JUSTICE)
    await case.move(JUSTICE, "inEnforcement", "enforced", "closed")
    facts = case.version.strip('"')
    case.stage.remark(
        f"Four agencies, one record: {case.case_id} is closed, and its history has {facts} facts.",
        f"ສີ່ອົງການ, ບັນທຶກດຽວ: ຄະດີ {case.case_id} ປິດແລ້ວ, ປະຫວັດມີ {facts} ຂໍ້.",
    )
