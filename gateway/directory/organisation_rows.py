"""Storage of members, offices and officers as the data plane holds them: read as one text, parsed off the loop."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import orjson
from sqlalchemy import Column, Table, Text, and_, cast, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.organisations import MemberFacts, OfficeFacts, Organisations
from contracts.seats import Seat
from gateway.directory import store
from gateway.directory.entries import Tenure
from gateway.directory.officers import Officer
from gateway.directory.organisations import Office
from gateway.directory.tables import ENTRIES, MEMBERS, OFFICERS, OFFICES

_O: Final = OFFICES.c
_OFFICE: Final = (
    *(_O.member, _O.code, _O.kind, _O.level, _O.name_lo, _O.name_en, _O.place, _O.country),
    *(_O.parent, _O.begins, _O.ends, _O.successor, _O.informed),
)
_OFFICER: Final = (OFFICERS.c.member, OFFICERS.c.id, OFFICERS.c.begins, OFFICERS.c.ends, OFFICERS.c.office)

_NONE: Final = "[]"

Officers = Mapping[str, Mapping[str, Tenure]]  # by member and folded id: every one that a member ever had


async def put_offices(connection: AsyncConnection, offices: Sequence[Office], version: int) -> None:
    """Write the offices that differ from what they were, as of that version of the directory."""
    await store.put(connection, OFFICES, [_row(office.as_held()) | {"version": version} for office in offices])


def _row(facts: OfficeFacts) -> dict[str, Any]:  # Any: column values
    return {
        "member": facts.seat.member,
        "code": facts.seat.office,
        "kind": facts.kind,
        "level": facts.level,
        "name_lo": facts.name_lo,
        "name_en": facts.name_en,
        "place": facts.place,
        "country": facts.country,
        "parent": facts.parent,
        "begins": facts.begins,
        "ends": facts.ends,
        "successor": [facts.successor.member, facts.successor.office] if facts.successor else None,
        "informed": [[seat.member, seat.office] for seat in facts.informed],
    }


async def put_officers(connection: AsyncConnection, officers: Sequence[Officer], version: int) -> None:
    """Write the officers that differ from what they were, as of that version of the directory."""
    rows = [
        {
            "member": each.member,
            "id": each.folded,
            "begins": each.from_,
            "ends": each.to,
            "office": each.office,
            "version": version,
        }
        for each in officers
    ]
    await store.put(connection, OFFICERS, rows)


async def offices_since(connection: AsyncConnection, version: int) -> str:
    """Return the offices that became what they are after that version, as `offices_of` reads them.

    One text from the database's own hand: row by row, ten thousand would cost the loop more than a swap may.
    """
    return await _listed(connection, OFFICES, version, _OFFICE)


async def officers_since(connection: AsyncConnection, version: int) -> str:
    """Return the officers that became what they are after that version, as `officers_of` reads them."""
    return await _listed(connection, OFFICERS, version, _OFFICER)


async def _listed(
    connection: AsyncConnection, table: Table, version: int, columns: Sequence[Column[Any]]
) -> str:  # Any: of every type
    rows = cast(func.json_agg(func.json_build_array(*columns)), Text)
    return await connection.scalar(select(rows).where(table.c.version > version)) or _NONE


def offices_of(listed: str) -> list[OfficeFacts]:
    """Return the offices of a text that `offices_since` has made."""
    return [_office(*row) for row in orjson.loads(listed)]


def _office(
    member: str,
    code: str,
    kind: str,
    level: str,
    name_lo: str,
    name_en: str,
    place: str | None,
    country: str | None,
    parent: str | None,
    begins: str | None,
    ends: str | None,
    successor: Sequence[str] | None,
    informed: Sequence[Sequence[str]],
) -> OfficeFacts:
    return OfficeFacts(
        Seat(member, code),
        kind,
        level,
        name_lo,
        name_en,
        place,
        country,
        parent,
        _day(begins),
        _day(ends),
        Seat(*successor) if successor else None,
        tuple(Seat(*pair) for pair in informed),
    )


def officers_of(listed: str, before: Officers) -> Officers:
    """Return the officers with those of a text that `officers_since` has made; other members' stay as they are."""
    if listed == _NONE:
        return before
    found = dict(before)
    changed: dict[str, dict[str, Tenure]] = {}
    for member, folded, begins, ends, office in orjson.loads(listed):
        if member not in changed:
            found[member] = changed[member] = dict(before.get(member, {}))
        changed[member][folded] = Tenure(date.fromisoformat(begins), _day(ends), office)
    return found


async def staffed(
    connection: AsyncConnection, members: Sequence[str], day: date, least: int, power: str
) -> frozenset[str]:
    """Return those of the members that have at least so many officers in office on that day who have the power.

    Who has no power stated has all of them.
    """
    o, e = OFFICERS.c, ENTRIES.c
    powers = cast(e.facts, JSONB)["powers"]
    in_office = (o.member.in_(members), o.begins <= day, or_(o.ends.is_(None), o.ends >= day))
    entered = and_(e.kind == Officer.KIND, e.id == o.member + ":" + o.id, e.until.is_(None))
    able = or_(powers.is_(None), powers.has_key(power))
    query = select(o.member).join_from(OFFICERS, ENTRIES, entered).where(*in_office, able)
    query = query.group_by(o.member).having(func.count() >= least)
    return frozenset(await connection.scalars(query)) if members else frozenset()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def members_of(rows: Iterable[store.Row]) -> list[MemberFacts]:
    """Return the members of their rows."""
    return [MemberFacts(**row) for row in rows]


async def organisations(connection: AsyncConnection) -> Organisations:
    """Return all members and offices as the tables have them now, for the rules of a change."""
    members = [dict(row) for row in (await connection.execute(select(MEMBERS))).mappings()]
    listed = await offices_since(connection, -1)
    return await asyncio.to_thread(lambda: Organisations.of(0, members_of(members), offices_of(listed)))
