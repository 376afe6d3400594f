"""Dead letters: failed events with their reason, and behind each the later events of its key, in order.

The lock is per key, not per topic: a stuck case must not stop the others. Whoever adds to a key's waiting line or
takes from it holds that lock, so nothing can join a line that a replay has just found empty.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

import orjson
from sqlalchemy import Row, Select, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.bus.envelope import from_document, to_document
from chassis.bus.port import Partition, Unreadable
from chassis.postgres.advisory_locks import lock_key
from chassis.unit import inbox
from chassis.unit.tables import DEAD_LETTERS
from chassis.unit.unit import Unit
from contracts.events import Event

_WAITS: Final = "waits behind an earlier dead letter of its key"
_LETTER: Final = DEAD_LETTERS.c


class Line(NamedTuple):
    """Waiting line of one key in one consumer group: the dead letter and what came behind it."""

    group: str
    topic: str
    key: str

    @classmethod
    def of(cls, group: str, event: Event) -> "Line":
        """Return the line of an event."""
        return cls(group, event.topic, event.key)

    def letters(self) -> Select[tuple[object, ...]]:
        """Return the query for this line's letters, oldest first."""
        here = (_LETTER.consumer_group == self.group, _LETTER.topic == self.topic, _LETTER.key == self.key)
        return select(DEAD_LETTERS).where(*here, _LETTER.replayed_at.is_(None)).order_by(_LETTER.id)

    async def lock(self, unit: Unit) -> None:
        """Take this line's advisory lock until the unit's transaction ends."""
        await unit.connection.execute(select(func.pg_advisory_xact_lock(lock_key(*self))))

    async def is_empty(self, unit: Unit) -> bool:
        """Tell whether no letter waits in this line."""
        return not await unit.connection.scalar(select(exists(self.letters())))


@dataclass(frozen=True, slots=True)
class Letter:
    """One event that waits for a replay; `event` is None when its message could not be read."""

    id: int
    line: Line
    event_id: str
    reason: str
    failed_at: datetime
    event: Event | None


async def put_aside(unit: Unit, group: str, event: Event, reason: str) -> None:
    """Make the event a dead letter; one that is waiting already keeps its place and gets the new reason."""
    line = Line.of(group, event)
    await line.lock(unit)
    await _add(unit, line, event.id, to_document(event), reason)


async def put_aside_unreadable(unit: Unit, group: str, partition: Partition, offset: int, content: Unreadable) -> None:
    """Keep an unreadable message as a dead letter; nothing waits behind it, because its key is unknown."""
    kept = orjson.dumps({"key": content.key, "raw": base64.b64encode(content.raw).decode()})
    name = f"{partition.topic}/{partition.number}/{offset}"
    line = Line(group, partition.topic, f"unreadable {name}")
    await line.lock(unit)
    await _add(unit, line, name, kept, content.fault)


async def wait_behind(unit: Unit, group: str, event: Event) -> bool:
    """Add the event to its key's line unless the line is empty; return whether it waits."""
    line = Line.of(group, event)
    if await line.is_empty(unit):
        return False  # looked without the lock: only this key's one consumer begins a line, and it is here
    await line.lock(unit)
    if await line.is_empty(unit):
        return False
    if not await inbox.holds(unit, group, event.id):
        await _add(unit, line, event.id, to_document(event), _WAITS)
    return True


async def waiting(unit: Unit, group: str) -> Sequence[Letter]:
    """Return the group's letters that wait for a replay, oldest first."""
    query = select(DEAD_LETTERS).where(_LETTER.consumer_group == group, _LETTER.replayed_at.is_(None))
    return [_letter(row) for row in await unit.connection.execute(query.order_by(_LETTER.id))]


async def first_of(unit: Unit, line: Line) -> Letter | None:
    """Lock the line and return its first letter, or None when it is empty."""
    await line.lock(unit)
    row = (await unit.connection.execute(line.letters().limit(1))).first()
    return _letter(row) if row else None


async def settle(unit: Unit, letter: Letter) -> None:
    """Remove the letter from its line: it has been handled."""
    await unit.connection.execute(update(DEAD_LETTERS).where(_LETTER.id == letter.id).values(replayed_at=unit.now))


async def _add(unit: Unit, line: Line, event_id: str, envelope: bytes, reason: str) -> None:
    known = update(DEAD_LETTERS).where(
        _LETTER.consumer_group == line.group, _LETTER.event_id == event_id, _LETTER.replayed_at.is_(None)
    )
    # a repeated delivery of the first of the line must not hide why it failed
    news = {"event_id": event_id} if reason == _WAITS else {"reason": reason, "failed_at": unit.now}
    if (await unit.connection.execute(known.values(news))).rowcount:
        return
    row = {
        "consumer_group": line.group,
        "topic": line.topic,
        "key": line.key,
        "event_id": event_id,
        "envelope": envelope,
        "reason": reason,
        "failed_at": unit.now,
    }
    await unit.connection.execute(insert(DEAD_LETTERS).values(row))


def _letter(row: Row[tuple[object, ...]]) -> Letter:
    line = Line(row.consumer_group, row.topic, row.key)
    try:
        event = from_document(row.envelope)
    except ValueError:
        event = None
    return Letter(row.id, line, row.event_id, row.reason, row.failed_at, event)
