"""Every operation by every kind of member on own and foreign records, cell by cell through the running gateway.

The operations and the members are those of the directory. A new operation without a row here fails the build, and so
does a new agreement that lets a kind of member in which no row names.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeAlias

import aiohttp
import pytest

from chassis.postgres.database import create_engine
from cli.database_address import gateway_database
from cli.demo import records
from contracts.identifiers import new_id
from gateway.directory.load import load
from gateway.directory.snapshot import Snapshot
from tests.support.saphan_process import SaphanProcess
from tests.support.world import (
    AN_IMPORT_MAPPING,
    ANOTHER_OFFICE,
    ELSEWHERE,
    KINDS,
    NDJSON,
    World,
    a_birth,
    a_case,
    a_charge,
    a_consent,
    a_death,
    a_hearing,
    a_letter,
    a_proceeding,
    an_import,
    an_order,
    an_upload,
)

pytestmark = pytest.mark.slow


class Standing(StrEnum):
    """What the record is to the caller."""

    NO_RECORD = "no record"  # the operation is on none: a list, an opening
    OWN = "own"  # made by the caller, or addressed to it
    SHARED = "shared"  # another's, and open to whoever has an agreement
    FOREIGN = "foreign"  # another's, and closed to the caller


NO_RECORD, OWN, SHARED, FOREIGN = Standing
A_DAY: Final = records.today().isoformat()
SOMEBODY: Final = "ptc_01k9s0zt4r7q2v5x8y1a3b6c9d"
SOME_PROCEEDING: Final = "pro_01k9s0zt4r7q2v5x8y1a3b6c9d"
Cells: TypeAlias = Mapping[str, int]  # by kind of member, or kind/purpose where purposes differ


@dataclass(frozen=True)
class Call:
    """One request of the matrix, below its service."""

    path: str
    json: object = None
    body: bytes | None = None
    headers: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Row:
    """How an operation is called, and whom it answers how. Kinds that are not named have no agreement: 403."""

    call: Callable[[World, str, Standing], Awaitable[Call]]
    cells: Mapping[Standing, Cells]
    officer: str | None = None  # on whose behalf


async def open_case(_world: World, kind: str, _standing: Standing) -> Call:
    return Call("/cases", json=a_case(kind))


async def list_cases(_world: World, _kind: str, _standing: Standing) -> Call:
    return Call("/cases")


async def get_case(world: World, kind: str, standing: Standing) -> Call:
    owner = kind if standing is OWN else "court" if kind == "police" else "police"
    return Call(f"/cases/{await world.case(owner, restricted=standing is not SHARED)}")


async def number_case(world: World, kind: str, standing: Standing) -> Call:
    case = await get_case(world, kind, standing)
    number = {"number": new_id("num").replace("_", "/"), "assignedOn": records.today().isoformat()}
    return Call(f"{case.path}/numbers", json=number)


async def relate_case(world: World, kind: str, standing: Standing) -> Call:
    case = await get_case(world, kind, standing)
    other = await world.case("court", restricted=False)
    return Call(f"{case.path}/relations", json={"kind": "joinedWith", "caseId": other})


async def move_case(world: World, kind: str, standing: Standing) -> Call:
    case = await get_case(world, kind, standing)
    order = {"to": "accepted" if kind == "court" else "underInvestigation", "happenedOn": records.today().isoformat()}
    return Call(f"{case.path}/moves", json=order, headers={"If-Match": '"1"'})


async def list_case_moves(world: World, kind: str, standing: Standing) -> Call:
    return Call(f"{(await get_case(world, kind, standing)).path}/moves")


async def send_hand_over(world: World, kind: str, standing: Standing) -> Call:
    case = await get_case(world, kind, standing)
    return Call(f"{case.path}/hand-overs", json={"to": {"member": KINDS[kind], "office": ANOTHER_OFFICE}})


async def accept_hand_over(world: World, kind: str, standing: Standing) -> Call:
    receiver = kind if standing is OWN else "court" if kind == "police" else "police"
    return Call(f"{await world.hand_over(receiver)}/acceptance", json={"received": []})


async def refuse_hand_over(world: World, kind: str, standing: Standing) -> Call:
    receiver = kind if standing is OWN else "court" if kind == "police" else "police"
    return Call(f"{await world.hand_over(receiver)}/refusal", json={"reason": "A test."})


async def recall_hand_over(world: World, kind: str, standing: Standing) -> Call:
    receiver = kind if standing is not FOREIGN else "court" if kind == "police" else "police"
    return Call(f"{await world.hand_over(receiver)}/recall", json={"reason": "A test."})


async def list_hand_overs(_world: World, _kind: str, _standing: Standing) -> Call:
    return Call("/hand-overs")


async def add_participant(world: World, kind: str, standing: Standing) -> Call:
    case = await a_file(world, kind, standing)
    return Call(f"{case}/participants", json={"organisation": "ບໍລິສັດ ຈະເລີນຊັບ", "role": "victim", "from": A_DAY})


async def assign_role(world: World, kind: str, standing: Standing) -> Call:
    case = await a_file(world, kind, standing)
    person = await world.participant(case, kind, "witness") if standing is OWN else SOMEBODY
    return Call(f"{case}/participants/{person}/roles", json={"role": "suspect", "from": A_DAY})


async def appoint_representative(world: World, kind: str, standing: Standing) -> Call:
    case = await a_file(world, kind, standing)
    person = await world.participant(case, kind) if standing is OWN else SOMEBODY
    lawyer = await world.participant(case, kind, "lawyer") if standing is OWN else SOMEBODY
    appointment = {"representativeId": lawyer, "from": A_DAY}
    return Call(f"{case}/participants/{person}/representatives", json=appointment)


async def record_custody(world: World, kind: str, standing: Standing) -> Call:
    case = await a_file(world, kind, standing)
    person = await world.participant(case, kind) if standing is OWN else SOMEBODY
    free = {"status": "free", "since": f"{A_DAY}T00:00:01+07:00"}
    return Call(f"{case}/participants/{person}/custody", json=free)


async def file_charge(world: World, kind: str, standing: Standing) -> Call:
    case = await a_file(world, kind, standing)
    person = await world.participant(case, kind) if standing is OWN else SOMEBODY
    return Call(f"{case}/charges", json=a_charge(person))


async def a_charge_of(world: World, kind: str, standing: Standing) -> str:
    """Return the path of a charge: the prosecutor's own, in the court's own trial, or in another's case."""
    if standing is OWN:
        return await (world.charge_in_trial() if kind == "court" else world.charge(await world.taken("prosecutor")))
    return f"{await a_file(world, kind, standing)}/charges/crg_01k9s0zt4r7q2v5x8y1a3b6c9d"


async def amend_charge(world: World, kind: str, standing: Standing) -> Call:
    amendment = {"count": 2, "amendedOn": A_DAY, "reason": "A test."}
    return Call(f"{await a_charge_of(world, kind, standing)}/amendments", json=amendment)


async def withdraw_charge(world: World, kind: str, standing: Standing) -> Call:
    withdrawal = {"withdrawnOn": A_DAY, "reason": "A test."}
    return Call(f"{await a_charge_of(world, kind, standing)}/withdrawal", json=withdrawal)


async def enter_plea(world: World, kind: str, standing: Standing) -> Call:
    return Call(f"{await a_charge_of(world, kind, standing)}/pleas", json={"plea": "guilty", "enteredOn": A_DAY})


async def decide_charge(world: World, kind: str, standing: Standing) -> Call:
    result = {"result": "acquitted", "decidedOn": A_DAY}
    return Call(f"{await a_charge_of(world, kind, standing)}/results", json=result)


async def list_charges(world: World, kind: str, standing: Standing) -> Call:
    return Call(f"{await a_file(world, kind, standing)}/charges")


async def open_proceeding(world: World, kind: str, standing: Standing) -> Call:
    return Call(f"{await a_file(world, kind, standing)}/proceedings", json=a_proceeding())


async def change_panel(world: World, kind: str, standing: Standing) -> Call:
    case = await a_file(world, kind, standing)
    opened = await world.proceeding(case) if standing is OWN else SOME_PROCEEDING
    joins = a_proceeding()["panel"][0]
    change = {"leaves": "J-0", "joins": joins, "changedOn": A_DAY, "reason": "A test."}
    return Call(f"{case}/proceedings/{opened}/panel-changes", json=change)


async def list_proceedings(world: World, kind: str, standing: Standing) -> Call:
    return Call(f"{await a_file(world, kind, standing)}/proceedings")


async def schedule_hearing(world: World, kind: str, standing: Standing) -> Call:
    case = await a_file(world, kind, standing)
    return Call(
        f"{case}/hearings", json=a_hearing(await world.proceeding(case) if standing is OWN else SOME_PROCEEDING)
    )


async def conclude_hearing(world: World, kind: str, standing: Standing) -> Call:
    case = await a_file(world, kind, standing)
    hearing = await world.hearing(case) if standing is OWN else f"{case}/hearings/hrg_01k9s0zt4r7q2v5x8y1a3b6c9d"
    return Call(f"{hearing}/outcome", json={"status": "cancelled"})


async def show_schedule(_world: World, _kind: str, _standing: Standing) -> Call:
    return Call("/schedule")


async def issue_decision(world: World, kind: str, standing: Standing) -> Call:
    case = await a_file(world, kind, standing)
    return Call(
        f"{case}/decisions", json=an_order(await world.proceeding(case) if standing is OWN else SOME_PROCEEDING)
    )


async def list_decisions(world: World, kind: str, standing: Standing) -> Call:
    return Call(f"{await a_file(world, kind, standing)}/decisions")


async def get_decision(world: World, kind: str, standing: Standing) -> Call:
    if standing is FOREIGN and kind == "court":  # every decision is a court's
        return Call("/decisions/ECLI:LA:PSC:1999:FA.1")
    case = f"/cases/{await world.case('court', restricted=standing is FOREIGN)}"
    return Call(f"/decisions/{await world.decision(case)}")


async def a_file(world: World, kind: str, standing: Standing) -> str:
    """Return the path of a case: the caller has its file, it is another's, or it is hidden from the caller."""
    if standing is OWN and kind in {"prosecutor", "justice"}:
        return await world.taken(kind)
    return (await get_case(world, kind, standing)).path


async def await_statement(world: World, kind: str, standing: Standing) -> Call:
    case = await get_case(world, kind, standing)
    entry = {"enteredOn": records.today().isoformat(), "level": "cassation"}
    return Call(f"{case.path}/prosecutor-statements", json=entry)


async def call_up_file(world: World, kind: str, standing: Standing) -> Call:
    case = await get_case(world, kind, standing)
    entry = {"enteredOn": records.today().isoformat(), "level": "cassation", "basis": "petition"}
    return Call(f"{case.path}/called-up-files", json=entry)


async def give_statement(world: World, _kind: str, _standing: Standing) -> Call:
    return Call(f"{await world.statement()}/outcome", json=an_outcome("upholds"))


async def decide_called_up_file(world: World, _kind: str, _standing: Standing) -> Call:
    return Call(f"{await world.called_up_file()}/outcome", json=an_outcome("refuse"))


def an_outcome(outcome: str) -> dict[str, str]:
    return {"outcome": outcome, "resolvedOn": records.today().isoformat(), "decisionNumber": "1/ອຍສ"}


async def report_monthly_register(_world: World, _kind: str, _standing: Standing) -> Call:
    return Call("/registers/monthly/reports", json={"year": 2025, "figures": [{"row": "I.2", "month": 1, "value": 0}]})


async def keep_import_mapping(_world: World, _kind: str, _standing: Standing) -> Call:
    return Call("/import-mappings", json=AN_IMPORT_MAPPING)


async def import_cases(_world: World, _kind: str, _standing: Standing) -> Call:
    content = an_import()
    return Call("/imports?source=old-register", body=content, headers=an_upload(content, NDJSON))


async def get_import(world: World, kind: str, standing: Standing) -> Call:
    return Call(await world.imported(kind if standing is OWN else "court" if kind == "police" else "police"))


async def list_import_rows(world: World, kind: str, standing: Standing) -> Call:
    return Call(f"{(await get_import(world, kind, standing)).path}/rows")


async def declare_birth(_world: World, _kind: str, _standing: Standing) -> Call:
    return Call("/births", json=a_birth())


async def declare_death(_world: World, _kind: str, _standing: Standing) -> Call:
    return Call("/deaths", json=a_death())


async def an_event(world: World, kind: str, standing: Standing) -> str:
    if standing is OWN:
        # a registrar's own are those of its district, whoever declared them
        return await world.birth("hospital")
    if standing is SHARED and kind == "justice":
        return await world.registered_death()  # all that concerns cases
    return await world.birth("registrar" if kind == "hospital" else "hospital", place=ELSEWHERE)


async def get_event(world: World, kind: str, standing: Standing) -> Call:
    return Call(f"/events/{await an_event(world, kind, standing)}")


async def register_event(world: World, kind: str, standing: Standing) -> Call:
    return Call(f"/events/{await an_event(world, kind, standing)}/registration", json={"bookNumber": "12/0101"})


async def upload_file(_world: World, _kind: str, _standing: Standing) -> Call:
    content = b"a letter"
    return Call("/uploads", body=content, headers=an_upload(content))


async def draft_document(world: World, kind: str, standing: Standing) -> Call:
    author = kind if standing is OWN else other(kind)
    return Call("/documents", json=a_letter(await world.upload(author), await world.upload(author)))


async def get_document(world: World, kind: str, standing: Standing) -> Call:
    return Call(f"/documents/{(await world.letter(kind if standing is OWN else other(kind)))['documentId']}")


async def dispatch_document(world: World, kind: str, standing: Standing) -> Call:
    drafted = await world.letter(kind if standing is OWN else other(kind))
    return Call(f"/documents/{drafted['documentId']}/dispatch", json=records.dispatch_order(KINDS[other(kind)]))


async def read_file(world: World, kind: str, standing: Standing) -> Call:
    drafted = await world.letter(kind if standing is OWN else other(kind))
    return Call(f"/documents/{drafted['documentId']}/files/{drafted['files'][0]['fileId']}")


async def list_inbox(_world: World, _kind: str, _standing: Standing) -> Call:
    return Call("/inbox")


async def open_delivery(world: World, kind: str, standing: Standing) -> Call:
    sender, receiver = (other(kind), kind) if standing is OWN else (kind, other(kind))
    return Call(f"/deliveries/{await world.delivery(sender, receiver)}/opening")


def other(kind: str) -> str:
    """Return the kind of member that a letter comes from, or goes to."""
    return "justice" if kind == "ministry" else "ministry"


async def send_values(_world: World, _kind: str, _standing: Standing) -> Call:
    return Call("/data-value-sets", json=records.dengue_series())


async def list_values(_world: World, _kind: str, _standing: Standing) -> Call:
    return Call("/data-values")


async def record_consent(_world: World, _kind: str, _standing: Standing) -> Call:
    return Call("/consents", json=a_consent("home-affairs"))


async def list_consents(_world: World, _kind: str, _standing: Standing) -> Call:
    return Call("/consents")


async def a_reference(world: World, kind: str, standing: Standing) -> str:
    recorder = "hospital" if kind == "registrar" else "registrar"
    if standing is OWN and kind != "registry":  # the registry's own are those that it may use
        recorder = kind
    return await world.consent(recorder, to="registry" if standing is OWN else "justice")


async def get_consent(world: World, kind: str, standing: Standing) -> Call:
    return Call(f"/consents/{await a_reference(world, kind, standing)}")


async def withdraw_consent(world: World, kind: str, standing: Standing) -> Call:
    return Call(f"/consents/{await a_reference(world, kind, standing)}/withdrawal")


MATRIX: Final[dict[str, Row]] = {
    # a prosecutor may call, and the registry answers that a criminal case begins with the police
    "case-registry/openCase": Row(open_case, {NO_RECORD: {"police": 201, "court": 201, "prosecutor": 403}}),
    "case-registry/listCases": Row(
        list_cases, {NO_RECORD: {"police": 200, "court": 200, "prosecutor": 200, "justice": 200, "authority": 200}}
    ),
    "case-registry/getCase": Row(
        get_case,
        {
            OWN: {"police": 200, "court": 200},
            SHARED: {"police": 200, "court": 200, "prosecutor": 200, "justice": 200, "authority": 200},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404, "justice": 404, "authority": 404},
        },
    ),
    "case-registry/assignCaseNumber": Row(
        number_case,
        {
            OWN: {"police": 201, "court": 201},
            SHARED: {"police": 201, "court": 201, "prosecutor": 201, "justice": 201},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404, "justice": 404},
        },
    ),
    # only who has the file says how cases hang together, moves them, and hands them on: 409 for everybody else
    "case-registry/relateCase": Row(
        relate_case,
        {
            OWN: {"police": 201, "court": 201},
            SHARED: {"police": 409, "court": 409, "prosecutor": 409},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404},
        },
    ),
    "case-registry/moveCase": Row(
        move_case,
        {
            OWN: {"police": 201, "court": 201},
            SHARED: {"police": 409, "court": 409, "prosecutor": 409, "justice": 409},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404, "justice": 404},
        },
    ),
    "case-registry/listCaseMoves": Row(
        list_case_moves,
        {
            OWN: {"police": 200, "court": 200},
            SHARED: {"police": 200, "court": 200, "prosecutor": 200, "justice": 200},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404, "justice": 404},
        },
    ),
    "case-registry/sendHandOver": Row(
        send_hand_over,
        {
            OWN: {"police": 201, "court": 201},
            SHARED: {"police": 409, "court": 409, "prosecutor": 409, "justice": 409},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404, "justice": 404},
        },
    ),
    # own: the file was handed to the caller
    "case-registry/acceptHandOver": Row(
        accept_hand_over,
        {
            OWN: {"police": 201, "court": 201, "prosecutor": 201, "justice": 201},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404, "justice": 404},
        },
    ),
    "case-registry/refuseHandOver": Row(
        refuse_hand_over,
        {
            OWN: {"police": 201, "court": 201, "prosecutor": 201, "justice": 201},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404, "justice": 404},
        },
    ),
    # own: the caller sent it, to another office of its own; shared: it was handed to the caller
    "case-registry/recallHandOver": Row(
        recall_hand_over,
        {
            OWN: {"police": 201, "court": 201},
            SHARED: {"prosecutor": 403, "justice": 403},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404, "justice": 404},
        },
    ),
    "case-registry/listHandOvers": Row(
        list_hand_overs, {NO_RECORD: {"police": 200, "court": 200, "prosecutor": 200, "justice": 200}}
    ),
    # whoever has the file adds people, and names their roles
    "case-registry/addParticipant": Row(
        add_participant,
        {
            OWN: {"police": 201, "court": 201, "prosecutor": 201, "justice": 201},
            SHARED: {"police": 409, "court": 409, "prosecutor": 409, "justice": 409},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404, "justice": 404},
        },
    ),
    "case-registry/assignRole": Row(
        assign_role,
        {
            OWN: {"police": 201, "court": 201, "prosecutor": 201, "justice": 201},
            SHARED: {"police": 409, "court": 409, "prosecutor": 409, "justice": 409},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404, "justice": 404},
        },
    ),
    "case-registry/appointRepresentative": Row(
        appoint_representative,
        {
            OWN: {"police": 201, "court": 201, "prosecutor": 201},
            SHARED: {"police": 409, "court": 409, "prosecutor": 409},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404},
        },
    ),
    # in a family matter nobody is held
    "case-registry/recordCustody": Row(
        record_custody,
        {
            OWN: {"police": 201, "court": 409, "prosecutor": 201},
            SHARED: {"police": 409, "court": 409, "prosecutor": 409},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404},
        },
    ),
    "case-registry/fileCharge": Row(
        file_charge, {OWN: {"prosecutor": 201}, SHARED: {"prosecutor": 409}, FOREIGN: {"prosecutor": 404}}
    ),
    "case-registry/amendCharge": Row(
        amend_charge, {OWN: {"prosecutor": 201}, SHARED: {"prosecutor": 409}, FOREIGN: {"prosecutor": 404}}
    ),
    "case-registry/withdrawCharge": Row(
        withdraw_charge, {OWN: {"prosecutor": 201}, SHARED: {"prosecutor": 409}, FOREIGN: {"prosecutor": 404}}
    ),
    "case-registry/enterPlea": Row(enter_plea, {OWN: {"court": 201}, SHARED: {"court": 409}, FOREIGN: {"court": 404}}),
    "case-registry/decideCharge": Row(
        decide_charge, {OWN: {"court": 201}, SHARED: {"court": 409}, FOREIGN: {"court": 404}}
    ),
    "case-registry/openProceeding": Row(
        open_proceeding, {OWN: {"court": 201}, SHARED: {"court": 409}, FOREIGN: {"court": 404}}
    ),
    # the judge who leaves has no seat there: the rules are asked, so the caller may
    "case-registry/changePanel": Row(
        change_panel, {OWN: {"court": 400}, SHARED: {"court": 409}, FOREIGN: {"court": 404}}
    ),
    "case-registry/scheduleHearing": Row(
        schedule_hearing, {OWN: {"court": 201}, SHARED: {"court": 409}, FOREIGN: {"court": 404}}
    ),
    "case-registry/concludeHearing": Row(
        conclude_hearing, {OWN: {"court": 201}, SHARED: {"court": 409}, FOREIGN: {"court": 404}}
    ),
    "case-registry/issueDecision": Row(
        issue_decision, {OWN: {"court": 201}, SHARED: {"court": 409}, FOREIGN: {"court": 404}}
    ),
    "case-registry/listCharges": Row(
        list_charges,
        {
            OWN: {"police": 200, "court": 200, "prosecutor": 200, "justice": 200},
            SHARED: {"police": 200, "court": 200, "prosecutor": 200, "justice": 200},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404, "justice": 404},
        },
    ),
    "case-registry/listProceedings": Row(
        list_proceedings,
        {
            OWN: {"police": 200, "court": 200, "prosecutor": 200, "justice": 200},
            SHARED: {"police": 200, "court": 200, "prosecutor": 200, "justice": 200},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404, "justice": 404},
        },
    ),
    "case-registry/listDecisions": Row(
        list_decisions,
        {
            OWN: {"police": 200, "court": 200, "prosecutor": 200, "justice": 200},
            SHARED: {"police": 200, "court": 200, "prosecutor": 200, "justice": 200},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404, "justice": 404},
        },
    ),
    "case-registry/getDecision": Row(
        get_decision,
        {
            SHARED: {"police": 200, "court": 200, "prosecutor": 200, "justice": 200},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404, "justice": 404},
        },
    ),
    "case-registry/showSchedule": Row(
        show_schedule, {NO_RECORD: {"police": 200, "court": 200, "prosecutor": 200, "justice": 200}}
    ),
    "case-registry/keepImportMapping": Row(
        keep_import_mapping, {NO_RECORD: {"police": 201, "court": 201, "prosecutor": 201}}
    ),
    "case-registry/importCases": Row(import_cases, {NO_RECORD: {"police": 201, "court": 201, "prosecutor": 201}}),
    "case-registry/getImport": Row(
        get_import,
        {
            OWN: {"police": 200, "court": 200, "prosecutor": 200},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404},
        },
    ),
    "case-registry/listImportRows": Row(
        list_import_rows,
        {
            OWN: {"police": 200, "court": 200, "prosecutor": 200},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404},
        },
    ),
    "civil-registration/declareBirth": Row(declare_birth, {NO_RECORD: {"hospital": 201, "registrar": 201}}),
    "civil-registration/declareDeath": Row(declare_death, {NO_RECORD: {"hospital": 201, "registrar": 201}}),
    "civil-registration/getEvent": Row(
        get_event,
        {
            OWN: {"hospital": 200, "registrar": 200},
            SHARED: {"registry/vitalRegistration": 200, "justice": 200},
            # without the consent that an extract rests on, the register's keeper is refused like everybody
            FOREIGN: {
                **dict.fromkeys(("hospital", "registrar", "authority", "justice"), 404),
                "registry/officialCorrespondence": 403,
            },
        },
    ),
    "civil-registration/registerEvent": Row(register_event, {OWN: {"registrar": 201}, FOREIGN: {"registrar": 404}}),
    "document-exchange/uploadFile": Row(upload_file, {NO_RECORD: {"ministry": 201, "justice": 201}}),
    "document-exchange/draftDocument": Row(
        draft_document, {OWN: {"ministry": 201, "justice": 201}, FOREIGN: {"ministry": 400, "justice": 400}}
    ),
    "document-exchange/getDocument": Row(
        get_document, {OWN: {"ministry": 200, "justice": 200}, FOREIGN: {"ministry": 404, "justice": 404}}
    ),
    "document-exchange/dispatchDocument": Row(
        dispatch_document, {OWN: {"ministry": 201, "justice": 201}, FOREIGN: {"ministry": 404, "justice": 404}}
    ),
    "document-exchange/readFile": Row(
        read_file, {OWN: {"ministry": 200, "justice": 200}, FOREIGN: {"ministry": 404, "justice": 404}}
    ),
    "document-exchange/listInbox": Row(list_inbox, {NO_RECORD: {"ministry": 200, "justice": 200}}),
    "document-exchange/openDelivery": Row(
        open_delivery, {OWN: {"ministry": 200, "justice": 200}, FOREIGN: {"ministry": 404, "justice": 404}}
    ),
    "health-summaries/sendDataValueSet": Row(send_values, {NO_RECORD: {"health": 200}}),
    "health-summaries/listDataValues": Row(list_values, {NO_RECORD: {"health": 200, "authority": 200}}),
    "consent/recordConsent": Row(record_consent, {NO_RECORD: {"hospital": 201, "registrar": 201}}),
    "consent/listConsents": Row(
        list_consents, {NO_RECORD: {"hospital": 200, "registrar": 200, "registry": 200, "authority": 200}}
    ),
    "consent/getConsent": Row(
        get_consent,
        {
            OWN: {"hospital": 200, "registrar": 200, "registry": 200},
            SHARED: {"authority": 200},
            FOREIGN: {"hospital": 404, "registrar": 404, "registry": 404},
        },
    ),
    "consent/withdrawConsent": Row(
        withdraw_consent, {OWN: {"hospital": 200, "registrar": 200}, FOREIGN: {"hospital": 404, "registrar": 404}}
    ),
}


async def get_evidence(world: World, kind: str, standing: Standing) -> Call:
    """Ask for the evidence of an exchange of one's own, of anybody's, or of another office's."""
    member = kind if standing is OWN else "health"
    paths = {
        "registrar": f"/civil-registration/v1/events/{new_id('civ')}",
        "health": "/health-summaries/v1/data-values",
    }
    path = paths.get(member, "/case-registry/v1/cases")  # whatever comes of it: a refusal leaves an entry, too
    exchange = (await world.call(member, "GET", path)).headers["Exchange-Id"]
    async with asyncio.timeout(10):
        while (await world.session.get(f"{world.saphan.base_url}{PROOF}{exchange}")).status != 200:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.1)
    return Call(f"/entries/{exchange}")


PROOF: Final = "/ledger/v1/proofs/inclusion?exchange="
MATRIX |= {
    "ledger/getEvidence": Row(
        get_evidence,
        {
            OWN: {"police": 200, "court": 200, "registrar": 200},
            SHARED: {"authority": 200},
            FOREIGN: {"police": 404, "court": 404, "registrar": 404},
        },
    )
}


def at(path: str, json: object = None, *, missing: str = "") -> Callable[[World, str, Standing], Awaitable[Call]]:
    """Return a call of one address; a record that the caller cannot have is at `missing`."""

    async def call(_world: World, _kind: str, standing: Standing) -> Call:
        return Call(missing if standing is FOREIGN else path, json=json)

    return call


# The tower keeps the directory; a ministry reports projects and equipment. None of these calls names an officer, and
# what changes something is refused without one; `WITH_OFFICER` below has the officers.
TOWER: Final = {"authority": 200}
KEEPERS: Final = {"authority": 200, "ministry": 200, "health": 200}
A_SERVER: Final = {"id": "moic-server-9", "owner": "moic", "kind": "server", "lo": "ເຊີບເວີ", "en": "Server"}
NO_CHANGE: Final = f"/changes/{new_id('dch')}"
MATRIX |= {
    # the prosecution keeps its register; the court reads what is entered, the tower the figures
    "case-registry/awaitStatement": Row(await_statement, {SHARED: {"prosecutor": 201}, FOREIGN: {"prosecutor": 404}}),
    "case-registry/giveStatement": Row(give_statement, {OWN: {"prosecutor": 201}}),
    "case-registry/listStatements": Row(at("/prosecutor-statements"), {NO_RECORD: {"prosecutor": 200, "court": 200}}),
    "case-registry/callUpFile": Row(call_up_file, {SHARED: {"prosecutor": 201}, FOREIGN: {"prosecutor": 404}}),
    "case-registry/decideCalledUpFile": Row(decide_called_up_file, {OWN: {"prosecutor": 201}}),
    "case-registry/listCalledUpFiles": Row(at("/called-up-files"), {NO_RECORD: {"prosecutor": 200, "court": 200}}),
    "case-registry/getMonthlyRegister": Row(
        at("/registers/monthly"), {NO_RECORD: {"prosecutor": 200, "authority": 200}}
    ),
    "case-registry/reportMonthlyRegister": Row(report_monthly_register, {NO_RECORD: {"prosecutor": 201}}),
    "case-registry/getOverview": Row(at("/statistics/overview"), {NO_RECORD: {"court": 200, "authority": 200}}),
}
MATRIX |= {
    f"directory/{name}": Row(at(f"/{path}"), {NO_RECORD: cells})
    for name, path, cells in (
        ("listMembers", "members", TOWER),
        ("listOffices", "offices", TOWER),
        ("listSystems", "systems", TOWER),
        ("listServices", "services", TOWER),
        ("listAgreements", "agreements", TOWER),
        ("listSchemas", "schemas", TOWER),
        ("listHistory", "history", TOWER),
        ("listChanges", "changes", KEEPERS),
        ("listIctProjects", "ict-projects", KEEPERS),
        ("listEquipment", "equipment", KEEPERS),
    )
}
MATRIX |= {
    f"directory/{name}": Row(at(f"/{path}", missing=f"/{missing}"), {SHARED: TOWER, FOREIGN: {"authority": 404}})
    for name, path, missing in (
        ("getMember", "members/police", "members/nobody"),
        ("getOffice", "offices/registrar-0101", "offices/registrar-9999"),
        ("getSystem", "systems/police-case-system", "systems/police-nothing"),
        ("getService", "services/case-registry", "services/nothing"),
        ("getAgreement", "agreements/agr_police-cases", "agreements/agr_nothing"),
    )
}
MATRIX |= {
    "directory/getSchema": Row(at("/schemas/justice/nothing/v1"), {NO_RECORD: {"authority": 404}}),
    "directory/getIctProject": Row(at("/ict-projects/nothing"), {NO_RECORD: dict.fromkeys(KEEPERS, 404)}),
    "directory/listOverlaps": Row(at("/ict-projects/nothing/overlaps"), {NO_RECORD: dict.fromkeys(KEEPERS, 404)}),
    "directory/getEquipment": Row(at("/equipment/nothing"), {NO_RECORD: dict.fromkeys(KEEPERS, 404)}),
    "directory/getChange": Row(at(NO_CHANGE), {NO_RECORD: dict.fromkeys(KEEPERS, 404)}),
    "directory/approveChange": Row(at(f"{NO_CHANGE}/approvals"), {NO_RECORD: {"authority": 403}}),
    "directory/rejectChange": Row(
        at(f"{NO_CHANGE}/rejections", {"reason": "Not wanted."}), {NO_RECORD: dict.fromkeys(KEEPERS, 403)}
    ),
    "directory/suspendRight": Row(
        at("/suspensions", {"kind": "system", "id": "moic-office", "reason": "A test."}),
        {NO_RECORD: dict.fromkeys(KEEPERS, 403)},
    ),
    "directory/proposeChange": Row(
        at("/changes", {"reason": "A test.", "content": {"equipment": [A_SERVER]}}),
        {NO_RECORD: dict.fromkeys(KEEPERS, 403)},
    ),
    "directory/planChange": Row(
        at("/plans", {"equipment": [A_SERVER]}), {NO_RECORD: {"authority": 200, "ministry": 200, "health": 403}}
    ),
}


async def a_change(world: World, kind: str, standing: Standing) -> str:
    """Return a proposal: the caller's own member's, or another's; never of the officer who calls."""
    if standing is OWN:
        return await world.change(kind)
    return await world.change("health" if kind in {"ministry", "authority"} else "ministry")


async def approve_change(world: World, kind: str, standing: Standing) -> Call:
    return Call(f"/changes/{await a_change(world, kind, standing)}/approvals")


async def reject_change(world: World, kind: str, standing: Standing) -> Call:
    return Call(f"/changes/{await a_change(world, kind, standing)}/rejections", json={"reason": "Not wanted."})


async def propose_server(_world: World, kind: str, standing: Standing) -> Call:
    owner = KINDS[kind] if standing is OWN else "moj"
    server = A_SERVER | {"id": new_id("srv").replace("_", "-"), "owner": owner}
    return Call("/changes", json={"reason": "A test.", "content": {"equipment": [server]}})


async def suspend_system(world: World, kind: str, standing: Standing) -> Call:
    system = await world.spare_system(KINDS[kind] if standing is OWN else "moj")
    return Call("/suspensions", json={"kind": "system", "id": system, "reason": "A test."})


KHAMLA: Final = "khamla"  # has proposed nothing
WITH_OFFICER: Final[dict[str, Row]] = {
    # only the tower approves, also what is its own, by another officer's hand
    "directory/approveChange": Row(
        approve_change, {OWN: {"authority": 201}, SHARED: {"authority": 201}}, officer=KHAMLA
    ),
    "directory/rejectChange": Row(
        reject_change,
        {
            OWN: dict.fromkeys(KEEPERS, 201),
            SHARED: {"authority": 201},
            FOREIGN: {"ministry": 404, "health": 404},
        },
        officer=KHAMLA,
    ),
    "directory/proposeChange": Row(
        propose_server,
        {
            OWN: dict.fromkeys(KEEPERS, 201),
            SHARED: {"authority": 201},
            FOREIGN: {"ministry": 403, "health": 403},
        },
        officer=KHAMLA,
    ),
    "directory/suspendRight": Row(
        suspend_system,
        {OWN: dict.fromkeys(KEEPERS, 201), SHARED: {"authority": 201}, FOREIGN: {"ministry": 404, "health": 404}},
        officer=KHAMLA,
    ),
}


# Who looked is told through an officer only; reports are the tower's.
A_LOOK_UP: Final = {"identifiers": [{"type": "citizenId", "value": "01-23"}], "requestReference": "SR-1"}
MATRIX |= {
    "access-log/lookUpSubject": Row(at("/look-ups", A_LOOK_UP), {NO_RECORD: {"registrar": 403}}),
    "access-log/listAccesses": Row(at(f"/look-ups/{new_id('lku')}/accesses"), {NO_RECORD: {"registrar": 403}}),
}
WITH_OFFICER |= {
    "access-log/lookUpSubject": Row(at("/look-ups", A_LOOK_UP), {NO_RECORD: {"registrar": 201}}, officer=KHAMLA),
    "access-log/listAccesses": Row(
        at(f"/look-ups/{new_id('lku')}/accesses"), {NO_RECORD: {"registrar": 404}}, officer=KHAMLA
    ),
}
MATRIX |= {
    f"ledger/{name}": Row(at(f"/reports/{path}"), {NO_RECORD: TOWER})
    for name, path in (
        ("reportExchanges", "exchanges"),
        ("reportRefusals", "refusals"),
        ("reportSilence", "silent-offices"),
        ("reportMonth", "monthly"),
    )
}


@pytest.fixture
async def world(shared: SaphanProcess) -> AsyncIterator[World]:
    await shared.ready()
    async with aiohttp.ClientSession() as session:
        yield World(shared, session)


@pytest.fixture
async def directory(shared: SaphanProcess) -> Snapshot:
    await shared.ready()
    engine = create_engine(gateway_database(shared.folder), pool_size=1)
    try:
        return await load(engine)
    finally:
        await engine.dispose()


async def test_every_operation_of_the_directory_has_a_row(directory: Snapshot) -> None:
    operations = {operation.key for service in directory.services.values() for operation in service.operations.values()}
    assert set(MATRIX) == operations


async def test_every_kind_of_member_is_in_the_sample_country(directory: Snapshot) -> None:
    assert set(KINDS) == {member.kind for member in directory.members.values()}


@pytest.mark.parametrize("key", MATRIX)
async def test_each_cell(key: str, world: World, directory: Snapshot) -> None:
    assert await wrong_cells(key, MATRIX[key], world, directory) == {}


@pytest.mark.parametrize("key", WITH_OFFICER)
async def test_each_cell_on_behalf_of_an_officer(key: str, world: World, directory: Snapshot) -> None:
    assert await wrong_cells(key, WITH_OFFICER[key], world, directory) == {}


async def wrong_cells(key: str, row: Row, world: World, directory: Snapshot) -> dict[str, str]:
    """Return the cells that are not as the row says, each with what was found instead."""
    wrong: dict[str, str] = {}
    for kind, member in KINDS.items():
        for purpose in purposes(directory, member, key):
            for standing in row.cells:
                expected = expectation(row, standing, kind, purpose)
                if expected is None:
                    continue  # this kind of member can have no such record
                granted = expected != NO_AGREEMENT
                found = await observed(world, directory, key, row, kind, purpose, standing, granted=granted)
                if found != expected:
                    wrong[f"{kind} for {purpose}, {standing}"] = f"{found}, not {expected}"
    return wrong


NO_AGREEMENT: Final = "403 no-agreement"


def purposes(directory: Snapshot, member: str, key: str) -> list[str]:
    """Return the purposes for which the member may call the operation; without any, one for which it may others."""
    service, _, operation = key.partition("/")
    held = [each for each in directory.agreements.values() if each.member == member]
    here = {p for each in held if each.service == service and operation in each.operations for p in each.purposes}
    return sorted(here) or sorted({purpose for each in held for purpose in each.purposes})[:1]


def expectation(row: Row, standing: Standing, kind: str, purpose: str) -> str | None:
    """Return what the table says: a status; the refusal, when it names the kind nowhere; None, when elsewhere only."""
    cells = row.cells[standing]
    status = cells.get(f"{kind}/{purpose}", cells.get(kind))
    if status is not None:
        return str(status)
    named = any(name.partition("/")[0] == kind for each in row.cells.values() for name in each)
    return None if named else NO_AGREEMENT


async def observed(
    world: World, directory: Snapshot, key: str, row: Row, kind: str, purpose: str, standing: Standing, *, granted: bool
) -> str:
    """Return the status of the exchange; of a refusal by the policy, its code too."""
    service, _, name = key.partition("/")
    operation = directory.services[service].operations[name]
    call = await row.call(world, kind, standing) if granted else Call(_nowhere(operation.template))
    path = directory.services[service].prefix + call.path
    answer = await world.call(
        kind,
        operation.method,
        path,
        purpose=purpose,
        json=call.json,
        body=call.body,
        headers=call.headers,
        officer=row.officer,
        sign=operation.legal_act,
    )
    code: Any = answer.json().get("code") if answer.status == 403 else None
    return f"{answer.status} {code}" if code == "no-agreement" else str(answer.status)


def _nowhere(template: str) -> str:
    """Return a path of the operation: who has no agreement is refused before anybody looks for a record."""
    return "/".join(new_id("cas") if part.startswith("{") else part for part in template.split("/"))
