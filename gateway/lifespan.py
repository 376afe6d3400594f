"""ASGI lifespan of the gateway: start, background tasks, and graceful shutdown, which lets exchanges end."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Final

from chassis.postgres.database import AWAY
from chassis.process import background
from contracts.problems import Unavailable
from gateway.composition import Composition
from gateway.exchange.closer import Closer
from gateway.ledger.instance import Instance
from gateway.ledger.partitions import Calendar
from gateway.ledger.service.usecases.summaries import Summaries

_WITHIN_S: Final = 5.0  # for the first look, and for the last batch of the ledger


@asynccontextmanager
async def lifespan(parts: Composition) -> AsyncIterator[None]:
    """Open and close all parts: services in process first and last, since an exchange needs them to its end."""
    ledger, clock = parts.gateway.ledger, parts.gateway.clock
    instance = Instance(
        parts.pool,
        ledger.instance,
        parts.gateway.tally,
        lambda: ledger.settled_before(clock.now()),
    )
    async with AsyncExitStack() as stack:
        if parts.measured is not None:
            stack.push_async_callback(asyncio.to_thread, parts.measured.shutdown)
        stack.push_async_callback(_close_engines, parts)
        for app in parts.services.values():
            await stack.enter_async_context(app.router.lifespan_context(app))
        await parts.direct.open()
        stack.push_async_callback(parts.direct.close)
        await parts.pool.open()
        stack.push_async_callback(parts.pool.close)
        writer = asyncio.create_task(ledger.run())
        stack.push_async_callback(_finish, parts, instance, writer)
        await _first_look(parts, instance)
        if parts.measured is not None:
            recalling = asyncio.create_task(parts.last_seen.recall(parts.pool, clock.now()))
            stack.push_async_callback(background.stop, [recalling])
        stack.push_async_callback(
            background.stop, [background.supervise(work) for work in _background_tasks(parts, instance)]
        )
        yield


def _background_tasks(parts: Composition, instance: Instance) -> Iterator[Callable[[], Coroutine[None, None, None]]]:
    """Yield the background tasks of the gateway."""
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
    yield parts.sweep.run
    yield from parts.tree.work()
    if parts.measured is not None:
        yield parts.sampler(parts.measured).run


async def _close_engines(parts: Composition) -> None:
    await parts.engine.dispose()
    await parts.reserved.dispose()


async def _first_look(parts: Composition, instance: Instance) -> None:
    """Load directory, epochs and keys before the port opens; without a database the background tasks do it later."""
    with suppress(*AWAY, Unavailable):
        async with asyncio.timeout(_WITHIN_S):
            await instance.renew()
            await parts.directory.confirm()
            await parts.epochs.refresh()
            await parts.gateway.key_register.open()
            await parts.gateway.ledger.ready.wait()


async def _finish(parts: Composition, instance: Instance, writer: asyncio.Task[None]) -> None:
    """Wait for running exchanges, write what is still to be recorded, and give back unspent limits and the lease."""
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
