"""Documents that mostly meet a schema of the national dialect, as Hypothesis strategies; a filter does the rest."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from contracts.catalogue import Catalogue
from contracts.dialect import Schema
from contracts.references import resolve
from contracts.schema_files import parse_id, schemas_folder
from contracts.texts import MESSAGES

TEXTS = st.text("ກຂຄງຈ້ຳ 01aZ-~/\u200b\U0001f600", max_size=20)
FORMATS: Mapping[str, st.SearchStrategy[str]] = {
    "date": st.dates(date(1900, 1, 1), date(2099, 12, 31)).map(str),
    "date-time": st.datetimes(datetime(1900, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
        datetime.isoformat
    ),
    "uri-reference": st.sampled_from(["/problems/not-found", "https://example.la/x?y=1", "urn:trace:1"]),
    "uri": st.sampled_from(["https://example.la/x?y=1", "urn:trace:1"]),
    "uuid": st.uuids().map(str),
    "email": st.just("a@example.la"),
}


def documents(schema: Schema, catalogue: Catalogue, base: str) -> st.SearchStrategy[Any]:
    """Return documents that mostly meet the schema: conditions between members are left to a filter."""
    if "$ref" in schema:
        target = resolve(catalogue.definitions.addresses, schema["$ref"], base)
        assert target is not None
        return st.deferred(lambda: referred(target[0], catalogue, target[1]))
    if "const" in schema:
        return st.just(schema["const"])
    if "x-codelist" in schema:
        return st.sampled_from(sorted(catalogue.codelist(schema["x-codelist"]).codes))
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kinds = schema.get("type", "object" if "properties" in schema else "string")
    return st.one_of(
        [_of_kind(kind, schema, catalogue, base) for kind in ([kinds] if isinstance(kinds, str) else kinds)]
    )


def referred(schema: Schema, catalogue: Catalogue, base: str) -> st.SearchStrategy[Any]:
    """Return documents of a schema with an id: made up ones, and its examples where conditions make a hit unlikely."""
    made_up = documents(schema, catalogue, base)
    if schema.get("$id") != base:
        return made_up
    name = parse_id(base)
    folder = Path(str(schemas_folder()), name.domain, name.name, "examples", f"v{name.version}")
    examples = [json.loads(file.read_text("utf-8")) for file in sorted(folder.glob("valid-*.json"))]
    return st.sampled_from(examples) | made_up if examples else made_up


def _of_kind(kind: str, schema: Schema, catalogue: Catalogue, base: str) -> st.SearchStrategy[Any]:
    match kind:
        case "object":
            return _objects(schema, catalogue, base)
        case "array":
            items = documents(schema.get("items", {}), catalogue, base)
            most = min(schema.get("maxItems", 3), max(schema.get("minItems", 0), 3))
            return st.lists(items, min_size=schema.get("minItems", 0), max_size=most)
        case "integer":
            return st.integers(schema.get("minimum", -(2**53) + 1), schema.get("maximum", 2**53 - 1))
        case "number":
            least, most = schema.get("minimum", -1e15), schema.get("maximum", 1e15)
            return st.floats(least, most, allow_nan=False) | st.integers(int(least), int(most))
        case "boolean":
            return st.booleans()
        case _:
            return _strings(schema)


def _objects(schema: Schema, catalogue: Catalogue, base: str) -> st.SearchStrategy[Any]:
    needed = set(schema.get("required", ()))
    members = {name: documents(part, catalogue, base) for name, part in schema.get("properties", {}).items()}
    fixed = st.fixed_dictionaries(
        {name: part for name, part in members.items() if name in needed},
        optional={name: part for name, part in members.items() if name not in needed},
    )
    rest = schema.get("additionalProperties")
    if not isinstance(rest, Mapping):
        return fixed
    more = st.dictionaries(st.text("abc", min_size=1), documents(rest, catalogue, base), max_size=3)
    return st.tuples(more, fixed).map(lambda both: both[0] | both[1])


def _strings(schema: Schema) -> st.SearchStrategy[str]:
    least, most = schema.get("minLength", 0), schema.get("maxLength", 10_000)
    if "format" in schema:
        texts = FORMATS[schema["format"]]
    elif schema.get("pattern") in MESSAGES:  # a text for people; made from the pattern it would cost ten times as much
        return TEXTS.map(lambda text: ("ກ" * max(least, 1) + text)[:most])
    elif "pattern" in schema:
        pattern = schema["pattern"]  # in full where it is anchored: Python's `$` would let a line feed follow
        texts = st.from_regex(pattern, fullmatch=pattern.startswith("^") and pattern.endswith("$"))
    else:
        return TEXTS.map(lambda text: (text + "ກ" * least)[:most])
    return texts.filter(lambda text: least <= len(text) <= most)
