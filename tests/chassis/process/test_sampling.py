"""What a background task reads is shown while it is new, and not shown when it is old."""

from collections.abc import Mapping, Sequence

from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader, NumberDataPoint

from chassis.process.sampling import STALE_S, Sampler
from chassis.process.telemetry import Sample, Telemetry


class Figures:
    """A database that can be away, a clock that is set, and what is shown of both."""

    def __init__(self) -> None:
        self.now, self.away, self.asked = 1_000.0, False, 0
        self._reader = InMemoryMetricReader()
        self.measured = Telemetry(None, MeterProvider([self._reader]))
        self.sampler = Sampler(self.measured, monotonic=lambda: self.now)
        self.sampler.gauge("saphan.test.pending", "{event}", "Waiting.")
        self.sampler.gauge("saphan.test.other", "{event}", "Of another source.")
        self.sampler.read(self.pending)
        self.sampler.read(self.other)

    async def pending(self) -> Mapping[str, Sequence[Sample]]:
        self.asked += 1
        if self.away:
            raise ConnectionError
        return {"saphan.test.pending": [(float(self.asked), {"topic": "births"})]}

    async def other(self) -> Mapping[str, Sequence[Sample]]:
        return {"saphan.test.other": [(7.0, {})]}

    def shown(self) -> dict[str, float]:
        data = self._reader.get_metrics_data()
        metrics = data.resource_metrics[0].scope_metrics[0].metrics if data is not None else []
        points = [(metric.name, point) for metric in metrics for point in metric.data.data_points]
        return {name: point.value for name, point in points if isinstance(point, NumberDataPoint)}


async def test_a_scrape_shows_what_the_last_round_found_and_asks_nobody() -> None:
    figures = Figures()
    assert figures.shown() == {}
    await figures.sampler.round()
    assert figures.shown() == figures.shown() == {"saphan.test.pending": 1.0, "saphan.test.other": 7.0}
    await figures.sampler.round()
    assert figures.shown()["saphan.test.pending"] == figures.asked == 2


async def test_an_old_value_is_shown_no_more_and_the_others_are() -> None:
    figures = Figures()
    await figures.sampler.round()
    figures.away = True
    figures.now += STALE_S - 1
    await figures.sampler.round()
    assert figures.shown() == {"saphan.test.pending": 1.0, "saphan.test.other": 7.0}
    figures.now += 1
    assert figures.shown() == {"saphan.test.other": 7.0}
    figures.away = False
    await figures.sampler.round()
    assert figures.shown()["saphan.test.pending"] == 3.0
