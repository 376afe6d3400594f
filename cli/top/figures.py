"""Figures of the whole from what its components have told: rates, shares, times, and what is behind. No I/O."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from cli.top.reading import Reading, Sample

SOON_S: Final = 30 * 86_400
OF_THE_DAY: Final = (
    "gateway-signing"  # the key that a gateway makes for a day: three hours before its end it has another
)
OF_THE_DAY_SOON_S: Final = 5_400
SILENT_S: Final = 3 * 86_400
OUTCOMES: Final = ("answered", "refused", "failed")

Key = tuple[str, ...]


@dataclass(frozen=True)
class Operation:
    """One operation within the window: calls a second, shares, and the times that a half and 95 % stay below."""

    service: str
    operation: str
    per_s: float
    refused: float | None
    failed: float | None
    p50_s: float | None
    p95_s: float | None
    total: int  # since the processes began


@dataclass(frozen=True)
class Refusal:
    """A code, who refuses with it, and how often."""

    code: str
    by: str
    per_s: float
    total: int


@dataclass(frozen=True)
class Events:
    """A component's way to the bus and from it; None is a figure that it does not show."""

    component: str
    outbox: float | None
    outbox_age_s: float | None
    behind: float | None
    dead_letters: float | None


@dataclass(frozen=True)
class Ending:
    """What ends, and in how many seconds; below zero it is over."""

    kind: str
    name: str
    left_s: float

    @property
    def is_soon(self) -> bool:
        """Tell whether somebody must do something about it."""
        return self.left_s < (OF_THE_DAY_SOON_S if self.name == OF_THE_DAY else SOON_S)


@dataclass(frozen=True)
class Silent:
    """A system that has made no exchange for long."""

    member: str
    system: str
    for_s: float


@dataclass(frozen=True)
class Figures:
    """The whole at one moment; rates are those of the window."""

    window_s: float
    operations: Sequence[Operation]
    refusals: Sequence[Refusal]
    ledger: Mapping[str, float]
    places: Mapping[str, float]  # share that is taken, by lane and service
    events: Sequence[Events]
    endings: Sequence[Ending]
    silent: Sequence[Silent]
    alarms: Sequence[str]
    missing: Sequence[str]  # what components need and have not


def figures(told: Iterable[Sequence[Reading]], now: float) -> Figures:
    """Return the figures of these addresses, each with its readings, oldest first; `now` is the time of day."""
    spans = [readings for readings in told if readings]
    latest = [sample for readings in spans for sample in readings[-1].samples]
    grown = _Growth(spans)
    return Figures(
        max((readings[-1].at - readings[0].at for readings in spans), default=0.0),
        _operations(grown),
        _refusals(grown),
        _ledger(latest),
        _places(latest),
        _events(latest),
        _endings(latest, now),
        _silent(latest, now),
        _alarms(latest),
        sorted(
            f"{component(job)}: {check}"
            for (job, check), holds in _by(latest, "saphan_ready", ("job", "check"), min)
            if not holds
        ),
    )


def component(job: str) -> str:
    """Return the component of a job, `saphan/gateway`."""
    return job.removeprefix("saphan/")


def _by(
    samples: Iterable[Sample], name: str, labels: Key, together: Callable[[Iterable[float]], float]
) -> list[tuple[Key, float]]:
    found: defaultdict[Key, list[float]] = defaultdict(list)
    for sample in samples:
        if sample.name == name and not math.isnan(sample.value):
            found[tuple(sample.labels.get(label, "") for label in labels)].append(sample.value)
    return [(key, together(values)) for key, values in sorted(found.items())]


class _Growth:
    """How counters have grown, over all addresses; one that begins anew counts from zero."""

    def __init__(self, spans: Sequence[Sequence[Reading]]) -> None:
        self._spans: Final = spans

    def of(self, name: str, labels: Key) -> dict[Key, tuple[float, float, float]]:
        """Return by these labels: growth, growth a second, and the value now."""
        found: defaultdict[Key, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
        for readings in self._spans:
            taken_s = readings[-1].at - readings[0].at
            for line, values in _lines(readings, name):
                grown = sum(max(0.0, now - before if now >= before else now) for before, now in pairwise(values))
                sums = found[tuple(line.get(label, "") for label in labels)]
                sums[0] += grown
                sums[1] += grown / taken_s if taken_s else 0.0
                sums[2] += values[-1]
        return {key: (grown, per_s, total) for key, (grown, per_s, total) in found.items()}


def _lines(readings: Sequence[Reading], name: str) -> Iterable[tuple[Mapping[str, str], Sequence[float]]]:
    """Yield each line that is there now, with its values over time; it was 0 before it was there."""
    told = [{tuple(sorted(sample.labels.items())): sample for sample in each.named(name)} for each in readings]
    for key, sample in told[-1].items():
        yield sample.labels, [each[key].value if key in each else 0.0 for each in told]


def _operations(grown: _Growth) -> list[Operation]:
    by_outcome = grown.of("saphan_exchange_duration_seconds_count", ("service", "operation", "outcome"))
    buckets: defaultdict[Key, dict[float, float]] = defaultdict(dict)
    for (service, operation, bound), (more, _, _) in grown.of(
        "saphan_exchange_duration_seconds_bucket", ("service", "operation", "le")
    ).items():
        buckets[service, operation][float(bound)] = more
    found = []
    for service, operation in sorted({key[:2] for key in by_outcome}):
        parts = {each: by_outcome.get((service, operation, each), (0.0, 0.0, 0.0)) for each in OUTCOMES}
        calls = sum(more for more, _, _ in parts.values())
        shares = {each: more / calls if calls else None for each, (more, _, _) in parts.items()}
        times = [quantile(share, buckets[service, operation]) for share in (0.5, 0.95)]
        per_s, total = (sum(part[at] for part in parts.values()) for at in (1, 2))
        found.append(
            Operation(service, operation, per_s, shares["refused"], shares["failed"], times[0], times[1], int(total))
        )
    return sorted(found, key=lambda each: (-each.per_s, -each.total))


def quantile(share: float, buckets: Mapping[float, float]) -> float | None:
    """Return the time below which this share lies, as Prometheus reckons it from buckets; None without a call."""
    bounds = sorted(buckets.items())
    if not bounds or not bounds[-1][1]:
        return None
    wanted, lower, below = share * bounds[-1][1], 0.0, 0.0
    for bound, upto in bounds:
        if upto >= wanted:
            inside = upto - below
            return lower if math.isinf(bound) or not inside else lower + (bound - lower) * (wanted - below) / inside
        lower, below = bound, upto
    return lower


def _refusals(grown: _Growth) -> list[Refusal]:
    found = grown.of("saphan_exchange_refusals_total", ("code", "by"))
    told = [Refusal(code, by, per_s, int(total)) for (code, by), (_, per_s, total) in found.items()]
    return sorted(told, key=lambda each: (-each.per_s, -each.total, each.code))


def _ledger(latest: Sequence[Sample]) -> dict[str, float]:
    wanted: tuple[tuple[str, str, Callable[[Iterable[float]], float]], ...] = (
        ("size", "saphan_ledger_size", max),
        ("pending", "saphan_ledger_pending", sum),
        ("lag_s", "saphan_ledger_lag_seconds", max),
        ("checkpoint_age_s", "saphan_ledger_checkpoint_age_seconds", min),
    )
    return {told: value for told, name, together in wanted for _, value in _by(latest, name, (), together)}


def _places(latest: Sequence[Sample]) -> dict[str, float]:
    limits = dict(_by(latest, "saphan_exchange_places_limit", ("lane", "service"), sum))
    used = _by(latest, "saphan_exchange_places_used", ("lane", "service"), sum)
    return {" ".join(filter(None, key)): taken / limits[key] for key, taken in used if limits.get(key)}


def _events(latest: Sequence[Sample]) -> list[Events]:
    told = [
        {job: value for (job,), value in _by(latest, name, ("job",), together)}
        for name, together in (
            ("saphan_outbox_pending", max),
            ("saphan_outbox_age_seconds", max),
            ("saphan_consumer_lag", sum),
            ("saphan_dead_letters", max),
        )
    ]
    jobs = sorted({job for each in told for job in each})
    return [Events(component(job), *(each.get(job) for each in told)) for job in jobs]


def _endings(latest: Sequence[Sample], now: float) -> list[Ending]:
    ends = _by(latest, "saphan_expiry_timestamp_seconds", ("kind", "name"), min)
    return sorted((Ending(kind, name, at - now) for (kind, name), at in ends), key=lambda each: each.left_s)


def _silent(latest: Sequence[Sample], now: float) -> list[Silent]:
    last = _by(latest, "saphan_system_last_exchange_timestamp_seconds", ("member", "system"), max)
    found = [Silent(member, system, now - at) for (member, system), at in last if now - at > SILENT_S]
    return sorted(found, key=lambda each: -each.for_s)


def _alarms(latest: Sequence[Sample]) -> list[str]:
    return sorted(
        {
            sample.labels.get("code", "")
            for sample in latest
            if sample.name in {"saphan_alarm", "saphan_ledger_alarm"} and sample.value
        }
    )
