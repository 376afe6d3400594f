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
    settings = wanted.settings()
    from chassis.http import serve  # after the settings: a wrong one is told before the heavy imports
    from chassis.process import logs

    logs.configure(name, settings.log_level)
    try:
        app = wanted.build(settings)
    except ValueError as fault:  # what a setting names is not what it should be: a key file, for instance
        raise Refused(f"{name} does not start: {fault}.", f"{name} ເປີດບໍ່ໄດ້: {fault}.") from fault
    serve.serve(app, host=settings.host, port=settings.port, drain_s=settings.drain_s, connections=settings.connections)


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
