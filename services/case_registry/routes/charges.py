"""Operations of charges: file, list, amend, withdraw, plead, decide."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.justice.charge import Charge
from contracts.national.justice.charge_amendment import ChargeAmendment
from contracts.national.justice.charge_deciding import ChargeDeciding
from contracts.national.justice.charge_filing import ChargeFiling
from contracts.national.justice.charge_page import ChargePage
from contracts.national.justice.charge_withdrawal import ChargeWithdrawal
from contracts.national.justice.plea_entry import PleaEntry
from services.case_registry.routes.asking import AskerDep
from services.case_registry.usecases import charges
from services.case_registry.wire.cases import CaseId
from services.case_registry.wire.charges import ChargeId, ChargeQueryDep

ROUTER: Final = APIRouter(prefix="/case-registry/v1", route_class=TransactionalRoute, tags=["Charges"])
_MARKS: Final = {"x-purposes": ["caseManagement"]}
# what prosecutors charge and courts decide is a legal act: the request itself is kept as evidence
_ACT: Final = _MARKS | {"x-body": "document", "x-legal-act": True}


@ROUTER.post(
    "/cases/{caseId}/charges",
    operation_id="fileCharge",
    summary="File a charge",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_ACT,
)
async def file_charge(case_id: CaseId, filing: ChargeFiling, asker: AskerDep, unit: UnitDep) -> Charge:
    """Charge a participant under an article of the law, in the edition that was in force on the day of the act."""
    return await charges.file_charge(unit, asker, case_id, filing)


@ROUTER.get(
    "/cases/{caseId}/charges",
    operation_id="listCharges",
    summary="List the charges of a case",
    openapi_extra=_MARKS,
)
async def list_charges(case_id: CaseId, query: ChargeQueryDep, asker: AskerDep, unit: UnitDep) -> ChargePage:
    """List the charges of a case in their order, each with everything that happened to it."""
    return await charges.list_charges(unit, asker, case_id, query)


@ROUTER.post(
    "/cases/{caseId}/charges/{chargeId}/amendments",
    operation_id="amendCharge",
    summary="Amend a charge",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_ACT,
)
async def amend_charge(
    case_id: CaseId, charge_id: ChargeId, amendment: ChargeAmendment, asker: AskerDep, unit: UnitDep
) -> Charge:
    """Change the article, the text or the count of a charge; what it said before stays in its history."""
    return await charges.amend_charge(unit, asker, case_id, charge_id, amendment)


@ROUTER.post(
    "/cases/{caseId}/charges/{chargeId}/withdrawal",
    operation_id="withdrawCharge",
    summary="Withdraw a charge",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_ACT,
)
async def withdraw_charge(
    case_id: CaseId, charge_id: ChargeId, withdrawal: ChargeWithdrawal, asker: AskerDep, unit: UnitDep
) -> Charge:
    """Stop pursuing a charge; it needs no result any more."""
    return await charges.withdraw_charge(unit, asker, case_id, charge_id, withdrawal)


@ROUTER.post(
    "/cases/{caseId}/charges/{chargeId}/pleas",
    operation_id="enterPlea",
    summary="Enter a plea",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_ACT,
)
async def enter_plea(case_id: CaseId, charge_id: ChargeId, plea: PleaEntry, asker: AskerDep, unit: UnitDep) -> Charge:
    """Record what the charged person answers to the charge before the court."""
    return await charges.enter_plea(unit, asker, case_id, charge_id, plea)


@ROUTER.post(
    "/cases/{caseId}/charges/{chargeId}/results",
    operation_id="decideCharge",
    summary="Decide on a charge",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_ACT,
)
async def decide_charge(
    case_id: CaseId, charge_id: ChargeId, decision: ChargeDeciding, asker: AskerDep, unit: UnitDep
) -> Charge:
    """Give a charge its result; a case is not judged while a live charge has none."""
    return await charges.decide_charge(unit, asker, case_id, charge_id, decision)
