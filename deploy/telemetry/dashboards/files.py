"""Writes the dashboards as the files that Grafana reads, and says which are not as they would be written."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from deploy.telemetry.dashboards.control_tower import CONTROL_TOWER
from deploy.telemetry.dashboards.expiry import EXPIRY
from deploy.telemetry.dashboards.gateway import GATEWAY
from deploy.telemetry.dashboards.ledger import LEDGER
from deploy.telemetry.dashboards.services_and_bus import SERVICES_AND_BUS
from deploy.telemetry.panels import Dashboard

FOLDER: Final = Path(__file__).parents[1] / "grafana" / "dashboards"

DASHBOARDS: Final = {
    "control-tower": CONTROL_TOWER,
    "gateway": GATEWAY,
    "services-and-bus": SERVICES_AND_BUS,
    "ledger": LEDGER,
    "expiry": EXPIRY,
}


def spelled(dashboard: Dashboard) -> str:
    """Return the file of a dashboard."""
    return json.dumps(dashboard.json(), ensure_ascii=False, indent=1) + "\n"


def stale() -> Iterable[str]:
    """Yield the names of files that are not as they would be written, or that nothing here makes."""
    made = {f"{name}.json": spelled(dashboard) for name, dashboard in DASHBOARDS.items()}
    there = {file.name: file.read_text("utf-8") for file in FOLDER.glob("*.json")}
    yield from sorted(name for name in made.keys() | there.keys() if made.get(name) != there.get(name))


def main() -> int:
    """Write the files, or with `--check` name those that are not as they would be; return the exit code."""
    if "--check" in sys.argv[1:]:
        old = list(stale())
        for name in old:
            sys.stderr.write(f"{FOLDER.name}/{name} is not as its generator makes it: run make dashboards\n")
        return bool(old)
    for name, dashboard in DASHBOARDS.items():
        (FOLDER / f"{name}.json").write_text(spelled(dashboard), "utf-8")
    return 0
