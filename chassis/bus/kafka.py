"""The bus on Kafka, through aiokafka: CloudEvents in binary mode, idempotent producer, manual commits."""

import asyncio
import logging
import random
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Final, Self

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError

from chassis.bus.envelope import from_message, to_message
from chassis.bus.port import Batch, BusUnavailable, Delivery, Partition
from chassis.bus.topics import topic
from chassis.process.once_per_minute import OncePerMinute
from contracts.events import Event

_LOG: Final = logging.getLogger(__name__)

Message = tuple[str, list[tuple[str, bytes]], bytes, bytes]  # topic, headers, key, value

_REQUEST_MS: Final = 4000  # also how long a record waits for its leader, and so how long an outage goes unnoticed
_SESSION_MS: Final = 10_000  # a member that dies without a word is missed after this
_PUBLISH_S: Final = 5.0
_JOIN_S: Final = 30.0
_COMMIT_S: Final = 5.0
_STOP_S: Final = 5.0
_POLL_MS: Final = 500
_BATCH: Final = 200


class KafkaBus:
    """Bus behind these bootstrap servers (`host:port`, separated by commas)."""

    system: Final = "kafka"

    def __init__(self, servers: str) -> None:
        self._servers = servers
        _limit_library_logs()

    async def producer(self) -> "KafkaProducer":
        """Return a producer that connects at first use."""
        return KafkaProducer(self._servers)

    def subscribe(self, group: str, topics: Sequence[str]) -> "KafkaSubscription":
        """Return a member of the consumer group; it joins when entered."""
        return KafkaSubscription(self._servers, group, [topic(name).name for name in topics])

    async def close(self) -> None:
        """Nothing is shared: producers and subscriptions close what is theirs."""


class KafkaProducer:
    """Idempotent producer, replaced by a new one after every failure.

    An idempotent producer that met `OutOfOrderSequenceNumber` never sends again: whatever failed, the next publish
    begins with a new one.
    """

    def __init__(self, servers: str) -> None:
        self._servers = servers
        self._producer: AIOKafkaProducer | None = None

    async def publish(self, events: Sequence[Event]) -> None:
        """Publish the events; return when all replicas in sync have acknowledged them."""
        messages = [(topic(event.topic).name, *to_message(event)) for event in events]
        try:
            async with asyncio.timeout(_PUBLISH_S):
                await _send(await self._started(), messages)
        except (KafkaError, OSError, TimeoutError) as fault:
            await self._abandon()
            raise BusUnavailable(_described(fault)) from fault
        except BaseException:
            await self._abandon()
            raise

    async def close(self) -> None:
        """Stop the current aiokafka producer."""
        if self._producer is not None:
            try:
                async with asyncio.timeout(_STOP_S):
                    await self._producer.stop()
            except (KafkaError, OSError, TimeoutError):
                await self._abandon()
            self._producer = None

    async def _abandon(self) -> None:
        """Drop the producer with what it still holds: its own stop() would wait for brokers that may never answer."""
        producer, self._producer = self._producer, None
        if producer is not None:
            await producer._sender.close()  # noqa: SLF001 (there is no public way to end it without sending)
            await producer.client.close()
            await producer.stop()  # marks it as closed; with the sender gone there is nothing left to wait for

    async def _started(self) -> AIOKafkaProducer:
        if self._producer is None:
            producer = AIOKafkaProducer(
                bootstrap_servers=self._servers,
                enable_idempotence=True,
                acks="all",
                linger_ms=5,
                request_timeout_ms=_REQUEST_MS,
            )
            self._producer = producer
            await producer.start()
        return self._producer


async def _send(producer: AIOKafkaProducer, messages: Sequence[Message]) -> None:
    sent = [await producer.send(name, value=value, key=key, headers=headers) for name, headers, key, value in messages]
    # every answer is waited for and looked at, or the library complains later about those that nobody saw
    answers = await asyncio.gather(*sent, return_exceptions=True)
    for answer in answers:
        if isinstance(answer, BaseException):
            raise answer


class KafkaSubscription:
    """Consumer group member on Kafka."""

    def __init__(self, servers: str, group: str, topics: Sequence[str]) -> None:
        self._servers = servers
        self._group = group
        self._topics = topics
        self._waiting: list[Batch] = []
        self._joined: AIOKafkaConsumer | None = None
        self._done: dict[Any, int] = {}  # Any: aiokafka has no types; the first offset not committed, by partition

    async def __aenter__(self) -> Self:
        consumer = AIOKafkaConsumer(
            *self._topics,
            bootstrap_servers=self._servers,
            group_id=self._group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            request_timeout_ms=_REQUEST_MS,
            session_timeout_ms=_SESSION_MS,
            heartbeat_interval_ms=_SESSION_MS // 3,
            max_poll_records=_BATCH,
            metadata_max_age_ms=30_000,
        )
        try:
            async with asyncio.timeout(_JOIN_S):
                await consumer.start()
        except (KafkaError, OSError, TimeoutError) as fault:
            await _stopped(consumer)
            raise BusUnavailable(_described(fault)) from fault
        except BaseException:
            await _stopped(consumer)
            raise
        self._joined = consumer
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await _stopped(self._consumer)

    async def next(self) -> Batch:
        """Wait for a batch; batches of partitions that a rebalance took from us are dropped."""
        while True:
            ours = self._consumer.assignment()
            self._waiting = [batch for batch in self._waiting if TopicPartition(*batch.partition) in ours]
            self._done = {place: offset for place, offset in self._done.items() if place in ours}
            if self._waiting:
                return self._waiting.pop()
            try:
                records_by_place = await self._consumer.getmany(timeout_ms=_POLL_MS)
            except (KafkaError, OSError) as fault:
                raise BusUnavailable(_described(fault)) from fault
            self._waiting = [_batch(place, records) for place, records in records_by_place.items() if records]
            for batch in self._waiting:
                self._done.setdefault(TopicPartition(*batch.partition), batch.deliveries[0].offset)
            random.shuffle(self._waiting)  # nobody shall learn to rely on an order of partitions

    async def commit(self, batch: Batch) -> None:
        """Commit the offset behind this batch; if that fails its events come again, and the inbox knows them."""
        try:
            async with asyncio.timeout(_COMMIT_S):
                await self._consumer.commit({TopicPartition(*batch.partition): batch.next_offset})
            self._done[TopicPartition(*batch.partition)] = batch.next_offset
        except (KafkaError, IllegalStateError, OSError, TimeoutError) as fault:
            _LOG.info("%s could not commit %s/%d: %s", self._group, *batch.partition, fault)

    async def lag(self) -> Mapping[str, int]:
        """Return how far the ends of our partitions are ahead of what we have committed, by topic."""
        lag = dict.fromkeys(self._topics, 0)
        try:
            async with asyncio.timeout(_COMMIT_S):
                ends = await self._consumer.end_offsets(list(self._consumer.assignment()))
                for place, end in ends.items():
                    done = self._done.get(place)
                    lag[place.topic] += max(0, end - (await self._consumer.position(place) if done is None else done))
        except (KafkaError, IllegalStateError, OSError, TimeoutError) as fault:
            raise BusUnavailable(_described(fault)) from fault
        return lag

    @property
    def _consumer(self) -> AIOKafkaConsumer:
        if self._joined is None:
            message = "enter the subscription first"
            raise RuntimeError(message)
        return self._joined


def _batch(place: TopicPartition, records: Sequence[Any]) -> Batch:  # Any: aiokafka has no types
    deliveries = [Delivery(record.offset, from_message(record.headers, record.key, record.value)) for record in records]
    return Batch(Partition(place.topic, place.partition), deliveries)


async def _stopped(consumer: AIOKafkaConsumer) -> None:
    """Leave the group and close, even when no broker answers.

    In a task of its own: with brokers down stop() lets the cancellation of its inner tasks out, as if it were ours.
    """
    stopping = asyncio.create_task(consumer.stop())
    await asyncio.wait({stopping}, timeout=_STOP_S)
    stopping.cancel()
    fault = (await asyncio.gather(stopping, return_exceptions=True))[0]
    if isinstance(fault, BaseException):
        _LOG.info("a Kafka consumer was given up: %s", fault)
        await consumer._client.close()  # noqa: SLF001 (stop() did not get that far, and cannot be called twice)


def _described(fault: BaseException) -> str:
    return f"{type(fault).__name__} {fault}".strip()


def _limit_library_logs() -> None:
    for name in [name for name in logging.root.manager.loggerDict if name.split(".")[0] == "aiokafka"]:
        logger = logging.getLogger(name)
        if not any(isinstance(known, OncePerMinute) for known in logger.filters):
            logger.addFilter(OncePerMinute())
