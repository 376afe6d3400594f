"""Queries of the reports: days that are over from their summary, the others from the details."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final, TypeAlias

from sqlalchemy import TextClause, text

from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from contracts.identifiers import least_id
from gateway.ledger.service.domain.durations import BUCKET
from gateway.ledger.service.domain.period import Period, midnight

Row: TypeAlias = Mapping[str, Any]  # Any: column values

_KEYS: Final = "member, system, provider, service, operation, purpose, code, status, bucket"
# Every line of JSON is read once, whatever is asked of it.
_LIVE: Final = f"""
select member, system, provider, service, operation, purpose, code, status, {BUCKET} as bucket, count(*) as exchanges
from ledger_details cross join lateral json_to_record(details) as fact (
  member text, system text, provider text, service text, operation text, purpose text, code text, status int,
  "durationMs" int
)
where ended and exchange >= :first and exchange < :beyond group by {_KEYS}
"""  # noqa: S608 - constants of this package
_FACTS: Final = f"""
with facts as (
  select {_KEYS}, exchanges from exchange_days where day >= :first_day and day < :live_day
  union all {_LIVE}
)
"""  # noqa: S608 - as above
_EXCHANGES: Final = text(
    f"""
    {_FACTS}
    select member, provider, service, operation, purpose, bucket, sum(exchanges)::bigint as exchanges,
      coalesce(sum(exchanges) filter (where status between 400 and 499), 0)::bigint as refused,
      coalesce(sum(exchanges) filter (where status >= 500 or status is null), 0)::bigint as failed
    from facts group by member, provider, service, operation, purpose, bucket
    """  # noqa: S608 - as above
)
_REFUSALS: Final = text(
    f"""
    {_FACTS}
    select member, service, operation, coalesce(code, 'status-' || status) as code, sum(exchanges)::bigint as count
    from facts where status >= 400
    group by member, service, operation, coalesce(code, 'status-' || status)
    order by count desc, member, service, operation, code limit 10000
    """  # noqa: S608 - as above
)
_TURNED_AWAY: Final = text(
    """
    select system, status, sum(count)::bigint as count from ledger_tallies
    where begins_at >= :begins_at and begins_at < :ends_at
    group by system, status order by count desc, system, status limit 10000
    """
)
# A system that was turned away is not silent: it did call.
_SILENT: Final = text(
    f"""
    {_FACTS}
    select s.member, s.client_id as system,
      case when jsonb_array_length(s.offices->'codes') = 1 then s.offices->'codes'->>0 end as office
    from systems s
    where s.suspended is null
      and s.client_id not in (select system from facts where system is not null)
      and s.client_id not in (select system from ledger_tallies where begins_at >= :begins_at and begins_at < :ends_at)
    order by s.member, s.client_id limit 10000
    """  # noqa: S608 - as above
)
_BREACHES: Final = text(
    """
    select service, operation, reason, nullif(schema, '') as schema, nullif(pointer, '') as pointer,
      nullif(rule, '') as rule, sum(failed)::bigint as failed, sum(withheld)::bigint as withheld
    from contract_breaches where day between :first_day and :last_day
    group by service, operation, reason, schema, pointer, rule
    order by sum(failed + withheld) desc, service, operation, reason, schema, pointer, rule limit 10000
    """
)
_MEMBERS: Final = text("select id, name_lo, name_en from members")

_LAST_SUMMARY: Final = text("select max(day) from exchange_day_summaries")
_OLDEST: Final = text("select min(at) from ledger_entries")
# Whoever writes this line first makes the summary; the others wait for the line, find it, and go on.
_TAKE: Final = text("insert into exchange_day_summaries (day) values (:day) on conflict do nothing")
_TAKE_BACK: Final = text(
    "with gone as (delete from exchange_day_summaries where day >= :day returning day) "
    "delete from exchange_days where day in (select day from gone)"
)
_SUMMARISE: Final = text(f"insert into exchange_days (day, {_KEYS}, exchanges) select :day, * from ({_LIVE}) as live")  # noqa: S608 - as above


async def exchanges(unit: Unit, period: Period) -> list[Row]:
    """Return a row for every consumer, provider, operation, purpose and bucket of durations."""
    return await _rows(unit, _EXCHANGES, period)


async def refusals(unit: Unit, period: Period) -> list[Row]:
    """Return how often what was refused and why, the most frequent first."""
    return await _rows(unit, _REFUSALS, period)


async def turned_away(unit: Unit, period: Period) -> list[Row]:
    """Return how often systems were turned away unrecorded, per status."""
    return await _rows(unit, _TURNED_AWAY, period)


async def contract_breaches(unit: Unit, period: Period) -> list[Row]:
    """Return where services broke their contract, the most frequent first."""
    days = {"first_day": period.first, "last_day": period.last}
    return [dict(row) for row in (await unit.connection.execute(_BREACHES, days)).mappings()]


async def silent(unit: Unit, period: Period) -> list[Row]:
    """Return the enrolled systems of which nothing was heard."""
    return await _rows(unit, _SILENT, period)


async def members(unit: Unit) -> dict[str, tuple[str, str]]:
    """Return the members' names in Lao and English, by id."""
    return {row.id: (row.name_lo, row.name_en) for row in await unit.connection.execute(_MEMBERS)}


async def next_day(unit: Unit) -> date | None:
    """Return the first day that has no summary yet; None where nothing was ever recorded."""
    last: date | None = (await unit.connection.execute(_LAST_SUMMARY)).scalar()
    if last is not None:
        return last + timedelta(days=1)
    oldest = (await unit.connection.execute(_OLDEST)).scalar()
    return None if oldest is None else oldest.astimezone(VIENTIANE).date()


async def summarise(unit: Unit, day: date) -> None:
    """Add up a day that is over; a second time changes nothing."""
    if (await unit.connection.execute(_TAKE, {"day": day})).rowcount:
        await unit.connection.execute(_SUMMARISE, {"day": day, **_reach(day, Period(day, day))})


async def take_back(unit: Unit, running: date) -> None:
    """Forget summaries of days that are not over: a clock that was ahead has made them, and what follows is missing."""
    await unit.connection.execute(_TAKE_BACK, {"day": running})


async def _rows(unit: Unit, query: TextClause, period: Period) -> list[Row]:
    live = max(await next_day(unit) or period.first, period.first)
    days = {"first_day": period.first, "live_day": live}
    values = {**days, "begins_at": period.begins_at, "ends_at": period.ends_at, **_reach(live, period)}
    wanted = {name: value for name, value in values.items() if f":{name}" in query.text}
    return [dict(row) for row in (await unit.connection.execute(query, wanted)).mappings()]


def _reach(first: date, period: Period) -> dict[str, str]:
    """Return the ids between which the exchanges from that day to the period's end lie: an id begins with its time."""
    return {"first": least_id("xch", midnight(first)), "beyond": least_id("xch", period.ends_at)}
