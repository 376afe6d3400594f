"""A picture of a dashboard without Grafana: its own JSON and queries, asked of a real Prometheus, drawn as SVG.

`python -m tests.support.dashboard_picture http://127.0.0.1:9090 control-tower docs/images/control-tower.png`
"""

import asyncio
import json
import math
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode
from urllib.request import urlopen

from cli.top.screen import duration
from deploy.telemetry.dashboards.files import FOLDER
from tests.support.browser import a_browser

Points = dict[int, float]  # values by their step
Json = dict[str, Any]  # Any: JSON as Grafana and Prometheus write it
VARIABLES: Final = {"$__rate_interval": "1m", "$service": ".*", "$job": ".*"}
REACH_S: Final = 20 * 60
STEP_S: Final = 10
LEFT: Final = 46  # pixels for the values of the axis
CELL: Final = (58, 36)  # pixels of a column and of a row
COLOURS: Final = ("#2f6db5", "#c8862b", "#3c8d5a", "#b0413e", "#7a5ba8", "#4aa3a8", "#a8577e", "#6b7280", "#9aa02c")
SHADES: Final = {"green": "#2f7d4f", "orange": "#c06c00", "red": "#b3261e"}
STYLE: Final = f"""
body {{ margin: 0; padding: 14px; background: #eef1f5; color: #17233a;
  font: 12px/1.35 "Noto Sans", "Noto Sans Lao" }}
h1 {{ font-size: 18px; margin: 0 0 2px }} p {{ margin: 0 0 10px; color: #56617a }}
main {{ display: grid; grid-template-columns: repeat(24, {CELL[0]}px); grid-auto-rows: {CELL[1]}px; gap: 6px }}
section {{ background: #fff; border: 1px solid #d5dae2; border-radius: 3px; padding: 6px 8px; overflow: hidden }}
h2 {{ font-size: 12px; font-weight: 600; margin: 0 0 3px; white-space: nowrap; overflow: hidden }}
.stat {{ font-size: 30px; text-align: center; padding-top: 22px }}
table {{ border-collapse: collapse; width: 100% }}
td, th {{ padding: 1.5px 8px 1.5px 0; text-align: left; font-weight: 400 }}
th {{ color: #56617a; border-bottom: 1px solid #d5dae2 }}
td.n, th.n {{ text-align: right; padding-right: 0; padding-left: 8px }}
.legend {{ font-size: 10.5px; max-height: 48px; overflow: hidden }}
.legend span {{ margin-right: 10px; white-space: nowrap }}
"""


def asked(base_url: str, query: str, at: float, *, over_s: int = 0) -> list[Json]:
    """Return what Prometheus finds: at a moment, or over the time before it."""
    for variable, value in VARIABLES.items():
        query = query.replace(variable, value)
    words: dict[str, object] = {"query": query, "time": at}
    if over_s:
        words = {"query": query, "start": at - over_s, "end": at, "step": STEP_S}
    with urlopen(f"{base_url}/api/v1/query{'_range' if over_s else ''}?{urlencode(words)}", timeout=30) as answer:
        found: list[Json] = json.load(answer)["data"]["result"]
    return found


def told(value: float, unit: str) -> str:
    """Return a value in its unit, as short as it can be read."""
    if math.isnan(value):
        return "-"
    if unit == "s":
        return duration(value)
    if unit == "percentunit":
        return f"{value:.1%}"
    number = f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.2g}"
    return f"{number}/s" if unit in {"reqps", "ops"} else number


def shade(value: float, panel: Json) -> str:
    """Return the colour that the steps of the panel give to a value."""
    steps = panel["fieldConfig"]["defaults"]["thresholds"]["steps"]
    reached = [step["color"] for step in steps if step["value"] is None or value >= step["value"]]
    return SHADES[reached[-1]] if len(steps) > 1 else "#17233a"


def named(pattern: str, labels: Json) -> str:
    """Return what a line is called."""
    for label, value in labels.items():
        pattern = pattern.replace("{{" + label + "}}", value)
    return pattern


def drawn_stat(panel: Json, base_url: str, now: float) -> str:
    found = asked(base_url, panel["targets"][0]["expr"], now)
    value = float(found[0]["value"][1]) if found else math.nan
    unit = panel["fieldConfig"]["defaults"]["unit"]
    return f'<div class="stat" style="color:{shade(value, panel)}">{told(value, unit)}</div>'


def drawn_table(panel: Json, base_url: str, now: float) -> str:
    organised = panel["transformations"][1]["options"]
    values = list(organised["renameByName"].values())
    labels = [name for name in organised["indexByName"] if not name.startswith("Value")]
    units = {each["matcher"]["options"]: each["properties"][0]["value"] for each in panel["fieldConfig"]["overrides"]}
    rows: dict[tuple[str, ...], dict[str, float]] = {}
    for target, column in zip(panel["targets"], values, strict=True):
        for sample in asked(base_url, target["expr"], now):
            key = tuple(sample["metric"].get(label, "") for label in labels)
            rows.setdefault(key, {})[column] = float(sample["value"][1])
    head = "".join([*(f"<th>{name}</th>" for name in labels), *(f'<th class="n">{name}</th>' for name in values)])
    lines = [f"<tr>{head}</tr>"]
    for key, numbers in sorted(rows.items(), key=lambda row: -row[1].get(values[0], 0.0)):
        cells = [f"<td>{escape(word)}</td>" for word in key]
        for column in values:
            number = numbers.get(column, math.nan)
            colour = shade(number, panel) if column in units else "#17233a"
            cells.append(f'<td class="n" style="color:{colour}">{told(number, units.get(column, "short"))}</td>')
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(lines)}</table>"


def drawn_series(panel: Json, base_url: str, now: float) -> str:
    defaults, place = panel["fieldConfig"]["defaults"], panel["gridPos"]
    unit, stacked = defaults["unit"], defaults["custom"]["stacking"]["mode"] == "normal"
    lines: list[tuple[str, Points]] = []
    for target in panel["targets"]:
        for series in asked(base_url, target["expr"], now, over_s=REACH_S):
            points = {round((float(at) - now + REACH_S) / STEP_S): float(value) for at, value in series["values"]}
            known = {at: value for at, value in points.items() if not math.isnan(value)}
            lines.append((named(target["legendFormat"], series["metric"]) or "value", known))
    lines.sort(key=lambda line: -sum(line[1].values()))
    tops = stack(lines) if stacked else [points for _, points in lines]
    highest = max((value for points in tops for value in points.values()), default=1.0) or 1.0
    chart = Chart(place["w"] * (CELL[0] + 6) - 24, place["h"] * (CELL[1] + 6) - 96, highest)
    drawn = [chart.line(points, COLOURS[at % len(COLOURS)], filled=stacked) for at, points in enumerate(tops)]
    size = f'width="{chart.width}" height="{chart.height + 16}"'
    # the tallest first: what is stacked lies before it
    return f"<svg {size}>{chart.axes(unit, now)}{''.join(reversed(drawn))}</svg>{legend(lines, unit)}"


def legend(lines: Sequence[tuple[str, Points]], unit: str) -> str:
    """Return the names of lines, each with its colour and its last value."""
    names = [
        f'<span style="color:{COLOURS[at % len(COLOURS)]}">▬ {escape(name)} {told(points[max(points)], unit)}</span>'
        for at, (name, points) in enumerate(lines)
        if points
    ]
    return f'<div class="legend">{" ".join(names)}</div>'


def stack(lines: Sequence[tuple[str, Points]]) -> list[Points]:
    """Return each line on those before it."""
    below: Points = {}
    tops = []
    for _, points in lines:
        below = below | {at: below.get(at, 0.0) + value for at, value in points.items()}
        tops.append(below)
    return tops


@dataclass(frozen=True)
class Chart:
    """A place for lines: its size in pixels, and the highest value that it shows."""

    width: int
    height: int
    highest: float

    def x(self, share: float) -> float:
        return LEFT + (self.width - LEFT) * share

    def y(self, value: float) -> float:
        return 4 + (self.height - 4) * (1 - value / (1.08 * self.highest))

    def line(self, points: Points, colour: str, *, filled: bool) -> str:
        """Return one line; where nothing was told it is broken."""
        path = " ".join(
            f"{'L' if at - 1 in points else 'M'}{self.x(at * STEP_S / REACH_S):.1f},{self.y(value):.1f}"
            for at, value in sorted(points.items())
        )
        stroke = f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.6"/>'
        if not filled or not points:
            return stroke
        ends = [self.x(at * STEP_S / REACH_S) for at in (max(points), min(points))]
        area = f"{path} L{ends[0]:.1f},{self.y(0):.1f} L{ends[1]:.1f},{self.y(0):.1f} Z"
        return f'<path d="{area}" fill="#fff"/><path d="{area}" fill="{colour}" opacity=".35"/>{stroke}'

    def axes(self, unit: str, now: float) -> str:
        """Return lines across with their values, and the times below."""
        small, parts = 'font-size="10" fill="#56617a"', []
        for share in (0.0, 0.5, 1.0):
            y, value = self.y(share * self.highest), told(share * self.highest, unit)
            parts += [
                f'<line x1="{LEFT}" x2="{self.width}" y1="{y:.1f}" y2="{y:.1f}" stroke="#e1e5ec"/>',
                f'<text x="{LEFT - 4}" y="{y + 4:.1f}" text-anchor="end" {small}>{value}</text>',
            ]
        for share, anchor in ((0.0, "start"), (0.5, "middle"), (1.0, "end")):
            clock = time.strftime("%H:%M", time.localtime(now - REACH_S * (1 - share)))
            place = f'x="{self.x(share):.0f}" y="{self.height + 14}" text-anchor="{anchor}"'
            parts.append(f"<text {place} {small}>{clock}</text>")
        return "".join(parts)


def page(dashboard: Json, base_url: str, now: float) -> str:
    """Return the whole dashboard as HTML."""
    kinds = {"stat": drawn_stat, "table": drawn_table, "timeseries": drawn_series}

    def section(panel: Json) -> str:
        at = panel["gridPos"]
        place = f"grid-column:{at['x'] + 1}/span {at['w']};grid-row:{at['y'] + 1}/span {at['h']}"
        drawn = kinds[panel["type"]](panel, base_url, now)
        return f'<section style="{place}"><h2>{escape(panel["title"])}</h2>{drawn}</section>'

    told_as = escape(dashboard["description"].replace("\n\n", " · "))
    return (
        f"<!doctype html><meta charset=utf-8><style>{STYLE}</style><h1>Saphan / {escape(dashboard['title'])}</h1>"
        f"<p>{told_as}</p><main>{''.join(map(section, dashboard['panels']))}</main>"
    )


def take(base_url: str, name: str, file: Path) -> None:
    """Draw the dashboard of this name into a PNG."""
    dashboard = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "page.html"
        written.write_text(page(dashboard, base_url, time.time()), "utf-8")
        file.write_bytes(asyncio.run(picture(written.as_uri())))


async def picture(url: str) -> bytes:
    """Return a PNG of the whole page."""
    async with a_browser() as browser:
        tab = await browser.page()
        await tab.open(url)
        await tab.wait_for("document.readyState === 'complete'")
        height = await tab.evaluate("document.querySelector('main').getBoundingClientRect().bottom + 14")
        return await tab.picture(width=24 * (CELL[0] + 6) + 24, height=int(height))


if __name__ == "__main__":
    take(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
