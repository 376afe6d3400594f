"""Every example of every schema does what it is there for, and the models lose nothing on the way."""

import importlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from contracts.catalogue import Catalogue
from contracts.schema_files import BASE, parse_id
from tests.support.schema_documents import Documents

CATALOGUE = Catalogue.load()
DOCUMENTS = Documents(CATALOGUE)
SCHEMAS = Path(__file__).parents[2] / "schemas"
EXAMPLES = sorted(path.relative_to(SCHEMAS).as_posix() for path in SCHEMAS.glob("*/*/examples/v*/*.json"))
OBJECTS = [schema_id for schema_id in CATALOGUE.ids() if CATALOGUE.document(schema_id)["type"] == "object"]


def id_of(example: str) -> str:
    domain, name, _, version, _ = example.split("/")
    return f"{BASE}{domain}/{name}/{version}"


def model_of(schema_id: str) -> type[BaseModel]:
    name = parse_id(schema_id)
    module = importlib.import_module(f"contracts.national.{name.domain}.{name.module}")
    model: type[BaseModel] = getattr(module, CATALOGUE.document(schema_id)["title"])
    return model


def through_the_model(schema_id: str, document: object) -> Any:
    model = model_of(schema_id).model_validate_json(json.dumps(document))
    return json.loads(model.model_dump_json(by_alias=True, exclude_none=True))


def shape(value: object) -> object:
    """Return which members and how many items there are, without the leaves: a model may spell a time in its way.

    A null, which only what foreign software sends may have, is absent.
    """
    if isinstance(value, dict):
        return {name: shape(item) for name, item in value.items() if item is not None}
    return [shape(item) for item in value] if isinstance(value, list) else None


@pytest.mark.parametrize("example", [path for path in EXAMPLES if "/valid-" in path])
def test_a_valid_example_is_valid_before_and_after_the_model(example: str) -> None:
    schema_id, document = id_of(example), json.loads((SCHEMAS / example).read_text("utf-8"))
    assert CATALOGUE.validator(schema_id).faults(document) == ([], False)
    assert CATALOGUE.validator(schema_id).code_faults(document, CATALOGUE.code_lists) == []
    if schema_id in OBJECTS:
        returned = through_the_model(schema_id, document)
        assert CATALOGUE.validator(schema_id).faults(returned) == ([], False)
        assert shape(returned) == shape(document)


@pytest.mark.parametrize("example", [path for path in EXAMPLES if "/invalid-" in path])
def test_an_invalid_example_fails_for_exactly_its_stated_faults(example: str) -> None:
    stated = json.loads((SCHEMAS / example).read_text("utf-8"))
    schema = CATALOGUE.validator(id_of(example))
    found, truncated = schema.faults(stated["document"], budget_ms=5000)
    found += schema.code_faults(stated["document"], CATALOGUE.code_lists)
    assert not truncated
    assert sorted((fault.pointer, fault.code) for fault in found) == sorted(
        (fault["pointer"], fault["code"]) for fault in stated["faults"]
    )


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_named_for_what_it_is(example: str) -> None:
    assert example.rpartition("/")[2].startswith(("valid-", "invalid-"))


@pytest.mark.parametrize("schema_id", CATALOGUE.ids())
def test_every_schema_has_both_kinds_of_examples(schema_id: str) -> None:
    kinds = {example.rpartition("/")[2].partition("-")[0] for example in EXAMPLES if id_of(example) == schema_id}
    assert kinds == {"valid", "invalid"}


@pytest.mark.parametrize("schema_id", OBJECTS)
@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_a_made_up_document_survives_the_model(schema_id: str, data: st.DataObject) -> None:
    schema = CATALOGUE.validator(schema_id)
    document = data.draw(DOCUMENTS.of(schema_id))
    assume(schema.is_valid(document))
    returned = through_the_model(schema_id, document)
    assert schema.faults(returned) == ([], False)
    assert shape(returned) == shape(document)
