"""Event bus behind one port, on Kafka or on PostgreSQL; settings choose."""

from typing import Literal

from chassis.bus.port import Bus

Kind = Literal["postgres", "kafka"]


async def open_bus(kind: Kind, url: str) -> Bus:
    """Return the bus at `url`: Kafka's bootstrap servers, or the PostgreSQL of the topic log. Connects at first use."""
    if kind == "kafka":
        from chassis.bus.kafka import KafkaBus  # a fifth of a second to import, which the one-process run does not need

        return KafkaBus(url)
    from chassis.bus.postgres import PostgresBus  # and the other way round

    return PostgresBus(url)


async def prepare(kind: Kind, url: str) -> None:
    """Create the topics of `deploy/topics.toml`; raise `TopicsContradicted` where partitions differ on the bus."""
    if kind == "kafka":
        from chassis.bus.kafka_topics import create_topics  # see open_bus

        await create_topics(url)
    else:
        from chassis.bus.postgres import create_log  # see open_bus

        await create_log(url)
