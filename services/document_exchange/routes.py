"""The operations of the document exchange over HTTP: parse, call one verb, render."""

from collections.abc import AsyncIterable, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse
from starlette.requests import ClientDisconnect

from chassis.http.caller import CallerDep, caller_of
from chassis.http.media_types import media_type as media_type_in
from chassis.http.path_ids import path_id
from chassis.http.ranges import RANGE, piece_asked
from chassis.http.resources import resource, resource_of
from chassis.http.streamed import BYTES, CONTENT_DIGEST, announced_digest
from chassis.http.streamed_body_route import StreamedBodyRoute
from chassis.http.transactional_route import TransactionalRoute, UnitDep, UnopenedFile, units_of
from chassis.process import crash
from chassis.reference.held import HeldOrganisationsDep, held_by
from contracts.calendar import VIENTIANE
from contracts.codelists import CodeLists
from contracts.national.documents.delivery import Delivery
from contracts.national.documents.dispatch import Dispatch
from contracts.national.documents.dispatch_order import DispatchOrder
from contracts.national.documents.document import Document
from contracts.national.documents.document_draft import DocumentDraft
from contracts.national.documents.inbox_page import InboxPage
from contracts.national.documents.readability_check import ReadabilityCheck
from contracts.national.documents.readability_report import ReadabilityReport
from contracts.national.documents.upload import Upload
from contracts.problems import BodyTooLarge
from services.document_exchange.domain import Quota, bytes_that_tell, file_name, must_be_taken, must_look_alike
from services.document_exchange.errors import RangeNotSatisfiable, UploadBroken
from services.document_exchange.store.documents import KeptFile
from services.document_exchange.store.files import Files
from services.document_exchange.usecases import deliveries, documents, uploads
from services.document_exchange.wire import AnnouncedUpload, InboxQueryDep, ReceivedUpload, content_digest

UPLOAD_LIMIT_BYTES: Final = 64 * 1024 * 1024
_MARKS: Final = {"x-purposes": ["officialCorrespondence"]}
# Which types there are is a national list, so no document lists them: who adds one does not register the service anew.
_ANY_FILE: Final = {"application/octet-stream": BYTES, "*/*": BYTES}
_A_FILE: Final = {"x-body": "stream", "x-data-class": "specific"}  # a letter may tell anything about anybody

DocumentId = Annotated[str, path_id("doc", "documentId", "Id of the document.")]
DeliveryId = Annotated[str, path_id("dlv", "deliveryId", "Id of the delivery.")]
FileId = Annotated[str, path_id("fil", "fileId", "Id of the file.")]


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _received(request: Request) -> ReceivedUpload:
    received: ReceivedUpload = request.state.received
    return received


FilesDep = Annotated[Files, resource(Files)]
ReceivedDep = Annotated[ReceivedUpload, Depends(_received)]


class Uploading(StreamedBodyRoute):
    """The route class of an upload: the body goes to the object store, under its digest, before the transaction."""

    @asynccontextmanager
    async def receiving(self, request: Request) -> AsyncIterator[ReceivedUpload]:
        """Reserve quota, then receive the body into the object store; what is not kept gives its quota back."""
        held = await held_by(request)
        lists = held.code_lists  # read once: the list that the type is in is the one that its bytes are held against
        announced = _announced_upload(request, lists)
        caller, quota = caller_of(request), resource_of(request, Quota)
        async with uploads.reserved_upload(units_of(request), caller, announced, quota, held) as upload_id:
            yield await _receive(request, announced, upload_id, lists)


def _announced_upload(request: Request, lists: CodeLists) -> AnnouncedUpload:
    """Return digest, size and media type as the headers announce them.

    Raises `UnsupportedMediaType` for a type that the national list has not today, `BodyTooLarge` for too large a size.
    """
    digest, stated = announced_digest(request).hex(), request.headers.get("content-length", "")
    media_type = media_type_in(request.headers.get("content-type"))
    must_be_taken(media_type, lists, units_of(request).clock.now().astimezone(VIENTIANE).date())
    if stated.isdecimal() and int(stated) > UPLOAD_LIMIT_BYTES:
        raise BodyTooLarge(limit=UPLOAD_LIMIT_BYTES)
    return AnnouncedUpload(digest, int(stated) if stated.isdecimal() else UPLOAD_LIMIT_BYTES, media_type)


async def _receive(request: Request, announced: AnnouncedUpload, upload_id: str, lists: CodeLists) -> ReceivedUpload:
    chunks = _looked_at(request.stream(), announced.media_type, lists)
    try:
        size = await resource_of(request, Files).receive(announced.digest, chunks, limit=announced.most)
    except ClientDisconnect:
        raise UploadBroken from None
    crash.point("receive")
    return ReceivedUpload(announced.digest, size, announced.media_type, upload_id)


async def _looked_at(chunks: AsyncIterable[bytes], media_type: str, lists: CodeLists) -> AsyncIterator[bytes]:
    """Pass the chunks on, held back until there are enough of them to tell the type; raise `FileLooksOtherwise`."""
    first, enough, looked = bytearray(), bytes_that_tell(lists), False
    async for chunk in chunks:
        if looked:
            yield chunk
            continue
        first += chunk
        if looked := len(first) >= enough:
            must_look_alike(bytes(first), media_type, lists)
            yield bytes(first)
    if first and not looked:
        must_look_alike(bytes(first), media_type, lists)
        yield bytes(first)


def _as_answer(request: Request, file: KeptFile, files: Files, lists: CodeLists) -> UnopenedFile:
    """Return the head of a file's answer; opened, it is the file or the piece of it that is asked for."""
    asked, condition, etag = request.headers.get("range"), request.headers.get("if-range"), f'"{file.digest}"'
    name = file_name(file.title or file.digest[:16], file.media_type, lists)
    said = {
        "Accept-Ranges": "bytes",
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "ETag": etag,
    }
    whole = said | {"Content-Digest": content_digest(file.digest), "Content-Length": str(file.size)}

    async def open_it() -> StreamingResponse:
        piece = piece_asked(asked, condition, etag, file.size)
        if piece is None:
            return StreamingResponse(await files.open(file.digest), media_type=file.media_type, headers=whole)
        return await _piece(file, piece, files, said)

    return UnopenedFile(whole, file.media_type, open_it)


async def _piece(file: KeptFile, piece: range, files: Files, said: Mapping[str, str]) -> StreamingResponse:
    """Return a piece of a file as a streamed answer, with `Content-Digest` in its head."""
    if not piece:
        raise RangeNotSatisfiable(size=file.size)
    part = await files.digest_of(file.digest, piece)
    headers = {
        **said,
        "Content-Digest": content_digest(part),
        "Content-Length": str(len(piece)),
        "Content-Range": f"bytes {piece.start}-{piece.stop - 1}/{file.size}",
        "Repr-Digest": content_digest(file.digest),  # RFC 9530 §3: of the whole, for who puts the pieces together
    }
    pieces = await files.open_piece(file.digest, piece, part)
    return StreamingResponse(pieces, HTTPStatus.PARTIAL_CONTENT, headers, file.media_type)


UPLOADS: Final = APIRouter(prefix="/document-exchange/v1", route_class=Uploading, tags=["Uploads"])
ROUTER: Final = APIRouter(prefix="/document-exchange/v1", route_class=TransactionalRoute, tags=["Documents"])


@UPLOADS.post(
    "/uploads",
    operation_id="uploadFile",
    summary="Upload a file",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_MARKS
    | _A_FILE
    | {
        "x-max-body": UPLOAD_LIMIT_BYTES,
        "parameters": [CONTENT_DIGEST],
        "requestBody": {"required": True, "content": _ANY_FILE},
    },
)
async def upload_file(received: ReceivedDep, caller: CallerDep, unit: UnitDep) -> Upload:
    """Upload the bytes of one file; they are kept only when they have the announced digest."""
    return await uploads.keep_upload(unit, caller, received)


@ROUTER.post(
    "/documents",
    operation_id="draftDocument",
    summary="Draft a document",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_MARKS | {"x-body": "document"},
)
async def draft_document(
    draft: DocumentDraft, caller: CallerDep, unit: UnitDep, held: HeldOrganisationsDep
) -> Document:
    """Draft an official document under its printed number, with its files."""
    return await documents.draft_document(unit, caller, draft, held)


@ROUTER.get(
    "/documents/{documentId}",
    operation_id="documentById",
    summary="Read a document",
    openapi_extra=_MARKS,
)
async def get_document(
    document_id: DocumentId, caller: CallerDep, unit: UnitDep, held: HeldOrganisationsDep
) -> Document:
    """Read what is known of a letter that the office issued, received or supervises; files are read one by one."""
    return await documents.get_document(unit, caller, document_id, held)


@ROUTER.post(
    "/documents/{documentId}/dispatch",
    operation_id="dispatchDocument",
    summary="Dispatch a document",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_MARKS | {"x-body": "document"},
)
async def dispatch_document(
    document_id: DocumentId, order: DispatchOrder, caller: CallerDep, unit: UnitDep, held: HeldOrganisationsDep
) -> Dispatch:
    """Send a document to its recipients, one delivery each; from then on it does not change."""
    return await documents.dispatch_document(unit, caller, document_id, order, held)


@ROUTER.post(
    "/readability-checks",
    operation_id="checkReadability",
    summary="Check what an office can read",
    openapi_extra={"x-purposes": ["officialCorrespondence", "caseManagement"], "x-body": "document"},
)
async def check_readability(
    check: ReadabilityCheck, caller: CallerDep, unit: UnitDep, held: HeldOrganisationsDep
) -> ReadabilityReport:
    """Tell whether an office can read these documents, for a service that is about to pass them on for it."""
    return await documents.check_readability(unit, caller, check, held)


@ROUTER.get("/inbox", operation_id="listInbox", summary="List the inbox", openapi_extra=_MARKS)
async def list_inbox(query: InboxQueryDep, caller: CallerDep, unit: UnitDep, held: HeldOrganisationsDep) -> InboxPage:
    """List the deliveries to the office, newest first, each with the envelope of its document.

    Without an office: those to every office that the system is enrolled for.
    """
    return await deliveries.list_inbox(unit, caller, query, held)


@ROUTER.post(
    "/deliveries/{deliveryId}/opening",
    operation_id="openDelivery",
    summary="Open a delivery",
    openapi_extra=_MARKS,
)
async def open_delivery(
    delivery_id: DeliveryId, caller: CallerDep, unit: UnitDep, held: HeldOrganisationsDep
) -> Delivery:
    """Open a delivery: the issuer sees when and by which office, and the files can be read."""
    return await deliveries.open_delivery(unit, caller, delivery_id, held)


@ROUTER.get(
    "/documents/{documentId}/files/{fileId}",
    operation_id="readFile",
    summary="Read a file",
    response_class=StreamingResponse,
    responses={
        HTTPStatus.OK: {
            "description": "The bytes.",
            "headers": {
                "Accept-Ranges": {
                    "description": "A piece may be asked for, in bytes. · ຂໍສະເພາະສ່ວນໜຶ່ງໄດ້.",
                    "schema": {"type": "string", "const": "bytes", "x-data-class": "general"},
                    "example": "bytes",
                }
            },
            "content": _ANY_FILE,
        },
        HTTPStatus.PARTIAL_CONTENT: {
            "description": "The piece that was asked for.",
            "content": _ANY_FILE,
        },
    },
    openapi_extra=_MARKS | _A_FILE | {"parameters": [RANGE]},
)
async def read_file(
    request: Request,
    document_id: DocumentId,
    file_id: FileId,
    caller: CallerDep,
    unit: UnitDep,
    files: FilesDep,
    held: HeldOrganisationsDep,
) -> UnopenedFile:
    """Read the bytes of a file: the issuer at any time, a recipient after opening its delivery."""
    file = await documents.find_file(unit, caller, document_id, file_id, held)
    return _as_answer(request, file, files, held.code_lists)
