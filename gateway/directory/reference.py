"""Reference data that everybody may read: all members and offices, or what has changed since a version.

It is made of the snapshot by which this gateway decides; the register's history says which version made each entry what
it is, so that all gateways tell the same changes by the same numbers.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

import orjson
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.postgres.database import reachable
from contracts.organisations import Organisations
from contracts.reference_data import digest_of, of_member, of_office
from gateway.directory.snapshot import Snapshot
from gateway.directory.tables import ENTRIES

_E: Final = ENTRIES.c
_MEMBERS, _OFFICES = "member", "office"
_PART: Final = 250  # rows that are read between two looks at the loop

_Versions: TypeAlias = Mapping[tuple[str, str], int]  # by kind and id of an entry


@dataclass(frozen=True, slots=True)
class _Told:
    """Everything that is told at one version; each entry as JSON, with the version that made it so."""

    of: Organisations
    version: int
    digest: str
    members: tuple[tuple[int, bytes], ...]
    offices: tuple[tuple[int, bytes], ...]
    whole: bytes


class Reference:
    """Tells what this gateway's snapshot has of members and offices; made anew only when one of them changes."""

    def __init__(self, engine: AsyncEngine, current: Callable[[], Snapshot]) -> None:
        """`current` returns the snapshot to decide by, or raises `DirectoryStale`."""
        self._engine: Final = engine
        self._current: Final = current
        self._making: Final = asyncio.Lock()
        self._told: _Told | None = None

    async def document(self, since: int | None = None) -> bytes:
        """Return the document of `directory/reference`: what has changed since that version, or everything.

        Everything is told for a version that is not known: none, or one that is yet to come, as it is to whoever has
        read a directory that was put back. Raises `Unavailable` and `DirectoryStale`.
        """
        told = await self._at_present()
        if not since or since > told.version:
            return told.whole
        members, offices = ([entry for made, entry in each if made > since] for each in (told.members, told.offices))
        return _document(told.version, told.digest, members, offices, since)

    async def _at_present(self) -> _Told:
        async with self._making:  # whoever comes meanwhile gets the same
            snapshot = self._current()
            if self._told is None or self._told.of is not snapshot.organisations:
                versions = await self._versions(snapshot.version)
                self._told = await asyncio.to_thread(_told, snapshot.organisations, versions)
            return self._told

    async def _versions(self, present: int) -> _Versions:
        """Return which version made each entry what it was at this one; a later one is not in the snapshot yet."""
        query = select(_E.kind, _E.id, func.max(_E.version)).group_by(_E.kind, _E.id)
        query = query.where(_E.kind.in_((_MEMBERS, _OFFICES)), _E.version <= present)
        found: dict[tuple[str, str], int] = {}
        in_parts = {"yield_per": _PART}
        async with (
            reachable(),
            self._engine.connect() as connection,
            connection.stream(query, execution_options=in_parts) as rows,
        ):
            async for kind, id_, version in rows:
                found[kind, id_] = version
        return found


def _told(organisations: Organisations, versions: _Versions) -> _Told:
    members = tuple(
        (versions.get((_MEMBERS, id_), 1), orjson.dumps(of_member(member)))
        for id_, member in sorted(organisations.members.items())
    )
    offices = tuple(
        (versions.get((_OFFICES, f"{seat.member}-{seat.office}"), 1), orjson.dumps(of_office(office)))
        for seat, office in sorted(organisations.offices.items())
    )
    version = max((made for made, _ in (*members, *offices)), default=1)
    digest = digest_of(organisations)
    whole = _document(version, digest, _entries(members), _entries(offices))
    return _Told(organisations, version, digest, members, offices, whole)


def _entries(listed: tuple[tuple[int, bytes], ...]) -> Iterator[bytes]:
    return (entry for _, entry in listed)


def _document(
    version: int,
    digest: str,
    members: Iterator[bytes] | list[bytes],
    offices: Iterator[bytes] | list[bytes],
    since: int | None = None,
) -> bytes:
    follows = b"" if since is None else b',"since":%d' % since
    return b'{"version":%d%b,"digest":"%b","members":[%b],"offices":[%b]}' % (
        version,
        follows,
        digest.encode("ascii"),
        b",".join(members),
        b",".join(offices),
    )
