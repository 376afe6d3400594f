"""Whom the case registry answers how: by the tables of rights, and typed where the rule is no row of one."""

from typing import Final

from services.case_registry.domain.acts import Act
from services.case_registry.domain.reads import Read
from tests.journeys.authorisation import case_calls as calls
from tests.journeys.authorisation.derived import CHARGES, FILES, OPENED, act, imported, listed, read
from tests.journeys.authorisation.row import FOREIGN, KHAMLA, NO_RECORD, OWN, SHARED, Row, Rows, at
from tests.support.sample_country import KINDS

_KEEPERS: Final = {"registrar": 404, "registry": 404}

READS: Final[Rows] = {
    "listCases": listed(calls.list_cases),
    "caseById": read(calls.get_case, Read.CASE_BY_ID, OPENED),
    "listCaseMoves": read(calls.list_case_moves, Read.LIST_MOVES, OPENED),
    "listHandOvers": listed(calls.list_hand_overs),
    "listCorrections": read(calls.list_corrections, Read.LIST_CORRECTIONS, FILES),
    "listOwedCorrections": listed(at("/corrections-owed")),
    "listCharges": read(calls.list_charges, Read.LIST_CHARGES, FILES),
    "listCaseDeadlines": read(calls.list_case_deadlines, Read.CASE_DEADLINES, FILES),
    "listDeadlines": listed(at("/deadlines")),
    "listCaseChanges": listed(at("/case-changes")),
    "listReconciliations": listed(at("/reconciliations?with=moj&month=2026-03")),
    "reconciliationSums": listed(at("/reconciliations/sums?with=moj&month=2026-03")),
    "listProceedings": read(calls.list_proceedings, Read.LIST_PROCEEDINGS, FILES),
    "listCaseDocuments": read(calls.list_case_documents, Read.LIST_DOCUMENTS, FILES),
    "listDecisions": read(calls.list_decisions, Read.LIST_DECISIONS, FILES),
    "decisionById": read(calls.get_decision, Read.DECISION_BY_ID, {}),
    "showSchedule": listed(calls.show_schedule),
    "importById": imported(calls.get_import, Read.IMPORT_BY_ID),
    "listImportRows": imported(calls.list_import_rows, Read.LIST_IMPORT_ROWS),
    "listCivilStatusExtracts": listed(at("/civil-status-extracts")),
    "listStatementRequests": listed(at("/statement-requests")),
    "listStatements": listed(at("/prosecutor-statements")),
    "listCalledUpFiles": listed(at("/called-up-files")),
    "monthlyRegister": listed(at("/registers/monthly")),
    # which court is competent is no secret: it tells of no case
    "competentCourts": listed(at("/competent-courts?category=criminal&place=0101")),
    "caseOverview": listed(at("/statistics/overview")),
    "criminalWorkRegister": listed(at("/registers/criminal-work")),
    "yearlyStatistics": listed(at("/statistics/yearly")),
    "workList": listed(at("/work-list")),
    "causeList": listed(at("/cause-lists?member=psc&office=01")),
    "custodyList": listed(at("/custody-lists?member=police&office=0101")),
    "listCustodyExpiries": listed(at("/custody-expiries")),
    "exportCases": listed(at("/exports/cases")),
}
ACTS: Final[Rows] = {
    "requestStatement": act(calls.request_statement, Act.REQUEST_STATEMENT, FILES),
    "withdrawStatementRequest": act(calls.withdraw_request, Act.WITHDRAW_REQUEST, FILES),
    "changeRestriction": act(calls.change_restriction, Act.CHANGE_RESTRICTION, FILES),
    "addParticipant": act(calls.add_participant, Act.ADD_PARTICIPANT, FILES),
    "assignRole": act(calls.assign_role, Act.ASSIGN_ROLE, FILES),
    "appointRepresentative": act(calls.appoint_representative, Act.APPOINT_REPRESENTATIVE, FILES),
    "endRepresentation": act(calls.end_representation, Act.END_REPRESENTATION, FILES, done=409),
    "splitCase": act(calls.split_case, Act.SPLIT_CASE, FILES),
    "joinCase": act(calls.join_case, Act.JOIN_CASE, FILES),
    "undoJoin": act(calls.undo_join, Act.UNDO_JOIN, FILES, done=400, officer=KHAMLA),
    "correctCase": act(calls.correct_case, Act.CORRECT_CASE, FILES, done=412, officer=KHAMLA),
    "recordCustody": act(calls.record_custody, Act.RECORD_CUSTODY, FILES),
    "assignProsecutor": act(calls.assign_prosecutor, Act.ASSIGN_PROSECUTOR, FILES),
    "stateClaim": act(calls.state_claim, Act.STATE_CLAIM, FILES),
    "fileCharge": act(calls.file_charge, Act.FILE_CHARGE, FILES),
    "amendCharge": act(calls.amend_charge, Act.AMEND_CHARGE, CHARGES),
    "withdrawCharge": act(calls.withdraw_charge, Act.WITHDRAW_CHARGE, CHARGES),
    "enterPlea": act(calls.enter_plea, Act.ENTER_PLEA, CHARGES),
    "decideCharge": act(calls.decide_charge, Act.DECIDE_CHARGE, CHARGES),
    "openProceeding": act(calls.open_proceeding, Act.OPEN_PROCEEDING, FILES),
    # the judge who leaves has no seat there: the rules are asked, so the caller may
    "changePanel": act(calls.change_panel, Act.CHANGE_PANEL, FILES, done=400),
    "scheduleHearing": act(calls.schedule_hearing, Act.SCHEDULE_HEARING, FILES),
    "concludeHearing": act(calls.conclude_hearing, Act.CONCLUDE_HEARING, FILES),
    "issueDecision": act(calls.issue_decision, Act.ISSUE_DECISION, FILES),
}
TYPED: Final[Rows] = {
    "listPublicDecisions": Row(at("/public-decisions"), {NO_RECORD: dict.fromkeys(KINDS, 200)}),  # for everybody
    # a prosecutor may call, and the registry answers that a criminal case begins with the police
    "openCase": Row(calls.open_case, {NO_RECORD: {"police": 201, "court": 201, "prosecutor": 403}}),
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
    # nothing is owed to anybody yet
    "acknowledgeCorrection": Row(
        calls.acknowledge_correction,
        {
            OWN: {"police": 404, "court": 404, "prosecutor": 404, "justice": 404} | _KEEPERS,
            FOREIGN: {"police": 404, "court": 404, "prosecutor": 404, "justice": 404} | _KEEPERS,
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
    "keepImportMapping": Row(calls.keep_import_mapping, {NO_RECORD: {"police": 201, "court": 201, "prosecutor": 201}}),
    "importCases": Row(calls.import_cases, {NO_RECORD: {"police": 201, "court": 201, "prosecutor": 201}}),
    # the prosecution keeps its register
    "awaitStatement": Row(calls.await_statement, {SHARED: {"prosecutor": 201}, FOREIGN: {"prosecutor": 404}}),
    "giveStatement": Row(calls.give_statement, {OWN: {"prosecutor": 201}}),
    "callUpFile": Row(calls.call_up_file, {SHARED: {"prosecutor": 201}, FOREIGN: {"prosecutor": 404}}),
    "decideCalledUpFile": Row(calls.decide_called_up_file, {OWN: {"prosecutor": 201}}),
    "withdrawStatement": Row(calls.withdraw_statement, {OWN: {"prosecutor": 201}}),
    "withdrawCalledUpFile": Row(calls.withdraw_called_up_file, {OWN: {"prosecutor": 201}}),
    "reportMonthlyRegister": Row(calls.report_monthly_register, {NO_RECORD: {"prosecutor": 201}}),
}
ROWS: Final[Rows] = {**READS, **ACTS, **TYPED}
