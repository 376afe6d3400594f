"""Which topics a bus lacks: looked at without making any, for whoever wants to know before events wait."""

from collections.abc import Iterable

from chassis.bus import Kind
from chassis.bus.rights import rights
from chassis.bus.security import PLAINTEXT, Security


async def missing_topics(
    kind: Kind, url: str, component: str, consumes: Iterable[str], security: Security = PLAINTEXT
) -> list[str]:
    """Return what the component writes or reads and the bus lacks; raise `BusUnavailable` or `BusRefused`."""
    names = {grant.name for grant in rights(component, consumes) if grant.kind == "topic"}
    there = await (_on_kafka(url, security, sorted(names)) if kind == "kafka" else _in_postgres(url))
    return sorted(names - there)


async def _on_kafka(servers: str, security: Security, names: list[str]) -> set[str]:
    from aiokafka.admin import AIOKafkaAdminClient  # slow to import, as in chassis.bus

    from chassis.bus import diagnosis

    client = AIOKafkaAdminClient(bootstrap_servers=servers, request_timeout_ms=5_000, **security.arguments())
    try:
        await client.start()
        return set(await client.list_topics())
    except diagnosis.CONNECTION_FAULTS as fault:
        raise await diagnosis.why(fault, servers, security, "read", names) from fault
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
