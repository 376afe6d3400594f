"""Operations of imports: keep a column mapping, import a file, read its report and the results of its rows."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Response

from chassis.http.streamed import BYTES, CONTENT_DIGEST
from chassis.http.transactional_route import TransactionalRoute, UnitDep
from chassis.imports.file_body import CSV, NDJSON, XLSX, FileBodyRoute, ReceivedDep
from chassis.imports.parameters import RowQueryDep
from contracts.national.civil.event_import_mapping import EventImportMapping
from contracts.national.civil.event_import_report import EventImportReport
from contracts.national.civil.event_import_row_page import EventImportRowPage
from contracts.national.civil.kept_event_import_mapping import KeptEventImportMapping
from services.civil_registration.errors.imports import EventImportAltered, EventImportBroken
from services.civil_registration.routes.asking import AskerDep
from services.civil_registration.usecases.imports import verbs as imports
from services.civil_registration.wire.imports import ImportDep, ImportId

LIMIT_BYTES: Final = 64 * 1024 * 1024
_MARKS: Final = {"x-purposes": ["vitalRegistration"]}
_ENTRY: Final = {"$ref": "https://schemas.saphan.gov.la/civil/imported-event/v1"}
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
_FILES: Final = {NDJSON: BYTES | {"x-row": _ENTRY}, CSV: BYTES, XLSX: BYTES}


class Importing(FileBodyRoute):
    """The route class of a verb that imports a file of rows."""

    limit_bytes = LIMIT_BYTES
    altered, broken = EventImportAltered, EventImportBroken


FILES: Final = APIRouter(prefix="/civil-registration/v1", route_class=Importing, tags=["Imports"])
ROUTER: Final = APIRouter(prefix="/civil-registration/v1", route_class=TransactionalRoute, tags=["Imports"])


@ROUTER.post(
    "/import-mappings",
    operation_id="keepEventImportMapping",
    summary="Keep how a file is read",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_MARKS | {"x-body": "document"},
)
async def keep_mapping(mapping: EventImportMapping, asker: AskerDep, unit: UnitDep) -> KeptEventImportMapping:
    """Keep how the columns of a file of an old book become events; imports name it by its id."""
    return await imports.keep_mapping(unit, asker, mapping)


@FILES.post(
    "/imports",
    operation_id="importEvents",
    summary="Import an old register",
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
async def import_events(
    received: ReceivedDep, options: ImportDep, asker: AskerDep, unit: UnitDep, response: Response
) -> EventImportReport:
    """Import up to 100,000 entries of old books (NDJSON, CSV, xlsx), all or none unless asked; each has its result."""
    report = await imports.import_events(unit, asker, received, options)
    response.headers[_STATUS] = report.status
    return report


@ROUTER.get(
    "/imports/{importId}",
    operation_id="eventImportById",
    summary="Read the report of an import",
    responses={HTTPStatus.OK: _REPORTED},
    openapi_extra=_MARKS,
)
async def get_import(import_id: ImportId, asker: AskerDep, unit: UnitDep, response: Response) -> EventImportReport:
    """Read what became of one of the member's imports."""
    report = await imports.get_import(unit, asker, import_id)
    response.headers[_STATUS] = report.status
    return report


@ROUTER.get(
    "/imports/{importId}/rows",
    operation_id="listEventImportRows",
    summary="List the rows of an import",
    openapi_extra=_MARKS,
)
async def list_rows(import_id: ImportId, query: RowQueryDep, asker: AskerDep, unit: UnitDep) -> EventImportRowPage:
    """List what became of each row, with its faults in both languages."""
    return await imports.list_rows(unit, asker, import_id, query)
