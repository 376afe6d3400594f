"""Diagnosis of a connection to Kafka that failed: refused, and why, or only away.

aiokafka says of all its failures that it could not bootstrap; the reason is in its log alone. So one more connection is
made, and its fault is looked at.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

from aiokafka.client import AIOKafkaClient
from aiokafka.conn import AIOKafkaConnection
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    KafkaError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
)
from aiokafka.protocol.metadata import MetadataRequest

from chassis.bus import refusals
from chassis.bus.port import BusRefused, BusUnavailable
from chassis.bus.security import Security
from chassis.process.secret_files import SecretFileRefused

_REQUEST_MS: Final = 4000
_CLOSE_S: Final = 1.0
CONNECTION_FAULTS: Final = (KafkaError, OSError, TimeoutError)


async def why(
    fault: BaseException, servers: str, security: Security, doing: refusals.Doing, topics: Sequence[str]
) -> BusUnavailable:
    """Return what to raise for this fault: a refusal with what to mend, or else that the bus is away."""
    if isinstance(fault, SecretFileRefused):
        return refusals.of_files(fault)
    told = refusals.of_rights(fault, security.who, doing)
    if told is None or isinstance(fault, ClusterAuthorizationFailedError):  # of a producer that may write nothing
        told = await refusal(servers, security, doing, topics) or told
    return told or BusUnavailable(described(fault))


@asynccontextmanager
async def explained(
    servers: str, security: Security, doing: refusals.Doing, topics: Sequence[str] = ()
) -> AsyncIterator[None]:
    """Raise for every fault of a connection in the block what `why` says of it."""
    try:
        yield
    except (*CONNECTION_FAULTS, SecretFileRefused) as fault:
        raise await why(fault, servers, security, doing, topics) from fault


async def refusal(servers: str, security: Security, doing: refusals.Doing, topics: Sequence[str]) -> BusRefused | None:
    """Connect once, ask for these topics, and return what the bus refuses or lacks; None when it is well, or away."""
    try:
        arguments = security.arguments()
    except SecretFileRefused as fault:
        return refusals.of_files(fault)
    for host, port, _ in AIOKafkaClient(bootstrap_servers=servers).hosts:
        connection = AIOKafkaConnection(host, port, request_timeout_ms=_REQUEST_MS, **arguments)
        met: BaseException | None = None
        try:
            await connection.connect()
            return await _refused_topics(connection, security.who, doing, topics)
        except CONNECTION_FAULTS as fault:
            met = fault
            if told := refusals.of_connection(fault, f"{host}:{port}", security.who):
                return told
        finally:
            closed = connection.close()
            if not isinstance(met, OSError):  # it was connected: TLS ends properly, or a moment later without
                await asyncio.wait([closed], timeout=_CLOSE_S)
    return None


async def _refused_topics(
    connection: AIOKafkaConnection, who: str, doing: refusals.Doing, topics: Sequence[str]
) -> BusRefused | None:
    found = {
        name: code
        for code, name, *_ in (
            await connection.send(MetadataRequest(list(topics), allow_auto_topic_creation=False))
        ).topics
    }
    if closed := sorted(name for name, code in found.items() if code == TopicAuthorizationFailedError.errno):
        return refusals.of_rights(TopicAuthorizationFailedError(closed), who, doing)
    if missing := [name for name, code in found.items() if code == UnknownTopicOrPartitionError.errno]:
        return refusals.of_topics(missing)
    return None


def described(fault: BaseException) -> str:
    """Return the fault in one line."""
    return f"{type(fault).__name__} {fault}".strip()
