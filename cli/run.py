"""`saphan run`: database, bus, services and gateway in one process, on one folder and one port."""

import asyncio
import gc
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final

from cli.components import GATEWAY
from cli.data_folder import DataFolder
from cli.environment import variable
from cli.greeting import greet, write_example
from cli.groups import must_have
from cli.ports import free_port, must_be_free, must_be_free_for_metrics, url_of
from cli.refusals import Refused
from cli.say import output, progress

if TYPE_CHECKING:  # what takes half a second to load is loaded under a line that says so
    from fastapi import FastAPI

    from chassis.postgres.embedded import EmbeddedPostgres

SECOND_START: Final = 3  # the exit code that tells a script "it is running already" from "it failed"


@dataclass(frozen=True, slots=True)
class Measuring:
    """Where metrics and traces go: a port of this machine for Prometheus, and a collector; None: nowhere."""

    metrics_port: int | None = None
    otlp_endpoint: str | None = None

    @property
    def settings(self) -> Mapping[str, object]:
        """The settings of each component that say so: all share the port."""
        return {"metrics_port": self.metrics_port, "otlp_endpoint": self.otlp_endpoint}


def run_everything(
    data: Path, host: str, port: int, measuring: Measuring, *, brief: bool = False, days: int | None = None
) -> None:
    """Bring everything up, say where it is, and serve until SIGTERM; raise `Refused` with the reason when it cannot.

    With `days` the sandbox is the country, which lives so many days before it is said to be ready, where the folder has
    none yet; a folder that has it, has it at every start.
    """
    began = time.perf_counter()
    must_have("saphan run", "sandbox")
    output.print(f"[bold]ສະພານ · Saphan {version('saphan')}[/bold] — everything in one process [dim]ໂປຣເຊດດຽວ[/dim]")
    # Asked to stop while still starting, we leave through every `finally`: the database server must not stay behind.
    signal.signal(signal.SIGTERM, _leave)
    folder = DataFolder(data)
    port = port or free_port(host)
    if folder.held():  # before the port: the usual reason for a taken one is the first start itself
        raise second_start(folder)
    must_be_free(host, port)
    if measuring.metrics_port is not None:
        must_be_free_for_metrics(measuring.metrics_port, port)
    url = url_of(host, port)
    from cli.sandbox.nation.making import Making

    with Making(folder, days) as making, database(folder) as server:
        # what a start makes, it keeps: the collector would walk all of it a hundred times, and find nothing
        gc.disable()
        app = composed(folder, server, url, measuring)
        gc.enable()

        async def opened() -> None:
            await ready_behind(making.live(), host, port)
            greet(folder, url, time.perf_counter() - began, brief=brief)

        accompany(app, server, opened, host, port)
        from chassis.http import serve  # wanted only once nothing is left to refuse
        from chassis.process import logs
        from cli.one_process import DRAIN_S

        logs.configure("saphan", variable("SAPHAN_LOG_LEVEL") or "warning")
        serve.serve(app, serve.Listening(host, port), drain_s=DRAIN_S)


async def ready_behind(begun: Awaitable[None], host: str, port: int) -> None:
    """Return once that is done and exchanges would succeed: on a busy machine the directory may be stale by then."""
    from chassis.process.probe import fault_of

    await begun
    here = {"SAPHAN_GATEWAY_HOST": host, "SAPHAN_GATEWAY_PORT": str(port)}
    while True:
        if await asyncio.to_thread(fault_of, GATEWAY.name, here, ready=True) is None:
            return
        await asyncio.sleep(0.1)


def second_start(folder: DataFolder) -> Refused:
    """Return the refusal for a second process on one data folder."""
    return Refused(
        f"Another Saphan is using {folder.root}: stop it, or choose another folder with --data.",
        f"ມີ Saphan ອື່ນໃຊ້ {folder.root} ຢູ່: ຢຸດມັນກ່ອນ ຫຼື ເລືອກໂຟນເດີອື່ນດ້ວຍ --data.",
        exit_code=SECOND_START,
    )


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)


@contextmanager
def database(folder: DataFolder) -> Iterator["EmbeddedPostgres"]:
    """Run the embedded PostgreSQL for the length of the block; its faults are raised as `Refused`."""
    from chassis.postgres.embedded import EmbeddedPostgres, FolderClosed, SecondStart, ServerFailed

    server = EmbeddedPostgres(folder.database)
    with ExitStack() as stack:
        try:
            with progress(output, "database", "ຖານຂໍ້ມູນ"):
                with stopping_later():
                    server.start()
                    stack.callback(server.stop)
                folder.prepare()
        except SecondStart as fault:
            raise second_start(folder) from fault
        except (FolderClosed, ServerFailed, OSError) as fault:
            raise Refused(f"{fault}", "ເປີດຖານຂໍ້ມູນບໍ່ໄດ້; ເຫດຜົນຢູ່ແຖວຂ້າງເທິງ.") from fault
        yield server


@contextmanager
def stopping_later() -> Iterator[None]:
    """Defer SIGTERM and SIGINT until the block has ended: a database server half started would be left behind."""
    deferred: list[int] = []
    kept = {
        number: signal.signal(number, lambda caught, _: deferred.append(caught))
        for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
    for caught in deferred:
        signal.raise_signal(caught)


def composed(folder: DataFolder, server: "EmbeddedPostgres", url: str, measuring: Measuring) -> "FastAPI":
    """Return the gateway's app with the services in process: databases made, sandbox enrolled, credentials written."""
    with progress(output, "code", "ໂປຣແກຣມ"):
        from alembic.util import CommandError

        from chassis.reference.sources import Called
        from cli import one_process  # half a second of imports, told as what it is
        from cli.sandbox import systems
        from cli.sandbox.choice import sandbox_of

    with progress(output, "tables", "ຕາຕະລາງ") as remarks:
        made = one_process.make_databases(server)
        try:
            asyncio.run(one_process.migrate_databases(server))
        except CommandError as fault:
            raise Refused(
                f"The data in {folder.root} is of another version of Saphan ({fault}): use that, or another folder.",
                f"ຂໍ້ມູນໃນ {folder.root} ເປັນຂອງ Saphan ລຸ້ນອື່ນ: ໃຊ້ລຸ້ນນັ້ນ ຫຼື ເລືອກໂຟນເດີອື່ນດ້ວຍ --data.",
            ) from fault
        remarks.append(f"{made} databases made" if made else "found again")
    country = sandbox_of(folder)
    system_keys = systems.system_keys(folder, country)
    written = systems.write_credentials(folder, country, system_keys, url)  # services call as systems, too
    with progress(output, "services", "ບໍລິການ") as remarks:
        keys = one_process.gateway_keys(folder, url)
        directory = Called()
        apps = one_process.services(server, folder, keys, measuring.settings, directory)
        remarks.append(str(len(apps)))
    with progress(output, "sandbox", "ສະມາຊິກທົດລອງ") as remarks:
        offers = one_process.offers_in_process(apps)
        asyncio.run(one_process.enrol_sandbox(server.url(GATEWAY.database), country, system_keys, offers))
        write_example(folder)
        remarks.append(f"{len(country.members)} members, {len(country.offices):,} offices, {written} systems")
    with progress(output, "gateway", "ປະຕູເຊື່ອມຕໍ່"):
        return one_process.gateway(server, folder, url, keys, apps, measuring.settings, directory)


def accompany(
    app: "FastAPI", server: "EmbeddedPostgres", opened: Callable[[], Awaitable[None]], host: str, port: int
) -> None:
    """Extend the app's lifespan: restart the database server when it dies, and go on once the port is open."""
    inner = app.router.lifespan_context

    async def tell_when_open() -> None:
        while True:
            with suppress(OSError):
                _, writer = await asyncio.open_connection(host, port)
                writer.close()
                return await opened()
            await asyncio.sleep(0.02)

    @asynccontextmanager
    async def lifespan(served: "FastAPI") -> AsyncIterator[None]:
        async with inner(served):
            company = [asyncio.create_task(server.keep_running()), asyncio.create_task(tell_when_open())]
            try:
                yield
            finally:
                for task in company:
                    task.cancel()
                await asyncio.gather(*company, return_exceptions=True)

    app.router.lifespan_context = lifespan
