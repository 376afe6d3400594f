"""The operations of consent over HTTP: parse, call one verb, render."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter

from chassis.http.caller import CallerDep
from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.consent.consent import Consent
from contracts.national.consent.consent_page import ConsentPage
from contracts.national.consent.consent_recording import ConsentRecording
from gateway.consent import usecases
from gateway.consent.wire import ConsentId, ConsentQueryDep

ROUTER: Final = APIRouter(prefix="/consent/v1", route_class=TransactionalRoute, tags=["Consents"])


@ROUTER.post(
    "/consents",
    operation_id="recordConsent",
    summary="Record a consent",
    status_code=HTTPStatus.CREATED,
    response_model_exclude_none=True,
)
async def record_consent(recording: ConsentRecording, caller: CallerDep, unit: UnitDep) -> Consent:
    """Record what a person has agreed to: who may use their data, for which purpose, until when."""
    return await usecases.record_consent(unit, caller, recording)


@ROUTER.post(
    "/consents/{consentId}/withdrawal",
    operation_id="withdrawConsent",
    summary="Withdraw a consent",
    response_model_exclude_none=True,
)
async def withdraw_consent(consent_id: ConsentId, caller: CallerDep, unit: UnitDep) -> Consent:
    """End a consent at once: the next exchange that names it is refused."""
    return await usecases.withdraw_consent(unit, caller, consent_id)


@ROUTER.get(
    "/consents/{consentId}", operation_id="consentById", summary="Read a consent", response_model_exclude_none=True
)
async def get_consent(consent_id: ConsentId, caller: CallerDep, unit: UnitDep) -> Consent:
    """Read a consent that the member has recorded or may use."""
    return await usecases.get_consent(unit, caller, consent_id)


@ROUTER.get("/consents", operation_id="listConsents", summary="List consents", response_model_exclude_none=True)
async def list_consents(query: ConsentQueryDep, caller: CallerDep, unit: UnitDep) -> ConsentPage:
    """List the consents that the member has recorded or may use, newest first."""
    return await usecases.list_consents(unit, caller, query)
