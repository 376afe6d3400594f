"""Documents as the front serves them, before the linters of others: Spectral's, OWASP's and the Dutch rules, and ours.

What the rules leave out has its reason in `tests/data/openapi_rules/saphan.yaml`.
"""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest
from fastapi import FastAPI

from contracts import openapi_lint
from gateway.front.contact import Contact
from gateway.front.router import build_router
from gateway.guests import GUESTS
from tests.support.front_page import PageDataInMemory, a_directory, our_guests, our_services
from tests.support.spectral import Finding, lint

# One worker: the packages are fetched once, and Spectral takes a core for itself.
pytestmark = [pytest.mark.npm, pytest.mark.xdist_group("npm")]

WHOLE: Final = "saphan"
CONTACT: Final = Contact(name="Help desk", email="help@gateway.example", url="https://gateway.example/help")


@pytest.fixture(scope="module")
def served() -> dict[str, dict[str, Any]]:  # Any: OpenAPI documents
    """The document of all services, and that of each, as a reader of the front gets them."""
    return asyncio.run(as_served())


async def as_served() -> dict[str, dict[str, Any]]:  # Any: as above
    listed = sorted((*our_services(), *our_guests()), key=lambda each: each.name)
    page = PageDataInMemory(a_directory(*listed))
    app = FastAPI(openapi_url=None)
    app.include_router(build_router(page, public_url="https://gateway.example", contact=CONTACT))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="https://gateway.example") as front:
        paths = {WHOLE: "/openapi.json"} | {each.name: f"/openapi/{each.name}.json" for each in listed}
        return {name: (await front.get(path)).json() for name, path in paths.items()}


def rules_of(found: list[Finding]) -> dict[str, set[str]]:
    kinds: dict[str, set[str]] = {}
    for each in found:
        kinds.setdefault(each.document, set()).add(each.rule)
    return kinds


def test_the_document_of_all_services_is_clean(served: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    assert lint({WHOLE: served[WHOLE]}, "saphan.yaml", tmp_path) == []


@pytest.mark.nightly
def test_every_document_is_clean_and_its_examples_fit(served: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    assert lint(served, "saphan.yaml", tmp_path / "rules") == []
    assert lint(served, "examples.yaml", tmp_path / "examples") == []


def test_our_own_rules_find_nothing_in_any_document(served: dict[str, dict[str, Any]]) -> None:
    assert len(served) > len(GUESTS)
    said = [
        (name, *complaint)
        for name, document in served.items()
        for complaint in (*openapi_lint.complaints(document), *openapi_lint.unsaid(document))
    ]
    assert said == []


def spoilt() -> Mapping[str, Any]:
    """Return a document that breaks a rule of each of the three sets, and one that we have narrowed of each."""
    answer = {"description": "All cases.", "content": {"application/json": {"schema": {"type": "array"}}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Cases", "version": "1.0.0"},
        "servers": [{"url": "http://gateway.example"}],
        "paths": {"/cases/": {"get": {"operationId": "listCases", "responses": {"200": answer}}}},
        "components": {
            "schemas": {
                "Person": {
                    "type": "object",
                    "properties": {"birthDate": {"type": "object"}, "age": {"type": "integer"}},
                }
            }
        },
    }


def test_each_of_the_three_sets_of_rules_is_in_force(tmp_path: Path) -> None:
    found = rules_of(lint({"spoilt": spoilt()}, "saphan.yaml", tmp_path))["spoilt"]
    assert found >= {
        "operation-tags",  # Spectral's own
        "path-keys-no-trailing-slash",  # of Spectral's, as the Dutch rules have it
        "nlgov:missing-header",
        "nlgov:include-major-version-in-uri",  # narrowed
        "nlgov:specify-format-for-date-and-time",  # narrowed
        "owasp:api8:2023-no-server-http",
        "owasp:api4:2023-array-limit",
        "owasp:api4:2023-integer-limit",  # narrowed
        "owasp:api4:2023-rate-limit",  # narrowed
        "owasp:api2:2023-read-restricted",  # narrowed
    }
