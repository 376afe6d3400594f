"""Ask an office of the prosecution for a statement on a case, which it sees from then on."""

from typing import Final

from chassis.unit.unit import Unit
from contracts.national.justice.requested_statement import RequestedStatement
from contracts.national.justice.statement_request import StatementRequest
from services.case_registry.domain import days
from services.case_registry.domain import statement_requests as rules
from services.case_registry.domain.acts import Act
from services.case_registry.domain.prosecution import StatementAwaited, level_of
from services.case_registry.domain.prosecution_offices import must_be_asked_here
from services.case_registry.domain.statement_requests import StatementRequested
from services.case_registry.domain.words import office_of, seat_of
from services.case_registry.events import statement_requests as events
from services.case_registry.store import cases, history
from services.case_registry.usecases.asking import Asker
from services.case_registry.usecases.recording import acting_in, record

_ASKED_AND_ENTERED: Final = (StatementRequested.kind, StatementAwaited.kind)


async def request_statement(unit: Unit, asker: Asker, case_id: str, request: StatementRequest) -> RequestedStatement:
    """Record the request and announce it; raise what `acting_in` and the rules of who is asked do."""
    actor, state = await acting_in(unit, asker, case_id, Act.REQUEST_STATEMENT)
    days.must_have_come(request.requested_on, unit.now, "/requestedOn")
    fact = StatementRequested(to=seat_of(request.to), level=level_of(request.level), note=request.note)
    earlier = [each for each in await history.entries(unit, case_id) if each.fact.kind in _ASKED_AND_ENTERED]
    rules.must_be_askable(asker.kind_of(fact.to.member), fact, earlier)
    place = str((await cases.stated(unit, case_id))["place"])
    must_be_asked_here(fact.to, state, actor, place, days.today(unit.now))
    _, entry = await record(unit, state, fact, actor, happened_on=request.requested_on, stated="/requestedOn")
    asked = RequestedStatement(
        case_id=case_id,
        position=entry.position,
        to=request.to,
        level=fact.level,
        requested_on=entry.happened_on,
        note=fact.note,
        by=office_of(entry.by),
        recorded_at=entry.recorded_at,
    )
    unit.announce(events.statement_requested(unit, asked))
    return asked
