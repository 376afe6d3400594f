"""Whom the case registry answers how, operation by operation."""

from typing import Final

from tests.journeys.authorisation import case_calls as calls
from tests.journeys.authorisation.row import FOREIGN, NO_RECORD, OWN, SHARED, Row, Rows, at

ROWS: Final[Rows] = {
    # a prosecutor may call, and the registry answers that a criminal case begins with the police
    "openCase": Row(calls.open_case, {NO_RECORD: {"police": 201, "court": 201, "prosecutor": 403}}),
    "listCases": Row(
        calls.list_cases,
        {NO_RECORD: {"police": 200, "court": 200, "prosecutor": 200, "justice": 200, "authority": 200}},
    ),
    "getCase": Row(
        calls.get_case,
        {
            # what the police open here is a state secret, and that is not read for an investigation
            OWN: {"police/caseManagement": 200, "police/investigation": 404, "court": 200},
            SHARED: {"police": 200, "court": 200, "prosecutor": 200, "justice": 200, "authority": 200},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404, "justice": 404, "authority": 404},
        },
    ),
    "assignCaseNumber": Row(
        calls.number_case,
        {
            OWN: {"police": 201, "court": 201},
            SHARED: {"police": 201, "court": 201, "prosecutor": 201, "justice": 201},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404, "justice": 404},
        },
    ),
    # only who has the file says how cases hang together, moves them, and hands them on: 409 for everybody else
    "relateCase": Row(
        calls.relate_case,
        {
            OWN: {"police": 201, "court": 201},
            SHARED: {"police": 409, "court": 409, "prosecutor": 409},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404},
        },
    ),
    "moveCase": Row(
        calls.move_case,
        {
            OWN: {"police": 201, "court": 201},
            SHARED: {"police": 409, "court": 409, "prosecutor": 409, "justice": 409},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404, "justice": 404},
        },
    ),
    "listCaseMoves": Row(
        calls.list_case_moves,
        {
            OWN: {"police": 200, "court": 200},
            SHARED: {"police": 200, "court": 200, "prosecutor": 200, "justice": 200},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404, "justice": 404},
        },
    ),
    "sendHandOver": Row(
        calls.send_hand_over,
        {
            OWN: {"police": 201, "court": 201},
            SHARED: {"police": 409, "court": 409, "prosecutor": 409, "justice": 409},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404, "justice": 404},
        },
    ),
    # own: the file was handed to the caller
    "acceptHandOver": Row(
        calls.accept_hand_over,
        {
            OWN: {"police": 201, "court": 201, "prosecutor": 201, "justice": 201},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404, "justice": 404},
        },
    ),
    "refuseHandOver": Row(
        calls.refuse_hand_over,
        {
            OWN: {"police": 201, "court": 201, "prosecutor": 201, "justice": 201},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404, "justice": 404},
        },
    ),
    # own: the caller sent it, to another office of its own; shared: it was handed to the caller
    "recallHandOver": Row(
        calls.recall_hand_over,
        {
            OWN: {"police": 201, "court": 201},
            SHARED: {"prosecutor": 403, "justice": 403},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404, "justice": 404},
        },
    ),
    "listHandOvers": Row(
        calls.list_hand_overs, {NO_RECORD: {"police": 200, "court": 200, "prosecutor": 200, "justice": 200}}
    ),
    # whoever has the file adds people, and names their roles
    "addParticipant": Row(
        calls.add_participant,
        {
            OWN: {"police": 201, "court": 201, "prosecutor": 201, "justice": 201},
            SHARED: {"police": 409, "court": 409, "prosecutor": 409, "justice": 409},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404, "justice": 404},
        },
    ),
    "assignRole": Row(
        calls.assign_role,
        {
            OWN: {"police": 201, "court": 201, "prosecutor": 201, "justice": 201},
            SHARED: {"police": 409, "court": 409, "prosecutor": 409, "justice": 409},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404, "justice": 404},
        },
    ),
    "appointRepresentative": Row(
        calls.appoint_representative,
        {
            OWN: {"police": 201, "court": 201, "prosecutor": 201},
            SHARED: {"police": 409, "court": 409, "prosecutor": 409},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404},
        },
    ),
    # in a family matter nobody is held
    "recordCustody": Row(
        calls.record_custody,
        {
            OWN: {"police": 201, "court": 409, "prosecutor": 201},
            SHARED: {"police": 409, "court": 409, "prosecutor": 409},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404},
        },
    ),
    "fileCharge": Row(
        calls.file_charge, {OWN: {"prosecutor": 201}, SHARED: {"prosecutor": 409}, FOREIGN: {"prosecutor": 404}}
    ),
    "amendCharge": Row(
        calls.amend_charge, {OWN: {"prosecutor": 201}, SHARED: {"prosecutor": 409}, FOREIGN: {"prosecutor": 404}}
    ),
    "withdrawCharge": Row(
        calls.withdraw_charge, {OWN: {"prosecutor": 201}, SHARED: {"prosecutor": 409}, FOREIGN: {"prosecutor": 404}}
    ),
    "enterPlea": Row(calls.enter_plea, {OWN: {"court": 201}, SHARED: {"court": 409}, FOREIGN: {"court": 404}}),
    "decideCharge": Row(calls.decide_charge, {OWN: {"court": 201}, SHARED: {"court": 409}, FOREIGN: {"court": 404}}),
    "openProceeding": Row(
        calls.open_proceeding, {OWN: {"court": 201}, SHARED: {"court": 409}, FOREIGN: {"court": 404}}
    ),
    # the judge who leaves has no seat there: the rules are asked, so the caller may
    "changePanel": Row(calls.change_panel, {OWN: {"court": 400}, SHARED: {"court": 409}, FOREIGN: {"court": 404}}),
    "scheduleHearing": Row(
        calls.schedule_hearing, {OWN: {"court": 201}, SHARED: {"court": 409}, FOREIGN: {"court": 404}}
    ),
    "concludeHearing": Row(
        calls.conclude_hearing, {OWN: {"court": 201}, SHARED: {"court": 409}, FOREIGN: {"court": 404}}
    ),
    "issueDecision": Row(calls.issue_decision, {OWN: {"court": 201}, SHARED: {"court": 409}, FOREIGN: {"court": 404}}),
    "listCharges": Row(
        calls.list_charges,
        {
            OWN: {"police": 200, "court": 200, "prosecutor": 200, "justice": 200},
            SHARED: {"police": 200, "court": 200, "prosecutor": 200, "justice": 200},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404, "justice": 404},
        },
    ),
    "listProceedings": Row(
        calls.list_proceedings,
        {
            OWN: {"police": 200, "court": 200, "prosecutor": 200, "justice": 200},
            SHARED: {"police": 200, "court": 200, "prosecutor": 200, "justice": 200},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404, "justice": 404},
        },
    ),
    "listDecisions": Row(
        calls.list_decisions,
        {
            OWN: {"police": 200, "court": 200, "prosecutor": 200, "justice": 200},
            SHARED: {"police": 200, "court": 200, "prosecutor": 200, "justice": 200},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404, "justice": 404},
        },
    ),
    "getDecision": Row(
        calls.get_decision,
        {
            SHARED: {"police": 200, "court": 200, "prosecutor": 200, "justice": 200},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404, "justice": 404},
        },
    ),
    "showSchedule": Row(
        calls.show_schedule, {NO_RECORD: {"police": 200, "court": 200, "prosecutor": 200, "justice": 200}}
    ),
    "keepImportMapping": Row(calls.keep_import_mapping, {NO_RECORD: {"police": 201, "court": 201, "prosecutor": 201}}),
    "importCases": Row(calls.import_cases, {NO_RECORD: {"police": 201, "court": 201, "prosecutor": 201}}),
    "getImport": Row(
        calls.get_import,
        {
            OWN: {"police": 200, "court": 200, "prosecutor": 200},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404},
        },
    ),
    "listImportRows": Row(
        calls.list_import_rows,
        {
            OWN: {"police": 200, "court": 200, "prosecutor": 200},
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404},
        },
    ),
    # the prosecution keeps its register; the court reads what is entered, the tower the figures
    "awaitStatement": Row(calls.await_statement, {SHARED: {"prosecutor": 201}, FOREIGN: {"prosecutor": 404}}),
    "giveStatement": Row(calls.give_statement, {OWN: {"prosecutor": 201}}),
    "listStatements": Row(at("/prosecutor-statements"), {NO_RECORD: {"prosecutor": 200, "court": 200}}),
    "callUpFile": Row(calls.call_up_file, {SHARED: {"prosecutor": 201}, FOREIGN: {"prosecutor": 404}}),
    "decideCalledUpFile": Row(calls.decide_called_up_file, {OWN: {"prosecutor": 201}}),
    "listCalledUpFiles": Row(at("/called-up-files"), {NO_RECORD: {"prosecutor": 200, "court": 200}}),
    "getMonthlyRegister": Row(at("/registers/monthly"), {NO_RECORD: {"prosecutor": 200, "authority": 200}}),
    "reportMonthlyRegister": Row(calls.report_monthly_register, {NO_RECORD: {"prosecutor": 201}}),
    "getOverview": Row(at("/statistics/overview"), {NO_RECORD: {"court": 200, "authority": 200}}),
}
