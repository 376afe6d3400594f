"""Panels of Grafana as JSON: what a dashboard needs of them, each with its title and explanation in both languages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

SCHEMA_VERSION: Final = 39  # Grafana 10 and later; newer ones migrate it by themselves
WIDTH: Final = 24  # columns of a dashboard
SOURCE: Final = {"type": "prometheus", "uid": "${datasource}"}

Json = dict[str, Any]  # Any: JSON as Grafana reads it


@dataclass(frozen=True)
class Words:
    """One text in both languages."""

    en: str
    lo: str

    @property
    def title(self) -> str:
        """Both in one line, as a panel's head has room for."""
        return f"{self.en} · {self.lo}"

    @property
    def text(self) -> str:
        """One paragraph each."""
        return f"{self.en}\n\n{self.lo}"


@dataclass(frozen=True)
class Query:
    """What is asked of Prometheus, and what its lines are called."""

    expr: str
    legend: str = ""
    column: str = ""  # of a table: the head of its value


@dataclass(frozen=True)
class Panel:
    """One picture on a dashboard."""

    name: Words
    about: Words
    queries: Sequence[Query]
    kind: str = "timeseries"  # timeseries, stat, table
    unit: str = "short"
    width: int = 8
    height: int = 8
    stacked: bool = False
    steps: Sequence[tuple[float, str]] = ()  # from which value on which colour; below the first it is green
    columns: Sequence[str] = ()  # of a table: the labels that are shown
    units: dict[str, str] = field(default_factory=dict)  # of a table: the unit of a column

    def json(self, number: int, x: int, y: int) -> Json:
        """Return it as Grafana reads it, at this place."""
        panel: Json = {
            "id": number,
            "type": self.kind,
            "title": self.name.title,
            "description": self.about.text,
            "datasource": SOURCE,
            "gridPos": {"x": x, "y": y, "w": self.width, "h": self.height},
            "targets": [self._target(query, at) for at, query in enumerate(self.queries)],
            "fieldConfig": {"defaults": self._defaults(), "overrides": [*self._overrides()]},
            "options": self._options(),
        }
        return panel | ({"transformations": self._transformations()} if self.kind == "table" else {})

    def _target(self, query: Query, at: int) -> Json:
        table = self.kind == "table"
        asked = {"instant": table, "range": not table, "format": "table" if table else "time_series"}
        return {
            "refId": chr(ord("A") + at),
            "datasource": SOURCE,
            "expr": query.expr,
            "legendFormat": query.legend,
        } | asked

    def _defaults(self) -> Json:
        steps = [{"color": "green", "value": None}, *({"color": color, "value": at} for at, color in self.steps)]
        drawn = {
            "drawStyle": "line",
            "lineWidth": 1,
            "fillOpacity": 25 if self.stacked else 5,
            "showPoints": "never",
            "stacking": {"mode": "normal" if self.stacked else "none", "group": "A"},
            "thresholdsStyle": {"mode": "line" if self.steps else "off"},
        }
        shown = {"unit": self.unit, "min": 0, "thresholds": {"mode": "absolute", "steps": steps}, "noValue": "-"}
        return shown | ({"custom": drawn} if self.kind == "timeseries" else {})

    def _overrides(self) -> Iterable[Json]:
        for column, unit in self.units.items():
            coloured = {"id": "custom.cellOptions", "value": {"type": "color-text"}}
            yield {
                "matcher": {"id": "byName", "options": column},
                "properties": [{"id": "unit", "value": unit}, *([coloured] if self.steps else [])],
            }

    def _options(self) -> Json:
        if self.kind == "stat":
            return {
                "reduceOptions": {"calcs": ["lastNotNull"], "values": False},
                "colorMode": "value",
                "graphMode": "area",
            }
        if self.kind == "table":
            return {"showHeader": True, "footer": {"show": False}}
        return {
            "legend": {"displayMode": "table", "placement": "bottom", "calcs": ["lastNotNull", "max"]},
            "tooltip": {"mode": "multi", "sort": "desc"},
        }

    def _transformations(self) -> list[Json]:
        """One row for each set of labels, with the values of all queries beside each other, in our order."""
        values = {f"Value #{chr(ord('A') + at)}" if len(self.queries) > 1 else "Value": query.column
                  for at, query in enumerate(self.queries)}  # fmt: skip
        order = {name: at for at, name in enumerate([*self.columns, *values])}
        organised = {"indexByName": order, "renameByName": values, "includeByName": dict.fromkeys(order, True)}
        return [{"id": "merge", "options": {}}, {"id": "organize", "options": organised}]


@dataclass(frozen=True)
class Variable:
    """A choice at the head of a dashboard: the values of a label; any of them, or all."""

    label: str
    name: Words
    metric: str

    def json(self) -> Json:
        """Return it as Grafana reads it."""
        query = f"label_values({self.metric}, {self.label})"
        return {
            "type": "query",
            "name": self.label,
            "label": self.name.title,
            "datasource": SOURCE,
            "query": {"query": query, "refId": "labels"},
            "definition": query,
            "refresh": 2,
            "sort": 1,
            "multi": True,
            "includeAll": True,
            "allValue": ".*",
            "current": {"text": "All", "value": "$__all"},
        }


@dataclass(frozen=True)
class Dashboard:
    """Panels under one name; they fill rows from left to right."""

    uid: str
    name: Words
    about: Words
    panels: Sequence[Panel]
    variables: Sequence[Variable] = ()

    def json(self) -> Json:
        """Return it as Grafana reads it."""
        source = {
            "type": "datasource",
            "name": "datasource",
            "label": "Prometheus",
            "query": "prometheus",
            "refresh": 1,
            "current": {},
        }
        return {
            "uid": self.uid,
            "title": self.name.title,
            "description": self.about.text,
            "tags": ["saphan"],
            "schemaVersion": SCHEMA_VERSION,
            "version": 1,
            "editable": False,
            "graphTooltip": 1,
            "refresh": "30s",
            "time": {"from": "now-3h", "to": "now"},
            "timezone": "browser",
            "links": [
                {"type": "dashboards", "tags": ["saphan"], "title": "Saphan", "asDropdown": True, "keepTime": True}
            ],
            "templating": {"list": [source, *(variable.json() for variable in self.variables)]},
            "annotations": {"list": []},
            "panels": [*_placed(self.panels)],
        }


def _placed(panels: Iterable[Panel]) -> Iterable[Json]:
    x = y = tallest = 0
    for number, panel in enumerate(panels, start=1):
        if x + panel.width > WIDTH:
            x, y, tallest = 0, y + tallest, 0
        yield panel.json(number, x, y)
        x, tallest = x + panel.width, max(tallest, panel.height)
