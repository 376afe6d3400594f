"""Benchmark of what it costs to be measured: three gateways on one database, one not measured, driven in turn."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from operator import truediv
from pathlib import Path
from statistics import median
from typing import Final

import aiohttp
import psutil
from aiohttp import web

from bench.driver import drive
from bench.path import CONNECTIONS, LOADS, must_have_worked, prepared
from bench.stack import Stack, await_ready, cpu_s, free_port, gateway_settings, running, serve
from cli.components import GATEWAY

METHOD: Final = """Method. Three gateways of one database and one key, each a process: one that is not measured, one
with /metrics scraped every 15 s, one with traces and metrics to an OTLP collector besides. They are driven in turn,
round after round, by 16 connections against the canned service, so that whatever else the machine does falls on all of
them alike. CPU is user + system of each process from the kernel's accounting in a round, exporting and answering
scrapes included, divided by answers. Told are medians over the rounds: a round in which the machine did something else
counts no more than another. The ratio is to the one that is not measured, in the same round."""
ROUNDS: Final = 16
_SCRAPE_S: Final = 15.0
_ODD: Final = 0.01  # answers other than 2xx that a busy machine may bring without another cost


async def lines(count: int) -> AsyncIterator[str]:
    """Measure reads and writes; yield a line for each, and the method."""
    with tempfile.TemporaryDirectory(prefix="saphan-bench-") as folder:
        os.chmod(folder, 0o711)  # noqa: PTH101 - once, before anything runs: as root the database is another user
        async with running(Path(folder)) as stack, _gateways(stack) as gateways:
            for load in LOADS[:2]:
                each_ms: dict[str, list[float]] = {name: [] for name in gateways}
                for turn in range(ROUNDS + 1):
                    # there and back again, so that none is always the first
                    for name, (port, process) in list(gateways.items())[:: -1 if turn % 2 else 1]:
                        requests = await prepared(stack, load, count // ROUNDS, port)
                        before = cpu_s(process)
                        driven = await drive(port, requests, connections=CONNECTIONS)
                        if sum(driven.failures.values()) > driven.count * _ODD:
                            must_have_worked(load, driven)
                        if turn:  # the first round warms up
                            each_ms[name].append(1000 * (cpu_s(process) - before) / driven.count)
                yield f"{load.name}: {_compared(each_ms)}"
    yield METHOD


def _compared(each_ms: Mapping[str, Sequence[float]]) -> str:
    """Return the medians, and the median of the ratios to the one that is not measured, round by round."""
    plain = each_ms["not measured"]
    ratios = {name: median(map(truediv, ms, plain)) for name, ms in each_ms.items()}
    return ", ".join(f"{name} {median(ms):.3f} ms (x{ratios[name]:.3f})" for name, ms in each_ms.items())


@asynccontextmanager
async def _gateways(stack: Stack) -> AsyncIterator[Mapping[str, tuple[int, psutil.Process]]]:
    """Run the two that are measured beside the stack's own; scrape them, and take what they export."""
    async with AsyncExitStack() as beside:
        collector = await beside.enter_async_context(_collector())
        found = {"not measured": (stack.gateway_port, stack.gateway)}
        told = gateway_settings(f"http://127.0.0.1:{stack.gateway_port}", stack.data / "keys" / "gateway.json")
        for name, more in (("/metrics", {}), ("/metrics and OTLP", {"OTLP_ENDPOINT": collector})):
            port, metrics = free_port(), free_port()
            process = serve(GATEWAY, port, stack.server, stack.data, {**told, **more, "METRICS_PORT": str(metrics)})
            beside.callback(process.wait, 20)
            beside.callback(process.terminate)
            await_ready(port, "/healthz")
            scraping = asyncio.create_task(_scrape(metrics))
            beside.callback(scraping.cancel)
            found[name] = (port, psutil.Process(process.pid))
        yield found


async def _scrape(port: int) -> None:
    async with aiohttp.ClientSession() as session:
        while True:
            async with session.get(f"http://127.0.0.1:{port}/metrics") as answer:
                await answer.read()
            await asyncio.sleep(_SCRAPE_S)


@asynccontextmanager
async def _collector() -> AsyncIterator[str]:
    async def take(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(content_type="application/x-protobuf")

    app = web.Application(client_max_size=2**26)
    app.router.add_post("/v1/{signal}", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
