"""Settles a unit: effect record, kept answer and outbox rows in one statement.

One statement, because a round trip costs a write more than the rows do.
"""

from typing import Final

import orjson

from chassis.unit import outbox
from chassis.unit.closing import Attempt, KeptAnswer
from chassis.unit.unit import Unit
from contracts.problems import ExchangeExpired, RequestInFlight

# The rows of the outbox are numbered in the order of their announcement: PostgreSQL sorts before it draws numbers.
_SETTLE: Final = """
with effect as (
  insert into effects (exchange_id, state, recorded_at)
  select $1::text, $2::text, $3::timestamptz where $1::text is not null
  on conflict do nothing returning 1
), kept as (
  insert into idempotency (member, operation, key, fingerprint, status, headers, body, kept_at)
  select $4::text, $5::text, $6::text, $7::bytea, $8::smallint, $9::text::jsonb, $10::bytea, $3
  where $6::text is not null
  on conflict do nothing returning 1
), announced as (
  insert into outbox (event_id, topic, key, type, envelope, traceparent, created_at)
  select event_id, topic, key, type, envelope, traceparent, created_at
  from unnest($11::text[], $12::text[], $13::text[], $14::text[], $15::bytea[], $16::text[], $17::timestamptz[])
    with ordinality as e (event_id, topic, key, type, envelope, traceparent, created_at, place)
  order by place
)
select (select count(*) from effect) as effects, (select count(*) from kept) as answers
"""
_NO_ANSWER: Final = (None,) * 7


async def settle(unit: Unit) -> None:
    """Write the unit's effect record, kept answer and announcements, if it has any.

    Raises `ExchangeExpired` when the gateway has closed the exchange already, and `RequestInFlight` when another call
    under the same key was faster: either way the effect is rolled back.
    """
    closing = unit.closing
    if closing is None and not unit.announced:
        return
    effect = (None, None) if closing is None else (unit.exchange_id, closing.state.value)
    kept = _NO_ANSWER if closing is None or closing.attempt is None else _columns(closing.attempt, closing.answer)
    values = (*effect, unit.now, *kept, *outbox.columns(unit.announced))
    written = (await unit.connection.exec_driver_sql(_SETTLE, values)).mappings().one()
    if effect[0] is not None and not written["effects"]:
        raise ExchangeExpired
    if kept is not _NO_ANSWER and not written["answers"]:
        raise RequestInFlight


async def write_announced(unit: Unit) -> None:
    """Write the announcements so far, ahead of the unit's end: a bulk import would hold 100,000 events."""
    if unit.announced:
        values = (None, None, unit.now, *_NO_ANSWER, *outbox.columns(unit.announced))
        await unit.connection.exec_driver_sql(_SETTLE, values)
        unit.announced.clear()


def _columns(attempt: Attempt, answer: KeptAnswer | None) -> tuple[object, ...]:
    if answer is None:
        raise ValueError("an attempt is kept with its answer")
    headers = orjson.dumps(answer.headers).decode()
    return (
        attempt.member,
        attempt.operation,
        attempt.key,
        attempt.fingerprint,
        answer.status,
        headers,
        answer.body,
    )
