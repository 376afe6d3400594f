"""Operation of the documents of a case: list them, and where they lie."""

from typing import Final

from fastapi import APIRouter

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.justice.case_document_page import CaseDocumentPage
from services.case_registry.routes.asking import AskerDep
from services.case_registry.usecases import documents
from services.case_registry.wire.cases import CaseId
from services.case_registry.wire.documents import DocumentQueryDep

ROUTER: Final = APIRouter(prefix="/case-registry/v1", route_class=TransactionalRoute, tags=["Hand-overs"])


@ROUTER.get(
    "/cases/{caseId}/documents",
    operation_id="listCaseDocuments",
    summary="List the documents of a case",
    openapi_extra={"x-purposes": ["caseManagement"]},
)
async def list_documents(case_id: CaseId, query: DocumentQueryDep, asker: AskerDep, unit: UnitDep) -> CaseDocumentPage:
    """List the documents that acts of a case name, each once, with the office where the latest act says it lies."""
    return await documents.list_documents(unit, asker, case_id, query)
