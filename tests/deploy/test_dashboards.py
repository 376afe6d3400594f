"""Dashboards: the files are those of the generator, and a real Prometheus answers every query with recorded figures."""

import json
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from deploy.telemetry.dashboards.files import DASHBOARDS, FOLDER, spelled, stale
from deploy.telemetry.panels import Dashboard
from tests.architecture.house_rules import ROOT
from tests.support.dashboard_picture import page
from tests.support.metric_names import OF_OTHERS, asked_for, in_the_code, recorded, root_of
from tests.support.prometheus import Prometheus, needs_prometheus, running

Json = dict[str, Any]  # Any: JSON as Grafana reads it
VARIABLES: Final = {"$__rate_interval": "5m", "$service": ".*", "$job": ".*"}
# What a healthy country does not show: nothing was withheld, no table is watched yet.
QUIET: Final = ("breaches", "ALERTS", "saphan_retention", "saphan_table", "saphan_expiry", '"5.."')


def targets(dashboard: Dashboard) -> Iterator[tuple[str, str]]:
    for panel in dashboard.json()["panels"]:
        for target in panel["targets"]:
            yield panel["title"], target["expr"]


ALL: Final = [(name, title, query) for name, each in DASHBOARDS.items() for title, query in targets(each)]


def filled(query: str) -> str:
    for variable, value in VARIABLES.items():
        query = query.replace(variable, value)
    return query


def test_the_files_are_as_their_generator_makes_them() -> None:
    assert list(stale()) == []


@pytest.mark.parametrize("name", DASHBOARDS)
def test_every_panel_has_a_unit_a_source_and_both_languages(name: str) -> None:
    dashboard: Json = json.loads(spelled(DASHBOARDS[name]))
    assert dashboard["templating"]["list"][0]["name"] == "datasource"
    for panel in dashboard["panels"]:
        assert panel["datasource"]["uid"] == "${datasource}"
        assert panel["fieldConfig"]["defaults"]["unit"]
        english, _, lao = panel["description"].partition("\n\n")
        assert english.isascii() or "–" in english
        assert any("\u0e80" <= letter <= "\u0eff" for letter in lao)
        assert " · " in panel["title"]


@pytest.mark.parametrize("name", DASHBOARDS)
def test_no_panel_stands_on_another_or_beside_the_page(name: str) -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARDS[name].json()["panels"]:
        place = panel["gridPos"]
        cells = {(place["x"] + column, place["y"] + row) for column in range(place["w"]) for row in range(place["h"])}
        assert place["x"] + place["w"] <= 24
        assert not cells & taken
        taken |= cells


def test_what_is_asked_for_is_told_by_the_code() -> None:
    asked = {metric for _, _, query in ALL for metric in asked_for(filled(query))} - OF_OTHERS
    known = in_the_code() | {root_of(name) for name in recorded()}
    assert len(asked) > 20
    assert {name for name in asked if root_of(name) not in known} == set()


def test_grafana_finds_dashboards_and_source_where_compose_mounts_them() -> None:
    provisioning = FOLDER.parent / "provisioning"
    (source,) = yaml.safe_load((provisioning / "datasources" / "prometheus.yml").read_text())["datasources"]
    assert source["type"] == "prometheus"
    (provider,) = yaml.safe_load((provisioning / "dashboards" / "saphan.yml").read_text())["providers"]
    assert provider["options"]["path"] == "/var/lib/grafana/dashboards"
    assert "/var/lib/grafana/dashboards" in (ROOT / "docs" / "runbooks" / "README.md").read_text("utf-8")


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    with running(tmp_path_factory.mktemp("prometheus")) as server:
        yield server


@needs_prometheus
def test_prometheus_answers_every_query_with_what_a_running_saphan_has_told(prometheus: Prometheus) -> None:
    empty = [
        f"{name}: {title}: {query}"
        for name, title, query in ALL
        if not prometheus.ask(filled(query)) and not any(quiet in query for quiet in QUIET)
    ]
    assert empty == []


@needs_prometheus
def test_the_times_of_exchanges_are_those_that_were_recorded(prometheus: Prometheus, tmp_path: Path) -> None:
    (sample,) = prometheus.ask(filled(next(query for _, title, query in ALL if title.startswith("Time, p95"))))
    assert 0.005 < float(sample["value"][1]) < 5


@needs_prometheus
@pytest.mark.parametrize("name", DASHBOARDS)
def test_a_dashboard_can_be_drawn_from_its_file(name: str, prometheus: Prometheus) -> None:
    dashboard: Json = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    drawn = page(dashboard, prometheus.base_url, prometheus.now)
    assert all(escape(panel["title"]) in drawn for panel in dashboard["panels"])
    assert "case-registry" in drawn or name in {"ledger", "expiry"}
    assert "nan" not in drawn.lower()
