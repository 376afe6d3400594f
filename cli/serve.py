"""`saphan serve`, `migrate` and `topics create`: one component in its own process, configured by its environment."""

import asyncio
import os
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from socket import gaierror
from typing import TYPE_CHECKING, TypeVar

from cli.components import Component, component
from cli.ports import must_be_free
from cli.refusals import Refused
from cli.say import people

if TYPE_CHECKING:  # loaded once the settings are read
    from chassis.process.settings import ComponentSettings
    from chassis.process.tls_files import Contexts

BUS = "SAPHAN_BUS"
T = TypeVar("T")


def serve_component(name: str, workers: int | None = None) -> None:
    """Serve the component until SIGTERM, by so many processes; the command then exits 0."""
    wanted = component(name)
    settings = wanted.settings()
    count = workers or settings.workers
    must_be_free(settings.host, settings.port, f"{wanted.prefix}PORT")
    from chassis.process import logs  # after the settings: a wrong one is told before the heavy imports

    logs.configure(name, settings.log_level)
    if count == 1:
        serve_alone(wanted, settings)
    else:
        from cli.workers import serve_together

        serve_together(wanted, settings, count)


def serve_alone(wanted: Component, settings: "ComponentSettings") -> None:
    """Serve the component in this process."""
    from chassis.http import serve  # as above

    with a_fault_in_one_sentence(wanted):
        listening = serve.Listening(settings.host, settings.port, settings.connections, tls_of(wanted, settings))
        app = wanted.build(settings)
    serve.serve(app, listening, drain_s=settings.drain_s)


def tls_of(wanted: Component, settings: "ComponentSettings") -> "Contexts | None":
    """Return what gives the TLS context of each connection; None where TLS ends before us. Raises `ValueError`."""
    from chassis.process.tls_files import PROCESS_TLS  # as above

    if not settings.tls_files:
        return None
    return PROCESS_TLS.opened(settings.tls_files, server=True, name=settings.tls_name, what=wanted.name)


@contextmanager
def a_fault_in_one_sentence(wanted: Component) -> Iterator[None]:
    """Raise `Refused` when what a setting names is not what it should be: a key file, for instance."""
    try:
        yield
    except ValueError as fault:
        raise Refused(f"{wanted.name} does not start: {fault}.", f"{wanted.name} ເປີດບໍ່ໄດ້: {fault}.") from fault


def migrate_component(name: str) -> None:
    """Bring the component's database to its newest migration."""
    if name == "bus":
        raise Refused("The bus is made by `saphan topics create`.", "ລະບົບເຫດການສ້າງດ້ວຍ `saphan topics create`.")
    wanted = component(name)
    url = wanted.database_url()
    from chassis.postgres import database  # Alembic is slow to import and wanted by this verb only

    asyncio.run(within_reach(database.migrate(url, wanted.migrations)))
    people.print(f"{name}: the database is up to date. ຖານຂໍ້ມູນເປັນລຸ້ນລ່າສຸດແລ້ວ.")


async def within_reach(work: Awaitable[T]) -> T:
    """Return what the work returns; raise `Refused` when database or gateway cannot be reached."""
    from chassis.postgres.database import reachable  # as above
    from contracts.problems import Unavailable

    try:
        async with reachable():
            return await work
    except (Unavailable, gaierror) as fault:  # the name of a host that nobody knows is a mistake, no outage
        why = fault.__cause__ or fault
        raise Refused(f"Database or gateway cannot be reached: {why}.", f"ຕິດຕໍ່ຖານຂໍ້ມູນ ຫຼື ປະຕູເຊື່ອມຕໍ່ບໍ່ໄດ້: {why}.") from fault


def create_missing_topics() -> None:
    """Create the topics of `deploy/topics.toml` that the bus lacks; existing ones are never changed."""
    from chassis import bus  # as above
    from chassis.bus.port import BusUnavailable, TopicsContradicted
    from chassis.bus.topics import topics

    kind, url = os.environ.get(BUS, "kafka"), os.environ.get(f"{BUS}_URL")
    if kind not in {"kafka", "postgres"} or not url:
        raise Refused(
            f"Set {BUS}_URL to the bus's address, and {BUS} to kafka (default) or postgres.",
            f"ຕ້ອງຕັ້ງຄ່າ {BUS}_URL, ແລະ {BUS} ເປັນ kafka (ຄ່າເລີ່ມຕົ້ນ) ຫຼື postgres.",
        )
    try:
        asyncio.run(bus.prepare("kafka" if kind == "kafka" else "postgres", url))
    except (BusUnavailable, TopicsContradicted) as fault:
        raise Refused(f"{fault}.", f"ສ້າງຫົວຂໍ້ບໍ່ໄດ້: {fault}.") from fault
    people.print(f"{len(topics())} topics are there. ມີ {len(topics())} ຫົວຂໍ້ແລ້ວ.")
