"""The pipeline: the steps of an exchange in their order, from the request to the receipt."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Final

from contracts.problems import InternalFault, Problem
from gateway.exchange.answer import answer
from gateway.exchange.authenticate import authenticate
from gateway.exchange.authorise import admit, authorise
from gateway.exchange.exchange import Exchange
from gateway.exchange.forward import forward
from gateway.exchange.guard import guard
from gateway.exchange.limit import end_stream, limit, limit_public
from gateway.exchange.minimise import minimise
from gateway.exchange.publish import publish
from gateway.exchange.receive import receive
from gateway.exchange.record_intent import record_intent
from gateway.exchange.record_outcome import record_outcome
from gateway.exchange.refuse import refuse
from gateway.exchange.resolve import resolve
from gateway.exchange.validate_request import validate_parameters, validate_request
from gateway.exchange.validate_response import validate_response

_LOG: Final = logging.getLogger(__name__)

Step = Callable[[Exchange], Awaitable[None]]

PIPELINE: Final[tuple[Step, ...]] = (
    guard,  # HTTP hygiene, before anything is believed
    authenticate,  # who is calling, with proof that the token is theirs
    limit,  # so many calls of this system, refused ones too
    resolve,  # which operation of which service
    authorise,  # exactly one agreement in force, and within its limits
    receive,  # now the body, and not a byte more than the operation takes
    validate_request,  # parameters and body against the national schema
    record_intent,  # what will change is on disk before it can
    forward,  # the call itself, under the operation's deadline
    validate_response,  # nothing half-valid leaves
    minimise,  # nothing leaves that the agreement does not cover
    record_outcome,  # what came of it is on disk before the answer leaves
    answer,  # the caller hears what is recorded
)

# What anybody may call (`x-public`) has no caller: nothing of it is recorded, and the answer is the same for all.
PUBLIC: Final[tuple[Step, ...]] = (
    guard,
    resolve,
    admit,  # it is public still
    limit_public,  # so many calls of the operation, and of an address where one is stated
    receive,  # which makes sure that there is no body
    validate_parameters,
    forward,  # with a voucher about nobody, and no header that is not in `Vary`
    validate_response,
    minimise,  # takes nothing out: finds the tag, and whether the caller has that version
    publish,
)

# From the intent on an exchange runs to its end, whether or not anybody still listens.
_POINT_OF_NO_RETURN: Final = PIPELINE.index(record_intent)


async def run(x: Exchange) -> None:
    """Take the exchange through every step; a step refuses by raising a `Problem`."""
    refusal = await _walk(x, PIPELINE[:_POINT_OF_NO_RETURN])
    await _sheltered(x, refuse(x, refusal) if refusal is not None else _to_the_end(x))


async def run_public(x: Exchange) -> None:
    """Take a call that anybody may make through its steps; one whose caller has gone may end anywhere."""
    await _to_the_end(x, PUBLIC)


async def _to_the_end(x: Exchange, steps: tuple[Step, ...] = PIPELINE[_POINT_OF_NO_RETURN:]) -> None:
    try:
        refusal = await _walk(x, steps)
        if refusal is not None:
            await refuse(x, refusal)
    finally:
        if x.knows("answer"):
            await x.answer.close()


async def _walk(x: Exchange, steps: tuple[Step, ...]) -> Problem | None:
    try:
        for step in steps:
            await step(x)
    except Problem as refusal:
        return refusal
    except Exception:  # noqa: BLE001 - our own mistake is no reason to leave an exchange without an outcome
        _LOG.exception("an exchange failed", extra={"facts": {"exchange": x.id}})
        return InternalFault()
    return None


async def _sheltered(x: Exchange, rest: Coroutine[None, None, None]) -> None:
    task = asyncio.create_task(rest)
    x.gateway.tasks.add(task)  # the loop itself holds tasks only weakly
    task.add_done_callback(x.gateway.tasks.discard)
    if x.streaming:
        task.add_done_callback(lambda _: end_stream(x))
    await asyncio.shield(task)
