"""Reference data that everybody may read: members, offices and national code lists, or what changed since a version.

It is made of the snapshot by which this gateway decides; the register's history says which version made each entry what
it is, so that all gateways tell the same changes by the same numbers.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import orjson
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.postgres.database import reachable
from contracts.codelists import CodeLists
from contracts.reference_data import ReferenceData, digest_of, of_code, of_code_list, of_member, of_office
from gateway.directory.code_rows import is_published
from gateway.directory.codes import NationalCode
from gateway.directory.snapshot import Snapshot
from gateway.directory.tables import ENTRIES

_E: Final = ENTRIES.c
_MEMBERS, _OFFICES = "member", "office"
_KINDS: Final = (_MEMBERS, _OFFICES, NationalCode.KIND)
_PART: Final = 250  # rows that are read between two looks at the loop

_Versions: TypeAlias = Mapping[tuple[str, str], int]  # by kind and id of an entry


_Entries: TypeAlias = Sequence[tuple[int, bytes]]  # each as JSON, with the version that made it so


@dataclass(frozen=True, slots=True)
class _Told:
    """Everything that is told at one version, by the members of the document."""

    of: Snapshot
    version: int
    digest: str
    listed: Mapping[str, _Entries]
    whole: bytes

    def is_of(self, snapshot: Snapshot) -> bool:
        """Tell whether nothing of it is another in that snapshot."""
        same = self.of.organisations is snapshot.organisations
        return same and self.of.code_lists is snapshot.code_lists


class Reference:
    """Tells what this gateway's snapshot has of reference data; made anew only when some of it changes."""

    def __init__(self, engine: AsyncEngine, current: Callable[[], Snapshot]) -> None:
        """`current` returns the snapshot to decide by, or raises `DirectoryStale`."""
        self._engine: Final = engine
        self._current: Final = current
        self._making: Final = asyncio.Lock()
        self._told: _Told | None = None

    @property
    def code_lists(self) -> CodeLists:
        """The code lists by which this gateway decides; raises `DirectoryStale`."""
        return self._current().code_lists

    async def document(self, since: int | None = None) -> bytes:
        """Return the document of `directory/reference`: what has changed since that version, or everything.

        Everything is told for a version that is not known: none, or one that is yet to come, as it is to whoever has
        read a directory that was put back. Raises `Unavailable` and `DirectoryStale`.
        """
        told = await self._at_present()
        if not since or since > told.version:
            return told.whole
        changed = {name: [(made, entry) for made, entry in each if made > since] for name, each in told.listed.items()}
        return _document(told.version, told.digest, changed, since)

    async def _at_present(self) -> _Told:
        async with self._making:  # whoever comes meanwhile gets the same
            snapshot = self._current()
            if self._told is None or not self._told.is_of(snapshot):
                versions = await self._versions(snapshot.version)
                self._told = await asyncio.to_thread(_told, snapshot, versions)
            return self._told

    async def _versions(self, present: int) -> _Versions:
        """Return which version made each entry what it was at this one; a later one is not in the snapshot yet."""
        query = select(_E.kind, _E.id, func.max(_E.version)).group_by(_E.kind, _E.id)
        query = query.where(_E.kind.in_(_KINDS), _E.version <= present)
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


def _told(snapshot: Snapshot, versions: _Versions) -> _Told:
    organisations, lists = snapshot.organisations, snapshot.code_lists.national()

    def made(kind: str, id_: str) -> int:
        return versions.get((kind, id_), 1)  # a list of a file: as old as the directory

    listed: dict[str, _Entries] = {
        "members": [
            (made(_MEMBERS, id_), orjson.dumps(of_member(member)))
            for id_, member in sorted(organisations.members.items())
        ],
        "offices": [
            (made(_OFFICES, f"{seat.member}-{seat.office}"), orjson.dumps(of_office(office)))
            for seat, office in sorted(organisations.offices.items())
        ],
        # a list's version is another one with each of its codes
        "codeLists": [
            (int(each.version) if is_published(each) else 1, orjson.dumps(of_code_list(each))) for each in lists
        ],
        "codes": [
            (made(NationalCode.KIND, f"{each.name}:{name}"), orjson.dumps(of_code(each.name, code)))
            for each in lists
            for name, code in sorted(each.codes.items())
        ],
    }
    version = max((version for entries in listed.values() for version, _ in entries), default=1)
    digest = digest_of(ReferenceData(version, organisations, snapshot.code_lists))
    return _Told(snapshot, version, digest, listed, _document(version, digest, listed))


def _document(version: int, digest: str, listed: Mapping[str, _Entries], since: int | None = None) -> bytes:
    follows = b"" if since is None else b',"since":%d' % since
    parts = [b'"%b":[%b]' % (name.encode("ascii"), b",".join([e for _, e in each])) for name, each in listed.items()]
    return b'{"version":%d%b,"digest":"%b",%b}' % (version, follows, digest.encode("ascii"), b",".join(parts))
