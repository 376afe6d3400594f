"""The page on telemetry names every metric that the code makes, as what it is, and none besides."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.telemetry_page import documented

ROOT = Path(__file__).parents[2]
PACKAGES = ("chassis", "gateway", "services", "cli")
KINDS = {
    "gauge": "gauge",
    "create_gauge": "gauge",
    "counter": "counter",
    "create_counter": "counter",
    "histogram": "histogram",
    "create_histogram": "histogram",
}
OF_THE_FRAMEWORK = ("http.server.request.duration", "http_server_request_duration_seconds", "histogram")


def made(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield name, name in Prometheus and kind of each metric that a module makes."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        kind = KINDS.get(getattr(node.func, "attr", getattr(node.func, "id", "")))
        texts = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        if kind and texts and texts[0].startswith("saphan."):
            name, unit = texts[:2]
            spelt = (
                name.replace(".", "_") + ("_seconds" if unit == "s" else "") + ("_total" if kind == "counter" else "")
            )
            assert unit == "s" or unit.startswith("{"), f"{name}: a collector makes a suffix of {unit}"
            yield name, spelt, kind


def test_every_metric_is_documented_as_what_it_is() -> None:
    files = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    found = {metric for file in files for metric in made(file.read_text(encoding="utf-8"))} | {OF_THE_FRAMEWORK}
    assert {(line.name, line.prometheus, line.kind) for line in documented()} == found


@pytest.mark.parametrize(
    ("line", "metric"),
    [
        ('gauge(measured, "saphan.a.age", "s", "How old.", read)', ("saphan.a.age", "saphan_a_age_seconds", "gauge")),
        ('sampler.gauge("saphan.rows", "{row}", "Rows.")', ("saphan.rows", "saphan_rows", "gauge")),
        ('self.x = meter.create_counter("saphan.b", "{b}", "")', ("saphan.b", "saphan_b_total", "counter")),
    ],
)
def test_whichever_way_it_is_made(line: str, metric: tuple[str, str, str]) -> None:
    assert list(made(line)) == [metric]
