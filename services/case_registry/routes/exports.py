"""Operation of exports: the cases of an office as a file that an import takes again."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from chassis.http.streamed import BYTES
from chassis.http.transactional_route import TransactionalRoute, UnitDep, UnopenedFile
from chassis.imports.file_body import NDJSON
from services.case_registry.routes.asking import AskerDep
from services.case_registry.usecases import exports
from services.case_registry.wire.exports import NEXT, ExportDep, as_file

ROUTER: Final = APIRouter(prefix="/case-registry/v1", route_class=TransactionalRoute, tags=["Imports"])
_CASE: Final = {"$ref": "https://schemas.saphan.gov.la/justice/imported-case/v1"}
_EXPORTED: Final = {
    "description": "A case on each line, as an import takes it.",
    "headers": {
        NEXT: {
            "description": "The last case of the file when there are more: ask for those after it. · ຄະດີສຸດທ້າຍຂອງໄຟລ໌.",
            "schema": {"type": "string", "maxLength": 40, "x-data-class": "general"},
            "example": "cas_01k9s0zt4r7q2v5x8y1a3b6c9d",
        }
    },
    "content": {NDJSON: BYTES | {"x-row": _CASE}},
}


@ROUTER.get(
    "/exports/cases",
    operation_id="exportCases",
    summary="Export the cases of an office",
    response_class=StreamingResponse,
    responses={HTTPStatus.OK: _EXPORTED},
    openapi_extra={
        "x-purposes": ["caseManagement"],
        "x-body": "stream",
        "x-data-class": "specific",
        "x-deadline-s": 300,
    },
)
async def export_cases(query: ExportDep, request: Request, asker: AskerDep, unit: UnitDep) -> UnopenedFile:
    """Export everything that is one office's, as far as it may read it: NDJSON, in the form that imports take."""
    return as_file(await exports.export_cases(unit, asker, query), request)
