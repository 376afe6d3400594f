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


# Members beyond the needed ones that a document states at most: a form with all of its members is never finished.
_OPTIONAL = 4


class Documents:
    """Documents of the schemas of a catalogue; what many schemas refer to is made once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._of_targets: dict[int, st.SearchStrategy[Any]] = {}

    def of(self, schema_id: str) -> st.SearchStrategy[Any]:
        """Return documents of a schema: made up ones, and its examples where conditions make a hit unlikely."""
        return self._referred({"$ref": schema_id}, schema_id)

    def _referred(self, schema: Schema, base: str) -> st.SearchStrategy[Any]:
        target, address = self._target(schema, base)
        if id(target) not in self._of_targets:
            made_up = st.deferred(lambda: self._made_up(target, address))
            examples = _examples(address) if target.get("$id") == address else []
            self._of_targets[id(target)] = st.sampled_from(examples) | made_up if examples else made_up
        return self._of_targets[id(target)]

    def _made_up(self, schema: Schema, base: str) -> st.SearchStrategy[Any]:
        """Return documents that mostly meet the schema: conditions between members are left to a filter."""
        if "$ref" in schema:
            return self._referred(schema, base)
        if "const" in schema:
            return st.just(schema["const"])
        if "x-codelist" in schema:
            return st.sampled_from(sorted(self._catalogue.codelist(schema["x-codelist"]).codes))
        if "enum" in schema:
            return st.sampled_from(schema["enum"])
        kinds = schema.get("type", "object" if {"properties", "allOf"} & schema.keys() else "string")
        return st.one_of([self._of_kind(kind, schema, base) for kind in ([kinds] if isinstance(kinds, str) else kinds)])

    def _of_kind(self, kind: str, schema: Schema, base: str) -> st.SearchStrategy[Any]:
        match kind:
            case "object":
                return self._objects(schema, base)
            case "array":
                items = self._made_up(schema.get("items", {}), base)
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

    def _objects(self, schema: Schema, base: str) -> st.SearchStrategy[Any]:
        members, needed = self._members(schema, base)
        optional = sorted(members.keys() - needed)

        @st.composite
        def documents(draw: st.DrawFn) -> dict[str, Any]:  # Any: JSON
            some = st.lists(st.sampled_from(optional), unique=True, max_size=_OPTIONAL) if optional else st.just([])
            stated = needed | set(draw(some))
            return {name: draw(part) for name, part in members.items() if name in stated}

        rest = schema.get("additionalProperties")
        if not isinstance(rest, Mapping):
            return documents()
        more = st.dictionaries(st.text("abc", min_size=1), self._made_up(rest, base), max_size=3)
        return st.tuples(more, documents()).map(lambda both: both[0] | both[1])

    def _members(self, schema: Schema, base: str) -> tuple[dict[str, st.SearchStrategy[Any]], set[str]]:
        """Return what an object may state, with what it takes over from others, and the names of what it has to."""
        members, needed = dict[str, st.SearchStrategy[Any]](), set[str]()
        for part in schema.get("allOf", ()):
            target, address = self._target(part, base) if "$ref" in part else (part, base)
            others, theirs = self._members(target, address)
            members |= others
            needed |= theirs
        members |= {name: self._made_up(part, base) for name, part in schema.get("properties", {}).items()}
        return members, (needed | set(schema.get("required", ()))) & members.keys()

    def _target(self, schema: Schema, base: str) -> tuple[Schema, str]:
        target = resolve(self._catalogue.definitions.addresses, schema["$ref"], base)
        assert target is not None
        return target


def _examples(schema_id: str) -> list[Any]:  # Any: JSON
    name = parse_id(schema_id)
    folder = Path(str(schemas_folder()), name.domain, name.name, "examples", f"v{name.version}")
    return [json.loads(file.read_text("utf-8")) for file in sorted(folder.glob("valid-*.json"))]


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
