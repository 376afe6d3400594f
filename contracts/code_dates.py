"""Checks the codes of a request against the day that counts: a code that has ended is no longer given out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from contracts.codelists import CodeList
from contracts.dialect import Schema, walk
from contracts.pointers import pointer_to
from contracts.problems import Fault
from contracts.references import resolve
from contracts.sentences import fault

_ABOUT_THE_SAME: Final = ("allOf", "anyOf", "oneOf")
_CONDITIONAL: Final = ("then", "else")


@dataclass(frozen=True, slots=True)
class Place:
    """A value of a valid document beside its schema, with the object around it, where the day that counts stands."""

    schema: Schema
    base: str
    value: Any  # any JSON value
    path: tuple[str | int, ...]
    around: Mapping[str, Any]  # see value
    label: Mapping[str, str] | None


class CodeDates:
    """The codes of one schema that have to be valid on a day; nothing to do where no code ever began or ended."""

    def __init__(
        self, schema: Schema, base: str, documents: Mapping[str, Schema], codelists: Mapping[str, CodeList]
    ) -> None:
        self._schema = schema
        self._base = base
        self._documents = documents
        self._dated = {name: codelist for name, codelist in codelists.items() if codelist.is_dated}
        named = sorted(self._named(schema, base, set()) & set(codelists))
        self.versions: Final = {name: codelists[name].version for name in named}  # of every list that it names
        self._matters = not self._dated.keys().isdisjoint(named)

    def _named(self, schema: Schema, base: str, seen: set[int]) -> set[str]:
        """Return the code lists that the schema, or one it points at, names."""
        if id(schema) in seen:
            return set()
        seen.add(id(schema))
        named: set[str] = set()
        for _, part in walk(schema):
            if not isinstance(part, Mapping):
                continue
            if "x-codelist" in part:
                named.add(part["x-codelist"])
            found = resolve(self._documents, part["$ref"], base) if "$ref" in part else None
            if found:
                named |= self._named(*found, seen)
        return named

    def faults(self, document: object, on: date | None) -> list[Fault]:
        """Return the codes that were not valid on the day named beside them or, where none is named, on `on`."""
        if not self._matters:
            return []
        found = self._visit(Place(self._schema, self._base, document, (), {}, None), on)
        return list({one.pointer: one for one in found}.values())

    def _visit(self, place: Place, on: date | None) -> Iterator[Fault]:
        if not isinstance(place.schema, Mapping):
            return
        yield from self._own(place, on)
        for part in _within(place):
            yield from self._visit(part, on)
        found = resolve(self._documents, place.schema["$ref"], place.base) if "$ref" in place.schema else None
        if found:
            yield from self._visit(Place(*found, place.value, place.path, place.around, _label(place)), on)

    def _own(self, place: Place, on: date | None) -> Iterator[Fault]:
        codelist = self._dated.get(place.schema.get("x-codelist", ""))
        if codelist is None or not isinstance(place.value, str) or not codelist.ever(place.value):
            return
        day = _day(place.around.get(place.schema.get("x-code-date", ""))) or on
        if day and not codelist.is_valid_on(place.value, day):
            params = {"codelist": codelist.name}
            yield fault("x-code-date", pointer_to(place.path), params, label=_label(place))


def _within(place: Place) -> Iterator[Place]:
    """Yield the members, the items and the same value beside their schemas."""
    schema, value = place.schema, place.value
    if isinstance(value, Mapping):
        named = schema.get("properties", {})
        rest = schema.get("additionalProperties")
        for name, member in value.items():
            part = named.get(name, rest)
            yield Place(part, place.base, member, (*place.path, name), value, None)
    elif isinstance(value, list):
        prefix = schema.get("prefixItems", [])
        for index, item in enumerate(value):
            part = prefix[index] if index < len(prefix) else schema.get("items")
            yield Place(part, place.base, item, (*place.path, index), place.around, _label(place))
    same = [part for keyword in _ABOUT_THE_SAME for part in schema.get(keyword, ())]
    same += [schema[keyword] for keyword in _CONDITIONAL if keyword in schema]
    for part in same:
        yield Place(part, place.base, value, place.path, place.around, _label(place))


def _label(place: Place) -> Mapping[str, str] | None:
    label: Mapping[str, str] | None = place.schema.get("x-label", place.label)
    return label


def _day(value: object) -> date | None:
    """Return the day of a date or of a time, as it is written; None where there is none."""
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
