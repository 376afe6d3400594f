"""Check of the national schemas in a document: each component that names one must be its text, word for word."""

from collections.abc import Mapping
from typing import Any

import rfc8785

from chassis.http.openapi import component_of
from contracts.catalogue import Catalogue
from contracts.dialect import transform
from contracts.in_directory import MARK
from gateway.directory.documents import DocumentRefused, Node, table


def check_components(document: Node, catalogue: Catalogue) -> None:
    """Raise `DocumentRefused` for a component that names a national schema and is not that schema's text."""
    known = frozenset(catalogue.ids())
    for name, component in table(table(document, "components"), "schemas").items():
        if not isinstance(component, Mapping) or "x-schema-id" not in component:
            continue
        schema_id = component["x-schema-id"]
        if not isinstance(schema_id, str) or schema_id not in known:
            raise DocumentRefused(f"component {name}: no schema {schema_id!r:.120} is published")
        title, expected = component_of(schema_id, catalogue)
        if name != title:
            raise DocumentRefused(f"component {name}: the schema {schema_id} is called {title}")
        if _canonical(transform(component, _without_link)) != _canonical(expected):
            raise DocumentRefused(f"component {name}: its text is not that of the published schema {schema_id}")


def _without_link(schema: dict[str, Any]) -> dict[str, Any]:  # Any: a schema that other people wrote
    """Leave out where the list of those is who may be named: our documents link there, and others need not."""
    return {name: value for name, value in schema.items() if name != "externalDocs" or MARK not in schema}


def _canonical(value: Any) -> bytes:  # Any: JSON
    return rfc8785.dumps(value)  # RFC 8785: two spellings of one document are one
