"""Every service has one shape, and says truly what it owns, publishes and consumes."""

import ast
import importlib
import inspect
import pkgutil
import re
import tomllib
from collections.abc import Collection, Iterator
from configparser import ConfigParser
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest

from chassis.http.app import Service
from contracts.problems import Problem
from tests.architecture.house_rules import ROOT

TWELVE: Final = {
    *("app", "routes", "consumers", "usecases", "events", "store", "models", "wire", "domain", "errors", "settings"),
    "retention",
}
OPTIONAL: Final = {"consumers", "wire", "events"}  # a service that has nothing to say there has no such module
SERVICES: Final = sorted(folder.name for folder in (ROOT / "services").iterdir() if (folder / "__init__.py").exists())
EVENT_TYPE: Final = re.compile(r"la\.gov\.[a-z-]+\.[a-z-]+\.[a-z-]+\.v[0-9]+")


def part(service: str, name: str) -> ModuleType:
    return importlib.import_module(f"services.{service}.{name}")


def charter(service: str) -> dict[str, str]:
    told = importlib.import_module(f"services.{service}").__doc__ or ""
    lines = re.findall(r"^(Owns|Publishes|Consumes): (.+(?:\n(?!\w+:).+)*)", told, re.MULTILINE)
    return {name: " ".join(text.split()) for name, text in lines}


def modules(service: str, name: str) -> list[ModuleType]:
    """Return the part of a service and, where it is a folder, the modules in it."""
    found = part(service, name)
    files = [each.name for each in pkgutil.iter_modules(getattr(found, "__path__", []))]
    return [found, *(importlib.import_module(f"{found.__name__}.{file}") for file in files)]


def announced(service: str) -> Iterator[str]:
    """Yield the event types that the code of the service's `events` names, docstrings left out."""
    for module in modules(service, "events") if "events" in parts(service) else ():
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Constant) and EVENT_TYPE.fullmatch(str(node.value)):
                yield str(node.value)


def published(service: str) -> Collection[str]:
    return set(announced(service))


def consumed(service: str) -> Collection[str]:
    return part(service, "consumers").CONSUMES if "consumers" in parts(service) else ()


def parts(service: str) -> set[str]:
    folder = ROOT / "services" / service
    tables = {folder / "rights.toml"}  # rows, not a module
    return {entry.stem for entry in set(folder.iterdir()) - tables if not entry.name.startswith("__")}


def declared(service: str) -> Service:
    found = part(service, "app").SERVICE
    assert isinstance(found, Service)
    return found


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_twelve_modules_at_the_most_and_migrations(service: str) -> None:
    assert parts(service) - OPTIONAL == (TWELVE - OPTIONAL) | {"migrations"}


@pytest.mark.parametrize("service", SERVICES)
def test_what_has_nothing_to_say_is_no_module(service: str) -> None:
    assert ("consumers" in parts(service)) is bool(consumed(service))
    assert ("events" in parts(service)) is bool(published(service))


def test_the_import_contracts_hold_every_service() -> None:
    contracts = ConfigParser()
    contracts.read(ROOT / ".importlinter")
    shape = contracts["importlinter:contract:service-shape"]
    assert shape["containers"].split() == [f"services.{service}" for service in SERVICES]
    assert set(re.findall(r"\((\w+)\)", shape["layers"])) == OPTIONAL


@pytest.mark.parametrize("service", SERVICES)
def test_a_charter_says_what_is_published(service: str) -> None:
    assert sorted(EVENT_TYPE.findall(charter(service)["Publishes"])) == sorted(announced(service))


@pytest.mark.parametrize("service", SERVICES)
def test_a_charter_says_what_is_consumed(service: str) -> None:
    told = set(EVENT_TYPE.findall(charter(service)["Consumes"]))
    assert told == set(consumed(service)) == set(declared(service).consumers)


@pytest.mark.parametrize("service", SERVICES)
def test_a_charter_says_what_is_owned(service: str) -> None:
    assert len(charter(service)["Owns"]) > len("nothing")


@pytest.mark.parametrize("service", SERVICES)
def test_every_published_event_has_a_topic_and_a_schema(service: str) -> None:
    topics = tomllib.loads((ROOT / "deploy" / "topics.toml").read_text("utf-8"))
    for event in published(service):
        topic = event.rsplit(".", 2)[0]
        assert f'"{topic}"' in (ROOT / "deploy" / "topics.toml").read_text("utf-8") or topic in topics
        aggregate, participle, version = event.split(".")[-3:]
        schema = ROOT / "schemas" / "events" / f"{aggregate}-{participle}" / f"{version}.json"
        assert schema.is_file(), schema


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_declares_every_refusal_of_its_own(service: str) -> None:
    own = {
        value
        for module in modules(service, "errors")
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Problem) and value.__module__ == module.__name__
    }
    assert own
    assert set(declared(service).problems) >= own


@pytest.mark.parametrize("service", SERVICES)
def test_a_services_name_is_its_packages(service: str) -> None:
    assert declared(service).name == service.replace("_", "-")
    assert declared(service).migrations == f"services.{service}.migrations"
    assert list(Path(ROOT / "services" / service / "migrations" / "versions").glob("0001_*.py"))
