"""`saphan serve` and `migrate`: one component in its own process, configured by its environment."""

import asyncio
from collections.abc import Awaitable
from socket import gaierror
from typing import TYPE_CHECKING, TypeVar

from cli.components import Component, component
from cli.refusals import Refused
from cli.say import people

if TYPE_CHECKING:  # loaded once the settings are read
    from chassis.process.settings import ComponentSettings

T = TypeVar("T")


def serve_component(name: str, workers: int | None = None) -> None:
    """Serve the component until SIGTERM, by so many processes; the command then exits 0."""
    wanted = component(name)
    from cli.doctor import start

    settings = start.settings_to_start(wanted)
    from chassis.process import logs  # after the settings: a wrong one is told before the heavy imports

    logs.configure(name, settings.log_level)
    count = workers or settings.workers
    if count == 1:
        _serve_alone(wanted, settings)
    else:
        from cli.workers import serve_together

        serve_together(wanted, settings, count)


def _serve_alone(wanted: Component, settings: "ComponentSettings") -> None:
    from chassis.http import serve  # as above
    from cli.doctor import start
    from cli.starting import a_fault_in_one_sentence, tls_of

    app = start.app_to_start(wanted, settings)
    with a_fault_in_one_sentence(wanted):
        listening = serve.Listening(settings.host, settings.port, settings.connections, tls_of(wanted, settings))
    serve.serve(app, listening, drain_s=settings.drain_s)


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
    if isinstance(fault, gaierror):
        return Refused(
            "Database or gateway cannot be reached, nobody knows its host: look whether its container runs (a stopped "
            "one has no name), and at DATABASE_URL and PUBLIC_URL.",
            "ຕິດຕໍ່ຖານຂໍ້ມູນ ຫຼື ປະຕູເຊື່ອມຕໍ່ບໍ່ໄດ້, ບໍ່ມີໃຜຮູ້ຈັກຊື່ເຄື່ອງ: ກວດວ່າ container ເປີດຢູ່ ແລະ ກວດ DATABASE_URL ແລະ PUBLIC_URL.",
        )
    return Refused(
        "Database or gateway cannot be reached: look whether they run, and at DATABASE_URL and PUBLIC_URL.",
        "ຕິດຕໍ່ຖານຂໍ້ມູນ ຫຼື ປະຕູເຊື່ອມຕໍ່ບໍ່ໄດ້: ກວດວ່າເປີດຢູ່ ແລະ ກວດ DATABASE_URL ແລະ PUBLIC_URL.",
    )
