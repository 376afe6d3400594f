"""Checks of a component's database: reach, server, schema, rights, clock, connections. Nothing is changed."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import asyncpg

from chassis.postgres import inspection
from chassis.postgres.connection import connect, disconnect
from chassis.postgres.database import AWAY
from chassis.postgres.inspection import OLDEST, Schema, Server
from cli.components import COMPONENTS, Component
from cli.doctor.connecting import refused_by
from cli.doctor.findings import Finding, ok, warning, wrong

CLOCKS_AGREE_S: Final = 5.0  # as docs/operations.md asks of gateways, services and databases
CLOCK_STOPS_S: Final = 60.0  # what would be recorded then carries a wrong time for ever
_FEW: Final = 0.8  # of the connections that may be open


async def findings(component: Component, url: str, *, pool_size: int = 0) -> list[Finding]:
    """Return what is found about the database at this address."""
    try:
        connection = await connect(url, "saphan doctor")
    except (*AWAY, ValueError) as fault:
        return [refused_by(fault)]
    try:
        server = await inspection.server(connection)
        schema = await inspection.schema(connection, component.migrations)
    except AWAY as fault:
        return [refused_by(fault)]
    finally:
        await disconnect(connection)
    return [
        *_of_server(server, pool_size),
        *_of_clock(server),
        *of_schema(component, schema),
        *_of_rights(server, schema),
    ]


async def against_migrating(component: Component, url: str) -> list[Finding]:
    """Return what forbids to migrate this database; one that is empty or older is what migrations are for."""
    looked = await _looked(component, url)
    if isinstance(looked, Finding):
        return [replace(looked, stops=True)]
    server, schema = looked
    found = [each for each in _of_server(server, 0) if each.stops]
    if broken := _not_to_migrate(component, schema):
        found.append(broken)
    elif schema.revisions and schema.behind is None:
        found.append(wrong("schema", *_newer(schema)))
    return found


async def _looked(component: Component, url: str) -> Finding | tuple[Server, Schema]:
    try:
        connection = await connect(url, "saphan doctor")
    except (*AWAY, ValueError) as fault:
        return refused_by(fault)
    try:
        return await inspection.server(connection), await inspection.schema(connection, component.migrations)
    except AWAY as fault:
        return refused_by(fault)
    finally:
        await disconnect(connection)


def _of_server(server: Server, pool_size: int) -> Iterator[Finding]:
    if server.version < OLDEST:
        yield wrong(
            "version",
            f"PostgreSQL {server.told} is too old; Saphan needs {OLDEST // 10_000} or newer.",
            f"PostgreSQL {server.told} ເກົ່າເກີນໄປ; ຕ້ອງແມ່ນ {OLDEST // 10_000} ຂຶ້ນໄປ.",
        )
    if server.encoding != "UTF8":
        yield wrong(
            "encoding",
            f"the database is in {server.encoding}; make it anew with encoding UTF8, or no Lao text fits.",
            f"ຖານຂໍ້ມູນເປັນ {server.encoding}; ຕ້ອງສ້າງໃໝ່ເປັນ UTF8.",
        )
    if server.standby or server.read_only:
        yield refused_by(asyncpg.ReadOnlySQLTransactionError(""))
    if not server.durable or server.commits == "off":
        yield wrong(
            "durability",
            "fsync, full_page_writes or synchronous_commit is off: what was answered can be lost; switch them on.",
            "fsync, full_page_writes ຫຼື synchronous_commit ຖືກປິດ: ຂໍ້ມູນອາດເສຍ; ຕ້ອງເປີດ.",
            stops=False,
        )
    if server.superuser:
        yield warning(
            "role",
            f"{server.role} is a superuser and reaches everybody's data; use the roles of deploy/roles.sql.",
            f"{server.role} ເປັນ superuser ເຂົ້າເຖິງທຸກຖານຂໍ້ມູນ; ໃຊ້ຜູ້ໃຊ້ຕາມ deploy/roles.sql.",
        )
    if server.used + pool_size > server.connections * _FEW:
        yield warning(
            "connections",
            f"{server.used} of {server.connections} connections are in use; raise the limit before another start.",
            f"ໃຊ້ການເຊື່ອມຕໍ່ {server.used} ໃນ {server.connections}; ຄວນເພີ່ມ.",
        )
    mib = server.size // 2**20
    yield ok(
        "database",
        f"{server.name} on PostgreSQL {server.told}, {mib} MiB, {server.used} of {server.connections} connections.",
        f"{server.name} ໃນ PostgreSQL {server.told}, {mib} MiB.",
    )


def _of_clock(server: Server) -> Iterator[Finding]:
    apart = abs(server.skew_s)
    en = f"the database's clock and this machine's are {apart:.0f} s apart; run NTP on both."
    lo = f"ໂມງຂອງຖານຂໍ້ມູນ ແລະ ເຄື່ອງນີ້ຕ່າງກັນ {apart:.0f} ວິນາທີ; ໃຊ້ NTP."
    if apart > CLOCK_STOPS_S:
        yield wrong("clock", en, lo)
    elif apart > CLOCKS_AGREE_S:
        yield warning("clock", en, lo)
    else:
        yield ok("clock", "agrees with the database's.", "ກົງກັບຖານຂໍ້ມູນ.")


def of_schema(component: Component, schema: Schema) -> Iterator[Finding]:
    """Yield how the schema stands to the code."""
    broken = _not_to_migrate(component, schema)
    migrate = f"saphan migrate {component.name}"
    if broken is not None:
        yield broken
    elif schema.is_empty:
        yield wrong("schema", f"the database is empty; run `{migrate}`.", f"ຖານຂໍ້ມູນຫວ່າງເປົ່າ; ໃຊ້ `{migrate}`.")
    elif schema.behind is None:
        yield Finding("schema", "warning", *_newer(schema))
    elif schema.behind:
        yield wrong(
            "schema",
            f"the schema is {schema.behind} migrations behind the code; run `{migrate}`.",
            f"ໂຄງສ້າງຖານຂໍ້ມູນເກົ່າກວ່າໂປຣແກຣມ {schema.behind} ຂັ້ນ; ໃຊ້ `{migrate}`.",
        )
    else:
        yield ok("schema", f"is at revision {schema.revisions[0]}, the newest.", f"ເປັນລຸ້ນລ່າສຸດ ({schema.revisions[0]}).")


def _newer(schema: Schema) -> tuple[str, str]:
    return (
        f"revision {schema.revisions[0]} is of a newer release; replace this process by one of that release.",
        f"ຖານຂໍ້ມູນເປັນຂອງລຸ້ນໃໝ່ກວ່າ ({schema.revisions[0]}); ຕ້ອງໃຊ້ໂປຣແກຣມລຸ້ນນັ້ນ.",
    )


def _not_to_migrate(component: Component, schema: Schema) -> Finding | None:
    """Return what is wrong with a database that no migration mends: it is another's, or one was left half-way."""
    others = [each.migrations for each in COMPONENTS]
    foreign = [
        each.name
        for each in COMPONENTS
        if each != component and inspection.resembles(schema.tables, each.migrations, others)
    ]
    if foreign and not inspection.resembles(schema.tables, component.migrations, others):
        return wrong(
            "schema",
            f"this is the database of {foreign[0]}, not of {component.name}; correct {component.prefix}DATABASE_URL.",
            f"ນີ້ແມ່ນຖານຂໍ້ມູນຂອງ {foreign[0]}; ແກ້ {component.prefix}DATABASE_URL.",
        )
    if schema.is_empty or (len(schema.revisions) == 1 and not schema.missing and not schema.invalid):
        return None
    gone = ", ".join([*schema.missing, *schema.invalid]) or "alembic_version"
    return wrong(
        "schema",
        f"a migration was left half-way ({gone}); restore the database, then run `saphan migrate {component.name}`.",
        f"ການປັບປຸງຖານຂໍ້ມູນຄ້າງຢູ່ເຄິ່ງທາງ ({gone}); ກູ້ຄືນກ່ອນ ແລ້ວໃຊ້ `saphan migrate {component.name}`.",
    )


def _of_rights(server: Server, schema: Schema) -> Iterator[Finding]:
    if not server.reads or schema.not_ours:
        what = ", ".join(schema.not_ours[:5]) or "the schema"
        yield wrong(
            "rights",
            f"{server.role} may not read and write {what}; make it the owner of its database as deploy/roles.sql does.",
            f"{server.role} ບໍ່ມີສິດອ່ານ ແລະ ຂຽນ {what}; ໃຫ້ສິດຕາມ deploy/roles.sql.",
        )
    elif not server.makes:
        yield warning(
            "rights",
            f"{server.role} may not make tables: migrations, and the ledger's months, need it.",
            f"{server.role} ສ້າງຕາຕະລາງບໍ່ໄດ້: ການປັບປຸງຖານຂໍ້ມູນຕ້ອງການ.",
        )
    else:
        yield ok("rights", f"{server.role} reads and writes every table.", f"{server.role} ອ່ານ ແລະ ຂຽນໄດ້ທຸກຕາຕະລາງ.")
