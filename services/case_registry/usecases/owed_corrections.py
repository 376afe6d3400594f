"""Tell whom a correction is owed: who has a part in the case, has read it, or an extract; list and acknowledge it."""

from collections.abc import Mapping
from datetime import datetime

from chassis.unit.unit import Unit
from contracts.national.justice.civil_status_extract import CivilStatusExtract
from contracts.national.justice.correction_acknowledgement import CorrectionAcknowledgement
from contracts.national.justice.owed_correction import OwedCorrection
from contracts.national.justice.owed_correction_page import OwedCorrectionPage
from contracts.problems import NotFound
from contracts.seats import Seat
from services.case_registry.domain import days
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.reads import RULES, Read, Sight, reaches
from services.case_registry.store import corrections as store
from services.case_registry.store import readers
from services.case_registry.usecases.asking import Asker, actor_of, sight_of
from services.case_registry.usecases.final_decisions import extracts_of
from services.case_registry.wire.corrections import CorrectionPosition, OwedQuery


async def owe(
    unit: Unit,
    state: CaseState,
    correction_id: str,
    actor: Actor,
    *,
    known_since: datetime,
    named: frozenset[Seat] = frozenset(),
) -> None:
    """Owe a correction to the offices with a part in the case, those that it names, and who has read it since then."""
    parts = {seat for seat, _ in state.involved} | ({state.offered_to} if state.offered_to else set()) | named
    read = await readers.since(unit, state.case_id, days.today(known_since))
    await store.owe(unit, correction_id, parts.union(read), actor.seat)


async def owe_extracts(
    unit: Unit, case_id: str, correction_id: str, before: Mapping[str, CivilStatusExtract], *, known_since: datetime
) -> None:
    """Owe a correction to the keepers of the civil register that have read an extract which is another one by it."""
    keepers = await readers.of_extracts_since(unit, case_id, days.today(known_since))
    now = await extracts_of(unit, case_id) if keepers else before
    changed = sorted(each for each in before.keys() | now.keys() if before.get(each) != now.get(each))
    if changed:
        await store.owe_extract(unit, correction_id, keepers, changed[-1])


async def list_owed(unit: Unit, asker: Asker, query: OwedQuery) -> OwedCorrectionPage:
    """Return one page of the corrections that are owed to the office that asks, oldest first.

    Of a case that it does not see any more it hears only that something was corrected; the keeper of the civil register
    hears of extracts alone.
    """
    sight, seen, of_extracts = _sights(unit, asker)
    after, limit = query.after.correction_id if query.after else "", query.with_one_more
    found = await store.owed(
        unit, sight, seen, of_extracts=of_extracts, open_only=query.pending, after=after, limit=limit
    )
    items, following = query.page(found, lambda each: CorrectionPosition(correction_id=each.correction_id))
    return OwedCorrectionPage(items=items, next=following)


async def acknowledge(
    unit: Unit, asker: Asker, case_id: str, correction_id: str, acknowledgement: CorrectionAcknowledgement
) -> OwedCorrection:
    """Record that the office has taken a correction over; raise `NotFound` where none is owed to it.

    Whoever does not see the case any more has heard of it all the same.
    """
    actor = actor_of(unit, asker)
    seats = {actor.seat, *actor.standing.succeeds}
    sight, seen, of_extracts = _sights(unit, asker)
    said = {"officer": actor.officer, "note": acknowledgement.note}
    if not await store.acknowledge(unit, case_id, correction_id, seats, of_extracts=of_extracts, **said):
        raise NotFound
    owed = await store.owed(unit, sight, seen, of_extracts=of_extracts, only=correction_id)
    return owed[0]


def _sights(unit: Unit, asker: Asker) -> tuple[Sight, Sight, bool]:
    """Return what is owed to whoever asks, what it sees of it, and whether it reads extracts and no cases."""
    owed = sight_of(unit, asker, Read.LIST_OWED_CORRECTIONS)
    of_extracts = not reaches(Read.CASE_BY_ID, asker.caller.rights, RULES)
    seen = Read.LIST_CIVIL_STATUS_EXTRACTS if of_extracts else Read.CASE_BY_ID
    return owed, sight_of(unit, asker, seen), of_extracts
