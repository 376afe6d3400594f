"""When each system was last heard of, as the ledger knows it: asked once, when a gateway starts."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from chassis.postgres.connection import Connection
from contracts.calendar import VIENTIANE
from contracts.identifiers import least_id

_REACH: Final = timedelta(days=400)  # who was silent for longer has no last exchange here
_DAYS: Final = (
    "select system, max(day) as day from exchange_days where day >= $1 and system is not null group by system"
)
_SUMMARISED: Final = "select max(day) from exchange_day_summaries"
# Spelt alike everywhere, so the greatest text is the latest moment.
_LIVE: Final = """
select details->>'system' as system, max(details->>'at') as at from ledger_details
where ended and exchange >= $1 and details->>'system' is not null group by 1
"""


async def of_days(connection: Connection, now: datetime) -> Mapping[str, float]:
    """Return the end of the last day on which each system was heard of (epoch seconds), of the days added up."""
    rows = await connection.fetch(_DAYS, (now - _REACH).date())
    return {row["system"]: min(_end_of(row["day"]), now.timestamp()) for row in rows}


async def since(connection: Connection, now: datetime) -> Mapping[str, float]:
    """Return when each system was last heard of (epoch seconds), of the days that are not added up yet."""
    last: date | None = (await connection.fetch(_SUMMARISED))[0][0]
    begins = now - _REACH if last is None else datetime.fromtimestamp(_end_of(last), UTC)
    rows = await connection.fetch(_LIVE, least_id("xch", begins))
    return {row["system"]: datetime.fromisoformat(row["at"]).timestamp() for row in rows}


def _end_of(day: date) -> float:
    return datetime.combine(day + timedelta(days=1), time(), VIENTIANE).timestamp()
