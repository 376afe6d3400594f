"""Event bus behind one port, on Kafka or on PostgreSQL; settings choose."""

from typing import Literal

from chassis.bus.port import Bus
from chassis.bus.security import PLAINTEXT, Security
from chassis.bus.topic_plan import Found

Kind = Literal["postgres", "kafka"]


async def open_bus(kind: Kind, url: str, security: Security = PLAINTEXT) -> Bus:
    """Return the bus at `url`: Kafka's bootstrap servers, or the PostgreSQL of the topic log. Connects at first use.

    `security` says how connections to Kafka are made; PostgreSQL's address says it itself.
    """
    if kind == "kafka":
        from chassis.bus.kafka import KafkaBus  # a fifth of a second to import, which the one-process run does not need

        return KafkaBus(url, security)
    from chassis.bus.postgres import PostgresBus  # and the other way round

    return PostgresBus(url)


async def prepare(kind: Kind, url: str, security: Security = PLAINTEXT) -> None:
    """Create the topics of `deploy/topics.toml`; raise `TopicsContradicted` where partitions differ on the bus."""
    if kind == "kafka":
        from chassis.bus.kafka_topics import create_topics  # see open_bus

        await create_topics(url, security)
    else:
        from chassis.bus.postgres import create_log  # see open_bus

        await create_log(url)


async def survey(kind: Kind, url: str, security: Security = PLAINTEXT) -> Found:
    """Return which topics are on the bus, and how they are kept; raise `BusUnavailable` or `BusRefused`."""
    if kind == "kafka":
        from chassis.bus.kafka_topics import found_topics  # see open_bus

        return await found_topics(url, security)
    from chassis.bus.postgres import found_in_log  # see open_bus

    return await found_in_log(url)
