"""Gauges of a gateway that are in memory: places, the ledger's queue, the directory, what ends when, and last calls."""

from collections.abc import Iterable
from typing import Final

from chassis.http.readiness import certificate_ends, show_ends
from chassis.process.telemetry import Sample, Telemetry
from gateway.directory.watch import Directory
from gateway.exchange.bulkheads import Bulkheads
from gateway.exchange.last_seen import LastSeen
from gateway.ledger.writer import BATCH, Writer
from gateway.trust.keys import GatewayKeys

_BATCHES: Final = [float(2**power) for power in range(BATCH.bit_length())]


def show_places(measured: Telemetry, bulkheads: Bulkheads) -> None:
    """Show how many calls to services are under way, and how many may be."""

    def taken() -> Iterable[Sample]:
        return [(used, {"lane": lane, "service": service}) for lane, service, used, _ in bulkheads.places()]

    def there() -> Iterable[Sample]:
        return [(limit, {"lane": lane, "service": service}) for lane, service, _, limit in bulkheads.places()]

    measured.gauge("saphan.exchange.places.used", "{call}", "Calls to services under way.", taken)
    measured.gauge("saphan.exchange.places.limit", "{call}", "Calls to services that may be under way.", there)


def show_ledger(measured: Telemetry, ledger: Writer) -> None:
    """Show what waits for the ledger's writer, and how many entries share a commit."""
    measured.gauge(
        "saphan.ledger.pending", "{entry}", "Entries that wait to be written.", lambda: [(ledger.pending, {})]
    )
    batches = measured.histogram("saphan.ledger.batch", "{entry}", "Entries that share one commit.", _BATCHES)
    ledger.on_batch = batches.record


def show_directory(measured: Telemetry, directory: Directory, keys: GatewayKeys, last_seen: LastSeen) -> None:
    """Show the directory's age, what in it comes to an end, and when its systems last called."""

    def age() -> Iterable[Sample]:
        return [] if (age_s := directory.age_s) is None else [(age_s, {})]

    def ends() -> Iterable[Sample]:
        agreements = list(directory.snapshot.agreements.values())
        found = [*certificate_ends()]
        found += [(a.valid_to, {"kind": "agreement", "name": a.id}) for a in agreements if a.valid_to is not None]
        own = keys.own
        return [*found, (own.ends_at, {"kind": "key", "name": "gateway-signing"})] if own is not None else found

    def last() -> Iterable[Sample]:
        systems, at = directory.snapshot.systems, last_seen.at
        return [(at[name], {"member": system.member, "system": name}) for name, system in systems.items() if name in at]

    measured.gauge("saphan.directory.age", "s", "Seconds since the directory's version was last confirmed.", age)
    show_ends(measured, ends)
    measured.gauge("saphan.system.last_exchange.timestamp", "s", "When a system last called.", last)
