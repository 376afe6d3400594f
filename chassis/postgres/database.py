"""PostgreSQL of a component: engine and pool, migrations under an advisory lock, and `Unavailable` when it is away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

import asyncpg
import orjson
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from contracts.problems import Fault, InvalidInput, Unavailable

# One number for every component: migrations of one database never run twice at once.
_MIGRATION_LOCK: Final = 0x5A9A11
# Every way in which a server can be away, as asyncpg tells it; the third: its farewell met an operation half-way.
AWAY: Final = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)
# SQLSTATE classes that mean "not now" rather than "you are wrong": connection, rollback (a deadlock), resources, an
# operator's intervention (a statement that was cancelled has done nothing), and a lock that somebody has held too long.
_NOT_NOW: Final = ("08", "40", "53", "57", "55P03")
_NO_TEXT: Final = frozenset({"22021", "22P05"})  # character_not_in_repertoire, untranslatable_character
_NULL_CHARACTER: Final = Fault(
    code="null-character",
    en="A text holds the character U+0000, where some systems end it: remove it.",
    lo="ຂໍ້ຄວາມມີຕົວອັກສອນ U+0000 ເຊິ່ງບາງລະບົບຖືວ່າເປັນທ້າຍຂໍ້ຄວາມ: ກະລຸນາລຶບອອກ.",
)


def dialect_url(url: str) -> str:
    """Return the URL with SQLAlchemy's driver name; operators write plain `postgresql://`."""
    scheme, _, rest = url.partition("://")
    return f"postgresql+asyncpg://{rest}" if scheme in {"postgresql", "postgres"} else url


def driver_url(url: str) -> str:
    """Return the URL as asyncpg takes it."""
    return "postgresql://" + url.partition("://")[2]


def connecting(url: str) -> tuple[str, dict[str, Any]]:
    """Return the URL for SQLAlchemy, and what its driver is told beside: `sslmode`, `sslrootcert` … as libpq has it.

    SQLAlchemy hands every parameter of the URL to the driver by name, and asyncpg knows these only in a URL.
    """
    base, _, query = dialect_url(url).partition("?")
    told = parse_qsl(query, keep_blank_values=True)
    tls = [(name, value) for name, value in told if name.startswith("ssl")]
    if not tls:
        return dialect_url(url), {}
    rest = [each for each in told if each not in tls]
    return f"{base}?{urlencode(rest)}" if rest else base, {"dsn": f"postgresql://?{urlencode(tls)}"}


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def create_engine(url: str, *, pool_size: int = 10) -> AsyncEngine:
    """Return an engine with a connection pool, opened at first use."""
    address, tls = connecting(url)
    engine = create_async_engine(
        address,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=5,
        pool_use_lifo=True,
        hide_parameters=True,  # what somebody searched for, or is, stands in no error
        json_serializer=_json,
        json_deserializer=orjson.loads,
        connect_args={"timeout": 5, "server_settings": {"application_name": "saphan", "timezone": "UTC"}} | tls,
    )

    # SQLAlchemy's pool keeps connections of a server that died; one failure tells about all of them.
    @event.listens_for(engine.sync_engine, "handle_error")
    def _forget_the_pool(context: object) -> None:
        original = getattr(context, "original_exception", None)
        sqlstate = getattr(original, "sqlstate", None) or ""
        if sqlstate.startswith(("08", "57P")):
            context.is_disconnect = True  # type: ignore[attr-defined]  # ExceptionContext, typed as object by the hook

    return engine


def is_unavailable(fault: BaseException) -> bool:
    """Tell whether the failure means that the database cannot be reached or is shutting down."""
    if isinstance(fault, DBAPIError):
        sqlstate = getattr(fault.orig, "sqlstate", None) or ""
        return fault.connection_invalidated or sqlstate.startswith(_NOT_NOW)
    if isinstance(fault, asyncpg.PostgresError):
        return (fault.sqlstate or "").startswith(_NOT_NOW)
    return isinstance(
        fault,
        (
            PoolTimeoutError,
            ConnectionError,
            FileNotFoundError,
            TimeoutError,
            asyncpg.InterfaceError,
            asyncpg.InternalClientError,
        ),
    )


@asynccontextmanager
async def reachable() -> AsyncIterator[None]:
    """Raise `Unavailable` for every failure in the block that means PostgreSQL is away; others pass unchanged.

    A text that it cannot hold is the caller's, not a fault of ours: `InvalidInput`, the last lock behind the schemas.
    """
    try:
        yield
    except (*AWAY, DBAPIError, PoolTimeoutError) as fault:
        if is_unavailable(fault):
            raise Unavailable from fault
        if getattr(getattr(fault, "orig", fault), "sqlstate", None) in _NO_TEXT:
            raise InvalidInput(faults=[_NULL_CHARACTER]) from None  # the failure would tell the text to the log
        raise


def _upgrade(connection: Connection, package: str) -> None:
    from alembic import command  # slow to import, and a component that is up to date never needs it
    from alembic.config import Config

    connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
    config = Config()
    config.set_main_option("script_location", str(files("chassis.postgres") / "alembic"))
    config.set_main_option("version_locations", str(files(package) / "versions"))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


_one_at_a_time = asyncio.Lock()


async def migrate(url: str, package: str) -> None:
    """Bring the database to the newest migration of `package` (for instance `services.case_registry.migrations`)."""
    address, tls = connecting(url)
    engine = create_async_engine(address, poolclass=NullPool, hide_parameters=True, connect_args=tls)
    try:
        # Alembic keeps its context in module globals: two migrations at once in one process corrupt each other.
        async with _one_at_a_time, engine.begin() as connection:
            await connection.run_sync(_upgrade, package)
    finally:
        await engine.dispose()


async def answers(engine: AsyncEngine) -> bool:
    """Tell whether the database answers a query within two seconds."""
    try:
        async with asyncio.timeout(2), engine.connect() as connection:
            await ping(connection)
    except (*AWAY, DBAPIError, PoolTimeoutError):
        return False
    return True


async def ping(connection: AsyncConnection) -> None:
    """Run `select 1`."""
    await connection.execute(text("select 1"))
