"""Operation of notices in FHIR: one bundle is one notification."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Response

from chassis.http.streamed import BYTES, CONTENT_DIGEST
from chassis.http.transactional_route import UnitDep
from chassis.imports.file_body import FileBodyRoute, ReceivedDep
from contracts.national.civil.civil_event import CivilEvent
from services.civil_registration.errors.fhir_notices import NoticeAltered, NoticeBroken
from services.civil_registration.routes.asking import AskerDep, KeysDep, tagged
from services.civil_registration.usecases import fhir_notices

FHIR_JSON: Final = "application/fhir+json"
LIMIT_BYTES: Final = 4 * 1024 * 1024  # photographs in it are left, and count


class Noticing(FileBodyRoute):
    """The route class of a verb that reads a FHIR bundle."""

    media_types = (FHIR_JSON,)
    limit_bytes = LIMIT_BYTES
    altered, broken = NoticeAltered, NoticeBroken


_BUNDLE: Final = {"schema": BYTES["schema"] | {"maxLength": LIMIT_BYTES}}
ROUTER: Final = APIRouter(prefix="/civil-registration/v1", route_class=Noticing, tags=["Declarations"])


@ROUTER.post(
    "/notifications/fhir",
    operation_id="notifyEventInFhir",
    summary="Give notice of a vital event in FHIR",
    status_code=HTTPStatus.CREATED,
    openapi_extra={
        "x-purposes": ["vitalRegistration"],
        "x-body": "stream",
        "x-data-class": "specific",
        "x-max-body": LIMIT_BYTES,
        "x-deadline-s": 30,
        "parameters": [CONTENT_DIGEST],
        "requestBody": {"required": True, "content": {FHIR_JSON: _BUNDLE}},
    },
)
async def notify_event_in_fhir(
    received: ReceivedDep, asker: AskerDep, unit: UnitDep, keys: KeysDep, answer: Response
) -> CivilEvent:
    """Give notice of a birth or death with a FHIR bundle, as OpenCRVS has it; the answer says what was not mapped."""
    return tagged(answer, await fhir_notices.notify_in_fhir(unit, asker, received, keys))
