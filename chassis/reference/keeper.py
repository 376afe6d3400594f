"""Keeps reference data at hand: from the directory into the service's own database, from there into the process.

One process of a service asks the directory, the one that holds an advisory lock, and writes what is new; all others
read it. So a service starts with what it has when the directory is away, for an hour or for a week. The directory's
gateway sees a change within a second; asking and reading take half a second each at most: two seconds in all.
"""

import asyncio
import gc
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Final, Protocol, TypeVar

import asyncpg
import orjson

from chassis.http.app import gateway_tls
from chassis.http.health import Check
from chassis.postgres.advisory_locks import lock_key
from chassis.postgres.connection import connect, disconnect
from chassis.postgres.database import AWAY
from chassis.process import crash
from chassis.process.backoff import Backoff
from chassis.process.settings import ServiceSettings
from chassis.process.telemetry import Telemetry
from chassis.reference.held import HeldOrganisations
from chassis.reference.kept import LOOK
from chassis.reference.sources import DirectoryIsEmpty, OverHttp, Source, SourceAway
from contracts.organisations import Organisations
from contracts.reference_data import ReferenceData, ReferenceRefused, document_of, followed_by

T = TypeVar("T")
_LOG: Final = logging.getLogger(__name__)
ASK_EVERY_S: Final = 0.5
LOOK_EVERY_S: Final = 0.4
OLD_S: Final = 60.0  # then an alarm says that what is held is not confirmed any more
_TOLD_AFTER_S: Final = 5.0  # a gateway that starts beside it has no directory at first
_WRITE_CONFIRMED_S: Final = 10.0  # more often, and an idle service would write all day
_NONE: Final = ReferenceData()

_WRITE: Final = """
INSERT INTO reference_data (id, version, digest, document, confirmed_at) VALUES (1, $1, $2, $3, now())
ON CONFLICT (id) DO UPDATE SET version = excluded.version, digest = excluded.digest, document = excluded.document,
confirmed_at = excluded.confirmed_at
"""


# A directory in which nobody is enrolled yet has been seen, too: who waited for it would wait for himself, since a
# service is enrolled by the document that it serves.
_NOBODY: Final = """
INSERT INTO reference_data (id, version, digest, document, confirmed_at) VALUES (1, 0, '', '', now())
ON CONFLICT (id) DO UPDATE SET confirmed_at = excluded.confirmed_at WHERE reference_data.version = 0
"""


class Opened(Source, Protocol):
    """A source that is opened before it is asked."""

    def opened(self) -> AbstractAsyncContextManager[None]:
        """Open it until the end of the block."""
        ...


class Keeper:
    """Keeps one service's reference data; without a source it holds what it was given, and asks nobody."""

    # A service that has a source holds nothing before it has read members: no caller has a seat until then.
    def __init__(self, service: str, database_url: str, source: Opened | None) -> None:
        self.held: Final = HeldOrganisations(None if source is not None else Organisations())
        self._service: Final = service
        self._url: Final = database_url
        self._source: Final = source
        self._digest = ""
        self._confirmed: float | None = None  # monotonic; None: it has never seen the directory
        self._written = 0.0  # monotonic: when the table last said so
        self._began = time.monotonic()
        self._away = ""  # why the directory cannot be asked, or not be believed
        self._backoff: Final = Backoff(f"the reference data of {service}", _LOG)

    @classmethod
    def of(cls, service: str, settings: ServiceSettings, source: Opened | None = None) -> "Keeper":
        """Return the keeper of a service; the one-process run hands in the directory, else the settings name it."""
        if source is None and settings.reference_at is not None:
            source = OverHttp(settings.reference_at, gateway_tls(settings))
        return cls(service, settings.database_url.get_secret_value(), source)

    @property
    def age_s(self) -> float | None:
        """Seconds since the directory last said that what is held is so; None before the first time."""
        return None if self._confirmed is None else time.monotonic() - self._confirmed

    async def run(self, _units: object = None) -> None:
        """Keep until cancelled, through every outage of the database and of the directory.

        It has a connection of its own: who holds the lock by it writes by it, and not by a pool.
        """
        if self._source is None:
            await asyncio.Event().wait()  # nothing to do, and no reason to begin it again
            return
        self._began = time.monotonic()
        async with self._source.opened():
            while True:
                try:
                    await self._keep(self._source)
                except AWAY as fault:
                    await self._backoff.wait(fault)

    async def _keep(self, source: Source) -> None:
        # who asks holds the lock by the connection that it writes with: who loses it has lost the right to write
        connection = await connect(self._url, f"reference {self._service}")
        try:
            await self._read(connection)
            while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", lock_key("reference data")):
                await self._read(connection)
                await asyncio.sleep(LOOK_EVERY_S)
            await self._read(connection)  # what the one before has written last
            while True:
                await self._ask(source, connection)
                await asyncio.sleep(ASK_EVERY_S)
        finally:
            await disconnect(connection)

    async def _read(self, connection: asyncpg.Connection) -> None:
        """Take what the table has, where that is something else than what is held."""
        row = await connection.fetchrow(LOOK)
        self._backoff.succeeded()
        if row is None:
            return
        if (row["version"], row["digest"]) != (self.held.version, self._digest):
            document: str = await connection.fetchval("SELECT document FROM reference_data")
            try:
                made, digest = await _beside_the_loop(_read, document.encode())
            except ReferenceRefused as fault:  # the directory is asked for all of it
                self._say(f"the table reference_data cannot be read: {fault}")
                return
            self._swap(made, digest)
        self._confirmed = time.monotonic() - row["age_s"]

    async def _ask(self, source: Source, connection: asyncpg.Connection) -> None:
        """Ask the directory; what cannot be believed changes nothing, and is asked for anew as a whole."""
        held = self.held.known
        try:
            found = await _asked(source, held, self._digest)
        except (SourceAway, ReferenceRefused) as fault:
            if not isinstance(fault, SourceAway) or time.monotonic() - self._began >= _TOLD_AFTER_S:
                self._say(str(fault))
            if isinstance(fault, DirectoryIsEmpty) and not held.version:
                await connection.execute(_NOBODY)
                self._confirmed = time.monotonic()
            # the lock may be lost meanwhile, and another process be the one who asks
            await connection.fetchval("SELECT 1")
            return
        if found is None:
            await self._confirm(connection)
        else:
            made, digest, document = found
            await connection.execute(_WRITE, made.version, digest, document)
            crash.point("reference")
            if made.version < held.version:
                _LOG.warning(
                    "the directory was put back to an earlier version",
                    extra={"facts": {"held": held.version, "version": made.version}},
                )
            self._swap(made, digest)
            self._written = time.monotonic()
        self._confirmed = time.monotonic()
        if self._away:
            _LOG.info("reference data is up to date again")
            self._away = ""

    async def _confirm(self, connection: asyncpg.Connection) -> None:
        if time.monotonic() - self._written >= _WRITE_CONFIRMED_S:
            await connection.execute("UPDATE reference_data SET confirmed_at = now()")
            self._written = time.monotonic()

    def _swap(self, made: ReferenceData, digest: str) -> None:
        self.held.take(made)
        self._digest = digest
        members, offices = len(made.organisations.members), len(made.organisations.offices)
        facts = {"version": made.version, "members": members, "offices": offices, "lists": len(made.code_lists.lists)}
        _LOG.info("reference data loaded", extra={"facts": facts})

    def _say(self, why: str) -> None:
        if why != self._away:  # once for each reason
            _LOG.warning("reference data cannot be brought up to date", extra={"facts": {"why": why}})
            self._away = why

    async def _has_seen_it(self) -> bool:
        return self._confirmed is not None

    def checks(self) -> Mapping[str, Check]:
        """Return the check that the directory has been seen once: before, no decision could be right."""
        return {} if self._source is None else {"reference": self._has_seen_it}

    def alarms(self) -> Mapping[str, str]:
        """Return the alarm of data that the directory has not confirmed for a minute; the service goes on with it."""
        age_s = self.age_s
        if self._source is None or age_s is None or age_s < OLD_S:
            return {}
        text = f"members, offices and code lists were last confirmed {age_s:.0f} s ago ({self._away or 'nobody asks'})"
        return {"reference-data-old": text}

    def show(self, measured: Telemetry) -> None:
        """Register age and version of what is held."""
        measured.gauge(
            "saphan.reference.age",
            "s",
            "Time since the directory last confirmed the reference data that the service holds.",
            lambda: [] if self.age_s is None else [(self.age_s, {})],
        )
        measured.gauge(
            "saphan.reference.version",
            "{version}",
            "Version of the directory whose reference data the service holds.",
            lambda: [(float(self.held.version), {})],
        )


async def _asked(source: Source, held: ReferenceData, digest: str) -> tuple[ReferenceData, str, str] | None:
    """Return what the directory has instead of what is held, with digest and document; None: the same.

    What does not fit together is asked for as a whole. Raises `SourceAway` and `ReferenceRefused`.
    """
    if held.version:
        content = await source.document(held.version)
        try:
            return await _beside_the_loop(_following, held, digest, content)
        except ReferenceRefused as fault:
            _LOG.info("changes do not fit what is held: %s; all is asked for", fault)
    return await _beside_the_loop(_following, held, digest, await source.document(None))


async def _beside_the_loop(work: Callable[..., T], *arguments: object) -> T:
    return await asyncio.to_thread(_uncollected, work, arguments)


def _uncollected(work: Callable[..., T], arguments: tuple[object, ...]) -> T:
    """Do the work without collections of garbage: one full one would stop the loop for 120 ms (measured).

    What is made lives long and has no circles: it is left out of later collections, too. It changes rarely.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        made = work(*arguments)
        if made is not None:
            gc.freeze()
        return made
    finally:
        if was_enabled:
            gc.enable()


def _following(held: ReferenceData, digest: str, content: bytes) -> tuple[ReferenceData, str, str] | None:
    document = _parsed(content)
    if isinstance(document, dict) and (document.get("version"), document.get("digest")) == (held.version, digest):
        return None
    made, new = followed_by(held, document)
    return made, new, orjson.dumps(document_of(made, new)).decode()


def _read(content: bytes) -> tuple[ReferenceData, str]:
    return followed_by(_NONE, _parsed(content))


def _parsed(content: bytes) -> object:
    try:
        parsed: object = orjson.loads(content)
    except orjson.JSONDecodeError as fault:
        raise ReferenceRefused(f"it is no JSON: {fault}") from None
    return parsed
