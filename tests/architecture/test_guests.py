"""Every service in the gateway's own process has the shape of a service, in a room of its own, and is in one tuple."""

import importlib
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest

from chassis.http.app import Service
from contracts.problems import Problem
from gateway.guests import GUESTS
from tests.architecture.house_rules import GUEST_ROOMS, ROOT

NEEDED: Final = frozenset({"app", "routes", "usecases"})
SHAPE: Final = NEEDED | {"store", "models", "wire", "domain", "errors"}
# a guest is a module as far as the tuple is concerned: its `app`
APPS: Final = sorted((app for app in GUESTS if isinstance(app, ModuleType)), key=lambda app: app.__name__)


def shape_faults(parts: frozenset[str]) -> Iterator[str]:
    """Yield what is missing of a guest with these modules, and what has no place in it."""
    yield from (f"{name} is missing" for name in sorted(NEEDED - parts))
    yield from (f"{name} is no layer of a service" for name in sorted(parts - SHAPE))


def room(app: ModuleType) -> Path:
    return ROOT.joinpath(*app.__name__.split(".")[:-1])


def name_of(app: ModuleType) -> str:
    return app.__name__.removesuffix(".app")


def declared(app: ModuleType) -> Service:
    assert isinstance(app.SERVICE, Service)
    return app.SERVICE


@pytest.mark.parametrize("app", APPS, ids=name_of)
def test_a_guest_has_the_layers_of_a_service(app: ModuleType) -> None:
    parts = frozenset(entry.stem for entry in room(app).iterdir() if not entry.name.startswith("__"))
    assert list(shape_faults(parts)) == []


@pytest.mark.parametrize(
    ("parts", "fault"),
    [
        (NEEDED | {"reading"}, "reading is no layer of a service"),
        (SHAPE - {"usecases"}, "usecases is missing"),
    ],
)
def test_another_shape_is_found(parts: frozenset[str], fault: str) -> None:
    assert list(shape_faults(parts)) == [fault]


def test_every_guest_is_in_the_tuple_and_held_by_the_rules() -> None:
    assert len(APPS) == len(GUESTS)
    rooms = [f"{room(app).relative_to(ROOT).as_posix()}/" for app in APPS]
    built = [path.parent for path in (ROOT / "gateway").rglob("*.py") if "create_guest(" in path.read_text("utf-8")]
    assert sorted(f"{path.relative_to(ROOT).as_posix()}/" for path in built) == rooms == sorted(GUEST_ROOMS)
    contracts = ConfigParser()
    contracts.read(ROOT / ".importlinter")
    for contract, names in (("guest-shape", "containers"), ("guests-apart", "modules")):
        assert contracts[f"importlinter:contract:{contract}"][names].split() == [name_of(app) for app in APPS]


@pytest.mark.parametrize("app", APPS, ids=name_of)
def test_a_guest_declares_every_refusal_of_its_own(app: ModuleType) -> None:
    errors = ROOT.joinpath(room(app), "errors.py")
    module = importlib.import_module(f"{name_of(app)}.errors") if errors.is_file() else None
    own = {
        value
        for value in vars(module or object).values()
        if isinstance(value, type) and issubclass(value, Problem) and module and value.__module__ == module.__name__
    }
    assert bool(own) is errors.is_file()
    assert set(declared(app).problems) >= own


@pytest.mark.parametrize("app", APPS, ids=name_of)
def test_a_guest_is_called_as_it_says(app: ModuleType) -> None:
    service = declared(app)
    assert service.name == app.NAME
    assert app.BASE_URL.endswith(f":{app.NAME}")
    assert service.migrations == "gateway.migrations"
    assert all(f"{router.prefix}/".startswith(f"{service.prefix}/") for router in service.routers)
