"""Take a notice in FHIR: the same notification as in our own form, and a report of what was not mapped."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, Final

from pydantic import ValidationError

from chassis.http.model_faults import faults_in_body
from chassis.imports.file_body import Received
from chassis.unit.unit import Unit
from contracts import strict_json
from contracts.calendar import VIENTIANE
from contracts.catalogue import Catalogue
from contracts.codelists import CodeLists
from contracts.compiled import CompiledSchema
from contracts.national.civil.civil_event import CivilEvent
from contracts.national.civil.notification import CivilNotification
from contracts.pointers import pointer_to
from contracts.problems import Fault, InvalidInput
from contracts.subject_keys import SubjectKeys
from services.civil_registration.domain.actions import Act
from services.civil_registration.domain.declaring import Country
from services.civil_registration.domain.fhir_notices.bundles import Bundle, opened
from services.civil_registration.domain.fhir_notices.fitting import fitted
from services.civil_registration.domain.fhir_notices.nodes import At
from services.civil_registration.domain.fhir_notices.notices import Reason
from services.civil_registration.domain.fhir_notices.reading import read
from services.civil_registration.domain.fhir_notices.unmapped import Left, unmapped
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.numbers import tracking_id
from services.civil_registration.errors.fhir_notices import BundleTakenDifferently, no_registrar, not_placed
from services.civil_registration.store import events as store
from services.civil_registration.store import fhir_notices as held_identifiers
from services.civil_registration.usecases import declarations
from services.civil_registration.usecases.asking import Asker, author_of, visible
from services.civil_registration.wire.fhir_notices import not_mapped

_OPERATION: Final = "notifyEventInFhir"
_SHORT: Final = 32_768  # bytes; a longer bundle is read in a thread, so that others go on
_EXPLAINED_MS: Final = 60.0
_LONGEST_ID: Final = 255  # characters of a client's id of an action, as of an Idempotency-Key
_SOMEWHERE: Final = "/entry"
_REGISTRAR: Final = "registrar-needed"


@dataclass(frozen=True, slots=True)
class Mapped:
    """A bundle as a notification, where its facts stood, and what was left."""

    kind: EventKind
    notification: CivilNotification
    identifier: str | None  # of the bundle: who sends it again gets the same event
    sources: Mapping[str, At]  # by the pointers of facts
    left: Sequence[Left]
    unplaced: At | None  # what says where it happened, where that is no district that is known


async def notify_in_fhir(unit: Unit, asker: Asker, received: Received, keys: SubjectKeys) -> CivilEvent:
    """Take the notice in a FHIR bundle, and return its event with what was not mapped.

    Raises `MalformedJson` for what is no strict JSON, `InvalidInput` for what is no notice of a birth or death or holds
    facts that cannot be true, with pointers into the bundle, `BundleTakenDifferently`, and as `declarations.notify`.
    """
    body, today = received.file.read(), unit.now.astimezone(VIENTIANE).date()
    if len(body) > _SHORT:
        mapped = await asyncio.to_thread(mapped_of, body, asker.country, today)
    else:
        mapped = mapped_of(body, asker.country, today)
    if mapped.identifier is not None:
        await _hold(unit, asker, mapped, mapped.identifier)
        asker = replace(asker, client_action_id=mapped.identifier)
    try:
        event = await declarations.notify(unit, asker, Act.NOTIFY, mapped.notification, keys, operation=_OPERATION)
    except InvalidInput as refusal:
        faults = [_in_the_bundle(fault, mapped) for fault in refusal.faults]
        raise InvalidInput(faults=faults, truncated=refusal.truncated) from None
    told = {"not_mapped": not_mapped(mapped.left), "not_mapped_total": len(mapped.left)}
    return event.model_copy(update=told)


async def _hold(unit: Unit, asker: Asker, mapped: Mapped, identifier: str) -> None:
    """Let bundles of one identifier in one by one; raise `BundleTakenDifferently` for other facts under it."""
    member = author_of(unit, asker).seat.member
    await held_identifiers.hold(unit, member, identifier)
    before = await store.opened_by(unit, member, identifier, Act.NOTIFY)
    if before is None:
        return
    record = await visible(unit, asker, before)
    _, facts = declarations.facts_of(mapped.notification)
    if record.kind is not mapped.kind or record.actions[0].content["facts"] != facts:
        raise BundleTakenDifferently(tracking_id(record.kind, before))


def mapped_of(body: bytes, country: Country, today: date) -> Mapped:
    """Return a bundle as a notification; raise `MalformedJson` and `InvalidInput` as `notify_in_fhir` does."""
    bundle = opened(strict_json.loads(body))
    reading = read(bundle, country, today)
    identifier = _identifier(bundle)
    if identifier is not None:
        reading.notice.read |= {("identifier", "system"), ("identifier", "value")}
    try:
        document = fitted(reading.notice, lambda stated: _faults_of(stated, country.lists, today))
    except InvalidInput as refusal:
        placed = _sources(reading.notice.document()[1])
        raise InvalidInput(faults=[_pointing(fault, fault.pointer or "", placed) for fault in refusal.faults]) from None
    placed = _sources(reading.notice.document()[1])
    notification = CivilNotification.model_validate(document)
    is_placed = any(f"/{bundle.kind.value}/{where}" in placed for where in ("place", "abroad"))
    marks, said = reading.notice.marks, () if is_placed else reading.notice.unplaced
    unplaced = min(said, key=lambda at: marks[at].reason is not Reason.NOT_PLACED, default=None)
    return Mapped(bundle.kind, notification, identifier, placed, list(unmapped(reading)), unplaced)


def _identifier(bundle: Bundle) -> str | None:
    """Return the identifier of the bundle as FHIR writes a token; None where it has none that can be kept."""
    identifier = bundle.root.get("identifier")
    if identifier is None or not identifier.said("value"):
        return None
    token = f"{identifier.said('system')}|{identifier.said('value')}"
    return token if token.isascii() and token.isprintable() and len(token) <= _LONGEST_ID else None


@cache
def _schema() -> CompiledSchema:
    return Catalogue.load().validator("https://schemas.saphan.gov.la/civil/notification/v1")


def _faults_of(document: dict[str, Any], lists: CodeLists, today: date) -> Sequence[Fault]:  # Any: JSON
    """Return what the gateway would find in a notification: it passes this body on unread."""
    if not _schema().is_valid(document):
        return _schema().faults(document, budget_ms=_EXPLAINED_MS)[0]
    if faults := _schema().code_faults(document, lists, on=today):
        return faults
    try:
        CivilNotification.model_validate(document)
    except ValidationError as invalid:  # a year that no record may have
        return faults_in_body(invalid.errors())
    return []


def _sources(placed: Mapping[str, Any]) -> dict[str, At]:  # Any: facts
    return {pointer: min(fact.leaves, key=len) for pointer, fact in placed.items()}


def _in_the_bundle(fault: Fault, mapped: Mapped) -> Fault:
    """Return a fault of our facts with the pointer into the bundle that it was read from."""
    if fault.code == _REGISTRAR:
        return no_registrar(fault) if mapped.unplaced is None else not_placed(fault, pointer_to(mapped.unplaced))
    return _pointing(fault, f"/{mapped.kind.value}{fault.pointer or ''}", mapped.sources)


def _pointing(fault: Fault, pointer: str, sources: Mapping[str, At]) -> Fault:
    source = next((at for known, at in sources.items() if f"{pointer}/".startswith(f"{known}/")), None)
    return replace(fault, pointer=_SOMEWHERE if source is None else pointer_to(source))
