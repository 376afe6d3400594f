"""What is wrong with a document and what it names wrongly are told together, whatever the document looks like."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from contracts.catalogue import Catalogue
from contracts.organisations import Organisations
from contracts.schema_files import BASE
from gateway.directory.snapshot import Snapshot
from gateway.exchange.callers_directory import CallersDirectory

CATALOGUE: Final = Catalogue.load()
SCHEMAS: Final = Path(__file__).parents[2] / "schemas"
DAY: Final = date(2026, 11, 28)
KNOWN: Final = CallersDirectory(Snapshot(1, {}, {}, {}, organisations=Organisations(), code_lists=CATALOGUE.code_lists))
ODD: Final[tuple[Any, ...]] = (None, [], {}, [None], {"": []}, [[]], 1, "x", "2026-13-41", True)
LOOKING: Final = [schema_id for schema_id in CATALOGUE.ids() if CATALOGUE.validator(schema_id).looks_up]


def examples_of(schema_id: str) -> Iterator[Any]:
    domain, name, version = schema_id.removeprefix(BASE).split("/")
    for path in sorted(SCHEMAS.glob(f"{domain}/{name}/examples/{version}/valid-*.json")):
        yield json.loads(path.read_text("utf-8"))


def test_a_wrong_form_and_an_unknown_code_are_told_at_once() -> None:
    schema = CATALOGUE.validator(f"{BASE}justice/case-opening/v1")
    opening = next(examples_of(f"{BASE}justice/case-opening/v1"))
    wrong = opening | {"title": "", "category": "piracy", "openedOn": 1}
    faults, truncated = schema.every_fault(wrong, on=DAY, directory=KNOWN)
    told = {(one.pointer, one.code) for one in faults}
    assert {("/title", "minLength"), ("/openedOn", "type"), ("/category", "x-codelist")} <= told
    assert not truncated
    assert schema.every_fault(wrong, on=DAY, directory=KNOWN, limit=2) == (faults[:2], True)


@pytest.mark.parametrize("schema_id", LOOKING, ids=lambda schema_id: str(schema_id).removeprefix(BASE))
def test_no_form_of_a_document_keeps_it_from_being_explained(schema_id: str) -> None:
    schema = CATALOGUE.validator(schema_id)
    for example in examples_of(schema_id):
        for document in (
            *ODD,
            *(example | {name: odd} for name in example for odd in ODD if isinstance(example, dict)),
        ):
            faults, _ = schema.every_fault(document, on=DAY, directory=KNOWN)
            assert faults or schema.is_valid(document)
