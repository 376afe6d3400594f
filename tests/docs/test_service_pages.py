"""The calls that a service's page shows are calls of that service, with bodies that it takes."""

from pathlib import Path
from typing import Any, Final

import pytest

from chassis.tokens.voucher_keys import KeySet
from cli.components import SERVICES
from contracts.catalogue import Catalogue
from tests.architecture.house_rules import ROOT
from tests.support.service import secret_files
from tests.support.service_pages import PrintedCall, printed_calls

PAGES: Final = sorted((ROOT / "docs" / "services").glob("*.md"))


def document_of(service: str, folder: Path) -> dict[str, Any]:
    (component,) = [each for each in SERVICES if each.name == service]
    told = {"database_url": "postgresql://nobody@127.0.0.1:1/none", "bus": "postgres", "bus_url": "postgresql://none"}
    kind = component.settings_class()
    files = {"files_url": folder.as_uri()} if "files_url" in kind.model_fields else {}
    settings = kind.model_validate(told | files | secret_files(kind))
    document: dict[str, Any] = component.build(settings, voucher_keys=KeySet({"keys": []})).openapi()
    return document


def takes(document: dict[str, Any], operation: dict[str, Any], call: PrintedCall) -> bool:
    """Tell whether the operation's schema takes the body; a call without one is of an operation without one."""
    if "requestBody" not in operation:
        return call.body is None
    component = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    return Catalogue.load().validator(document["components"]["schemas"][component]["x-schema-id"]).is_valid(call.body)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_call_on_the_page_is_one_that_the_service_takes(page: Path, tmp_path: Path) -> None:
    document = document_of(page.stem, tmp_path)
    calls = printed_calls(page)
    assert len(calls) == page.read_text("utf-8").count("```http"), "a call that cannot be read is not tested"
    for call in calls:
        operation = document["paths"][call.path][call.method.lower()]
        assert takes(document, operation, call), call
        names = {
            kind: {each["name"] for each in operation["parameters"] if each["in"] == kind}
            for kind in ("header", "query")
        }
        assert set(call.query) <= names["query"], call
        assert names["header"] - {"Idempotency-Key"} <= set(call.headers), call
