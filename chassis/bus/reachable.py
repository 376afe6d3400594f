"""Map PostgreSQL connection failures of the topic log to `BusUnavailable`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from chassis.bus.port import BusUnavailable
from chassis.postgres.database import AWAY


@asynccontextmanager
async def reachable() -> AsyncIterator[None]:
    """Raise `BusUnavailable` for every failure in the block that means the log's server is away."""
    try:
        yield
    except AWAY as fault:
        raise BusUnavailable(str(fault) or type(fault).__name__) from fault
