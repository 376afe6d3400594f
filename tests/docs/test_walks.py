"""The plan and the walks of docs/architecture.md are true to the tree: rooms, stations, modules, names."""

import re
from collections.abc import Iterator
from configparser import ConfigParser
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from gateway.exchange.pipeline import PIPELINE
from tests.architecture.house_rules import ROOT

PAGE: Final = (ROOT / "docs" / "architecture.md").read_text("utf-8")
WALK: Final = re.compile(r"^## A walk: (?P<name>.+)\n(?P<text>(?:(?!^## ).*\n)*)", re.MULTILINE)
ROW: Final = re.compile(r"^\| (?P<name>[^|]+) \| (?P<modules>[^|]+) \| (?P<told>[^|]+) \|$", re.MULTILINE)
MODULE: Final = re.compile(r"`([a-z_]+(?:/[a-z0-9_]+)+\.(?:py|toml))`")
NAME: Final = re.compile(r"`([A-Za-z_]\w*)`")


@dataclass(frozen=True)
class Station:
    """A row of a walk: the modules that are met, and the names that stand in them."""

    name: str
    modules: tuple[str, ...]
    names: tuple[str, ...]


def stations(walk: str) -> list[Station]:
    """Return the rows of a walk's table, without its head."""
    rows = [row for row in ROW.finditer(walk) if MODULE.search(row["modules"])]
    return [
        Station(row["name"], tuple(MODULE.findall(row["modules"] + row["told"])), tuple(NAME.findall(row["told"])))
        for row in rows
    ]


def amiss(walk: str, root: Path) -> Iterator[str]:
    """Yield the modules that are not there, and the names that stand in none of the modules of their station."""
    yield from (f"{module} is not there" for module in MODULE.findall(walk) if not (root / module).is_file())
    for station in stations(walk):
        texts = [(root / module).read_text("utf-8") for module in station.modules if (root / module).is_file()]
        for name in station.names:
            if not any(re.search(rf"\b{name}\b", text) for text in texts):
                yield f"{station.name}: {name} stands in none of its modules"


WALKS: Final = {found["name"]: found["text"] for found in WALK.finditer(PAGE)}


def test_three_walks_are_told() -> None:
    assert list(WALKS) == ["one request", "one event", "one receipt"]
    assert all(len(stations(walk)) >= 9 for walk in WALKS.values())


@pytest.mark.parametrize("name", WALKS)
def test_every_module_and_name_of_a_walk_is_there(name: str) -> None:
    assert list(amiss(WALKS[name], ROOT)) == []


def test_a_module_or_a_name_that_is_gone_is_found() -> None:
    walk = "| socket | `chassis/http/door.py` `chassis/http/serve.py` | `serve` opens the `Door` |\n"
    assert list(amiss(walk, ROOT)) == [
        "chassis/http/door.py is not there",
        "socket: Door stands in none of its modules",
    ]


def test_the_request_meets_every_step_of_the_pipeline_in_order() -> None:
    steps = [station for station in stations(WALKS["one request"]) if station.name.isdigit()]
    assert [int(station.name) for station in steps] == list(range(1, len(PIPELINE) + 1))
    assert [station.modules[0] for station in steps] == [f"gateway/exchange/{step.__name__}.py" for step in PIPELINE]


@pytest.mark.parametrize(
    ("title", "contract"), [("**The chassis**", "chassis-rooms"), ("**The gateway**", "gateway-rooms")]
)
def test_the_rooms_stand_in_the_order_that_the_linter_holds(title: str, contract: str) -> None:
    table = PAGE.partition(f"{title} is ")[2].partition("\n| room |")[2].partition("\n\n")[0]
    rooms = [name for cell in re.findall(r"^\| (`[^|]+) \|", table, re.MULTILINE) for name in NAME.findall(cell)]
    contracts = ConfigParser()
    contracts.read(ROOT / ".importlinter")
    layers = contracts[f"importlinter:contract:{contract}"]["layers"].strip().splitlines()
    layer = {name: place for place, line in enumerate(layers) for name in re.findall(r"\w+", line)}
    assert set(rooms) == set(layer)
    assert [layer[name] for name in rooms] == sorted(layer[name] for name in rooms)
