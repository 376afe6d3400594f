"""National schemas as their pages show them: versions with days and what each added, members with labels, examples."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

import orjson

from chassis.prints.words import Words
from contracts.calendar import VIENTIANE
from contracts.compatibility import Addition, additions
from contracts.dialect import ASSERTIONS, OURS
from contracts.publication import digest, published_on
from contracts.references import resolve
from contracts.schema_files import BASE, SchemaName, parse_id, schema_names, schemas_folder, valid_examples
from contracts.sentences import TYPES
from contracts.texts import MESSAGES
from gateway.front.page_data import ListedSchema

_SAID_ELSEWHERE: Final = frozenset({"type", "required"})
_MARKS: Final = OURS - {"x-label", "x-message", "x-codelist", "x-schema-id", "x-lenient"}
_Schema = Mapping[str, Any]  # Any: JSON of a schema; lint has judged it


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a schema: its text as it was published, since when, and what it added to the one before."""

    name: SchemaName
    text: bytes
    since: date | None  # None: a draft
    added: tuple[Addition, ...]

    @property
    def digest(self) -> str:
        """Its SHA-256 in hexadecimal, as published.txt has it."""
        return digest(self.text)

    @property
    def document(self) -> _Schema:
        """The schema itself."""
        read: _Schema = orjson.loads(self.text)
        return read

    @property
    def label(self) -> Words:
        """What it is called: by its label, else by its title in both languages."""
        document = self.document
        return Words(**document.get("x-label", dict.fromkeys(("lo", "en"), document["title"])))


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a document: where it stands, what it is called, and what it has to be."""

    path: str  # such as `legalBasis[].law`
    label: Words | None
    kind: Words
    is_required: bool
    target: SchemaName | None  # the schema that describes it
    codelist: str | None
    rules: tuple[Words, ...]
    marks: tuple[str, ...]


Versions = Mapping[tuple[str, str], tuple[Version, ...]]  # by domain and name, newest first


def versions(published: Sequence[ListedSchema]) -> Versions:
    """Return every schema of this distribution and of those published at run time."""
    texts = dict(_files())
    for each in published:
        name = parse_id(orjson.loads(each.text)["$id"])
        texts.setdefault(name, (each.text.encode(), each.since.astimezone(VIENTIANE).date()))
    found: dict[tuple[str, str], tuple[Version, ...]] = {}
    for name in sorted(texts, key=lambda name: (name.domain, name.name, name.version)):
        text, since = texts[name]
        before = texts.get(name.before)
        added = tuple(additions(orjson.loads(before[0]), orjson.loads(text))) if before else ()
        found[name.domain, name.name] = (Version(name, text, since, added), *found.get((name.domain, name.name), ()))
    return found


@cache
def _files() -> Mapping[SchemaName, tuple[bytes, date | None]]:
    folder = schemas_folder()
    days = published_on(folder)
    return {name: (folder.joinpath(name.path).read_bytes(), days.get(name.path)) for name in schema_names(folder)}


def examples(version: Version) -> list[tuple[str, str]]:
    """Return what each example is called, and its document as text."""
    named = valid_examples(schemas_folder(), version.name)
    named += [(str(number), each) for number, each in enumerate(version.document.get("examples", ()), start=1)]
    return [(name, json.dumps(document, ensure_ascii=False, indent=2)) for name, document in named]


def members(version: Version, every: Versions) -> list[Member]:
    """Return the members of a document, outermost first; of another schema's, that schema is named instead.

    Members that several schemas have in common are composed (`allOf`) from one of them: they are shown as one's own.
    """
    root = version.document
    return list(_members(root, root, "", (), every))


def whole(version: Version) -> Member:
    """Return what a document is as a whole."""
    return _member(version.document, version.document, "", is_required=True)


def _members(schema: _Schema, root: _Schema, path: str, within: tuple[str, ...], every: Versions) -> Iterator[Member]:
    reference = str(schema.get("$ref", ""))
    if reference.startswith("#/$defs/") and reference not in within:  # one that lies within itself is shown once
        yield from _members(_local(schema, root), root, path, (*within, reference), every)
    for part in schema.get("allOf", ()):
        if "$ref" in part:
            yield from _members(*_composed(str(part["$ref"]), root, every), path, within, every)
    for name, part in schema.get("properties", {}).items():
        if isinstance(part, Mapping):
            here = f"{path}.{name}" if path else name
            yield _member(part, root, here, is_required=name in schema.get("required", ()))
            yield from _members(part, root, here, within, every)
    if isinstance(items := schema.get("items"), Mapping):
        yield from _members(items, root, f"{path}[]", within, every)


def _composed(reference: str, root: _Schema, every: Versions) -> tuple[_Schema, _Schema]:
    """Return what a composition refers to, and the document that it stands in."""
    target, _, fragment = reference.partition("#")
    if target:
        name = parse_id(target)
        root = next(each.document for each in every[name.domain, name.name] if each.name == name)
    found = resolve({"": root}, f"#{fragment}", "")
    return (found[0] if found else {}), root


def _member(part: _Schema, root: _Schema, path: str, *, is_required: bool) -> Member:
    schema, items = {**_local(part, root), **part}, part.get("items")
    element = items if isinstance(items, Mapping) else {}
    reference = str(schema.get("$ref", element.get("$ref", "")))
    label = schema.get("x-label")
    types = schema.get("type", ())
    return Member(
        path=path,
        label=Words(**label) if label else None,
        kind=_kind([types] if isinstance(types, str) else types),
        is_required=is_required,
        target=parse_id(reference.partition("#")[0]) if reference.startswith(BASE) else None,
        codelist=schema.get("x-codelist", element.get("x-codelist")),
        rules=tuple(_rules(schema)),
        marks=tuple(f"{mark} {_shown(schema[mark])}" for mark in sorted(_MARKS & schema.keys())),
    )


def _local(part: _Schema, root: _Schema) -> _Schema:
    """Return the file's own definition that a part refers to; nothing where it refers to none."""
    reference = str(part.get("$ref", ""))
    found: _Schema = root["$defs"][reference.removeprefix("#/$defs/")] if reference.startswith("#/$defs/") else {}
    return found


def _kind(types: Sequence[str]) -> Words:
    return Words(lo=" ຫຼື ".join(TYPES[name][0] for name in types), en=" or ".join(TYPES[name][1] for name in types))


def _rules(schema: _Schema) -> Iterator[Words]:
    for keyword in schema:
        if keyword not in ASSERTIONS - _SAID_ELSEWHERE:
            continue
        if keyword == "pattern" and (said := MESSAGES.get(schema[keyword])):
            yield Words(**said)  # nobody reads that pattern
        else:
            yield Words(*[f"{keyword} {_shown(schema[keyword])}"] * 2)


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
