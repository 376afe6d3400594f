"""Operations of imports: keep a column mapping, import a file, read its report and the results of its rows."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Response

from chassis.http.streamed import BYTES, CONTENT_DIGEST
from chassis.http.transactional_route import TransactionalRoute, UnitDep
from chassis.imports.file_body import CSV, NDJSON, XLSX, FileBodyRoute, ReceivedDep
from chassis.imports.parameters import RowQueryDep
from contracts.national.justice.import_mapping import ImportMapping
from contracts.national.justice.import_report import ImportReport
from contracts.national.justice.import_row_page import ImportRowPage
from contracts.national.justice.kept_import_mapping import KeptImportMapping
from services.case_registry.errors.imports import ImportAltered, ImportBroken
from services.case_registry.routes.asking import AskerDep
from services.case_registry.usecases.imports import verbs as imports
from services.case_registry.wire.imports import ImportDep, ImportId
from services.case_registry.wire.subject_keys import KeysDep

LIMIT_BYTES: Final = 64 * 1024 * 1024
_MARKS: Final = {"x-purposes": ["caseManagement"]}
_CASE: Final = {"$ref": "https://schemas.saphan.gov.la/justice/imported-case/v1"}
_STATUS: Final = "Import-Status"
_REPORTED: Final = {  # a client decides by it before it reads the report
    "headers": {
        _STATUS: {
            "description": "What became of the import, as `status` of the report says it. · ຜົນຂອງການນຳເຂົ້າ.",
            "required": True,
            "schema": {"type": "string", "maxLength": 40, "x-codelist": "import-status", "x-data-class": "general"},
            "example": "partlyImported",
        }
    }
}
_FILES: Final = {NDJSON: BYTES | {"x-row": _CASE}, CSV: BYTES, XLSX: BYTES}


class Importing(FileBodyRoute):
    """The route class of a verb that imports a file of rows."""

    limit_bytes = LIMIT_BYTES
    altered, broken = ImportAltered, ImportBroken


FILES: Final = APIRouter(prefix="/case-registry/v1", route_class=Importing, tags=["Imports"])
ROUTER: Final = APIRouter(prefix="/case-registry/v1", route_class=TransactionalRoute, tags=["Imports"])


@ROUTER.post(
    "/import-mappings",
    operation_id="keepImportMapping",
    summary="Keep how a CSV file is read",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_MARKS | {"x-body": "document"},
)
async def keep_mapping(mapping: ImportMapping, asker: AskerDep, unit: UnitDep) -> KeptImportMapping:
    """Keep how the columns of one category's CSV file become cases; imports name it by its id."""
    return await imports.keep_mapping(unit, asker, mapping)


@FILES.post(
    "/imports",
    operation_id="importCases",
    summary="Import cases of an earlier system",
    status_code=HTTPStatus.CREATED,
    responses={HTTPStatus.CREATED: _REPORTED},
    openapi_extra=_MARKS
    | {
        "x-body": "stream",
        "x-data-class": "specific",
        "x-max-body": LIMIT_BYTES,
        "x-deadline-s": 300,
        "parameters": [CONTENT_DIGEST],
        "requestBody": {"required": True, "content": _FILES},
    },
)
async def import_cases(
    received: ReceivedDep, options: ImportDep, asker: AskerDep, unit: UnitDep, keys: KeysDep, response: Response
) -> ImportReport:
    """Import up to 100,000 cases from NDJSON, CSV or xlsx, all or none unless asked; every row gets a result."""
    report = await imports.import_cases(unit, asker, received, options, keys)
    response.headers[_STATUS] = report.status
    return report


@ROUTER.get(
    "/imports/{importId}",
    operation_id="importById",
    summary="Read the report of an import",
    responses={HTTPStatus.OK: _REPORTED},
    openapi_extra=_MARKS,
)
async def get_import(import_id: ImportId, asker: AskerDep, unit: UnitDep, response: Response) -> ImportReport:
    """Read what became of one of the member's imports."""
    report = await imports.get_import(unit, asker, import_id)
    response.headers[_STATUS] = report.status
    return report


@ROUTER.get(
    "/imports/{importId}/rows",
    operation_id="listImportRows",
    summary="List the rows of an import",
    openapi_extra=_MARKS,
)
async def list_rows(import_id: ImportId, query: RowQueryDep, asker: AskerDep, unit: UnitDep) -> ImportRowPage:
    """List what became of each row, with its faults in both languages."""
    return await imports.list_rows(unit, asker, import_id, query)
