"""Operations of prosecutors' registers: enter, resolve, withdraw and list cases for a statement and called-up files."""

from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.justice.called_up_file import CalledUpFile
from contracts.national.justice.called_up_file_entry import CalledUpFileEntry
from contracts.national.justice.called_up_file_outcome import CalledUpFileOutcome
from contracts.national.justice.called_up_file_page import CalledUpFilePage
from contracts.national.justice.prosecutor_statement import ProsecutorStatement
from contracts.national.justice.prosecutor_statement_entry import ProsecutorStatementEntry
from contracts.national.justice.prosecutor_statement_outcome import ProsecutorStatementOutcome
from contracts.national.justice.prosecutor_statement_page import ProsecutorStatementPage
from contracts.national.justice.register_entry_withdrawal import RegisterEntryWithdrawal
from services.case_registry.routes.asking import AskerDep
from services.case_registry.usecases import entry_withdrawals, prosecution
from services.case_registry.wire.cases import CaseId
from services.case_registry.wire.prosecution import CalledUpFileId, FileQueryDep, StatementId

ROUTER: Final = APIRouter(prefix="/case-registry/v1", route_class=TransactionalRoute, tags=["Prosecution"])
_MARKS: Final = {"x-purposes": ["caseManagement"]}
_DOCUMENT: Final[dict[str, Any]] = _MARKS | {"x-body": "document"}  # Any: parts of an OpenAPI document
_ACT: Final = _DOCUMENT | {"x-legal-act": True}


@ROUTER.post(
    "/cases/{caseId}/prosecutor-statements",
    operation_id="awaitStatement",
    summary="Enter a case for a statement",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_DOCUMENT,
)
async def await_statement(
    case_id: CaseId, entry: ProsecutorStatementEntry, asker: AskerDep, unit: UnitDep
) -> ProsecutorStatement:
    """Enter the case in the office's register: it came for the prosecutor's statement at this instance."""
    return await prosecution.await_statement(unit, asker, case_id, entry)


@ROUTER.post(
    "/cases/{caseId}/prosecutor-statements/{statementId}/outcome",
    operation_id="giveStatement",
    summary="Give the statement",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_ACT,
)
async def give_statement(
    case_id: CaseId,
    statement_id: StatementId,
    outcome: ProsecutorStatementOutcome,
    asker: AskerDep,
    unit: UnitDep,
) -> ProsecutorStatement:
    """State that the decision is upheld or to be changed: a legal act, which resolves the case in the register."""
    return await prosecution.give_statement(unit, asker, case_id, statement_id, outcome)


@ROUTER.post(
    "/cases/{caseId}/prosecutor-statements/{statementId}/withdrawal",
    operation_id="withdrawStatement",
    summary="Withdraw an entry for a statement",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_DOCUMENT,
)
async def withdraw_statement(
    case_id: CaseId, statement_id: StatementId, withdrawal: RegisterEntryWithdrawal, asker: AskerDep, unit: UnitDep
) -> ProsecutorStatement:
    """Take an entry that was a mistake out of the register, with the reason: by who made it, or an office above."""
    return await entry_withdrawals.withdraw_statement(unit, asker, case_id, statement_id, withdrawal)


@ROUTER.get(
    "/prosecutor-statements",
    operation_id="listStatements",
    summary="List cases for a statement",
    openapi_extra=_MARKS,
)
async def list_statements(query: FileQueryDep, asker: AskerDep, unit: UnitDep) -> ProsecutorStatementPage:
    """List the cases in which a prosecutor has given a statement or is going to, newest first."""
    return await prosecution.list_statements(unit, asker, query)


@ROUTER.post(
    "/cases/{caseId}/called-up-files",
    operation_id="callUpFile",
    summary="Call a file up",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_DOCUMENT,
)
async def call_up_file(case_id: CaseId, entry: CalledUpFileEntry, asker: AskerDep, unit: UnitDep) -> CalledUpFile:
    """Enter the case in the office's register: its file is called up, by the Assembly's procedure or on a petition."""
    return await prosecution.call_up(unit, asker, case_id, entry)


@ROUTER.post(
    "/cases/{caseId}/called-up-files/{calledUpFileId}/outcome",
    operation_id="decideCalledUpFile",
    summary="Decide on a called-up file",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_ACT,
)
async def decide_called_up_file(
    case_id: CaseId,
    called_up_file_id: CalledUpFileId,
    outcome: CalledUpFileOutcome,
    asker: AskerDep,
    unit: UnitDep,
) -> CalledUpFile:
    """Propose to reopen the case, or decide not to: a legal act; the court reopens on it, by its id."""
    return await prosecution.decide_call_up(unit, asker, case_id, called_up_file_id, outcome)


@ROUTER.post(
    "/cases/{caseId}/called-up-files/{calledUpFileId}/withdrawal",
    operation_id="withdrawCalledUpFile",
    summary="Withdraw a called-up file",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_DOCUMENT,
)
async def withdraw_called_up_file(
    case_id: CaseId,
    called_up_file_id: CalledUpFileId,
    withdrawal: RegisterEntryWithdrawal,
    asker: AskerDep,
    unit: UnitDep,
) -> CalledUpFile:
    """Take a called-up file that was a mistake out of the register, with the reason: as `withdrawStatement`."""
    return await entry_withdrawals.withdraw_called_up_file(unit, asker, case_id, called_up_file_id, withdrawal)


@ROUTER.get(
    "/called-up-files",
    operation_id="listCalledUpFiles",
    summary="List called-up files",
    openapi_extra=_MARKS,
)
async def list_called_up_files(query: FileQueryDep, asker: AskerDep, unit: UnitDep) -> CalledUpFilePage:
    """List the files that prosecutors called up, newest first."""
    return await prosecution.list_called_up_files(unit, asker, query)
