"""Path, query and header parameters: text becomes what its schema says, then the schema decides."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal, TypeAlias
from urllib.parse import parse_qsl

from contracts.catalogue import compile_schema
from contracts.compiled import CompiledSchema, Definitions
from contracts.in_directory import Directory
from contracts.json_types import JSON
from contracts.problems import Fault
from gateway.directory.header_names import HANDLED, LONGEST, RANGE
from gateway.directory.parameter_faults import HEADER, MAX_FIELDS, NULL, ODD_HEADER, TWICE, UNREADABLE, told
from gateway.directory.references import target
from gateway.directory.subjects import read

Where: TypeAlias = Literal["path", "query", "header"]

# `[0-9]`, not `\d`: a Lao digit is text, not a number. 16 digits hold every integer up to 2**53.
_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,15})")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,16})?(?:[eE][+-]?[0-9]{1,2})?")
_BOOLEANS: Final = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One declared parameter and how its text is read."""

    name: str
    where: Where
    required: bool
    schema: Mapping[str, JSON]
    types: frozenset[str]  # JSON types that its schema allows
    item_types: frozenset[str]  # of the elements, when it is an array
    exploded: bool = True  # a=1&a=2; otherwise a=1,2
    guards: frozenset[str] = frozenset()  # what an agreement must hold before it may be asked by this: see `places`
    subject: str | None = None  # how it names a person: `identifier` or `record`

    def read(self, texts: Sequence[str]) -> JSON:
        """Return the value; what cannot be read stays as it is, and its schema refuses it."""
        if "array" in self.types:
            parts = texts if self.exploded else [part.strip(" \t") for text in texts for part in text.split(",")]
            return [_scalar(part, self.item_types) for part in parts]
        return _scalar(texts[0], self.types)


def _scalar(text: str, types: frozenset[str]) -> JSON:
    if "string" in types:
        return text
    if "boolean" in types and text in _BOOLEANS:
        return _BOOLEANS[text]
    if "integer" in types and _INTEGER.fullmatch(text):
        return int(text)
    if "number" in types and _NUMBER.fullmatch(text):
        return float(text)
    return text


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """The parameters of one place (path, query or header) as one closed object."""

    where: Where
    declared: Mapping[str, Parameter]
    schema: CompiledSchema

    def faults(self, texts: Mapping[str, Sequence[str]]) -> list[Fault]:
        """Return what is wrong with the parameters as they were sent, each fault at the name of its parameter."""
        declared = self.declared
        twice = [n for n, v in texts.items() if len(v) > 1 and n in declared and "array" not in declared[n].types]
        found = [replace(TWICE, location=self.where, name=name) for name in twice]
        values = self.values(texts)
        if not self.schema.is_valid(values):
            found += told(map(self.named, self.schema.faults(values)[0]), texts, self.declared)
        return found

    def values(self, texts: Mapping[str, Sequence[str]]) -> dict[str, JSON]:
        """Return the parameters as their schemas read them, by name."""
        declared = self.declared
        return {n: declared[n].read(v) if n in declared else list(v) for n, v in texts.items()}

    def named(self, fault: Fault) -> Fault:
        """Return the fault at the name of its parameter."""
        name = (fault.pointer or "").split("/")[1:2]
        return replace(fault, pointer=None, location=self.where, name=_unescaped(name[0]) if name else None)


class Parameters:
    """All parameters of an operation, compiled."""

    def __init__(self, declared: Iterable[Parameter], definitions: Definitions | None = None) -> None:
        parameters = tuple(declared)
        self._path = _place("path", parameters, definitions)
        self._query = _place("query", parameters, definitions)
        self._header = _place(HEADER, parameters, definitions)
        named = () if self._header is None else tuple(self._header.declared)
        # a range with its condition, or a piece of another version would be added to what the caller has
        self.headers: Final = (*named, "if-range") if RANGE in named else named  # lower case: those that pass
        self._looks_up = any(place.schema.looks_up for place, _ in self._given({}, "", {}))
        self._guards = {p.name: p.guards for p in parameters if p.where == "query" and p.guards}
        self.for_everybody: Final = not any(p.guards or p.subject for p in parameters) and self._header is None
        self._subjects = {
            (p.where, p.name): frozenset({p.subject}) for p in parameters if p.subject and p.where != HEADER
        }

    def guards(self, query: str) -> dict[str, frozenset[str]]:
        """Return the guards that an agreement must hold for the parameters of a raw query, by name; most have none."""
        if not self._guards or not query:
            return {}
        named = _query_texts(query) or {}  # one that cannot be read is refused as such, before anybody acts on it
        return {name: guards for name, guards in self._guards.items() if name in named}

    def find_subjects(self, path: Mapping[str, str], query: str, found: set[str]) -> None:
        """Add the people whom path and query name to `found`, in the form of `contracts.subjects`."""
        if not self._subjects:
            return
        texts = (_query_texts(query) or {}) if query else {}
        for (where, name), kinds in self._subjects.items():
            given = [path[name]] if where == "path" else texts.get(name, [])
            for text in given:
                read(kinds, text, found)

    def lookup_faults(
        self, path: Mapping[str, str], query: str, headers: Mapping[str, str], *, on: date, directory: Directory
    ) -> list[Fault]:
        """Return what parameters that are otherwise right name and the directory has not, as `faults` does.

        A parameter stands beside all others: an office in the query is looked up under the member in the path.
        """
        if not self._looks_up:
            return []
        given = [(place, place.values(texts)) for place, texts in self._given(path, query, headers)]
        beside = {name: (place, value) for place, values in given for name, value in values.items()}
        every = {name: value for name, (_, value) in beside.items()}
        found: dict[tuple[str | None, str | None], Fault] = {}
        for place, values in given:
            for fault in place.schema.lookup_faults(every | values, on=on, directory=directory)[0]:
                name = place.named(fault).name or ""
                told = (place if name in values else beside.get(name, (place, None))[0]).named(fault)
                if fault.code != "x-code-date":  # one may search for what has ended
                    found.setdefault((told.location, told.name), told)
        return list(found.values())

    def _given(
        self, path: Mapping[str, str], query: str, headers: Mapping[str, str]
    ) -> "Iterator[tuple[_Place, Mapping[str, Sequence[str]]]]":
        if self._path is not None:
            yield self._path, {name: (text,) for name, text in path.items()}
        if self._query is not None:
            yield self._query, _query_texts(query) or {}
        if self._header is not None:
            yield self._header, {n: (headers[n],) for n in self._header.declared if n in headers}

    def faults(self, path: Mapping[str, str], query: str, headers: Mapping[str, str]) -> list[Fault]:
        """Return what is wrong with them; empty when nothing is.

        `query` is the raw query string, `headers` have lower-case names. A query parameter that nobody declared is
        refused: a misspelt filter would otherwise answer with everything.
        """
        found: list[Fault] = []
        if self._path is not None:
            found += self._path.faults({name: (text,) for name, text in path.items()})
        if self._query is not None and (query or self._query.declared):
            texts = _query_texts(query)
            if "%00" in query:  # as in bodies: PostgreSQL keeps none, and others stop reading there
                found.append(NULL)
            else:
                found += [UNREADABLE] if texts is None else self._query.faults(texts)
        if self._header is not None:
            given = {n: (headers[n],) for n in self._header.declared if n in headers}
            odd = [n for n, (text,) in given.items() if not _is_plain(text)]
            found += [replace(ODD_HEADER, name=n) for n in odd] or self._header.faults(given)
        return found


def _query_texts(query: str) -> dict[str, list[str]] | None:
    texts: dict[str, list[str]] = {}
    if not query:
        return texts
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except ValueError:  # bytes that are no UTF-8, which every reader would repair differently
        return None
    for name, text in pairs:
        texts.setdefault(name, []).append(text)
    return texts


def _place(where: Where, parameters: Sequence[Parameter], definitions: Definitions | None) -> _Place | None:
    here = {p.name.lower() if where == HEADER else p.name: p for p in parameters if p.where == where}
    if where == HEADER:
        here = {name: p for name, p in here.items() if name not in HANDLED}
    if not here and where != "query":
        return None
    schema: dict[str, JSON] = {
        "type": "object",
        "properties": {name: p.schema for name, p in here.items()},
        "required": [name for name, p in here.items() if p.required],
        "additionalProperties": False,
    }
    return _Place(where, here, compile_schema(schema, definitions=definitions))


def _is_plain(text: str) -> bool:
    """Tell whether a header's value is read alike by all (RFC 9110 §5.5)."""
    return len(text) <= LONGEST and text.isascii() and text.isprintable()


def _unescaped(token: str) -> str:
    return token.replace("~1", "/").replace("~0", "~")  # RFC 6901 §4


def types_of(schema: JSON, definitions: Mapping[str, JSON]) -> frozenset[str]:
    """Return the JSON types that a schema allows, as far as its keywords name them."""
    if not isinstance(schema, Mapping):
        return frozenset()
    if isinstance(reference := schema.get("$ref"), str):
        return types_of(target(reference, definitions), definitions)
    declared = schema.get("type")
    if isinstance(declared, str):
        return frozenset({declared})
    if isinstance(declared, Sequence):
        return frozenset(t for t in declared if isinstance(t, str))
    found: set[str] = set()
    for keyword in ("anyOf", "oneOf", "allOf"):
        branches = schema.get(keyword)
        if isinstance(branches, Sequence) and not isinstance(branches, str):
            found.update(*(types_of(branch, definitions) for branch in branches))
    return frozenset(found)


def item_types_of(schema: JSON, definitions: Mapping[str, JSON]) -> frozenset[str]:
    """Return the JSON types of an array's elements; empty when the schema is no array."""
    if not isinstance(schema, Mapping):
        return frozenset()
    if isinstance(reference := schema.get("$ref"), str):
        return item_types_of(target(reference, definitions), definitions)
    if "items" in schema:
        return types_of(schema["items"], definitions)
    branches = schema.get("anyOf")
    if isinstance(branches, Sequence) and not isinstance(branches, str):
        return frozenset().union(*(item_types_of(branch, definitions) for branch in branches))
    return frozenset()
