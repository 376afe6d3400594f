"""Asks a Prometheus endpoint, and reads what it answers with Prometheus' own client."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import aiohttp
from prometheus_client.parser import text_string_to_metric_families


@dataclass(frozen=True)
class Scrape:
    """What `/metrics` said: the text, and its samples by name."""

    text: str
    samples: Mapping[str, list[tuple[dict[str, str], float]]]
    kinds: Mapping[str, str]  # by name of the family

    def value(self, name: str, **labels: str) -> float | None:
        """Return the one sample with these labels and whatever others; None when there is none."""
        found = [v for told, v in self.samples.get(name, []) if labels.items() <= told.items()]
        assert len(found) < 2, found
        return found[0] if found else None

    def labels(self, name: str) -> set[str]:
        """Return the names of the labels that samples of the name have."""
        return {label for told, _ in self.samples.get(name, []) for label in told}


async def scrape(port: int) -> Scrape:
    """Return what the endpoint on this machine says now; raise when it says a family twice."""
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/metrics") as answer:
        assert answer.status == 200
        return parsed(await answer.text())


def parsed(text: str) -> Scrape:
    """Return the samples of an exposition."""
    named = [line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")]
    assert len(named) == len(set(named)), "a family is told once"
    samples: dict[str, list[tuple[dict[str, str], float]]] = {}
    kinds = {}
    for family in families(text):
        kinds[family.name] = family.type
        for sample in family.samples:
            samples.setdefault(sample.name, []).append((dict(sample.labels), sample.value))
    return Scrape(text, samples, kinds)


def families(text: str) -> Iterable:  # type: ignore[type-arg]
    return text_string_to_metric_families(text)
