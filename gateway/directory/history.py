"""History of every entry, with the time it was in force: the past can be asked for, and nothing is deleted here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import orjson
from sqlalchemy import ColumnElement, Select, Text, and_, func, literal, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.process.work import each_of, slices
from contracts.calendar import VIENTIANE
from contracts.json_types import JSON
from gateway.directory.entry import Entry, folded, search_text
from gateway.directory.tables import CHANGES, DOCUMENTS, ENTRIES

Place = tuple[str, str]  # kind and id of an entry
Facts = Mapping[str, JSON]
Row = Mapping[str, Any]  # Any: column values

MANY: Final = 1000  # differences
WHOLE: Final = "entry"  # in place of a property's name: all of a new entry, where there are many
_LONGEST_VALUE: Final = 4000
_E: Final = ENTRIES.c


@dataclass(frozen=True, slots=True)
class Difference:
    """How an entry differs from what it was; `base` is the version that made it what it was, 0 for a new one."""

    kind: str
    id: str
    base: int
    before: Facts | None
    after: Facts
    more: Sequence[Mapping[str, str]] = ()  # what people are to see beside its facts, as `properties` below
    personal: frozenset[str] = frozenset()  # its facts about a person, which stand apart: not everybody gets them

    def document(self, *, among: int = 1) -> dict[str, Any]:  # Any: a document of directory/entry-difference
        """Return the difference as people read it: values as JSON texts, long ones cut.

        `among` so many: beyond `MANY`, what is new is one text, or ten thousand would not go into one answer.
        """
        was = self.before or {}
        names = sorted(name for name in was.keys() | self.after.keys() if was.get(name) != self.after.get(name))
        shown = [
            {"property": name, **_value(was, "before", name), **_value(self.after, "after", name)} for name in names
        ]
        plain = [each for each in shown if each["property"] not in self.personal]
        if self.before is None and among > MANY:
            whole = {name: value for name, value in self.after.items() if name not in self.personal}
            plain = [{"property": WHOLE, **_value({WHOLE: whole}, "after", WHOLE)}]
        document = {
            "kind": self.kind,
            "id": self.id,
            "action": "changed" if self.before is not None else "added",
            "properties": plain + list(self.more),
        }
        named = [each for each in shown if each["property"] in self.personal]
        return document | ({"personal": named} if named else {})


def _value(facts: Facts, when: str, name: str) -> dict[str, str]:
    return {when: orjson.dumps(facts[name]).decode()[:_LONGEST_VALUE]} if name in facts else {}


@dataclass(frozen=True, slots=True)
class Filed:
    """The present state of an entry."""

    version: int
    facts: Facts
    owner: str | None


async def present(connection: AsyncConnection, places: Sequence[Place]) -> dict[Place, Filed]:
    """Return the present state of these entries; those that do not exist are left out."""
    found: dict[Place, Filed] = {}
    async for some in slices(places):
        query = select(_E.kind, _E.id, _E.version, _E.facts, _E.owner).where(_E.until.is_(None), _is_one_of(some))
        for row in await connection.execute(query):
            found[row.kind, row.id] = Filed(row.version, row.facts, row.owner)
    return found


def _is_one_of(places: Sequence[Place]) -> ColumnElement[bool]:
    """Return the condition for these entries: two lists as two parameters, so that the statement is always the same."""
    kinds, ids = zip(*places, strict=True)
    listed = func.unnest(*(literal(list(column), ARRAY(Text)) for column in (kinds, ids))).table_valued("kind", "id")
    named = listed.render_derived(name="listed")
    return tuple_(_E.kind, _E.id).in_(select(named.c.kind, named.c.id))


async def differences(connection: AsyncConnection, entries: Sequence[Entry]) -> list[Difference]:
    """Return how these entries differ from their present states, in the order given; no write, no lock."""
    known = await present(connection, [(entry.KIND, entry.key) async for entry in each_of(entries)])
    found: list[Difference] = []
    async for entry in each_of(entries):
        was, facts = known.get((entry.KIND, entry.key)), entry.facts()
        if was is None or was.facts != facts:
            base, before = (was.version, was.facts) if was else (0, None)
            found.append(Difference(entry.KIND, entry.key, base, before, facts, personal=entry.PERSONAL))
    return found


async def file(
    connection: AsyncConnection, entries: Sequence[Entry], *, at: datetime, version: int, change: str
) -> list[Difference]:
    """Write the entries that differ from their present states; return how they differ, in the order given."""
    found = await differences(connection, entries)
    listed = {(entry.KIND, entry.key): entry for entry in entries}
    async for some in slices(found):
        rows = [_row(listed[change.kind, change.id], change.after) for change in some]
        ended = update(ENTRIES).where(_E.until.is_(None), _is_one_of([(change.kind, change.id) for change in some]))
        await connection.execute(ended.values(until=at))
        made = {"since": at, "version": version, "change": change}
        await connection.execute(insert(ENTRIES), [row | made for row in rows])
    return found


def _row(entry: Entry, facts: Facts) -> dict[str, Any]:  # Any: column values
    return {
        "kind": entry.KIND,
        "id": entry.key,
        "owner": entry.owner,
        "facts": facts,
        "words": search_text(entry.words()),
        "shares": sorted({folded(text) for text in entry.shares()}),
    }


async def keep_documents(connection: AsyncConnection, documents: Mapping[str, str]) -> None:
    """Keep documents under their digests; one that is kept already stays as it is."""
    for digest, document in documents.items():
        step = insert(DOCUMENTS).values(digest=digest, document=document).on_conflict_do_nothing()
        await connection.execute(step)


async def document(connection: AsyncConnection, digest: str) -> Any:  # Any: a document that other people wrote
    """Return a kept document."""
    found: str | None = await connection.scalar(select(DOCUMENTS.c.document).where(DOCUMENTS.c.digest == digest))
    return orjson.loads(found or "{}")


async def published_schemas(connection: AsyncConnection) -> list[dict[str, Any]]:  # Any: schemas
    """Return the text of every schema that was published at run time."""
    return [orjson.loads(text) for text, _ in await publications(connection)]


async def publications(connection: AsyncConnection) -> Sequence[tuple[str, datetime]]:
    """Return every schema that was published at run time, as it is kept, with the moment since when it is."""
    query = (
        select(DOCUMENTS.c.document, _E.since)
        .join(ENTRIES, DOCUMENTS.c.digest == _E.facts["digest"].as_string())
        .where(_E.kind == "schema", _E.until.is_(None))
    )
    return [(text, since) for text, since in await connection.execute(query)]


async def decided(connection: AsyncConnection) -> set[Place]:
    """Return the entries whose present state an officer decided on: enrolling a sandbox again leaves them alone."""
    query = (
        select(_E.kind, _E.id)
        .join(CHANGES, CHANGES.c.change_id == _E.change)
        .where(_E.until.is_(None), CHANGES.c.kind != "enrolment")
    )
    return {(row.kind, row.id) for row in await connection.execute(query)}


async def dissolved(connection: AsyncConnection) -> list[tuple[str, datetime]]:
    """Return every dissolved member with the moment after its last day, in Vientiane."""
    query = select(_E.id, _E.facts["dissolvedOn"].as_string()).where(
        _E.kind == "member", _E.until.is_(None), _E.facts["dissolvedOn"].as_string().is_not(None)
    )
    return [(id_, end_of(date.fromisoformat(day))) for id_, day in await connection.execute(query)]


def end_of(last: date) -> datetime:
    """Return the moment after a day, in Vientiane."""
    day = last + timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=VIENTIANE)


async def now(connection: AsyncConnection, kind: str) -> list[Facts]:
    """Return the present state of every entry of a kind."""
    return list(await connection.scalars(select(_E.facts).where(_E.kind == kind, _E.until.is_(None))))


def in_force_at(at: datetime | None) -> ColumnElement[bool]:
    """Return the condition for what was in force at that moment, or is now."""
    if at is None:
        return _E.until.is_(None)
    return and_(_E.since <= at, or_(_E.until.is_(None), at < _E.until))


async def one(connection: AsyncConnection, kind: str, id: str, *, at: datetime | None = None) -> Facts | None:
    """Return what an entry was at a moment, or is now; None when it was not there."""
    query = select(_E.facts).where(_E.kind == kind, _E.id == id, in_force_at(at))
    facts: Facts | None = await connection.scalar(query)
    return facts


async def several(
    connection: AsyncConnection,
    kind: str,
    *,
    at: datetime | None,
    words: str | None,
    owner: str | None,
    after: str | None,
    limit: int,
) -> list[tuple[str, Facts]]:
    """Return entries of a kind as they were, by id, behind `after`; `words` are looked for in folded text."""
    query = select(_E.id, _E.facts).where(_E.kind == kind, in_force_at(at)).order_by(_E.id).limit(limit)
    if words is not None:
        query = query.where(*(_E.words.contains(word, autoescape=True) for word in folded(words).split(" ")))
    if owner is not None:
        query = query.where(or_(_E.owner == owner, _E.facts["member"].as_string() == owner))
    if after is not None:
        query = query.where(_E.id > after)
    return [(row.id, row.facts) for row in await connection.execute(query)]


async def states(
    connection: AsyncConnection,
    *,
    kind: str | None,
    id: str | None,
    after: tuple[int, str, str] | None,
    limit: int,
) -> Sequence[Row]:
    """Return past and present states without their facts, newest first."""
    query: Select[Any] = (
        select(_E.kind, _E.id, _E.since, _E.until, _E.version, _E.change)
        .order_by(_E.version.desc(), _E.kind.desc(), _E.id.desc())
        .limit(limit)
    )
    if kind is not None:
        query = query.where(_E.kind == kind)
    if id is not None:
        query = query.where(_E.id == id)
    if after is not None:
        query = query.where(tuple_(_E.version, _E.kind, _E.id) < tuple_(*after))
    return [dict(row) for row in (await connection.execute(query)).mappings()]


async def sharing(connection: AsyncConnection, kind: str, id: str, *, limit: int) -> list[Row]:
    """Return the present projects and equipment that share systems or topics with an entry, most shared first.

    What was refused, stopped or retired is left out: it costs nobody anything any more.
    """
    own: list[str] = list(
        await connection.scalar(select(_E.shares).where(_E.kind == kind, _E.id == id, _E.until.is_(None))) or ()
    )
    if not own:
        return []
    over = _E.facts["status"].as_string().in_(("refused", "stopped"))
    query = select(_E.kind, _E.id, _E.owner, _E.facts, _E.shares).where(
        _E.until.is_(None),
        _E.kind.in_(("project", "equipment")),
        ~and_(_E.kind == kind, _E.id == id),
        _E.shares.overlap(literal(own, ARRAY(Text))),
        func.coalesce(~over, True),
        _E.facts["retiredOn"].as_string().is_(None),
    )
    found: list[Row] = [
        {
            "kind": row.kind,
            "id": row.id,
            "owner": row.owner,
            "lo": row.facts["lo"],
            "shared": sorted({*own} & {*row.shares}),
        }
        for row in await connection.execute(query)
    ]
    return sorted(found, key=lambda entry: (-len(entry["shared"]), entry["kind"], entry["id"]))[:limit]
