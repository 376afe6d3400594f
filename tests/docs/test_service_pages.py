"""The calls that a service's page shows are calls of that service, with bodies that it takes."""

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest

from chassis.voucher_keys import KeySet
from cli.components import SERVICES
from contracts.catalogue import Catalogue
from tests.architecture.house_rules import ROOT
from tests.support.service import secret_files

PAGES: Final = sorted((ROOT / "docs" / "services").glob("*.md"))
CALL: Final = re.compile(
    r"^```http\n(?P<method>[A-Z]+) (?P<path>\S+)\n(?:[^\n{]+\n)*\n?(?P<body>.*?)^```", re.MULTILINE | re.DOTALL
)


def document_of(service: str) -> dict[str, Any]:
    (component,) = [each for each in SERVICES if each.name == service]
    told = {"database_url": "postgresql://nobody@127.0.0.1:1/none", "bus": "postgres", "bus_url": "postgresql://none"}
    kind = component.settings_class()
    settings = kind.model_validate(told | secret_files(kind))
    document: dict[str, Any] = component.build(settings, voucher_keys=KeySet({"keys": []})).openapi()
    return document


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_call_on_the_page_is_one_that_the_service_takes(page: Path) -> None:
    document = document_of(page.stem)
    calls = list(CALL.finditer(page.read_text("utf-8")))
    assert calls
    for call in calls:
        operation = document["paths"][call["path"]][call["method"].lower()]
        component = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        validator = Catalogue.load().validator(document["components"]["schemas"][component]["x-schema-id"])
        assert validator.is_valid(json.loads(call["body"])), call[0]
        for header in (each["name"] for each in operation["parameters"] if each["in"] == "header"):
            assert header in call[0] or header == "Idempotency-Key"
