"""Use cases of the consents: record, withdraw, read, list; one verb, one transaction."""

from datetime import timedelta
from typing import Final

from chassis.unit.unit import Unit
from contracts.national.consent.consent import Consent
from contracts.national.consent.consent_page import ConsentPage
from contracts.national.consent.consent_recording import ConsentRecording
from contracts.problems import NotFound
from contracts.voucher import Caller
from gateway.consent import store
from gateway.consent.errors import ConsentEndsTooSoon
from gateway.consent.wire import ConsentPosition, ConsentQuery

LONGEST_YEARS: Final = 10
_SEES_ALL: Final = "authority"


async def record_consent(unit: Unit, caller: Caller, recording: ConsentRecording) -> Consent:
    """Record what a person has agreed to; raise `ConsentEndsTooSoon` for a term that is over, or too long."""
    if not unit.now < recording.valid_until <= unit.now + timedelta(days=366 * LONGEST_YEARS):
        raise ConsentEndsTooSoon(years=LONGEST_YEARS, valid_until=recording.valid_until)
    consent = Consent(
        consent_id=unit.new_id("cns"),
        recorded_by=caller.member,
        recorded_at=unit.now,
        **{name: getattr(recording, name) for name in type(recording).model_fields},
    )
    await store.add(unit, consent, recording.subject)
    return consent


async def withdraw_consent(unit: Unit, caller: Caller, consent_id: str) -> Consent:
    """End a consent at once; raise `NotFound` for one that this member neither recorded nor may use."""
    await _visible(unit, caller, consent_id, to_change=True)
    await store.withdraw(unit, consent_id, member=caller.member)
    return await _visible(unit, caller, consent_id)


async def get_consent(unit: Unit, caller: Caller, consent_id: str) -> Consent:
    """Return a consent; raise `NotFound` for one that this member may not see, too."""
    return await _visible(unit, caller, consent_id)


async def list_consents(unit: Unit, caller: Caller, query: ConsentQuery) -> ConsentPage:
    """Return a page of the consents that the member may see."""
    consents = await store.page(
        unit,
        visible_to=_visible_to(caller),
        subject=query.subject,
        recipient=query.recipient,
        after=query.after.consent_id if query.after else None,
        limit=query.limit + 1,
    )
    shown = list(consents[: query.limit])
    return ConsentPage(
        items=shown,
        next=query.cursor(ConsentPosition(consent_id=shown[-1].consent_id)) if len(consents) > len(shown) else None,
    )


async def _visible(unit: Unit, caller: Caller, consent_id: str, *, to_change: bool = False) -> Consent:
    consent = await store.one(unit, consent_id, visible_to=_visible_to(caller), to_change=to_change)
    if consent is None:
        raise NotFound
    return consent


def _visible_to(caller: Caller) -> str | None:
    return None if caller.kind == _SEES_ALL else caller.member
