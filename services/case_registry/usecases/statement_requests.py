"""Ask an office of the prosecution for a statement on a case, which it sees from then on; take that back, and list."""

from chassis.unit.unit import Unit
from contracts.national.justice.requested_statement import RequestedStatement
from contracts.national.justice.statement_request import StatementRequest
from contracts.national.justice.statement_request_page import StatementRequestPage
from contracts.national.justice.statement_request_withdrawal import StatementRequestWithdrawal
from contracts.problems import InvalidInput
from services.case_registry.domain import days
from services.case_registry.domain import statement_requests as rules
from services.case_registry.domain.acts import Act
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.claims import must_be_of_the_stage
from services.case_registry.domain.entry_withdrawals import by_request, keeps_its_part, kept
from services.case_registry.domain.prosecution import level_of
from services.case_registry.domain.prosecution_offices import must_be_asked_here
from services.case_registry.domain.reads import Read
from services.case_registry.domain.statement_requests import StatementRequested, StatementRequestWithdrawn
from services.case_registry.domain.words import Kind, Status, office_of, seat_of
from services.case_registry.errors.acts import ActNotAllowed
from services.case_registry.errors.statement_requests import NO_SUCH_REQUEST, RequestOver
from services.case_registry.events import statement_requests as events
from services.case_registry.store import competence, history
from services.case_registry.store import statement_requests as store
from services.case_registry.usecases.asking import Asker, sight_of
from services.case_registry.usecases.recording import acting_in, record
from services.case_registry.wire.statement_requests import RequestPosition, RequestQuery


async def request_statement(unit: Unit, asker: Asker, case_id: str, request: StatementRequest) -> RequestedStatement:
    """Record the request and announce it; raise what `acting_in` and the rules of who is asked do."""
    actor, state = await acting_in(unit, asker, case_id, Act.REQUEST_STATEMENT)
    days.must_have_come(request.requested_on, unit.now, "/requestedOn")
    fact = StatementRequested(to=seat_of(request.to), level=level_of(request.level), note=request.note)
    must_be_of_the_stage(fact.level, state, days.today(unit.now))
    earlier = kept(await history.entries(unit, case_id))
    rules.must_be_askable(asker.kind_of(fact.to.member), fact, earlier, asker.organisations)
    place = await competence.place_of(unit, case_id)
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
        state=rules.WAITING,
    )
    unit.announce(events.statement_requested(unit, asked))
    return asked


async def must_be_asked(unit: Unit, state: CaseState, actor: Actor, level: str) -> None:
    """Raise `ActNotAllowed` in a case that was joined, unless a request waits there for the actor's office."""
    seats = {actor.seat, *actor.standing.succeeds}
    if state.status is Status.JOINED and not await store.waits_for(unit, state.case_id, seats, level):
        raise ActNotAllowed(Act.AWAIT_STATEMENT, state.status, [Kind.PROSECUTOR], [])


async def withdraw_request(
    unit: Unit, asker: Asker, case_id: str, withdrawal: StatementRequestWithdrawal
) -> RequestedStatement:
    """Take a request back that was a mistake, and announce it.

    Raises what `acting_in` does, `RequestOver`, and `InvalidInput` for a place at which there is no request.
    """
    actor, state = await acting_in(unit, asker, case_id, Act.WITHDRAW_REQUEST)
    request = await store.one(unit, case_id, withdrawal.position)
    if request is None:
        raise InvalidInput(faults=[NO_SUCH_REQUEST])
    if request.state != rules.WAITING:
        raise RequestOver
    to, reason = seat_of(request.to), by_request(withdrawal.position)
    fact = StatementRequestWithdrawn(
        request=withdrawal.position,
        to=to,
        level=level_of(request.level),
        reason=withdrawal.reason,
        keeps_part=keeps_its_part(to, reason, await history.entries(unit, case_id)),
    )
    await record(unit, state, fact, actor, happened_on=days.today(unit.now))
    withdrawn = request.model_copy(
        update={
            "state": rules.WITHDRAWN,
            "withdrawn_on": days.today(unit.now),
            "withdrawal_reason": withdrawal.reason,
        }
    )
    unit.announce(events.request_withdrawn(unit, withdrawn, actor, days.today(unit.now)))
    return withdrawn


async def list_requests(unit: Unit, asker: Asker, query: RequestQuery) -> StatementRequestPage:
    """Return one page of the requests in cases that the caller may see, newest first, and what became of each."""
    requests = await store.page(
        unit,
        query,
        asked=query.seat.wanted(asker.organisations),
        court=query.court.wanted(asker.organisations),
        sight=sight_of(unit, asker, Read.LIST_STATEMENT_REQUESTS),
        limit=query.with_one_more,
    )
    items, following = query.page(
        requests,
        lambda each: RequestPosition(recorded_at=each.recorded_at, case_id=each.case_id, position=each.position),
    )
    return StatementRequestPage(items=items, next=following)
