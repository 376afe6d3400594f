"""Composed schemas stand flat in OpenAPI documents, and say there what the schema files say."""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from chassis.http.composition import flat
from contracts.catalogue import Catalogue, compile_schema

CATALOGUE: Final = Catalogue.load()
SCHEMAS: Final = Path(__file__).parents[3] / "schemas"
BASE: Final = "https://schemas.saphan.gov.la/"
COMPOSED: Final = [
    f"{BASE}justice/{name}/v1"
    for name in ("case", "case-summary", "decision", "claim", "hearing", "participant-addition")
]


def test_members_of_several_objects_stand_with_each() -> None:
    case = flat(CATALOGUE.document(f"{BASE}justice/case/v1"), f"{BASE}justice/case/v1", CATALOGUE)
    assert "allOf" not in case
    assert {"caseId", "status", "numbers", "version"} <= set(case["properties"])
    assert len(case["required"]) == len(set(case["required"]))
    assert case["properties"]["numbers"]["items"]["$ref"].startswith(BASE), "a reference says whose it is"


@pytest.mark.parametrize("schema_id", COMPOSED, ids=lambda each: str(each).removeprefix(BASE))
def test_the_flat_form_takes_and_refuses_what_the_file_does(schema_id: str) -> None:
    domain, name, version = schema_id.removeprefix(BASE).split("/")
    made: Any = flat(CATALOGUE.document(schema_id), schema_id, CATALOGUE)
    compiled = CATALOGUE.validator(schema_id)
    written_flat = compile_schema(made | {"$id": schema_id + "-flat"})
    for example in SCHEMAS.glob(f"{domain}/{name}/examples/{version}/*.json"):
        document = json.loads(example.read_text("utf-8"))
        document = document["document"] if example.name.startswith("invalid-") else document
        assert written_flat.is_valid(document) is compiled.is_valid(document), example.name
