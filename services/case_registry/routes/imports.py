"""Importing the cases of earlier systems, and what became of every row."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import Annotated, BinaryIO, Final, cast

from fastapi import APIRouter, Depends, Request
from starlette.requests import ClientDisconnect

from chassis.http.caller import CallerIs
from chassis.http.receiving import Receiving
from chassis.http.streamed import BYTES, CONTENT_DIGEST, announced_digest, media_type_of
from chassis.http.verb import Transaction, Verb
from contracts.national.justice.import_mapping import ImportMapping
from contracts.national.justice.import_report import ImportReport
from contracts.national.justice.import_row_page import ImportRowPage
from contracts.national.justice.kept_import_mapping import KeptImportMapping
from contracts.problems import BodyTooLarge
from services.case_registry.errors.imports import ImportAltered, ImportBroken
from services.case_registry.usecases import imports
from services.case_registry.wire.imports import CSV, MEDIA_TYPES, NDJSON, AskedImport, ImportId, Received, RowsAskedFor
from services.case_registry.wire.subject_keys import KeysAre

LIMIT_BYTES: Final = 64 * 1024 * 1024
_IN_MEMORY_BYTES: Final = 4 * 1024 * 1024
_MARKS: Final = {"x-purposes": ["caseManagement"]}
_CASE: Final = {"$ref": "https://schemas.saphan.gov.la/justice/imported-case/v1"}
_FILES: Final = {NDJSON: BYTES | {"x-row": _CASE}, CSV: BYTES}


class Importing(Receiving):
    """A verb whose file lies on disk, or in memory while it is small."""

    @asynccontextmanager
    async def receiving(self, request: Request) -> AsyncIterator[Received]:
        """Receive the file; it is gone when the verb has ended."""
        # cast: a spooled file reads as any binary file does, and type checkers do not know
        with cast("BinaryIO", SpooledTemporaryFile(_IN_MEMORY_BYTES)) as file:
            yield await _receive(request, file)


async def _receive(request: Request, file: BinaryIO) -> Received:
    media_type = media_type_of(request, MEDIA_TYPES)
    announced = announced_digest(request)
    running, size = hashlib.sha256(), 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > LIMIT_BYTES:
                raise BodyTooLarge(limit=LIMIT_BYTES)
            running.update(chunk)
            file.write(chunk)
    except ClientDisconnect:
        raise ImportBroken from None
    if running.digest() != announced:
        raise ImportAltered
    file.seek(0)
    return Received(file, media_type)


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _received(request: Request) -> Received:
    received: Received = request.state.received
    return received


ReceivedIs = Annotated[Received, Depends(_received)]
FILES: Final = APIRouter(prefix="/case-registry/v1", route_class=Importing, tags=["Imports"])
ROUTER: Final = APIRouter(prefix="/case-registry/v1", route_class=Verb, tags=["Imports"])


@ROUTER.post(
    "/import-mappings",
    operation_id="keepImportMapping",
    summary="Keep how a CSV file is read",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_MARKS | {"x-body": "document"},
)
async def keep_mapping(mapping: ImportMapping, caller: CallerIs, unit: Transaction) -> KeptImportMapping:
    """Keep how the columns of one category's CSV file become cases; imports name it by its id."""
    return await imports.keep_mapping(unit, caller, mapping)


@FILES.post(
    "/imports",
    operation_id="importCases",
    summary="Import cases of an earlier system",
    status_code=HTTPStatus.CREATED,
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
    received: ReceivedIs, asked: AskedImport, caller: CallerIs, unit: Transaction, keys: KeysAre
) -> ImportReport:
    """Import up to 100,000 cases from NDJSON or CSV, all or none unless asked; every row gets a result."""
    return await imports.import_cases(unit, caller, received, asked, keys)


@ROUTER.get(
    "/imports/{importId}",
    operation_id="getImport",
    summary="Read the report of an import",
    openapi_extra=_MARKS,
)
async def get_import(import_id: ImportId, caller: CallerIs, unit: Transaction) -> ImportReport:
    """Read what became of one of the member's imports."""
    return await imports.get_import(unit, caller, import_id)


@ROUTER.get(
    "/imports/{importId}/rows",
    operation_id="listImportRows",
    summary="List the rows of an import",
    openapi_extra=_MARKS,
)
async def list_rows(import_id: ImportId, query: RowsAskedFor, caller: CallerIs, unit: Transaction) -> ImportRowPage:
    """List what became of each row, with its faults in both languages."""
    return await imports.list_rows(unit, caller, import_id, query)
