"""The bus on Kafka, through aiokafka: CloudEvents in binary mode, idempotent producer, manual commits."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from chassis.bus import diagnosis
from chassis.bus.envelope import to_message
from chassis.bus.kafka_logs import limit_library_logs
from chassis.bus.kafka_subscription import REQUEST_MS, STOP_S, KafkaSubscription
from chassis.bus.security import PLAINTEXT, Security, Stamp
from chassis.bus.topics import topic
from chassis.bus.troubles import Troubles
from chassis.process.secret_files import SecretFileRefused
from contracts.events import Event

Message = tuple[str, list[tuple[str, bytes]], bytes, bytes]  # topic, headers, key, value

_PUBLISH_S: Final = 5.0
_WATCH_EVERY_S: Final = 30.0


class KafkaBus:
    """Bus behind these bootstrap servers (`host:port`, separated by commas)."""

    system: Final = "kafka"

    def __init__(self, servers: str, security: Security = PLAINTEXT) -> None:
        self._servers = servers
        self._security = security
        self._troubles = Troubles()
        limit_library_logs()

    async def producer(self) -> "KafkaProducer":
        """Return a producer that connects at first use."""
        return KafkaProducer(self._servers, self._security, self._troubles)

    def subscribe(self, group: str, topics: Sequence[str]) -> KafkaSubscription:
        """Return a member of the consumer group; it joins when entered."""
        names = [topic(name).name for name in topics]
        return KafkaSubscription(self._servers, group, names, self._security, self._troubles)

    def alarms(self) -> Mapping[str, str]:
        """Return what the brokers refuse or lack, by code; an outage is none, it ends by itself."""
        return self._troubles.alarms()

    async def watch(self, owned: Sequence[str]) -> None:
        """Ask now and then for these topics, until cancelled: an alarm shall not wait for the first event."""
        while True:
            refused = await diagnosis.refusal(self._servers, self._security, "write to", owned)
            self._troubles.over("watch")
            if refused is not None:
                self._troubles.met("watch", refused)
            await asyncio.sleep(_WATCH_EVERY_S)

    async def close(self) -> None:
        """Nothing is shared: producers and subscriptions close what is theirs."""


class KafkaProducer:
    """Idempotent producer, replaced by a new one after every failure, and when a password or certificate changes.

    An idempotent producer that met `OutOfOrderSequenceNumber` never sends again: whatever failed, the next publish
    begins with a new one.
    """

    def __init__(self, servers: str, security: Security, troubles: Troubles) -> None:
        self._servers = servers
        self._security = security
        self._troubles = troubles
        self._stamp: Stamp = ()
        self._producer: AIOKafkaProducer | None = None

    async def publish(self, events: Sequence[Event]) -> None:
        """Publish the events; return when all replicas in sync have acknowledged them."""
        messages = [(topic(event.topic).name, *to_message(event)) for event in events]
        try:
            async with asyncio.timeout(_PUBLISH_S):
                await _send(await self._started(), messages)
        except (*diagnosis.CONNECTION_FAULTS, SecretFileRefused) as fault:
            await self._abandon()
            topics = sorted({name for name, *_ in messages})
            told = await diagnosis.why(fault, self._servers, self._security, "write to", topics)
            raise self._troubles.met("producer", told) from fault
        except BaseException:
            await self._abandon()
            raise
        self._troubles.over("producer")

    async def close(self) -> None:
        """Stop the current aiokafka producer."""
        if self._producer is not None:
            try:
                async with asyncio.timeout(STOP_S):
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
        stamp = self._security.stamp()
        if self._producer is not None and stamp != self._stamp:
            await self.close()  # a password or a certificate was replaced: tried now, not at the next outage
        if self._producer is None:
            self._stamp = stamp
            producer = AIOKafkaProducer(
                bootstrap_servers=self._servers,
                enable_idempotence=True,
                acks="all",
                linger_ms=5,
                request_timeout_ms=REQUEST_MS,
                **self._security.arguments(),
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
