"""A filter is held against the code list of what it filters: an unknown code is refused, not answered with nothing."""

from functools import reduce
from operator import getitem
from typing import Any, Final

import pytest

from gateway.guests import GUESTS
from tests.support.front_page import our_services

JSON: Final = "application/json"


@pytest.fixture(scope="module")
def documents() -> dict[str, Any]:  # Any: OpenAPI documents
    return {shown.name: shown.document for shown in our_services()} | {guest.NAME: guest.document() for guest in GUESTS}


def answered(operation: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:  # Any: OpenAPI objects
    """Return the properties of what the operation answers; of its items when it answers a page."""

    def properties(schema: dict[str, Any]) -> dict[str, Any]:  # Any: as above
        steps = schema["$ref"].removeprefix("#/").split("/") if "$ref" in schema else ()
        found = reduce(getitem, steps, document) if steps else schema
        return dict(found.get("properties", {}))

    whole = properties(operation["responses"]["200"]["content"].get(JSON, {}).get("schema", {}))
    return properties(whole["items"]["items"]) if "items" in whole else whole


def test_a_filter_by_a_code_names_the_list_of_what_it_filters(documents: dict[str, Any]) -> None:
    filters = {}
    for service, document in documents.items():
        for path, item in document["paths"].items():
            asked = item.get("get", {}).get("parameters", [])
            found = answered(item["get"], document) if asked else {}
            for each in asked:
                codelist = found.get(each["name"], {}).get("x-codelist") if each["in"] == "query" else None
                if codelist is not None:
                    filters[service, path, each["name"]] = codelist
                    assert each["schema"].get("x-codelist") == codelist, (service, path, each["name"])
    assert {"case-registry", "directory"} <= {service for service, _, _ in filters}


def test_no_parameter_has_null_among_its_values(documents: dict[str, Any]) -> None:
    """A caller cannot send null: with it, every fault is that "none of 2 alternatives" fits, and names nothing."""
    seen = 0
    for service, document in documents.items():
        for path, item in document["paths"].items():
            for parameter in (each for method in item.values() for each in method.get("parameters", ())):
                schema, seen = parameter["schema"], seen + 1
                alternatives = [*schema.get("anyOf", ()), *schema.get("oneOf", ()), schema]
                types = [each.get("type") for each in alternatives]
                assert not any(named == "null" or "null" in (named or ()) for named in types), (
                    service,
                    path,
                    parameter,
                )
    assert seen > 100
