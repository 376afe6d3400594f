"""Counter of contract breaches by service, schema and pointer, for log, metrics, /healthz and reports; no values."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import astuple, dataclass, replace
from datetime import date, datetime
from typing import Final

from opentelemetry.metrics import NoOpMeterProvider

from chassis.postgres.connection import Connection
from chassis.postgres.database import AWAY
from chassis.process.clock import Clock
from chassis.process.telemetry import Telemetry
from contracts.calendar import VIENTIANE
from contracts.problems import Problem

_LOG: Final = logging.getLogger(__name__)
WRITE_S: Final = 2.0
ALARM_S: Final = 900.0  # an alarm falls when nothing more has happened for so long
MOST_PLACES: Final = 1_000  # counted apart until they are written; what is beyond is counted per operation
SHOWN: Final = 5  # places named by an alarm
_LONGEST: Final = 400  # characters of a pointer, and of the id of a schema

# Rings while single items are taken out of lists, and while answers are not passed on at all.
WITHHELD: Final = "items-withheld"
BROKEN: Final = "contract-broken"

_WRITE: Final = """
insert into contract_breaches as b (day, service, operation, reason, schema, pointer, rule, failed, withheld)
select * from unnest(
  $1::date[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::bigint[]
)
on conflict (day, service, operation, reason, schema, pointer, rule)
do update set failed = b.failed + excluded.failed, withheld = b.withheld + excluded.withheld
"""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a service broke its contract, in the contract's own words."""

    service: str
    operation: str
    reason: str  # the word that the caller hears
    schema: str = ""  # its id; empty where no national schema is meant, or none came into it
    pointer: str = ""  # into the answer, as the schema knows it
    rule: str = ""  # the keyword that does not hold

    def __str__(self) -> str:
        """Say what /healthz tells everybody: where in an answer the fault is stands in the log and in the report."""
        return f"{self.service}/{self.operation} {self.reason}"


class Breaches:
    """Counts breaches in memory, writes the counts to PostgreSQL, and raises an alarm while they are new."""

    def __init__(self, clock: Clock, measured: Telemetry | None = None) -> None:
        self._clock: Final = clock
        self._counts: dict[tuple[date, Place], tuple[int, int]] = {}
        self._rung: dict[str, dict[Place, datetime]] = {WITHHELD: {}, BROKEN: {}}
        # without a collector the meter is one that measures nothing
        meter = (measured.meter_provider if measured is not None else NoOpMeterProvider()).get_meter("saphan.exchange")
        self._counter: Final = meter.create_counter(
            "saphan.exchange.breaches", "{breach}", "Answers or items not passed on."
        )

    def note(self, place: Place, *, withheld: int = 0, **found: str) -> None:
        """Count an answer that was not passed on, or `withheld` items of one; `found` names the exchange."""
        place = replace(place, schema=place.schema[:_LONGEST], pointer=place.pointer[:_LONGEST])
        now, code = self._clock.now(), WITHHELD if withheld else BROKEN
        facts = {"code": code, **_named(place), **found} | ({"withheld": withheld} if withheld else {})
        _LOG.error("a service broke its contract", extra={"facts": facts})
        self._counter.add(withheld or 1, {"service": place.service, "operation": place.operation, "code": code})
        self._count(now.astimezone(VIENTIANE).date(), place, (0, withheld) if withheld else (1, 0))
        places = self._rung[code]
        places.pop(place, None)  # the newest stands last
        places[place] = now
        if len(places) > MOST_PLACES:
            del places[next(iter(places))]

    def alarms(self) -> Mapping[str, str]:
        """Return the alarms that are on, by code, each with the places where it happened lately, newest first."""
        holding = {code: self._lately(code) for code in self._rung}
        return {code: _shown(places) for code, places in holding.items() if places}

    def _lately(self, code: str) -> list[Place]:
        now, places = self._clock.now(), self._rung[code]
        for place in [old for old, at in places.items() if (now - at).total_seconds() >= ALARM_S]:
            del places[place]
            _LOG.warning("an alarm is over: %s", code, extra={"facts": {"code": code, **_named(place)}})
        return list(reversed(places))

    def _count(self, day: date, place: Place, more: tuple[int, int]) -> None:
        if (day, place) not in self._counts and len(self._counts) >= MOST_PLACES:
            place = Place(place.service, place.operation, place.reason)
        failed, withheld = self._counts.get((day, place), (0, 0))
        self._counts[day, place] = (failed + more[0], withheld + more[1])

    async def run(self, pool: Connection) -> None:
        """Write the counts every `WRITE_S` seconds and end old alarms, until cancelled."""
        while True:
            await asyncio.sleep(WRITE_S)
            self.alarms()
            try:
                await self.write(pool)
            except (*AWAY, Problem) as away:
                _LOG.warning("breaches of contract could not be counted: %s", type(away).__name__)

    async def write(self, pool: Connection) -> None:
        """Write the counts to PostgreSQL; on failure they are kept for the next time, and the error raised."""
        if not self._counts:
            return
        counts, self._counts = self._counts, {}
        rows = [(day, *astuple(place), *n) for (day, place), n in sorted(counts.items())]
        try:
            await pool.execute(_WRITE, *map(list, zip(*rows, strict=True)))
        except BaseException:
            for (day, place), n in counts.items():
                self._count(day, place, n)
            raise


def _named(place: Place) -> dict[str, str]:
    names = {"service": place.service, "operation": place.operation, "reason": place.reason}
    return names | {name: value for name in ("schema", "pointer", "rule") if (value := getattr(place, name))}


def _shown(places: list[Place]) -> str:
    operations = list(dict.fromkeys(map(str, places)))
    more = f"; and {len(operations) - SHOWN} more" if len(operations) > SHOWN else ""
    return "; ".join(operations[:SHOWN]) + more
