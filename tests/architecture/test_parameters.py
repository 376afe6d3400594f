"""What comes from outside has bounds before anybody reckons with it: parameters of every operation, and cursors."""

import importlib
from collections.abc import Iterator
from typing import Any, Final

import pytest
from pydantic import TypeAdapter

from chassis.http.pages import Position
from gateway.directory.documents import followed
from gateway.guests import GUESTS
from tests.support.front_page import our_services

CLOSED: Final = {"enum", "const", "x-codelist"}
DATES: Final = {"date", "date-time"}


def parameters() -> Iterator[tuple[str, dict[str, Any]]]:  # Any: OpenAPI objects
    documents: dict[str, dict[str, Any]] = {shown.name: dict(shown.document) for shown in our_services()}
    documents |= {guest.NAME: dict(guest.document()) for guest in GUESTS}
    for service, document in documents.items():
        for path, item in document["paths"].items():
            for method, operation in item.items():
                for each in (followed(parameter, document) for parameter in operation.get("parameters", ())):
                    schema = dict(followed(each["schema"], document))
                    yield f"{method} /{service}{path} {each['in']} {each['name']}", schema


def is_bounded(schema: dict[str, Any]) -> bool:  # Any: as above
    """Tell whether only values of a known size, and years that can be, fit the schema."""
    if CLOSED & set(schema) or schema.get("type") == "boolean":
        return True
    if schema.get("type") == "integer":
        return {"minimum", "maximum"} <= set(schema) and abs(schema["maximum"]) < 2**63
    if schema.get("format") in DATES:
        return any("pattern" in part for part in schema.get("allOf", ()))
    if schema.get("type") != "string":
        return False
    anchored = str(schema.get("pattern", "")).startswith("^") and str(schema.get("pattern", "")).endswith("$")
    unbounded = {"*", "+"} & set(str(schema.get("pattern", "")))
    return "maxLength" in schema or (anchored and not unbounded)


def test_every_parameter_has_bounds_and_none_is_null() -> None:
    found = dict(parameters())
    assert len(found) > 200
    assert [name for name, schema in found.items() if not is_bounded(schema)] == []


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer"},
        {"type": "integer", "minimum": 0},
        {"type": "string"},
        {"type": "string", "pattern": "^[a-z]+$"},
        {"type": "string", "format": "date"},
        {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 2}, {"type": "null"}]},
    ],
)
def test_a_parameter_without_bounds_is_found(schema: dict[str, Any]) -> None:  # Any: as above
    assert not is_bounded(schema)


def positions() -> list[type[Position]]:
    for shown in our_services():
        importlib.import_module(f"services.{shown.name.replace('-', '_')}.routes")
    return [each for each in Position.__subclasses__() if not each.__module__.startswith("tests")]


@pytest.mark.parametrize("position", positions(), ids=lambda each: each.__name__)
def test_every_member_of_a_cursor_has_bounds(position: type[Position]) -> None:
    for name, member in position.model_fields.items():
        schema = TypeAdapter(member.rebuild_annotation()).json_schema()
        assert is_bounded(schema), f"{position.__name__}.{name}"
