"""Topics on Kafka: read, and made on command only; publishing never creates a topic, and none is ever changed."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import TopicAlreadyExistsError, TopicAuthorizationFailedError, for_code

from chassis.bus import diagnosis
from chassis.bus.port import TopicsContradicted
from chassis.bus.security import PLAINTEXT, Security
from chassis.bus.topic_plan import Found, Shape, missing, wanted
from chassis.bus.topics import Topic, topics

_REQUEST_MS: Final = 10_000
_LOOK_MS: Final = 5_000  # of who only looks, and has more to look at
_RETENTION, _MIN_INSYNC = "retention.ms", "min.insync.replicas"


async def found_topics(servers: str, security: Security = PLAINTEXT) -> Found:
    """Return what is on Kafka; raise `BusUnavailable` or `BusRefused`."""
    async with _admin(servers, security) as client:
        return await _found(client)


async def create_topics(servers: str, security: Security = PLAINTEXT) -> Sequence[str]:
    """Create the missing topics and return their names; raise `TopicsContradicted` when one has other partitions."""
    async with _admin(servers, security) as client:
        found = await _found(client)
        _must_agree(found.topics)
        if found.hidden:
            raise TopicAuthorizationFailedError(list(found.hidden))
        new = missing(topics(), found.topics)
        if new:
            _must_have_succeeded(await client.create_topics([_new(each, found.brokers) for each in new]))
        return [each.name for each in new]


async def names_of_topics(servers: str, security: Security, sought: Sequence[str]) -> set[str]:
    """Return the topics that this user may see, for who seeks these to read or write; raises as `found_topics`."""
    async with diagnosis.explained(servers, security, "read", sought), _client(servers, security, _LOOK_MS) as client:
        return set(await client.list_topics())


@asynccontextmanager
async def _admin(servers: str, security: Security) -> AsyncIterator[AIOKafkaAdminClient]:
    async with diagnosis.explained(servers, security, "manage"), _client(servers, security, _REQUEST_MS) as client:
        yield client


@asynccontextmanager
async def _client(servers: str, security: Security, within_ms: int) -> AsyncIterator[AIOKafkaAdminClient]:
    client = AIOKafkaAdminClient(bootstrap_servers=servers, request_timeout_ms=within_ms, **security.arguments())
    try:
        await client.start()
        yield client
    finally:
        await client.close()


async def _found(client: AIOKafkaAdminClient) -> Found:
    told = [*await client.describe_topics(), *await client.describe_topics(list(topics()))]
    there = {each["topic"]: each["partitions"] for each in told if not each["error_code"] and not each["is_internal"]}
    hidden = {each["topic"] for each in told if each["error_code"] == TopicAuthorizationFailedError.errno}
    settings = await _settings(client, sorted(there))
    shapes = {name: _shape(partitions, settings[name]) for name, partitions in there.items()}
    return Found(shapes, len((await client.describe_cluster())["brokers"]), sorted(hidden))


async def _settings(client: AIOKafkaAdminClient, names: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    if not names:
        return {}
    asked = [ConfigResource(ConfigResourceType.TOPIC, name, {_RETENTION: None, _MIN_INSYNC: None}) for name in names]
    answers = await client.describe_configs(asked)
    by_name: dict[str, Mapping[str, str]] = {}
    for code, message, _type, name, entries in (resource for answer in answers for resource in answer.resources):
        if code:
            raise for_code(code)(message or name)
        by_name[name] = {entry[0]: entry[1] for entry in entries}
    return by_name


def _shape(partitions: Sequence[Mapping[str, Any]], settings: Mapping[str, str]) -> Shape:  # Any: aiokafka has no types
    replication = min(len(each["replicas"]) for each in partitions)
    return Shape(len(partitions), replication, int(settings[_RETENTION]), int(settings[_MIN_INSYNC]))


def _must_agree(existing: Mapping[str, Shape]) -> None:
    for declared in topics().values():
        there = existing.get(declared.name)
        if there is not None and there.partitions != declared.partitions:
            message = f"{declared.name} has {there.partitions} partitions, not {declared.partitions}"
            raise TopicsContradicted(message)


def _new(declared: Topic, brokers: int) -> NewTopic:
    shape = wanted(declared, brokers)
    settings = {_RETENTION: str(shape.retention_ms), _MIN_INSYNC: str(shape.min_insync)}
    return NewTopic(declared.name, shape.partitions, shape.replication, topic_configs=settings)


def _must_have_succeeded(answer: object) -> None:
    for name, code, *_ in getattr(answer, "topic_errors", ()):
        fault = for_code(code)
        if code and fault is not TopicAlreadyExistsError:  # somebody else made it in the same moment: just as well
            raise fault(name)
