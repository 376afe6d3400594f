"""Event consumers: one transaction per event with its inbox record; every failure is retried or a dead letter.

What happens on every failure:

- the database, the bus, or the gateway of a read is away: wait, for as long as it takes; nothing is counted;
- the handler fails: `Retry`, then the event becomes a dead letter with its reason;
- the handler raises `UnknownSubject` (it has never heard of whom the event is about): `Ignore` or `DeadLetter`;
- an earlier event of the same key is a dead letter: this one waits behind it, until `replay`.
"""

import asyncio
import logging
from collections.abc import Mapping
from typing import Final

from chassis.bus.port import Batch, Bus, BusUnavailable, Delivery, Partition, Subscription, Unreadable
from chassis.bus.rights import topics_of
from chassis.client.own_system import Reads
from chassis.events import dead_letters
from chassis.events.rules import Handler, Ignore, Prepared, Reader, Rule, UnknownSubject
from chassis.events.spans import EventSpans
from chassis.process import crash, trace
from chassis.process.backoff import Backoff
from chassis.unit import inbox
from chassis.unit.unit import Unit
from chassis.unit.units import Units
from contracts.events import Event
from contracts.problems import Unavailable

_LOG: Final = logging.getLogger(__name__)


class Consumers:
    """Runs one component's consumer group member with its rules."""

    def __init__(
        self,
        rules: Mapping[str, Rule],
        bus: Bus,
        group: str,
        units: Units,
        gateway: Reads | None = None,
        spans: EventSpans | None = None,
    ) -> None:
        self._rules = rules
        self._bus = bus
        self._group = group
        self._units = units
        self._gateway = gateway
        self._spans = spans or EventSpans()
        self._subscription: Subscription | None = None
        self._backoff = Backoff(f"the consumer of {group}", _LOG)

    async def run(self) -> None:
        """Consume until cancelled; a transaction that is cancelled rolls back, and its event is delivered again."""
        topics = topics_of(self._rules)
        while True:
            try:
                async with self._bus.subscribe(self._group, topics) as subscription:
                    self._subscription = subscription
                    try:
                        await self._read(subscription)
                    finally:
                        self._subscription = None
            except BusUnavailable as fault:
                await self._backoff.wait(fault)

    async def lag(self) -> Mapping[str, int]:
        """Return how many events wait in our partitions, by topic; raise `BusUnavailable` while we are not joined."""
        if self._subscription is None:
            raise BusUnavailable("not joined")
        return await self._subscription.lag()

    async def _read(self, subscription: Subscription) -> None:
        while True:
            batch = await subscription.next()
            await self._consume(batch)
            await subscription.commit(batch)

    async def _consume(self, batch: Batch) -> None:
        for delivery in batch.deliveries:
            while True:
                try:
                    await self._settle(batch.partition, delivery)
                except Unavailable as fault:
                    await self._backoff.wait(fault)
                else:
                    self._backoff.succeeded()
                    break

    async def _settle(self, partition: Partition, delivery: Delivery) -> None:
        """Handle one delivery or make it a dead letter; raise `Unavailable` when neither is possible now."""
        content = delivery.content
        if isinstance(content, Unreadable):
            async with self._units.open() as unit:
                await dead_letters.put_aside_unreadable(unit, self._group, partition, delivery.offset, content)
            # why is in the table: it quotes what could not be read
            _LOG.error("dead letter: %s/%d at %d cannot be read", *partition, delivery.offset)
        elif rule := self._rules.get(content.type):  # the topic carries other facts, which we did not ask for
            with self._spans.consuming(content, partition):
                await self._handle_or_put_aside(rule, content)

    async def _handle_or_put_aside(self, rule: Rule, event: Event) -> None:
        try:
            await self._handle_with_retries(rule, event)
        except Unavailable:
            raise
        except Exception as fault:  # noqa: BLE001 (whatever a handler raises, its event must not be lost)
            await self._put_aside(event, fault)

    async def _handle_with_retries(self, rule: Rule, event: Event) -> None:
        for left in range(rule.fault.times - 1, -1, -1):
            try:
                await self._handle(rule, event)
            except (Unavailable, UnknownSubject):
                raise
            except Exception:
                _LOG.warning("handling %s %s failed; %d tries left", event.type, event.id, left, exc_info=not left)
                if not left:
                    raise
                await asyncio.sleep(rule.fault.first_pause_s * 2 ** (rule.fault.times - 1 - left))
            else:
                return

    async def _handle(self, rule: Rule, event: Event) -> None:
        if isinstance(rule.handle, Prepared):
            # nothing is read for an event that waits, or that is done: each read-back stands in somebody's access log
            async with self._units.open() as unit:
                waits = await dead_letters.wait_behind(unit, self._group, event)
                if waits or await inbox.holds(unit, self._group, event.id):
                    return
        handle = await _prepared_handler(rule, event, self._units, self._gateway)
        with self._spans.effect(event):
            await self._have_effect(rule, handle, event)

    async def _have_effect(self, rule: Rule, handle: Handler, event: Event) -> None:
        async with self._units.open() as unit:
            if not await dead_letters.wait_behind(unit, self._group, event):
                await _handle_once(unit, self._group, rule, handle, event)

    async def _put_aside(self, event: Event, fault: Exception) -> None:
        reason = f"{type(fault).__name__}: {fault}"
        async with self._units.open() as unit:
            await dead_letters.put_aside(unit, self._group, event, reason)
        _LOG.error("dead letter: %s %s: %s", event.type, event.id, fault)


async def replay(rules: Mapping[str, Rule], group: str, units: Units, gateway: Reads | None = None) -> int:
    """Handle the group's dead letters again, in order per key; return how many are settled.

    A letter that fails again keeps its place with its new reason, and so does its line behind it; the other keys go on.
    """
    async with units.open() as unit:
        lines = {letter.line for letter in await dead_letters.waiting(unit, group) if letter.event is not None}
    settled = 0
    for line in sorted(lines):
        while await _replay_first(rules, line, units, gateway):
            settled += 1
    return settled


async def _replay_first(
    rules: Mapping[str, Rule], line: dead_letters.Line, units: Units, gateway: Reads | None
) -> bool:
    async with units.open() as unit:
        letter = await dead_letters.first_of(unit, line)
    if letter is None or letter.event is None:
        return False
    trace.enter(trace.begin(letter.event.traceparent))
    rule = rules.get(letter.event.type)
    try:
        handle = await _prepared_handler(rule, letter.event, units, gateway) if rule else None
        async with units.open() as unit:
            first = await dead_letters.first_of(unit, line)
            if first is None or first.id != letter.id:
                return True  # somebody else replays this line, too, and was faster
            if rule and handle:
                await _handle_once(unit, line.group, rule, handle, letter.event)
            await dead_letters.settle(unit, letter)
    except Unavailable:
        raise
    except Exception as fault:  # noqa: BLE001 - the boundary of one event: its line stops, the others do not
        _LOG.exception("replaying %s %s failed", letter.event.type, letter.event_id)
        async with units.open() as unit:
            await dead_letters.put_aside(unit, line.group, letter.event, f"{type(fault).__name__}: {fault}")
        return False
    return True


async def _prepared_handler(rule: Rule, event: Event, units: Units, gateway: Reads | None) -> Handler:
    """Return the event's handler, after its reads; raise `Unavailable` when it needs a gateway and there is none."""
    if not isinstance(rule.handle, Prepared):
        return rule.handle
    if gateway is None:
        raise Unavailable
    return await rule.handle.ready(Reader(units, gateway), event)


async def _handle_once(unit: Unit, group: str, rule: Rule, handle: Handler, event: Event) -> None:
    """Handle the event together with its inbox record; a repeated delivery does nothing."""
    if not await inbox.accept(unit, group, event.id):
        return
    try:
        async with unit.connection.begin_nested():
            await handle(unit, event)
    except UnknownSubject:
        if not isinstance(rule.unknown_subject, Ignore):
            raise
        unit.announced.clear()  # what it wrote before it knew is rolled back, and so is what it wanted to say
        _LOG.info("ignored %s %s: %s", event.type, event.id, rule.unknown_subject.reason)
    crash.point("consume")
