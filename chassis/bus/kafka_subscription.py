"""Consumer group member on Kafka: joins anew after a refusal, and when a password or certificate was replaced."""

import asyncio
import logging
import random
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Final, Self

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError

from chassis.bus import diagnosis, refusals
from chassis.bus.envelope import from_message
from chassis.bus.port import Batch, BusUnavailable, Delivery, Partition
from chassis.bus.security import Security, Stamp
from chassis.bus.troubles import Troubles
from chassis.process.secret_files import SecretFileRefused

_LOG: Final = logging.getLogger(__name__)

REQUEST_MS: Final = 4000  # also how long a record waits for its leader, and so how long an outage goes unnoticed
STOP_S: Final = 5.0
_SESSION_MS: Final = 10_000  # a member that dies without a word is missed after this
_JOIN_S: Final = 30.0
_COMMIT_S: Final = 5.0
_POLL_MS: Final = 500
_BATCH: Final = 200


class KafkaSubscription:
    """Consumer group member on Kafka."""

    def __init__(self, servers: str, group: str, topics: Sequence[str], security: Security, troubles: Troubles) -> None:
        self._servers = servers
        self._group = group
        self._topics = topics
        self._security = security
        self._troubles = troubles
        self._stamp: Stamp = ()
        self._waiting: list[Batch] = []
        self._joined: AIOKafkaConsumer | None = None
        self._done: dict[Any, int] = {}  # Any: aiokafka has no types; the first offset not committed, by partition

    async def __aenter__(self) -> Self:
        await self._join()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self._leave()

    async def next(self) -> Batch:
        """Wait for a batch; batches of partitions that a rebalance took from us are dropped."""
        while True:
            if self._security.stamp() != self._stamp:
                await self._leave()  # a password or a certificate was replaced: tried now, not at the next outage
                await self._join()
            ours = self._consumer.assignment()
            self._waiting = [batch for batch in self._waiting if TopicPartition(*batch.partition) in ours]
            self._done = {place: offset for place, offset in self._done.items() if place in ours}
            if self._waiting:
                return self._waiting.pop()
            try:
                records_by_place = await self._consumer.getmany(timeout_ms=_POLL_MS)
            except (KafkaError, OSError) as fault:
                raise await self._why(fault) from fault
            self._note_topics()
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
            raise BusUnavailable(f"{type(fault).__name__} {fault}".strip()) from fault
        return lag

    async def _join(self) -> None:
        self._stamp, self._waiting, self._done = self._security.stamp(), [], {}  # what was not committed comes again
        try:
            consumer = self._new_consumer()
        except SecretFileRefused as fault:
            raise await self._why(fault) from fault
        try:
            async with asyncio.timeout(_JOIN_S):
                await consumer.start()
        except diagnosis.CONNECTION_FAULTS as fault:
            await _stopped(consumer)
            raise await self._why(fault) from fault
        except BaseException:
            await _stopped(consumer)
            raise
        self._joined = consumer

    async def _leave(self) -> None:
        joined, self._joined = self._joined, None
        if joined is not None:
            await _stopped(joined)

    def _new_consumer(self) -> AIOKafkaConsumer:
        return AIOKafkaConsumer(
            *self._topics,
            bootstrap_servers=self._servers,
            group_id=self._group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            request_timeout_ms=REQUEST_MS,
            session_timeout_ms=_SESSION_MS,
            heartbeat_interval_ms=_SESSION_MS // 3,
            max_poll_records=_BATCH,
            metadata_max_age_ms=30_000,
            **self._security.arguments(),
        )

    def _note_topics(self) -> None:
        """Keep a missing topic as an alarm, and go on with the others: the consumer finds it once it is there."""
        missing = [name for name in self._topics if self._consumer.partitions_for_topic(name) is None]
        if missing:
            self._troubles.met(self._group, refusals.of_topics(missing))
        else:
            self._troubles.over(self._group)

    async def _why(self, fault: BaseException) -> BusUnavailable:
        told = refusals.of_rights(fault, self._security.who, "read", self._group)
        return self._troubles.met(
            self._group, told or await diagnosis.why(fault, self._servers, self._security, "read", self._topics)
        )

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
    await asyncio.wait({stopping}, timeout=STOP_S)
    stopping.cancel()
    fault = (await asyncio.gather(stopping, return_exceptions=True))[0]
    if isinstance(fault, BaseException):
        _LOG.info("a Kafka consumer was given up: %s", fault)
        await consumer._client.close()  # noqa: SLF001 (stop() did not get that far, and cannot be called twice)
