"""Benchmark of the data subjects' index: find identifiers in a parsed document, make their pseudonyms."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

import orjson

from bench import bodies
from contracts.catalogue import Catalogue
from gateway.directory.subjects import Seeker, compile_seeker
from gateway.ledger.epochs import Epoch

ROUNDS: Final = 2_000
_PEOPLE: Final = 2  # a case as the police open one


def rows() -> list[tuple[str, float, float | None]]:
    """Return name, microseconds per call, and the budget where there is one."""
    usual = orjson.loads(bodies.opening(10_000))
    usual["participants"] = [person | {"identifiers": person["identifiers"][:1]} for person in usual["participants"]]
    usual["participants"] = usual["participants"][:_PEOPLE]
    crowded = orjson.loads(bodies.opening(2_000))
    seeker, epoch = _seeker(), Epoch(1, datetime(2026, 1, 1, tzinfo=UTC), b"k" * 32)
    return [
        (f"find {len(_found(seeker, each))} numbers, {name}", _often(partial(_found, seeker, each)), budget)
        for name, each, budget in (("two people", usual, 10.0), ("2 KB of them", crowded, None))
    ] + [("pseudonym of one", _often(lambda: epoch.pseudonym("identifier\0citizenId\0\x000123004567")), None)]


def _seeker() -> Seeker:
    catalogue = Catalogue.load()
    documents = [catalogue.document(each) for each in catalogue.ids()]
    definitions = {str(document["title"]): _component(document) for document in documents}
    found = compile_seeker({"$ref": "#/components/schemas/CaseOpening"}, definitions)
    if found is None:
        raise SystemExit("a case opening names nobody")
    return found


def _component(schema: Any) -> Any:  # Any: a schema, with its references as an OpenAPI document has them
    if isinstance(schema, dict):
        reference = schema.get("$ref")
        kept = {name: _component(value) for name, value in schema.items()}
        if isinstance(reference, str) and reference.startswith("https:"):
            kept["$ref"] = "#/components/schemas/" + str(Catalogue.load().document(reference)["title"])
        return kept
    return [_component(each) for each in schema] if isinstance(schema, list) else schema


def _found(seeker: Seeker, document: object) -> set[str]:
    names: set[str] = set()
    seeker.find(document, names)
    return names


def _often(work: Callable[[], object]) -> float:
    began = time.process_time()
    for _ in range(ROUNDS):
        work()
    return (time.process_time() - began) / ROUNDS * 1e6
