"""The directory in force in PostgreSQL: members, systems, keys, services, agreements, and its version."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Table,
    Text,
    and_,
    any_,
    case,
    func,
    literal,
    null,
    or_,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.process.work import slices
from gateway.directory.tables import AGREEMENTS, MEMBERS, REVOKED, SERVICES, SYSTEM_KEYS, SYSTEMS, VERSION

Row = Mapping[str, Any]  # Any: column values

_WAIT: Final = text("set local lock_timeout = '3s'")
_PART: Final = 250  # rows that are read between two looks at the loop


# Where nobody has said it of the present version, that one may have changed any.
_PARTIES: Final = case((VERSION.c.parties_said == VERSION.c.version, VERSION.c.parties), else_=VERSION.c.version)


@dataclass(frozen=True, slots=True)
class Rows:
    """Who may exchange what at one version, as it lies in the tables, without the documents."""

    members: Sequence[Row]
    systems: Sequence[Row]
    keys: Sequence[Row]
    services: Sequence[Row]
    agreements: Sequence[Row]


async def lock_version(connection: AsyncConnection) -> int:
    """Return the version and let nobody else change the directory until this transaction ends.

    Who would have to wait long for another change is told to come again: a caller's own time is not spent in a queue.
    """
    await connection.execute(_WAIT)
    return int(await connection.scalar(select(VERSION.c.version).with_for_update()) or 0)


async def changed_at(connection: AsyncConnection) -> datetime:
    """Return when the version in force was made."""
    made: datetime = (await connection.execute(select(VERSION.c.changed_at))).scalar_one()
    return made


async def members(connection: AsyncConnection) -> set[str]:
    """Return the id of every member."""
    return set(await connection.scalars(select(MEMBERS.c.id)))


async def successors(connection: AsyncConnection) -> dict[str, str]:
    """Return the one successor of each member that has one."""
    query = select(MEMBERS.c.id, MEMBERS.c.successor).where(MEMBERS.c.successor.is_not(None))
    return {row.id: row.successor for row in await connection.execute(query)}


async def working_for(
    connection: AsyncConnection, offices: Sequence[tuple[str, str]], *, but: Sequence[str]
) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return the systems, with member and the offices named for them, that name one of these and are not suspended."""
    if not offices:
        return []
    s, (members_, codes) = SYSTEMS.c, zip(*offices, strict=True)
    pairs = func.unnest(*(literal(list(column), ARRAY(Text)) for column in (members_, codes)))
    listed = pairs.table_valued("member", "code").render_derived(name="listed")
    named = or_(s.offices["codes"].has_key(listed.c.code), s.offices["below"].astext == listed.c.code)
    works = select(listed.c.code).where(listed.c.member == s.member, named).exists()
    query = select(s.client_id, s.member, s.offices).where(works, s.suspended.is_(None), _none_of(s.client_id, but))
    return [(row.client_id, row.member, _named(row.offices)) for row in await connection.execute(query)]


def _named(offices: Mapping[str, Any]) -> tuple[str, ...]:  # Any: JSON, as `Holding.to_claim` writes it
    return (*offices.get("codes", ()), *([offices["below"]] if "below" in offices else []))


async def systems_of(
    connection: AsyncConnection, members: Sequence[str], *, but: Sequence[str]
) -> list[tuple[str, str]]:
    """Return the systems, with their member, that are one of these members' and not suspended."""
    s = SYSTEMS.c
    query = select(s.client_id, s.member).where(s.member.in_(members), s.suspended.is_(None))
    return [(row.client_id, row.member) for row in await connection.execute(query.where(_none_of(s.client_id, but)))]


async def used_by(
    connection: AsyncConnection, member: str, ended: datetime, *, services: Sequence[str], agreements: Sequence[str]
) -> str | None:
    """Return what still rests on a member after its end: a service it offers, or an agreement that lets it call.

    The services and agreements named are left out: they are about to become something else.
    """
    s, a = SERVICES.c, AGREEMENTS.c
    offered = select(s.name).where(s.member == member, _none_of(s.name, services)).order_by(s.name)
    if name := await connection.scalar(offered.limit(1)):
        return offers(name)
    running = select(a.id).where(a.member == member, a.suspended.is_(None), _none_of(a.id, agreements))
    running = running.where(or_(a.valid_to.is_(None), a.valid_to > ended)).order_by(a.id)
    found = await connection.scalar(running.limit(1))
    return lets_call(found) if found else None


def _none_of(column: Column[Any], names: Sequence[str]) -> ColumnElement[bool]:
    # one parameter, however many there are
    return ~(column == any_(literal(list(names), ARRAY(Text))))


def offers(service: str) -> str:
    """Return in words that a service still is a member's."""
    return f"it still offers {service}"


def lets_call(agreement: str) -> str:
    """Return in words that an agreement still is a member's."""
    return f"{agreement} still lets it call"


async def version(connection: AsyncConnection) -> int:
    """Return the version that is in force."""
    return int(await connection.scalar(select(VERSION.c.version)) or 0)


async def revoked_tokens(connection: AsyncConnection) -> frozenset[str]:
    """Return the ids of the tokens that were taken back. Those that have ended leave the table with later ones.

    No clock is asked here: a server that is ahead would give back its worth to a token that ours still believes.
    """
    query = select(REVOKED.c.jti)
    return frozenset((await connection.execute(query)).scalars())


async def parties(connection: AsyncConnection) -> int:
    """Return the version that last changed a member, system, key, service or agreement."""
    return int(await connection.scalar(select(_PARTIES)) or 0)


async def next_version(connection: AsyncConnection, at: datetime, *, parties: bool) -> int:
    """Make the next version and return its number; `parties`: of a member, system, key, service or agreement too."""
    new = VERSION.c.version + 1
    step = update(VERSION).values(version=new, changed_at=at, parties=new if parties else _PARTIES, parties_said=new)
    return int((await connection.execute(step.returning(VERSION.c.version))).scalar_one())


async def put(connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> int:
    """Write rows by their primary key; return how many were new or different. Equal rows are left as they are."""
    if not rows:
        return 0
    written, changed = insert(table), 0
    new = {
        column: _new(column, written.excluded[column.name])
        for column in table.columns
        if not column.primary_key and column.name in rows[0]
    }
    step = written.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={column.name: value for column, value in new.items()},
        where=or_(*(column.is_distinct_from(value) for column, value in new.items())),
    )
    async for some in slices(rows):
        changed += len((await connection.execute(step.returning(true()), [dict(row) for row in some])).all())
    return changed


def _new(column: Column[Any], written: ColumnElement[Any]) -> ColumnElement[Any]:
    if column.name != "suspended":
        return written
    # what is suspended already was suspended when it was, however often that is said
    return case((written.is_(None), null()), else_=func.coalesce(column, written))


async def put_keys(connection: AsyncConnection, keys: Mapping[str, Mapping[str, Row]], at: datetime) -> int:
    """Register the keys listed (by client id, then thumbprint) and revoke every other key of those systems."""
    changed = 0
    for client_id, listed in keys.items():
        rows = [{"client_id": client_id, "thumbprint": t, "jwk": jwk, "registered_at": at} for t, jwk in listed.items()]
        if rows:
            step = insert(SYSTEM_KEYS).values(rows)
            again = step.on_conflict_do_update(
                index_elements=[SYSTEM_KEYS.c.client_id, SYSTEM_KEYS.c.thumbprint],
                set_={"revoked_at": None, "registered_at": step.excluded.registered_at},
                where=SYSTEM_KEYS.c.revoked_at.is_not(None),
            )
            changed += len((await connection.execute(again.returning(true()))).all())
        gone = and_(
            SYSTEM_KEYS.c.client_id == client_id,
            SYSTEM_KEYS.c.thumbprint.not_in(listed),
            SYSTEM_KEYS.c.revoked_at.is_(None),
        )
        revoked = update(SYSTEM_KEYS).where(gone).values(revoked_at=at).returning(true())
        changed += len((await connection.execute(revoked)).all())
    return changed


async def digests(connection: AsyncConnection) -> dict[str, str]:
    """Return the digest of every registered document, by service."""
    query = select(SERVICES.c.name, SERVICES.c.digest)
    return {row.name: row.digest for row in await connection.execute(query)}


async def documents(connection: AsyncConnection, services: Sequence[str]) -> dict[str, str]:
    """Return the registered OpenAPI documents of these services."""
    query = select(SERVICES.c.name, SERVICES.c.document).where(SERVICES.c.name.in_(services))
    return {row.name: row.document for row in await connection.execute(query)}


async def everything(connection: AsyncConnection) -> Rows:
    """Return all of them. Call it in a repeatable-read transaction: a version is one moment."""
    return Rows(
        members=await _all(connection, *MEMBERS.c),
        systems=await _all(connection, *SYSTEMS.c),
        keys=await _all(connection, *SYSTEM_KEYS.c),
        services=await _all(connection, *(column for column in SERVICES.c if column.name != "document")),
        agreements=await _all(connection, *AGREEMENTS.c),
    )


async def _all(connection: AsyncConnection, *columns: Column[Any]) -> Sequence[Row]:  # Any: of every type
    """Return the rows, fetched in parts: one fetch of thousands would hold up every exchange of this loop."""
    rows: list[Row] = []
    async with connection.stream(select(*columns), execution_options={"yield_per": _PART}) as found:
        async for part in found.mappings().partitions():
            rows += map(dict, part)
    return rows


@dataclass(frozen=True, slots=True)
class Term:
    """What an agreement covers, from when until when, and whom of the member it is bound to."""

    id: str
    member: str
    service: str
    operations: Sequence[str]
    purposes: Sequence[str]
    valid_from: datetime
    valid_to: datetime | None
    systems: Sequence[str] = ()
    offices: Sequence[str] = ()
    levels: Sequence[str] = ()

    def overlaps(self, other: "Term") -> bool:
        """Tell whether there is a moment at which both are in force for one caller, and neither is more particular."""
        return self._together(other) and all(
            # bound in one only: that one answers; in both, but to others: never of one rank for one caller
            (not mine and not theirs) or not set(mine).isdisjoint(theirs)
            for mine, theirs in (
                (self.systems, other.systems),
                (self.offices, other.offices),
                (self.levels, other.levels),
            )
        )

    def _together(self, other: "Term") -> bool:
        return (other.valid_to is None or self.valid_from < other.valid_to) and (
            self.valid_to is None or other.valid_from < self.valid_to
        )


async def terms(connection: AsyncConnection, members: Collection[str], services: Collection[str]) -> list[Term]:
    """Return the terms of the agreements of these members on these services by id.

    Those of suspended ones too, since a suspension is lifted.
    """
    a = AGREEMENTS.c
    covered = a.id, a.member, a.service, a.operations, a.purposes, a.valid_from, a.valid_to
    query = select(*covered, a.systems, a.offices, a.levels).order_by(a.id)
    query = query.where(a.member.in_(members), a.service.in_(services))
    return [Term(**row) for row in (await connection.execute(query)).mappings()]
