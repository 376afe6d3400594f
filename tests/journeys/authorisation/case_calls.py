"""How each operation of the case registry is called, on a record of the standing that a cell names."""

from typing import Final

from contracts.identifiers import new_id
from tests.journeys.authorisation.row import FOREIGN, OWN, SHARED, Call, Standing
from tests.support import sample_records as records
from tests.support.sample_country import (
    AN_IMPORT_MAPPING,
    ANOTHER_OFFICE,
    KINDS,
    NDJSON,
    SampleCountry,
    a_case,
    a_charge,
    a_hearing,
    a_proceeding,
    an_import,
    an_order,
    an_upload,
)

SOMEBODY: Final = "ptc_01k9s0zt4r7q2v5x8y1a3b6c9d"
SOME_PROCEEDING: Final = "pro_01k9s0zt4r7q2v5x8y1a3b6c9d"


def a_day() -> str:
    """Return the day of an act: that of the moment, since a run may go past midnight."""
    return records.today().isoformat()


def another(kind: str) -> str:
    """Return another kind of member, which opens cases too."""
    return "court" if kind == "police" else "police"


async def open_case(_country: SampleCountry, kind: str, _standing: Standing) -> Call:
    return Call("/cases", json=a_case(kind))


async def list_cases(_country: SampleCountry, _kind: str, _standing: Standing) -> Call:
    return Call("/cases")


async def get_case(country: SampleCountry, kind: str, standing: Standing) -> Call:
    owner = kind if standing is OWN else another(kind)
    return Call(f"/cases/{await country.case(owner, restricted=standing is not SHARED)}")


async def number_case(country: SampleCountry, kind: str, standing: Standing) -> Call:
    case = await get_case(country, kind, standing)
    number = {"number": new_id("num").replace("_", "/"), "assignedOn": records.today().isoformat()}
    return Call(f"{case.path}/numbers", json=number)


async def relate_case(country: SampleCountry, kind: str, standing: Standing) -> Call:
    case = await get_case(country, kind, standing)
    other = await country.case("court", restricted=False)
    return Call(f"{case.path}/relations", json={"kind": "civilClaimIn", "otherCaseId": other})


async def move_case(country: SampleCountry, kind: str, standing: Standing) -> Call:
    case = await get_case(country, kind, standing)
    order = {"to": "accepted" if kind == "court" else "underInvestigation", "happenedOn": records.today().isoformat()}
    return Call(f"{case.path}/moves", json=order, headers={"If-Match": '"1"'})


async def list_case_moves(country: SampleCountry, kind: str, standing: Standing) -> Call:
    return Call(f"{(await get_case(country, kind, standing)).path}/moves")


async def send_hand_over(country: SampleCountry, kind: str, standing: Standing) -> Call:
    case = await get_case(country, kind, standing)
    to = {"member": KINDS["court" if kind == "justice" else kind], "office": ANOTHER_OFFICE}
    return Call(f"{case.path}/hand-overs", json={"to": to})


async def accept_hand_over(country: SampleCountry, kind: str, standing: Standing) -> Call:
    path = await (country.hand_over(kind) if standing is OWN else country.passed_on(another(kind)))
    return Call(f"{path}/acceptance", json={"received": []})


async def refuse_hand_over(country: SampleCountry, kind: str, standing: Standing) -> Call:
    path = await (country.hand_over(kind) if standing is OWN else country.passed_on(another(kind)))
    return Call(f"{path}/refusal", json={"reason": "A test."})


async def recall_hand_over(country: SampleCountry, kind: str, standing: Standing) -> Call:
    sender = kind if standing is OWN else another(kind)
    path = await (country.hand_over(kind) if standing is SHARED else country.passed_on(sender))
    return Call(f"{path}/recall", json={"reason": "A test."})


async def list_hand_overs(_country: SampleCountry, _kind: str, _standing: Standing) -> Call:
    return Call("/hand-overs")


async def add_participant(country: SampleCountry, kind: str, standing: Standing) -> Call:
    case = await a_file(country, kind, standing)
    return Call(f"{case}/participants", json={"organisation": "ບໍລິສັດ ຈະເລີນຊັບ", "role": "victim", "from": a_day()})


async def assign_role(country: SampleCountry, kind: str, standing: Standing) -> Call:
    case = await a_file(country, kind, standing)
    person = await country.participant(case, kind, "witness") if standing is OWN else SOMEBODY
    return Call(f"{case}/participants/{person}/roles", json={"role": "expert", "from": a_day()})


async def appoint_representative(country: SampleCountry, kind: str, standing: Standing) -> Call:
    case = await a_file(country, kind, standing)
    person = await country.participant(case, kind) if standing is OWN else SOMEBODY
    lawyer = await country.participant(case, kind, "lawyer") if standing is OWN else SOMEBODY
    appointment = {"representativeId": lawyer, "from": a_day()}
    return Call(f"{case}/participants/{person}/representatives", json=appointment)


async def end_representation(country: SampleCountry, kind: str, standing: Standing) -> Call:
    case = await a_file(country, kind, standing)
    person = await country.participant(case, kind) if standing is OWN else SOMEBODY
    # nobody speaks for that one yet: the rules are asked, so the caller may
    ending = {"representativeId": SOMEBODY, "to": a_day(), "reason": "A test."}
    return Call(f"{case}/participants/{person}/representation-ends", json=ending)


async def split_case(country: SampleCountry, kind: str, standing: Standing) -> Call:
    case = await a_file(country, kind, standing)
    role = "defendant" if kind == "court" else "suspect"
    people = [await country.participant(case, kind, role) for _ in range(2)] if standing is OWN else [SOMEBODY]
    number = new_id("num").replace("_", "/")
    splitting = {"number": number, "splitOn": a_day(), "reason": "A test.", "participantIds": people[:1]}
    return Call(f"{case}/splits", json=splitting)


async def join_case(country: SampleCountry, kind: str, standing: Standing) -> Call:
    case = await a_file(country, kind, standing)
    into = case if standing is not OWN or kind == "justice" else await a_file(country, kind, standing)
    return Call(f"{case}/joins", json={"intoCaseId": into.rpartition("/")[2], "joinedOn": a_day(), "reason": "A test."})


async def undo_join(country: SampleCountry, kind: str, standing: Standing) -> Call:
    case = await a_file(country, kind, standing)
    # it is joined with none: the rules are asked, so the caller may
    undoing = {"undoneCaseId": case.rpartition("/")[2], "reason": "A test.", "basis": "A test.", "approvedBy": "nobody"}
    return Call(f"{case}/join-undoings", json=undoing)


async def correct_case(country: SampleCountry, kind: str, standing: Standing) -> Call:
    case = await a_file(country, kind, standing)
    # another title stands there: the rules are asked, so the caller may
    wrong = {"members": {"title": {"was": "Not this.", "now": "A test."}}, "position": 1}
    return Call(f"{case}/corrections", json=wrong | {"reason": "A test.", "basis": "A test.", "approvedBy": "nobody"})


async def list_corrections(country: SampleCountry, kind: str, standing: Standing) -> Call:
    return Call(f"{await a_file(country, kind, standing)}/corrections")


async def acknowledge_correction(country: SampleCountry, kind: str, standing: Standing) -> Call:
    opener = "court" if kind in {"registrar", "registry"} else kind  # keepers have no case
    case = await a_file(country, opener, standing)
    return Call(f"{case}/corrections/cor_01k9s0zt4r7q2v5x8y1a3b6c9d/acknowledgement", json={})


async def record_custody(country: SampleCountry, kind: str, standing: Standing) -> Call:
    case = await a_file(country, kind, standing)
    person = await country.participant(case, kind) if standing is OWN else SOMEBODY
    free = {"status": "free", "since": f"{a_day()}T00:00:01+07:00"}
    return Call(f"{case}/participants/{person}/custody", json=free)


async def assign_prosecutor(country: SampleCountry, kind: str, standing: Standing) -> Call:
    case = await a_file(country, kind, standing)
    return Call(f"{case}/prosecutor-assignments", json={"officer": "P-031", "assignedOn": a_day()})


async def state_claim(country: SampleCountry, kind: str, standing: Standing) -> Call:
    case = await a_file(country, kind, standing)
    person = await country.participant(case, kind) if standing is OWN else SOMEBODY
    claim = {"level": "firstInstance", "participantId": person, "subject": "ຄ່າເສຍຫາຍ", "statedOn": a_day()}
    return Call(f"{case}/claims", json=claim)


async def file_charge(country: SampleCountry, kind: str, standing: Standing) -> Call:
    case = await a_file(country, kind, standing)
    person = await country.participant(case, kind) if standing is OWN else SOMEBODY
    return Call(f"{case}/charges", json=a_charge(person))


async def a_charge_of(country: SampleCountry, kind: str, standing: Standing) -> str:
    """Return the path of a charge: the prosecutor's own, in the court's own trial, or in another's case."""
    if standing is OWN:
        return await (
            country.charge_in_trial() if kind == "court" else country.charge(await country.taken("prosecutor"))
        )
    return f"{await a_file(country, kind, standing)}/charges/crg_01k9s0zt4r7q2v5x8y1a3b6c9d"


async def amend_charge(country: SampleCountry, kind: str, standing: Standing) -> Call:
    amendment = {"count": 2, "amendedOn": a_day(), "reason": "A test."}
    return Call(f"{await a_charge_of(country, kind, standing)}/amendments", json=amendment)


async def withdraw_charge(country: SampleCountry, kind: str, standing: Standing) -> Call:
    withdrawal = {"withdrawnOn": a_day(), "reason": "A test."}
    return Call(f"{await a_charge_of(country, kind, standing)}/withdrawal", json=withdrawal)


async def enter_plea(country: SampleCountry, kind: str, standing: Standing) -> Call:
    return Call(f"{await a_charge_of(country, kind, standing)}/pleas", json={"plea": "guilty", "pleadedOn": a_day()})


async def decide_charge(country: SampleCountry, kind: str, standing: Standing) -> Call:
    result = {"result": "acquitted", "decidedOn": a_day()}
    return Call(f"{await a_charge_of(country, kind, standing)}/results", json=result)


async def list_charges(country: SampleCountry, kind: str, standing: Standing) -> Call:
    return Call(f"{await a_file(country, kind, standing)}/charges")


async def list_case_deadlines(country: SampleCountry, kind: str, standing: Standing) -> Call:
    return Call(f"{await a_file(country, kind, standing)}/deadlines")


async def open_proceeding(country: SampleCountry, kind: str, standing: Standing) -> Call:
    return Call(f"{await a_file(country, kind, standing)}/proceedings", json=a_proceeding())


async def change_panel(country: SampleCountry, kind: str, standing: Standing) -> Call:
    case = await a_file(country, kind, standing)
    opened = await country.proceeding(case) if standing is OWN else SOME_PROCEEDING
    joins = a_proceeding()["panel"][0]
    change = {"leavingJudgeId": "J-0", "joiningJudge": joins, "changedOn": a_day(), "reason": "A test."}
    return Call(f"{case}/proceedings/{opened}/panel-changes", json=change)


async def list_proceedings(country: SampleCountry, kind: str, standing: Standing) -> Call:
    return Call(f"{await a_file(country, kind, standing)}/proceedings")


async def list_case_documents(country: SampleCountry, kind: str, standing: Standing) -> Call:
    return Call(f"{await a_file(country, kind, standing)}/documents")


async def schedule_hearing(country: SampleCountry, kind: str, standing: Standing) -> Call:
    case = await a_file(country, kind, standing)
    return Call(
        f"{case}/hearings", json=a_hearing(await country.proceeding(case) if standing is OWN else SOME_PROCEEDING)
    )


async def conclude_hearing(country: SampleCountry, kind: str, standing: Standing) -> Call:
    case = await a_file(country, kind, standing)
    hearing = await country.hearing(case) if standing is OWN else f"{case}/hearings/hrg_01k9s0zt4r7q2v5x8y1a3b6c9d"
    return Call(f"{hearing}/outcome", json={"status": "cancelled"})


async def show_schedule(_country: SampleCountry, _kind: str, _standing: Standing) -> Call:
    return Call("/schedule")


async def issue_decision(country: SampleCountry, kind: str, standing: Standing) -> Call:
    case = await a_file(country, kind, standing)
    return Call(
        f"{case}/decisions", json=an_order(await country.proceeding(case) if standing is OWN else SOME_PROCEEDING)
    )


async def list_decisions(country: SampleCountry, kind: str, standing: Standing) -> Call:
    return Call(f"{await a_file(country, kind, standing)}/decisions")


async def get_decision(country: SampleCountry, kind: str, standing: Standing) -> Call:
    if standing is FOREIGN and kind == "court":  # every decision is a court's
        return Call("/decisions/ECLI:LA:PSC:1999:FA.1")
    case = f"/cases/{await country.case('court', restricted=standing is FOREIGN)}"
    return Call(f"/decisions/{await country.decision(case)}")


async def a_file(country: SampleCountry, kind: str, standing: Standing) -> str:
    """Return the path of a case: the caller has its file, it is another's, or it is hidden from the caller."""
    if standing is OWN and kind in {"prosecutor", "justice"}:
        return await country.taken(kind)
    return (await get_case(country, kind, standing)).path


async def request_statement(country: SampleCountry, kind: str, standing: Standing) -> Call:
    case = await a_file(country, kind, standing)
    to = {"member": KINDS["prosecutor"], "office": ANOTHER_OFFICE}
    return Call(f"{case}/statement-requests", json={"to": to, "level": "firstInstance", "requestedOn": a_day()})


async def withdraw_request(country: SampleCountry, kind: str, standing: Standing) -> Call:
    asking = await request_statement(country, kind, standing)
    position = 1  # of who may not ask, and so may not take back
    if kind == "court" and standing is OWN:
        path = f"/case-registry/v1{asking.path}"
        asked = await country.call(kind, "POST", path, json=asking.json, purpose="caseManagement")
        position = asked.json()["position"]
    withdrawal = {"position": position, "reason": "ຂໍຜິດ"}
    return Call(asking.path.replace("-requests", "-request-withdrawals"), json=withdrawal)


async def change_restriction(country: SampleCountry, kind: str, standing: Standing) -> Call:
    case = await a_file(country, kind, standing)
    # what is whose is closed in one of these ways, and not in the other
    to = "familySecret" if kind == "police" else "stateSecret"
    decision = {"decisionNumber": "1/ສປ", "decidedOn": a_day(), "reason": "A test.", "legalBasis": "A test."}
    return Call(f"{case}/restriction-changes", json={"to": to} | decision)


async def await_statement(country: SampleCountry, kind: str, standing: Standing) -> Call:
    case = await get_case(country, kind, standing)
    entry = {"enteredOn": records.today().isoformat(), "level": "cassation"}
    return Call(f"{case.path}/prosecutor-statements", json=entry)


async def call_up_file(country: SampleCountry, kind: str, standing: Standing) -> Call:
    case = await get_case(country, kind, standing)
    entry = {"enteredOn": records.today().isoformat(), "level": "cassation", "basis": "petition"}
    return Call(f"{case.path}/called-up-files", json=entry)


async def give_statement(country: SampleCountry, _kind: str, _standing: Standing) -> Call:
    return Call(f"{await country.statement()}/outcome", json=an_outcome("upholds"))


async def decide_called_up_file(country: SampleCountry, _kind: str, _standing: Standing) -> Call:
    return Call(f"{await country.called_up_file()}/outcome", json=an_outcome("refuse"))


async def withdraw_statement(country: SampleCountry, _kind: str, _standing: Standing) -> Call:
    return Call(f"{await country.statement()}/withdrawal", json={"reason": "ລົງຜິດ"})


async def withdraw_called_up_file(country: SampleCountry, _kind: str, _standing: Standing) -> Call:
    return Call(f"{await country.called_up_file()}/withdrawal", json={"reason": "ລົງຜິດ"})


def an_outcome(outcome: str) -> dict[str, str]:
    return {"outcome": outcome, "resolvedOn": records.today().isoformat(), "decisionNumber": "1/ອຍສ"}


async def report_monthly_register(_country: SampleCountry, _kind: str, _standing: Standing) -> Call:
    return Call("/registers/monthly/reports", json={"year": 2025, "figures": [{"row": "I.2", "month": 1, "value": 0}]})


async def keep_import_mapping(_country: SampleCountry, _kind: str, _standing: Standing) -> Call:
    return Call("/import-mappings", json=AN_IMPORT_MAPPING)


async def import_cases(_country: SampleCountry, _kind: str, _standing: Standing) -> Call:
    content = an_import()
    return Call("/imports?source=old-register", body=content, headers=an_upload(content, NDJSON))


async def get_import(country: SampleCountry, kind: str, standing: Standing) -> Call:
    return Call(await country.imported(kind if standing is OWN else another(kind)))


async def list_import_rows(country: SampleCountry, kind: str, standing: Standing) -> Call:
    return Call(f"{(await get_import(country, kind, standing)).path}/rows")
