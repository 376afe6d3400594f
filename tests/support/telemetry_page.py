"""The table of metrics of docs/telemetry.md, line by line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.support.scraping import Scrape

PAGE: Final = Path(__file__).parents[2] / "docs" / "telemetry.md"
_LINE: Final = re.compile(r"\| `(\w+)` \| `([\w.]+)` \| (histogram|counter|gauge) \| ([^|]*)\| ([^|]+) \|")


@dataclass(frozen=True)
class Documented:
    """One metric as the page tells of it."""

    prometheus: str
    name: str
    kind: str
    labels: frozenset[str]
    meaning: str


def contradicted(found: Scrape) -> dict[str, set[str]]:
    """Return what a scrape of a whole country says otherwise than the page: metrics with their labels."""
    page = {line.prometheus: line for line in documented()}
    odd = {}
    for name in found.samples:
        family = name.removesuffix("_bucket").removesuffix("_sum").removesuffix("_count")
        labels = found.labels(name) - {"job", "le"}
        if name != "target_info" and (family not in page or labels != page[family].labels):
            odd[name] = labels
    return odd


def documented() -> Iterator[Documented]:
    """Yield the metrics of the table."""
    for prometheus, name, kind, labels, meaning in _LINE.findall(PAGE.read_text(encoding="utf-8")):
        yield Documented(prometheus, name, kind, frozenset(re.findall(r"`(\w+)`", labels)), meaning)
