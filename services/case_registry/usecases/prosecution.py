"""Enter cases in the register of a prosecutor's office and resolve them: statements, and called-up files."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from chassis.unit.unit import Unit
from contracts.national.justice.called_up_file import CalledUpFile
from contracts.national.justice.called_up_file_entry import CalledUpFileEntry
from contracts.national.justice.called_up_file_outcome import CalledUpFileOutcome
from contracts.national.justice.called_up_file_page import CalledUpFilePage
from contracts.national.justice.prosecutor_statement import ProsecutorStatement
from contracts.national.justice.prosecutor_statement_entry import ProsecutorStatementEntry
from contracts.national.justice.prosecutor_statement_outcome import ProsecutorStatementOutcome
from contracts.national.justice.prosecutor_statement_page import ProsecutorStatementPage
from contracts.problems import NotFound
from services.case_registry.domain import acts, days
from services.case_registry.domain import prosecution as rules
from services.case_registry.domain.acts import Act
from services.case_registry.domain.case_state import CaseState
from services.case_registry.domain.prosecution import (
    CalledUp,
    CallUpDecided,
    RegisteredFile,
    Resolved,
    StatementAwaited,
    StatementGiven,
)
from services.case_registry.domain.prosecution_offices import must_be_of_the_case
from services.case_registry.domain.reads import Read
from services.case_registry.domain.registers import Section
from services.case_registry.domain.words import office_of
from services.case_registry.errors.prosecution import AlreadyRegistered
from services.case_registry.events import prosecution as events
from services.case_registry.store import competence
from services.case_registry.store import prosecution as store
from services.case_registry.usecases.asking import Asker, actor_of, sight_of
from services.case_registry.usecases.recording import acting_in, locked_state, record
from services.case_registry.usecases.statement_requests import must_be_asked
from services.case_registry.wire.prosecution import CALLED_UP, STATEMENT, FilePosition, FileQuery

_SECTIONS: Final = {
    Act.AWAIT_STATEMENT: Section.STATEMENTS,
    Act.GIVE_STATEMENT: Section.STATEMENTS,
    Act.CALL_UP_FILE: Section.CALLED_UP,
    Act.DECIDE_CALLED_UP_FILE: Section.CALLED_UP,
    Act.WITHDRAW_STATEMENT: Section.STATEMENTS,
    Act.WITHDRAW_CALLED_UP_FILE: Section.CALLED_UP,
}
_LISTS: Final = {Section.STATEMENTS: Read.LIST_STATEMENTS, Section.CALLED_UP: Read.LIST_CALLED_UP}


async def await_statement(
    unit: Unit, asker: Asker, case_id: str, entry: ProsecutorStatementEntry
) -> ProsecutorStatement:
    """Enter a case that came for a statement, and announce it; raise as `_enter` does."""
    fact = StatementAwaited(file=unit.new_id(STATEMENT), level=rules.level_of(entry.level), number=entry.number)
    document = statement(await _enter(unit, asker, Act.AWAIT_STATEMENT, case_id, fact, entry.entered_on))
    unit.announce(events.case_statement_awaited(unit, document))
    return document


async def call_up(unit: Unit, asker: Asker, case_id: str, entry: CalledUpFileEntry) -> CalledUpFile:
    """Enter a case whose file is called up, and announce it; raise as `_enter` does."""
    fact = CalledUp(
        file=unit.new_id(CALLED_UP),
        level=rules.level_of(entry.level),
        number=entry.number,
        ground=rules.ground_of(entry.basis),
    )
    document = called_up_file(await _enter(unit, asker, Act.CALL_UP_FILE, case_id, fact, entry.entered_on))
    unit.announce(events.case_called_up(unit, document))
    return document


async def give_statement(
    unit: Unit, asker: Asker, case_id: str, file_id: str, outcome: ProsecutorStatementOutcome
) -> ProsecutorStatement:
    """Record the statement, which resolves the entry, and announce it; raise as `resolvable` does."""
    state, file = await resolvable(unit, asker, Act.GIVE_STATEMENT, case_id, file_id, outcome.resolved_on)
    fact = StatementGiven(
        file=file_id,
        outcome=rules.statement_outcome_of(outcome.outcome),
        decision=outcome.decision_number,
        document=outcome.document,
    )
    document = statement(await _resolve(unit, asker, state, file, fact, outcome.resolved_on))
    unit.announce(events.case_statement_given(unit, document))
    return document


async def decide_call_up(
    unit: Unit, asker: Asker, case_id: str, file_id: str, outcome: CalledUpFileOutcome
) -> CalledUpFile:
    """Record the decision on a called-up file, which resolves it, and announce it; raise as `resolvable` does."""
    state, file = await resolvable(unit, asker, Act.DECIDE_CALLED_UP_FILE, case_id, file_id, outcome.resolved_on)
    fact = CallUpDecided(
        file=file_id,
        outcome=rules.call_up_outcome_of(outcome.outcome),
        decision=outcome.decision_number,
        document=outcome.document,
    )
    document = called_up_file(await _resolve(unit, asker, state, file, fact, outcome.resolved_on))
    unit.announce(events.case_call_up_decided(unit, document))
    return document


async def list_statements(unit: Unit, asker: Asker, query: FileQuery) -> ProsecutorStatementPage:
    """Return one page of the cases for a statement that the caller may see, newest first."""
    files, after = await _page(unit, asker, Section.STATEMENTS, query)
    return ProsecutorStatementPage(items=[statement(file) for file in files], next=after)


async def list_called_up_files(unit: Unit, asker: Asker, query: FileQuery) -> CalledUpFilePage:
    """Return one page of the called-up files that the caller may see, newest first."""
    files, after = await _page(unit, asker, Section.CALLED_UP, query)
    return CalledUpFilePage(items=[called_up_file(file) for file in files], next=after)


async def _enter(
    unit: Unit, asker: Asker, act: Act, case_id: str, fact: StatementAwaited | CalledUp, day: date
) -> RegisteredFile:
    """Write the entry and return it.

    Raises what `acting_in`, `must_be_of_the_case` and `must_be_asked` do, `AlreadyRegistered`, and `InvalidInput` for a
    day that cannot be.
    """
    actor, state = await acting_in(unit, asker, case_id, act)
    place = await competence.place_of(unit, case_id)
    must_be_of_the_case(state, actor, place, days.today(unit.now))
    await must_be_asked(unit, state, actor, fact.level)
    days.must_have_come(day, unit.now, "/enteredOn")
    rules.must_follow_the_opening(day, await store.opened_on(unit, case_id))
    file = RegisteredFile(
        file_id=fact.file,
        case_id=case_id,
        section=_SECTIONS[act],
        office=actor.seat,
        category=state.category,
        level=fact.level,
        ground=fact.ground if isinstance(fact, CalledUp) else None,
        number=fact.number,
        entered_on=day,
        recorded_at=unit.now,
    )
    if not await store.add(unit, file):
        waiting = await store.waiting(unit, case_id, file.section, fact.level)
        raise AlreadyRegistered(actor.named(waiting))
    _, entry = await record(unit, state, fact, actor, happened_on=day, stated="/enteredOn")
    return replace(file, position=entry.position)


async def resolvable(
    unit: Unit, asker: Asker, act: Act, case_id: str, file_id: str, day: date
) -> tuple[CaseState, RegisteredFile]:
    """Return the state of the case, locked, and the entry that may be resolved.

    Raises `NotFound`, what `acts.must_keep` does, `AlreadyResolved`, and `InvalidInput` for a day that cannot be.
    """
    actor = actor_of(unit, asker)
    state = await locked_state(unit, asker, case_id)  # holds the case: nobody resolves it meanwhile
    file = await store.one(unit, case_id, file_id, _SECTIONS[act])
    if file is None:
        raise NotFound
    acts.must_keep(file.office, actor, act, days.today(unit.now), state)
    days.must_have_come(day, unit.now, "/resolvedOn")
    rules.must_be_resolvable(file, day)
    return state, file


async def _resolve(
    unit: Unit,
    asker: Asker,
    state: CaseState,
    file: RegisteredFile,
    fact: StatementGiven | CallUpDecided,
    day: date,
) -> RegisteredFile:
    resolution = Resolved(outcome=fact.outcome, decision=fact.decision, document=fact.document, on=day, at=unit.now)
    await store.resolve(unit, file.file_id, resolution)
    _, entry = await record(unit, state, fact, actor_of(unit, asker), happened_on=day, stated="/resolvedOn")
    return replace(file, resolved=resolution, resolved_position=entry.position)


async def _page(
    unit: Unit, asker: Asker, section: Section, query: FileQuery
) -> tuple[list[RegisteredFile], str | None]:
    sight, office = sight_of(unit, asker, _LISTS[section]), query.seat.wanted(asker.organisations)
    files = await store.page(unit, section, query, office, sight=sight, limit=query.with_one_more)
    return query.page(files, lambda file: FilePosition(file_id=file.file_id))


def statement(file: RegisteredFile) -> ProsecutorStatement:
    """Return the entry as a national `ProsecutorStatement` document."""
    return ProsecutorStatement(statement_id=file.file_id, **_stated(file))


def called_up_file(file: RegisteredFile) -> CalledUpFile:
    """Return the entry as a national `CalledUpFile` document."""
    return CalledUpFile(called_up_file_id=file.file_id, basis=str(file.ground), **_stated(file))


def _stated(file: RegisteredFile) -> Mapping[str, Any]:  # Any: members of both documents, by their names
    stated: dict[str, Any] = {
        "case_id": file.case_id,
        "office": office_of(file.office),
        "category": file.category,
        "level": file.level,
        "number": file.number,
        "entered_on": file.entered_on,
        "recorded_at": file.recorded_at,
        "position": file.position,
        "outcome_position": file.resolved_position,
    }
    if file.resolved is not None:
        resolution = file.resolved
        stated |= {"outcome": resolution.outcome, "resolved_on": resolution.on, "resolved_at": resolution.at}
        stated |= {"decision_number": resolution.decision, "document": resolution.document}
    return stated
