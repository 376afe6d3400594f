"""Receive final judgments: an event waits for its office with the registry's extract, and hears of what changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from chassis.events.rules import Reader, UnknownSubject
from chassis.reference.kept import kept_in
from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from contracts.events import Event
from contracts.national.events.judgment_final import JudgmentFinal
from contracts.national.justice.civil_status_extract import CivilStatusExtract
from contracts.national.justice.civil_status_extract_page import CivilStatusExtractPage
from contracts.seats import Seat
from services.civil_registration.domain.actions import Act, Action, Author
from services.civil_registration.domain.declaring import Country, stated
from services.civil_registration.domain.facts import document
from services.civil_registration.domain.judgments import (
    KIND_OF_MATTER,
    facts_of,
    number_named,
    office_of,
    says_otherwise,
)
from services.civil_registration.domain.records import continued, replay
from services.civil_registration.events.events import recorded, recorded_document
from services.civil_registration.store import events as store
from services.civil_registration.store import judgments
from services.civil_registration.usecases.asking import RIGHTS
from services.civil_registration.usecases.known import known_of

_SYSTEM: Final = "civil-registration"  # which acts here is the register itself
_EXTRACTS: Final = "/case-registry/v1/civil-status-extracts"
_PAGE: Final = "200"


@dataclass(frozen=True, slots=True)
class Received:
    """What was read of judgments before the transaction: extracts, from which seat, and the country at that moment."""

    extracts: Sequence[CivilStatusExtract]
    read_by: Seat
    country: Country


async def read_extract(reader: Reader, event: Event) -> Received | None:
    """Read the extract of a final judgment on a civil status; None for another judgment, or one without an extract."""
    told = JudgmentFinal.model_validate(event.data)
    if told.decision_id is None or told.matter is None or told.matter not in KIND_OF_MATTER:
        return None
    day = told.final_on.isoformat()
    extract = await _found(reader, told.decision_id, {"from": day, "to": day, "matter": told.matter})
    return None if extract is None else await _received(reader, [extract])


async def receive_judgment(unit: Unit, event: Event, received: Received | None) -> None:
    """Open the event that waits for its registering office; a decision that opened one before is told to that one.

    Raises `UnknownSubject` without an extract, and `NoResponsibleOffice`.
    """
    if received is None:
        raise UnknownSubject
    (extract,) = received.extracts
    author = _author(unit, received, extract.decision_id)
    before = await store.opened_by(unit, author.seat.member, extract.decision_id, Act.RECEIVE_JUDGMENT)
    if before is not None:
        await _update(unit, before, extract, received)
        return
    kind, case_id = KIND_OF_MATTER[extract.matter], JudgmentFinal.model_validate(event.data).case_id
    facts, named = facts_of(kind, extract, case_id), number_named(extract)
    registrar = None if named is None else await judgments.registrar_of(unit, *named)
    country = received.country
    office = office_of(extract, registrar, country.organisations, country.registering, author.today)
    waiting = {**facts, "registrar": office.to_document()}
    opening = stated(Act.RECEIVE_JUDGMENT, kind, waiting, author, country, await known_of(unit, kind, facts))
    # the office is where it waits, and no fact of the judgment: the registrar may declare another
    action = Action(opening.kind, author, {**opening.content, "facts": dict(facts), "judgment": document(extract)})
    record, event_id = replay([action]), unit.new_id("civ")
    await store.add_event(unit, event_id, record, country.lists)
    unit.announce(recorded(unit, event_id, recorded_document(event_id, record, action.kind)))


async def read_changes(reader: Reader, event: Event) -> Received | None:
    """Read again what was received of a case that moved or was corrected; None, without reading, where nothing was."""
    case_id = _case_of(event)
    async with reader.units.open() as unit:
        known = await judgments.received_of(unit, case_id)
    day = event.time.astimezone(VIENTIANE).date().isoformat()
    asked = [(decision_id, {"changedFrom": day, "matter": matter}) for _, decision_id, matter in known]
    found = [await _found(reader, decision_id, query) for decision_id, query in asked]
    extracts = [extract for extract in found if extract is not None]
    return await _received(reader, extracts) if extracts else None


async def update_judgments(unit: Unit, event: Event, received: Received | None) -> None:
    """Tell the events of the case what their judgments say now; raise `UnknownSubject` where nothing was received."""
    if received is None:
        raise UnknownSubject
    now = {extract.decision_id: extract for extract in received.extracts}
    for event_id, decision_id, _ in await judgments.received_of(unit, _case_of(event)):
        if decision_id in now:
            await _update(unit, event_id, now[decision_id], received)


def _case_of(event: Event) -> str:
    return str(event.data["caseId"])  # every event about a case has it


async def _found(reader: Reader, decision_id: str, query: dict[str, str]) -> CivilStatusExtract | None:
    """Return the extract of this decision from the list that is asked for, page by page; None where it is not there."""
    asked = {**query, "limit": _PAGE}
    while True:
        page = CivilStatusExtractPage.model_validate(await reader.gateway.read(f"{_EXTRACTS}?{urlencode(asked)}"))
        for extract in page.items:
            if extract.decision_id == decision_id:
                return extract
        if page.next is None:
            return None
        asked["cursor"] = page.next


async def _received(reader: Reader, extracts: Sequence[CivilStatusExtract]) -> Received:
    read_by = await reader.gateway.seat()
    async with reader.units.open() as unit:
        held = await kept_in(unit)
    return Received(extracts, read_by, Country(held.current, held.code_lists, RIGHTS.kinds["registrar"]))


async def _update(unit: Unit, event_id: str, extract: CivilStatusExtract, received: Received) -> None:
    record, now = await store.record(unit, event_id, to_change=True), document(extract)
    if record is None or record.judgment is None or not says_otherwise(now, record.judgment):
        return
    members = sorted(
        name for name in {*now, *record.judgment} - {"changedOn"} if now.get(name) != record.judgment.get(name)
    )
    action = Action(Act.UPDATE_JUDGMENT, _author(unit, received), {"judgment": now, "members": members})
    after = continued(record, [action])
    await store.add_actions(unit, event_id, record, after, received.country.lists)
    unit.announce(recorded(unit, event_id, recorded_document(event_id, after, action.kind)))


def _author(unit: Unit, received: Received, action_id: str | None = None) -> Author:
    return Author(received.read_by, _SYSTEM, None, unit.now, action_id)
