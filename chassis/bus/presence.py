"""Which topics a bus lacks: looked at without making any, for whoever wants to know before events wait."""

from collections.abc import Collection, Iterable

from chassis.bus import Kind
from chassis.bus.port import BusUnavailable
from chassis.bus.topics import topics


def topics_of(component: str, consumed: Iterable[str]) -> list[str]:
    """Return the topics that a component writes, and those on which the event types travel that it consumes."""
    read = {type_.rsplit(".", 2)[0] for type_ in consumed}
    return sorted({each.name for each in topics().values() if each.owner == component} | read)


async def missing_topics(kind: Kind, url: str, names: Collection[str]) -> list[str]:
    """Return those of the topics that the bus does not have; raise `BusUnavailable` when it does not answer."""
    there = await (_on_kafka(url) if kind == "kafka" else _in_postgres(url))
    return sorted(set(names) - there)


async def _on_kafka(servers: str) -> set[str]:
    from aiokafka.admin import AIOKafkaAdminClient  # slow to import, as in chassis.bus
    from aiokafka.errors import KafkaError

    client = AIOKafkaAdminClient(bootstrap_servers=servers, request_timeout_ms=5_000)
    try:
        await client.start()
        return set(await client.list_topics())
    except (KafkaError, OSError) as fault:
        message = f"{type(fault).__name__} {fault}".strip()
        raise BusUnavailable(message) from fault
    finally:
        await client.close()


async def _in_postgres(url: str) -> set[str]:
    from chassis.bus.reachable import reachable
    from chassis.postgres.connection import connect, disconnect

    async with reachable():
        connection = await connect(url, "saphan doctor")
        try:
            if await connection.fetchval("select to_regclass('partitions')") is None:
                return set()
            return {row["topic"] for row in await connection.fetch("select distinct topic from partitions")}
        finally:
            await disconnect(connection)
