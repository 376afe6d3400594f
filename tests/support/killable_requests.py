"""Requests out in a process of its own, to be killed: `python -m tests.support.killable_requests COMPONENT-URL HOURS`.

It sends what is due as a process does that comes so many hours later, and prints each key under which it has asked.
"""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from chassis.client.exchange_client import Answer
from chassis.events.requests_out import Answered, Request, RequestsOut
from chassis.unit.unit import Unit
from chassis.unit.units import Units
from tests.support.clock import SetClock
from tests.support.component import engine_of

PATH: Final = "/identity-system/v1/uin-requests"
SETTLED: Final = "create table settled (request_id text primary key)"
NOW: Final = datetime(2026, 11, 30, 5, 0, tzinfo=UTC)


async def settle(unit: Unit, request: Request, _answered: Answered) -> None:
    """The effect: one row a request, however often it is answered."""
    await unit.connection.exec_driver_sql("insert into settled values ($1) on conflict do nothing", (request.id,))


async def noted(units: Units) -> list[str]:
    """Return what was settled."""
    async with units.engine.connect() as connection:
        found = await connection.exec_driver_sql("select request_id from settled order by request_id")
        return [str(row.request_id) for row in found]


class Peer:
    """Answers everybody, and says that it was asked before it does."""

    async def send(self, path: str, document: Any, *, idempotency_key: str, purpose: str) -> Answer:  # noqa: ARG002
        """Answer."""
        sys.stdout.write(f"{idempotency_key}\n")
        sys.stdout.flush()
        return Answer(200, {}, b"{}", 0.0)


async def live(url: str, hours: int) -> None:
    """Send what is due by then."""
    await RequestsOut(Peer(), settle).round(Units(engine_of(url), SetClock(NOW + timedelta(hours=hours))))


if __name__ == "__main__":
    asyncio.run(live(sys.argv[1], int(sys.argv[2])))
