"""How the gateway is opened, tended while it runs, and closed: what has begun comes to its end, whatever is away."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Final

from chassis.postgres.database import AWAY
from chassis.process import background
from contracts.problems import Unavailable
from gateway.access_log import store as access_log
from gateway.composition import Composition
from gateway.exchange.closer import Closer
from gateway.ledger.instance import Instance
from gateway.ledger.partitions import Calendar
from gateway.ledger.service.usecases.summaries import Summaries
from gateway.trust import used_proofs

_WITHIN_S: Final = 5.0  # for the first look, and for the last batch of the ledger
_FORGETS: Final = (used_proofs.forget, access_log.forget_ended)  # each owner's own, in the rhythm of the lease


@asynccontextmanager
async def lifespan(parts: Composition) -> AsyncIterator[None]:
    """Open the services in process first and close them last: an exchange that has begun needs them to its end."""
    ledger, clock = parts.gateway.ledger, parts.gateway.clock
    instance = Instance(
        parts.pool,
        ledger.instance,
        parts.gateway.tally,
        lambda: ledger.settled_before(clock.now()),
        forgets=_FORGETS,
    )
    async with AsyncExitStack() as stack:
        if parts.measured is not None:
            stack.push_async_callback(asyncio.to_thread, parts.measured.shutdown)
        stack.push_async_callback(_let_go, parts)
        for app in parts.services.values():
            await stack.enter_async_context(app.router.lifespan_context(app))
        await parts.direct.open()
        stack.push_async_callback(parts.direct.close)
        await parts.pool.open()
        stack.push_async_callback(parts.pool.close)
        writer = asyncio.create_task(ledger.run())
        stack.push_async_callback(_finish, parts, instance, writer)
        await _first_look(parts, instance)
        stack.push_async_callback(background.stop, [background.supervise(work) for work in _work(parts, instance)])
        yield


def _work(parts: Composition, instance: Instance) -> Iterator[Callable[[], Coroutine[None, None, None]]]:
    """Yield what runs for as long as the gateway does."""
    gateway = parts.gateway

    async def count_breaches() -> None:
        await gateway.breaches.run(parts.pool)

    yield parts.directory.run
    yield instance.run
    yield gateway.limiter.run
    yield Closer(parts.pool, parts.directory, gateway.effects, gateway.ledger, gateway.clock).run
    yield Calendar(parts.pool, gateway.clock).run
    yield gateway.key_register.run
    yield parts.epochs.run
    yield Summaries(parts.engine, gateway.clock).run
    yield count_breaches
    yield from parts.tree.work()


async def _let_go(parts: Composition) -> None:
    await parts.engine.dispose()
    await parts.reserved.dispose()


async def _first_look(parts: Composition, instance: Instance) -> None:
    """Be ready when the port opens; a database that is away now is found by those who tend it."""
    with suppress(*AWAY, Unavailable):
        async with asyncio.timeout(_WITHIN_S):
            await instance.renew()
            await parts.directory.confirm()
            await parts.epochs.refresh()
            await parts.gateway.key_register.open()
            await parts.gateway.ledger.ready.wait()


async def _finish(parts: Composition, instance: Instance, writer: asyncio.Task[None]) -> None:
    """Let what has begun come to its end, write what is owed, and give everything back."""
    gateway = parts.gateway
    if gateway.tasks:
        await asyncio.wait(gateway.tasks, timeout=parts.settings.drain_s)
    gateway.ledger.stop()
    await asyncio.wait([writer], timeout=_WITHIN_S)
    writer.cancel()
    with suppress(*AWAY):
        await gateway.limiter.give_back(everything=True)
        await gateway.breaches.write(parts.pool)
        await instance.end()
