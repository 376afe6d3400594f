"""`saphan serve`, `migrate` and `topics create`: one component in its own process, configured by its environment."""

import asyncio
from collections.abc import Awaitable
from socket import gaierror
from typing import TypeVar

from cli.components import component
from cli.environment import variable
from cli.refusals import Refused
from cli.say import people

BUS = "SAPHAN_BUS"
T = TypeVar("T")


def serve_component(name: str) -> None:
    """Serve the component until SIGTERM; the process then exits 0."""
    wanted = component(name)
    from cli.doctor import start

    settings = start.settings_to_start(wanted)
    from chassis.http import serve  # after the settings: a wrong one is told before the heavy imports
    from chassis.process import logs

    logs.configure(name, settings.log_level)
    app = start.app_to_start(wanted, settings)
    serve.serve(app, host=settings.host, port=settings.port, drain_s=settings.drain_s, connections=settings.connections)


def migrate_component(name: str) -> None:
    """Bring the component's database to its newest migration."""
    if name == "bus":
        raise Refused("The bus is made by `saphan topics create`.", "ລະບົບເຫດການສ້າງດ້ວຍ `saphan topics create`.")
    wanted = component(name)
    url = wanted.database_url()
    from chassis.postgres import database  # Alembic is slow to import and wanted by this verb only
    from cli.doctor.database import against_migrating

    if found := asyncio.run(against_migrating(wanted, url)):
        raise Refused(
            "\n".join([f"{name} is not migrated:", *(f"  {each.check}: {each.en}" for each in found)]),
            "\n".join([f"ບໍ່ໄດ້ປັບປຸງ {name}:", *(f"  {each.check}: {each.lo}" for each in found)]),
        )
    asyncio.run(within_reach(database.migrate(url, wanted.migrations)))
    people.print(f"{name}: the database is up to date. ຖານຂໍ້ມູນເປັນລຸ້ນລ່າສຸດແລ້ວ.")


async def within_reach(work: Awaitable[T]) -> T:
    """Return what the work returns; raise `Refused` when database or gateway cannot be reached."""
    from asyncpg import InvalidAuthorizationSpecificationError, InvalidCatalogNameError  # as above

    from chassis.postgres.database import reachable
    from contracts.problems import Unavailable

    try:
        async with reachable():
            return await work
    except (InvalidAuthorizationSpecificationError, InvalidCatalogNameError) as fault:
        raise _refusal(fault) from fault
    except (Unavailable, gaierror) as fault:  # the name of a host that nobody knows is a mistake, no outage
        raise _refusal(fault.__cause__ or fault) from fault


def _refusal(fault: BaseException) -> Refused:
    """Return the refusal for a failure; what a server said itself has a sentence of its own."""
    from asyncpg import PostgresError

    from cli.doctor.connecting import refused_by

    said: BaseException | None = fault
    while said is not None and not isinstance(said, PostgresError):
        said = said.__cause__  # SQLAlchemy wraps twice
    if said is not None:
        finding = refused_by(said)
        return Refused(f"The database: {finding.en}", f"ຖານຂໍ້ມູນ: {finding.lo}")
    return Refused(f"Database or gateway cannot be reached: {fault}.", f"ຕິດຕໍ່ຖານຂໍ້ມູນ ຫຼື ປະຕູເຊື່ອມຕໍ່ບໍ່ໄດ້: {fault}.")


def create_missing_topics() -> None:
    """Create the topics of `deploy/topics.toml` that the bus lacks; existing ones are never changed."""
    from chassis import bus  # as above
    from chassis.bus.port import BusUnavailable, TopicsContradicted
    from chassis.bus.topics import topics

    kind, url = variable(BUS) or "kafka", variable(f"{BUS}_URL")
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
