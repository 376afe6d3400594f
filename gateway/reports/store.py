"""What the reports count, in PostgreSQL: one pass over the days that are asked for, every line of JSON read once."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from sqlalchemy import TextClause, text

from chassis.unit import Unit
from gateway.reports.period import Period

Row: TypeAlias = Mapping[str, Any]  # Any: column values

_FACTS: Final = """
from ledger_details cross join lateral json_to_record(details) as fact (
  member text, system text, provider text, service text, operation text, purpose text, code text, status int,
  "durationMs" int
)
where ended and exchange >= :first and exchange < :beyond
"""
_EXCHANGES: Final = text(
    f"""
    select member, provider, service, operation, purpose, count(*) as exchanges,
      count(*) filter (where status between 400 and 499) as refused,
      count(*) filter (where status >= 500 or status is null) as failed,
      percentile_disc(0.5) within group (order by "durationMs") as "p50Ms",
      percentile_disc(0.95) within group (order by "durationMs") as "p95Ms"
    {_FACTS}
    group by member, provider, service, operation, purpose
    order by exchanges desc, member, service, operation, purpose limit 10000
    """
)
_REFUSALS: Final = text(
    f"""
    select member, service, operation, coalesce(code, 'status-' || status) as code, count(*) as count
    {_FACTS} and status >= 400
    group by member, service, operation, coalesce(code, 'status-' || status)
    order by count desc, member, service, operation, code limit 10000
    """
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
    select s.member, s.office, s.client_id as system from systems s
    where s.suspended is null
      and s.client_id not in (select distinct system {_FACTS} and system is not null)
      and s.client_id not in (select system from ledger_tallies where begins_at >= :begins_at and begins_at < :ends_at)
    order by s.member, s.client_id limit 10000
    """  # noqa: S608 - constants of this file
)
_MEMBERS: Final = text("select id, name_lo, name_en from members")


async def exchanges(unit: Unit, period: Period) -> Sequence[Row]:
    """Return a row for every consumer, provider, operation and purpose, the busiest first."""
    return await _rows(unit, _EXCHANGES, period)


async def refusals(unit: Unit, period: Period) -> Sequence[Row]:
    """Return how often what was refused and why, the most frequent first."""
    return await _rows(unit, _REFUSALS, period)


async def turned_away(unit: Unit, period: Period) -> Sequence[Row]:
    """Return how often systems were turned away unrecorded, per status."""
    return await _rows(unit, _TURNED_AWAY, period)


async def silent(unit: Unit, period: Period) -> Sequence[Row]:
    """Return the enrolled systems of which nothing was heard."""
    return await _rows(unit, _SILENT, period)


async def members(unit: Unit) -> dict[str, tuple[str, str]]:
    """Return the members' names in Lao and English, by id."""
    return {row.id: (row.name_lo, row.name_en) for row in await unit.connection.execute(_MEMBERS)}


async def _rows(unit: Unit, query: TextClause, period: Period) -> list[Row]:
    asked = {**period.reach, "begins_at": period.begins_at, "ends_at": period.ends_at}
    wanted = {name: value for name, value in asked.items() if f":{name}" in query.text}
    return [dict(row) for row in (await unit.connection.execute(query, wanted)).mappings()]
