"""Explains an invalid document: walks it along its schema lazily, until enough faults are found or time is up.

The library that decides (jsonschema-rs) lists every error or only the first, and 0.9 MB of `{}` in an array are a
million errors and a gigabyte. Here a fault is looked for only when somebody asks for the next one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final
from urllib.parse import urljoin

from contracts.assertions import Checks, broken, has_type, matches
from contracts.dialect import Schema
from contracts.pointers import pointer_to
from contracts.problems import Fault
from contracts.references import resolve
from contracts.sentences import PLAIN, fault

_PEEK: Final = 20  # faults looked at per alternative, to find the nearest


class OutOfTime(Exception):  # noqa: N818 - errors are sentences here
    """The deadline for explaining has passed."""


@dataclass(slots=True)
class Spot:
    """A value of the document with a schema that applies to it."""

    schema: Schema
    base: str  # the document in which the schema lies
    value: Any  # any JSON value
    path: tuple[str | int, ...]
    keyword: str  # under which the schema stands
    label: Mapping[str, str] | None  # of the nearest member that has one
    is_named: bool = False  # by whoever refers to the schema: "place of birth", whatever a place is called elsewhere

    def own_label(self) -> Mapping[str, str] | None:
        """Return what it is called: by who refers to its schema, else by the schema, else as what it lies in."""
        return self.label if self.is_named else self.schema.get("x-label", self.label)

    def beside(self, schema: Schema, keyword: str) -> "Spot":
        """Return the same value with another schema."""
        return Spot(schema, self.base, self.value, self.path, keyword, self.label)

    def at(self, step: str | int, schema: Schema, keyword: str) -> "Spot":
        """Return the member or item at that step with its schema."""
        return Spot(schema, self.base, self.value[step], (*self.path, step), keyword, self.label)


class Explanation:
    """Finds the faults of one document, one after another, until the deadline."""

    def __init__(
        self, documents: Mapping[str, Schema], checks: Checks, clock: Callable[[], float], deadline: float
    ) -> None:
        self._documents = documents
        self._checks = checks
        self._clock = clock
        self._deadline = deadline

    def faults(self, schema: Schema, base: str, document: object) -> Iterator[Fault]:
        """Yield the document's faults, outermost first; raise `OutOfTime` at the deadline."""
        return self._visit(Spot(schema, base, document, (), "false", None))

    def _visit(self, spot: Spot) -> Iterator[Fault]:
        self._look_at_the_clock()
        schema = spot.schema
        if not isinstance(schema, Mapping):
            if schema is False:
                yield _fault(spot, spot.keyword if spot.keyword in PLAIN else "false")
            return
        spot.label = spot.own_label()
        if "$id" in schema:
            spot.base = urljoin(spot.base, schema["$id"])
        if "type" in schema and not has_type(spot.value, schema["type"]):
            yield _fault(spot, "type", expected=schema["type"])
            return  # whatever else is wrong follows from it
        for code, params in broken(schema, spot.value, self._checks):
            yield _fault(spot, code, **params)
        if isinstance(spot.value, dict):
            yield from self._members(spot)
        elif isinstance(spot.value, list):
            yield from self._items(spot)
        yield from self._in_place(spot)
        if "unevaluatedProperties" in schema and isinstance(spot.value, dict):
            yield from self._rest_of_members(spot, "unevaluatedProperties", self._evaluated_members(spot))
        if "unevaluatedItems" in schema and isinstance(spot.value, list):
            yield from self._rest_of_items(spot, "unevaluatedItems", self._evaluated_items(spot))

    def _look_at_the_clock(self) -> None:
        if self._clock() > self._deadline:
            raise OutOfTime

    def _fits(self, spot: Spot) -> bool:
        return next(self._visit(spot), None) is None

    # ---- members of an object

    def _members(self, spot: Spot) -> Iterator[Fault]:
        schema, value = spot.schema, spot.value
        yield from _missing_members(spot)
        for name, part in schema.get("properties", {}).items():
            if name in value:
                yield from self._visit(spot.at(name, part, "properties"))
        for pattern, part in schema.get("patternProperties", {}).items():
            for name in value:
                if self._matches(pattern, name):
                    yield from self._visit(spot.at(name, part, "patternProperties"))
        if "propertyNames" in schema:
            yield from self._misnamed_members(spot)
        if "additionalProperties" in schema:
            yield from self._rest_of_members(spot, "additionalProperties", self._named_members(spot))

    def _misnamed_members(self, spot: Spot) -> Iterator[Fault]:
        wanted = spot.schema["propertyNames"]
        for name in spot.value:
            if not self._fits(Spot(wanted, spot.base, name, (), "propertyNames", None)):
                yield _fault(spot.at(name, wanted, "propertyNames"), "propertyNames")

    def _rest_of_members(self, spot: Spot, keyword: str, known: set[str]) -> Iterator[Fault]:
        for name in spot.value:
            if name not in known:
                yield from self._visit(spot.at(name, spot.schema[keyword], keyword))

    def _named_members(self, spot: Spot) -> set[str]:
        names = set(spot.schema.get("properties", ()))
        for pattern in spot.schema.get("patternProperties", ()):
            names.update(name for name in spot.value if self._matches(pattern, name))
        return names

    def _matches(self, pattern: str, name: str) -> bool:
        self._look_at_the_clock()
        return matches(pattern, name, self._checks)

    # ---- items of an array

    def _items(self, spot: Spot) -> Iterator[Fault]:
        schema, value = spot.schema, spot.value
        prefix = schema.get("prefixItems", ())
        for index, part in enumerate(prefix[: len(value)]):
            yield from self._visit(spot.at(index, part, "prefixItems"))
        if "items" in schema:
            yield from self._rest_of_items(spot, "items", set(range(len(prefix))))
        if "contains" in schema:
            yield from self._contained(spot)

    def _rest_of_items(self, spot: Spot, keyword: str, known: set[int]) -> Iterator[Fault]:
        for index in range(len(spot.value)):
            if index not in known:
                yield from self._visit(spot.at(index, spot.schema[keyword], keyword))

    def _containing(self, spot: Spot) -> set[int]:
        wanted = spot.schema["contains"]
        return {index for index in range(len(spot.value)) if self._fits(spot.at(index, wanted, "contains"))}

    def _contained(self, spot: Spot) -> Iterator[Fault]:
        count = len(self._containing(spot))
        least, most = spot.schema.get("minContains", 1), spot.schema.get("maxContains", count)
        if count < least:
            if "minContains" in spot.schema:
                yield _fault(spot, "minContains", limit=least)
            else:
                yield _fault(spot, "contains")
        if count > most:
            yield _fault(spot, "maxContains", limit=most)

    # ---- schemas about the same value

    def _in_place(self, spot: Spot) -> Iterator[Fault]:
        schema = spot.schema
        if "$ref" in schema and (target := self._target(spot)):
            yield from self._visit(target)
        for part in schema.get("allOf", ()):
            yield from self._visit(spot.beside(part, "allOf"))
        for keyword in ("anyOf", "oneOf"):
            if keyword in schema:
                yield from self._alternatives(spot, keyword)
        if "not" in schema and self._fits(spot.beside(schema["not"], "not")):
            yield _fault(spot, "not")
        if "if" in schema:
            keyword = "then" if self._fits(spot.beside(schema["if"], "if")) else "else"
            yield from self._visit(spot.beside(schema.get(keyword, True), keyword))
        for name, part in schema.get("dependentSchemas", {}).items():
            if isinstance(spot.value, dict) and name in spot.value:
                yield from self._visit(spot.beside(part, "dependentSchemas"))

    def _target(self, spot: Spot) -> Spot | None:
        """Return the value with the schema that its `$ref` names; None for an unknown reference."""
        target = resolve(self._documents, spot.schema["$ref"], spot.base)
        if target is None:
            return None
        schema, base = target
        named = spot.is_named or "x-label" in spot.schema
        return Spot(schema, base, spot.value, spot.path, "$ref", spot.label, is_named=named)

    def _alternatives(self, spot: Spot, keyword: str) -> Iterator[Fault]:
        """Yield that no alternative fits, then the faults by the nearest alternative, if one is nearest."""
        branches = [list(islice(self._visit(spot.beside(part, keyword)), _PEEK)) for part in spot.schema[keyword]]
        fitting = sum(not faults for faults in branches)
        if fitting == 1 or (fitting > 1 and keyword == "anyOf"):
            return
        yield _fault(spot, keyword, alternatives=len(branches))
        if not fitting:
            ranked = sorted((_distance(spot, faults), index) for index, faults in enumerate(branches))
            if len(ranked) == 1 or ranked[0][0] < ranked[1][0]:
                yield from branches[ranked[0][1]]

    # ---- what the schemas about a value leave over

    def _applied(self, spot: Spot) -> Iterator[Spot]:
        """Yield the schemas of the same value whose members and items count as evaluated.

        Those that have to hold count even when they do not: their own fault is told, and must not make every member
        look unknown as well.
        """
        schema = spot.schema
        if "$ref" in schema and (target := self._target(spot)):
            yield target
        for part in schema.get("allOf", ()):
            yield spot.beside(part, "allOf")
        for keyword in ("anyOf", "oneOf"):
            parts = [spot.beside(part, keyword) for part in schema.get(keyword, ())]
            yield from [part for part in parts if self._fits(part)] or parts
        if "if" in schema:
            condition = spot.beside(schema["if"], "if")
            fits = self._fits(condition)
            yield from [condition] if fits else []
            yield spot.beside(schema.get("then" if fits else "else", True), "if")
        for name, part in schema.get("dependentSchemas", {}).items():
            if name in spot.value:
                yield spot.beside(part, "dependentSchemas")

    def _evaluated_members(self, spot: Spot, *, outermost: bool = True) -> set[str]:
        self._look_at_the_clock()
        if not isinstance(spot.schema, Mapping):
            return set()
        if "additionalProperties" in spot.schema or (not outermost and "unevaluatedProperties" in spot.schema):
            return set(spot.value)
        names = self._named_members(spot)
        for part in self._applied(spot):
            names |= self._evaluated_members(part, outermost=False)
        return names

    def _evaluated_items(self, spot: Spot, *, outermost: bool = True) -> set[int]:
        self._look_at_the_clock()
        if not isinstance(spot.schema, Mapping):
            return set()
        if "items" in spot.schema or (not outermost and "unevaluatedItems" in spot.schema):
            return set(range(len(spot.value)))
        known = set(range(len(spot.schema.get("prefixItems", ()))))
        if "contains" in spot.schema:
            known |= self._containing(spot)
        for part in self._applied(spot):
            known |= self._evaluated_items(part, outermost=False)
        return known


def _fault(spot: Spot, code: str, **params: object) -> Fault:
    message = spot.schema.get("x-message") if isinstance(spot.schema, Mapping) else None
    return fault(code, pointer_to(spot.path), params, label=spot.label, message=message)


def _missing_members(spot: Spot) -> Iterator[Fault]:
    for name in spot.schema.get("required", ()):
        if name not in spot.value:
            yield _missing(spot, name, "required")
    for name, needed in spot.schema.get("dependentRequired", {}).items():
        for other in needed if name in spot.value else ():
            if other not in spot.value:
                yield _missing(spot, other, "dependentRequired", because=name)


def _missing(spot: Spot, name: str, code: str, **params: object) -> Fault:
    part = spot.schema.get("properties", {}).get(name)
    label = part.get("x-label") if isinstance(part, Mapping) else None
    return fault(code, pointer_to((*spot.path, name)), params, label=label, message=spot.schema.get("x-message"))


def _distance(spot: Spot, faults: list[Fault]) -> tuple[bool, int, int]:
    """Return how far an alternative is, for sorting: first by another type, then another constant, then more faults."""
    here = pointer_to(spot.path)
    other_type = any(fault.code == "type" and fault.pointer == here for fault in faults)
    return other_type, sum(fault.code == "const" for fault in faults), len(faults)
