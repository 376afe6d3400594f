"""Creates Kafka topics from `deploy/topics.toml`, on command only; publishing never creates a topic."""

from collections.abc import Mapping
from typing import Final

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from chassis.bus.port import BusUnavailable, TopicsContradicted
from chassis.bus.topics import Topic, topics

_DAY_MS: Final = 86_400_000
_REQUEST_MS: Final = 10_000


async def create_topics(servers: str) -> None:
    """Create the missing topics; raise `TopicsContradicted` when one has another number of partitions."""
    client = AIOKafkaAdminClient(bootstrap_servers=servers, request_timeout_ms=_REQUEST_MS)
    try:
        await client.start()
        existing = {
            description["topic"]: len(description["partitions"]) for description in await client.describe_topics()
        }
        _must_agree(existing)
        brokers = len((await client.describe_cluster())["brokers"])
        missing = [_new(declared, brokers) for declared in topics().values() if declared.name not in existing]
        if missing:
            _must_have_succeeded(await client.create_topics(missing))
    except (KafkaError, OSError) as fault:
        message = f"{type(fault).__name__} {fault}"
        raise BusUnavailable(message) from fault
    finally:
        await client.close()


def _must_agree(existing: Mapping[str, int]) -> None:
    for declared in topics().values():
        if existing.get(declared.name, declared.partitions) != declared.partitions:
            message = f"{declared.name} has {existing[declared.name]} partitions, not {declared.partitions}"
            raise TopicsContradicted(message)


def _new(declared: Topic, brokers: int) -> NewTopic:
    replication = min(declared.replication, brokers)
    return NewTopic(
        declared.name,
        declared.partitions,
        replication,
        topic_configs={
            "retention.ms": str(declared.retention_days * _DAY_MS),
            # acks=all means as many as these: one broker may be away for maintenance, and a write is still on two
            "min.insync.replicas": str(max(1, replication - 1)),
        },
    )


def _must_have_succeeded(answer: object) -> None:
    for name, code, *_ in getattr(answer, "topic_errors", ()):
        fault = for_code(code)
        if code and fault is not TopicAlreadyExistsError:  # somebody else made it in the same moment: just as well
            raise fault(name)
