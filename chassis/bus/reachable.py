"""What it means for the bus when the server of the topic log breaks off."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from chassis.bus.port import BusUnavailable
from chassis.postgres.database import AWAY


@asynccontextmanager
async def reachable() -> AsyncIterator[None]:
    """Turn every way in which the log's server can be away into `BusUnavailable`."""
    try:
        yield
    except AWAY as fault:
        raise BusUnavailable(str(fault) or type(fault).__name__) from fault
