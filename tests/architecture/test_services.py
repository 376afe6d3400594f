"""Every service has one shape, and says truly what it owns, publishes and consumes."""

import importlib
import pkgutil
import re
import tomllib
from configparser import ConfigParser
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest

from chassis.http.app import Service
from contracts.problems import Problem
from tests.architecture.house_rules import ROOT

ELEVEN: Final = {
    *("app", "routes", "consumers", "usecases", "events", "store", "models", "wire", "domain", "errors", "settings"),
}
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


def published(service: str) -> set[str]:
    """Return the event types that the service's `events` name as constants."""
    constants = (value for module in modules(service, "events") for value in vars(module).values())
    return {value for value in constants if isinstance(value, str) and EVENT_TYPE.fullmatch(value)}


def declared(service: str) -> Service:
    found = part(service, "app").SERVICE
    assert isinstance(found, Service)
    return found


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_eleven_modules_and_migrations(service: str) -> None:
    folder = ROOT / "services" / service
    parts = {entry.stem for entry in folder.iterdir() if not entry.name.startswith("__")}
    assert parts == ELEVEN | {"migrations"}


def test_the_import_contracts_hold_every_service() -> None:
    contracts = ConfigParser()
    contracts.read(ROOT / ".importlinter")
    named = contracts["importlinter:contract:service-shape"]["containers"].split()
    assert named == [f"services.{service}" for service in SERVICES]


@pytest.mark.parametrize("service", SERVICES)
def test_a_charter_says_what_is_published(service: str) -> None:
    assert set(EVENT_TYPE.findall(charter(service)["Publishes"])) == published(service)


@pytest.mark.parametrize("service", SERVICES)
def test_a_charter_says_what_is_consumed(service: str) -> None:
    told = set(EVENT_TYPE.findall(charter(service)["Consumes"]))
    assert told == set(part(service, "consumers").CONSUMES)
    assert declared(service).consumers is part(service, "consumers").CONSUMES


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
