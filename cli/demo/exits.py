"""Two short scenes: a child is split off into a case of its own; a judgment is quashed, remanded and decided anew."""

from http import HTTPStatus
from urllib.parse import urlencode

from cli.demo import records
from cli.demo.chain import COURT, JUSTICE, OFFICES, POLICE, PROSECUTOR, SUPREME, SharedCase, charge, investigate_quietly
from cli.demo.refusals import tell_problem
from cli.demo.stage import Stage, Step, problem_of
from cli.demo.words import CASES, FOR_CASES

OK, CREATED, NOT_FOUND, CONFLICT = HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT
FIRST, SECOND, THIRD = "14", "24", "34"  # judges: nobody sits twice in a case


async def opened(stage: Stage, body: records.Body) -> records.Body:
    """Let the police open a case, and return it."""
    step = Step(POLICE, CASES, "openCase", FOR_CASES, "POST", f"/{CASES}/v1/cases", CREATED)
    case: records.Body = (await stage.exchange(step, json=body)).json()
    return case


async def seen(stage: Stage, who: str, case_id: str, *, expect: int) -> None:
    """Look at a case with the key of another member."""
    path = f"/{CASES}/v1/cases/{case_id}"
    await stage.exchange(Step(who, CASES, "caseById", FOR_CASES, "GET", path, expect))


async def a_child_is_split_off(stage: Stage) -> None:
    """Two boys are suspected, one of them a child: nobody else sees the case until his is another one."""
    stage.scene(
        4,
        "One of two suspects is a child: the case is closed to others, until the child's is a case of its own",
        "ຜູ້ຖືກສົງໄສຄົນໜຶ່ງແມ່ນເດັກ: ຄະດີຖືກຈຳກັດ ຈົນກວ່າຈະແຍກຄະດີຂອງເດັກ",
    )
    case = SharedCase(stage, "")
    told = await opened(stage, records.case_with_a_child(stage.number))
    case.case_id, (adult, child, _) = told["caseId"], told["participants"]
    await seen(stage, COURT, case.case_id, expect=NOT_FOUND)
    order = records.restriction_lifted(stage.number)
    refused = await case.act(POLICE, "changeRestriction", "restriction-changes", order, expect=CONFLICT)
    tell_problem(stage, problem_of(refused), "ຍັງເປີດຄະດີບໍ່ໄດ້: ອາດມີເດັກຢູ່ໃນຄະດີ.")
    splitting = records.split(stage.number, child["participantId"])
    new = (await case.act(POLICE, "splitCase", "splits", splitting)).json()
    await case.act(POLICE, "changeRestriction", "restriction-changes", order)
    await seen(stage, COURT, case.case_id, expect=OK)
    await seen(stage, COURT, new["caseId"], expect=NOT_FOUND)
    stage.remark(
        f"{adult['name']['text']} is in {case.case_id}, which others see again; the child is in {new['caseId']}, "
        f"which is {new['restriction']} and counted once.",
        f"ຄະດີຂອງຜູ້ໃຫຍ່ເປີດຄືນ; ຄະດີຂອງເດັກ {new['caseId']} ຖືກຈຳກັດ ແລະ ນັບເທື່ອດຽວ.",
    )


async def a_judgment_is_quashed(stage: Stage) -> None:
    """A judgment is quashed and remanded, the case is tried anew, and prosecutor, court and justice count alike."""
    stage.scene(
        5,
        "A judgment is quashed on appeal, the case is tried anew, and all three count the same",
        "ຄຳພິພາກສາຖືກລົບລ້າງໃນຂັ້ນອຸທອນ, ພິຈາລະນາຄືນໃໝ່ ແລະ ສາມອົງການນັບໄດ້ຄືກັນ",
    )
    case = SharedCase(stage, (await opened(stage, records.second_case(stage.number)))["caseId"])
    await investigate_quietly(case)
    charge_id = await charge(case)
    await case.act(COURT, "assignCaseNumber", "numbers", records.own_number(f"{stage.number}-2/ສຊ"))
    await case.read(COURT)
    await case.move(COURT, "accepted", "inTrial")
    await decided(case, COURT, charge_id, "firstInstance", FIRST)
    await case.move(COURT, "judgedFirstInstance", "appealed")
    await case.hand_over(COURT, SUPREME)
    await decided(case, SUPREME, charge_id, "appeal", SECOND)
    again = {"outcome": "quashedAndRemanded", "court": records.seat(*OFFICES[COURT])}
    await case.move(SUPREME, "inTrial", **again)
    await case.hand_over(SUPREME, COURT)
    judgment = await decided(case, COURT, charge_id, "firstInstance", THIRD)
    await case.move(COURT, "judgedFirstInstance", "final")
    await case.hand_over(COURT, JUSTICE)
    stage.remark(
        f"{judgment['decisionId']} takes the place of what was quashed; no judge of the first trial sat in the second.",
        f"ຄຳພິພາກສາ {judgment['decisionId']} ແທນຄຳທີ່ຖືກລົບລ້າງ; ບໍ່ມີຜູ້ພິພາກສາຄົນເກົ່າ.",
    )
    await counts_meet(stage)


async def decided(case: SharedCase, court: str, charge_id: str, level: str, judges: str) -> records.Body:
    """Let a panel sit and decide, at first instance on the charge, too; return its judgment.

    The case is read again behind it.
    """
    opening = records.proceeding(level, judges)
    proceeding = (await case.act(court, "openProceeding", "proceedings", opening)).json()["proceedingId"]
    if level == "firstInstance":
        await case.act(court, "decideCharge", f"charges/{charge_id}/results", records.guilty())
    issuing = records.judgment(proceeding, f"{case.stage.number}-{judges}/ສຊ")
    judgment: records.Body = (await case.act(court, "issueDecision", "decisions", issuing)).json()
    await case.read(court)
    return judgment


async def counts_meet(stage: Stage) -> None:
    """Ask all three for their figures of the year, and the prosecutor whether any case is counted by one side alone."""
    year = {"year": str(records.today().year)}
    work = await asked(stage, PROSECUTOR, "criminalWorkRegister", "registers/criminal-work", {"member": "ospp"} | year)
    (charged,) = (row["figures"] for row in work["rows"] if row["row"] == "charged")
    court = await asked(stage, SUPREME, "yearlyStatistics", "statistics/yearly", {"member": "psc"} | year)
    (first,) = (each["figures"] for each in court["byInstance"] if each["level"] == "firstInstance")
    justice = await asked(stage, JUSTICE, "caseOverview", "statistics/overview", {"member": "moj", "office": "hq"})
    month = {"with": "psc", "month": f"{records.today():%Y-%m}"}
    differing = await asked(stage, PROSECUTOR, "listReconciliations", "reconciliations", month)
    filed = sum(each["value"] for each in charged)
    received, again = first["received"], court["total"]["remanded"]
    enforced = sum(each["cases"] for each in justice["categories"])
    stage.remark(
        f"The prosecutor charged {filed}; the court received {received} at first instance, {again} of them once more "
        f"after a remand; justice has {enforced}. Counted by one side alone: {len(differing['items'])}.",
        f"ໄອຍະການສັ່ງຟ້ອງ {filed}; ສານຂັ້ນຕົ້ນຮັບ {received}, ໃນນັ້ນ {again} ຖືກສົ່ງຄືນມາພິຈາລະນາໃໝ່; ຍຸຕິທຳມີ {enforced}. "
        f"ຄະດີທີ່ນັບຝ່າຍດຽວ: {len(differing['items'])}.",
    )


async def asked(stage: Stage, who: str, operation: str, path: str, query: dict[str, str]) -> records.Body:
    """Ask for figures, and return them."""
    step = Step(who, CASES, operation, FOR_CASES, "GET", f"/{CASES}/v1/{path}?{urlencode(query)}", OK)
    answer: records.Body = (await stage.exchange(step)).json()
    return answer
