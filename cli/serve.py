"""`saphan serve` and `migrate`: one component in its own process, configured by its environment."""

import asyncio
from collections.abc import Awaitable
from socket import gaierror
from typing import TypeVar

from cli.components import component
from cli.refusals import Refused
from cli.say import people

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
    from asyncpg import InvalidAuthorizationSpecificationError, InvalidCatalogNameError, PostgresError  # as above

    from chassis.postgres.database import reachable
    from cli.doctor.connecting import refused_by
    from contracts.problems import Unavailable

    try:
        async with reachable():
            return await work
    except (InvalidAuthorizationSpecificationError, InvalidCatalogNameError) as fault:
        finding = refused_by(fault)
        raise Refused(f"The database: {finding.en}", f"ຖານຂໍ້ມູນ: {finding.lo}") from fault
    except (Unavailable, gaierror) as fault:  # the name of a host that nobody knows is a mistake, no outage
        why: BaseException = fault.__cause__ or fault
        if isinstance(told := getattr(why, "orig", None) and why.__cause__ and why.__cause__.__cause__, PostgresError):
            finding = refused_by(told)
            raise Refused(f"The database: {finding.en}", f"ຖານຂໍ້ມູນ: {finding.lo}") from fault
        raise Refused(f"Database or gateway cannot be reached: {why}.", f"ຕິດຕໍ່ຖານຂໍ້ມູນ ຫຼື ປະຕູເຊື່ອມຕໍ່ບໍ່ໄດ້: {why}.") from fault
