"""Compiled JSON Schema: a fast yes or no on the hot path, an explanation only for a document that is refused."""

import sys
import time
from collections import ChainMap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, Final

import jsonschema_rs

from contracts.assertions import Checks
from contracts.codelists import CodeList, CodeLists
from contracts.described import Described
from contracts.dialect import Schema, transform
from contracts.explain import Explanation, OutOfTime
from contracts.in_directory import Directory
from contracts.library_fault import library_fault
from contracts.lookups import Lookups
from contracts.problems import Fault
from contracts.references import by_address, resolve

COMPONENTS: Final = (
    "urn:saphan:components"  # where the components of an OpenAPI document lie, for those who point at them
)
_LOCAL: Final = "#/components/"
UNEXPLAINED: Final = "unexplained"  # time ran out, or the walk knows no such rule


@dataclass(frozen=True, slots=True)
class Breach:
    """Place and keyword of a violated rule, by names of the schema alone: nothing of the document is in it."""

    pointer: str  # RFC 6901, with `*` for the place in a list and for a name that no schema has
    rule: str  # the keyword


class SchemaRefused(ValueError):  # noqa: N818 - errors are sentences here
    """A schema that cannot be compiled; the message says why."""


class Definitions:
    """Schemas that others refer to, prepared once: programme lists expanded to enums, references resolvable."""

    def __init__(self, documents: Mapping[str, Schema], codelists: Mapping[str, CodeList]) -> None:
        self.codelists = codelists
        self.documents = {uri: self.spelt_out(document) for uri, document in documents.items()}
        self.registry = jsonschema_rs.Registry(list(self.documents.items()), draft=jsonschema_rs.Draft202012)
        self.addresses: dict[str, Schema] = {}
        for uri, document in self.documents.items():
            self.addresses |= by_address(document, uri)

    @classmethod
    def of_components(cls, components: Mapping[str, Schema], codelists: Mapping[str, CodeList]) -> "Definitions":
        """Return the definitions of an OpenAPI document, given its `components/schemas`."""
        return cls({COMPONENTS: {"components": {"schemas": dict(components)}}}, codelists)

    def spelt_out(self, schema: Schema) -> Schema:
        """Return the schema with every programme list expanded to an enum of all codes that ever existed.

        National ones stay names, those that only a directory has included: what is in them is looked up.
        """

        def change(part: dict[str, Any]) -> dict[str, Any]:
            name = part.get("x-codelist")
            if name is None:
                return part
            if not isinstance(name, str):
                raise SchemaRefused("x-codelist is the name of a code list")
            listed = self.codelists.get(name)
            if listed is None or listed.is_national:
                return part if listed is None or "pattern" not in part else {"examples": _of_each_length(listed)} | part
            return part | {"enum": list(listed.codes)}

        if isinstance(schema, Mapping) and "components" in schema:
            named = {name: transform(part, change) for name, part in schema["components"]["schemas"].items()}
            return {"components": {"schemas": named}}
        return transform(schema, change)


class CompiledSchema:
    """One compiled schema: validates in microseconds, and explains a refusal when asked."""

    def __init__(self, document: Schema, definitions: Definitions, base: str) -> None:
        self._schema = definitions.spelt_out(_pointing_at_components(document))
        self._documents = ChainMap(by_address(self._schema, base), definitions.addresses)
        self._base = base
        self._checks: Checks = {}
        try:
            self._validator = jsonschema_rs.Draft202012Validator(
                self._schema,
                registry=definitions.registry,
                offline=True,  # otherwise a $ref makes it open files and fetch addresses
                validate_formats=True,
                mask="***",
                pattern_options=jsonschema_rs.RegexOptions(),  # the linear engine: no pattern can be made to hang
            )
        except (ValueError, jsonschema_rs.ReferencingError) as error:
            raise SchemaRefused(str(error)) from error
        self._lookups = Lookups(self._schema, base, self._documents, definitions.codelists)
        self.id: Final = _id(self._schema, base, self._documents)  # of the national schema that it is, if it is one
        self.code_lists: Final = self._lookups.code_lists  # the names of all that it speaks of
        self.looks_up: Final = self._lookups.is_needed  # whether it names members, offices, systems or national codes
        self.is_valid: Callable[[object], bool] = self._validator.is_valid  # the library's own, nothing around it

    def faults(
        self,
        instance: object,
        *,
        limit: int = 100,
        budget_ms: float = 20,
        clock: Callable[[], float] = time.thread_time,
    ) -> tuple[list[Fault], bool]:
        """Return the faults of an invalid document, and whether there may be more than those.

        Only our own time counts, so that as much is told on a busy machine.
        Of a document that holds nothing is wrong here either, but finding that out takes a walk through all of it.
        """
        explanation = Explanation(self._documents, self._checks, clock, clock() + budget_ms / 1000)
        faults: dict[tuple[str | None, str, str], Fault] = {}
        truncated = False
        try:
            for fault in explanation.faults(self._schema, self._base, instance):
                key = fault.pointer, fault.code, fault.en  # two parts of a schema may say the same
                truncated = len(faults) == limit and key not in faults
                if truncated:
                    break
                faults[key] = fault
        except (OutOfTime, RecursionError):
            truncated = True
        if not faults and self.is_valid(instance):
            return [], False
        return list(faults.values()) or self._first(instance), truncated

    def breach(
        self, instance: object, *, budget_ms: float = 20, clock: Callable[[], float] = time.thread_time
    ) -> Breach:
        """Return the first violated rule of an invalid document, fit for a log: no value or name of it.

        Only our own time counts: nobody waits for the reason, and a busy machine must not make it unknown.
        The library is not asked here: it lists every error of an `anyOf`, and other people's answers have megabytes.
        """
        explanation = Explanation(self._documents, self._checks, clock, clock() + budget_ms / 1000)
        fault: Fault | None = None
        try:
            # behind "fits no alternative" follows what is wrong by the nearest one
            for fault in islice(explanation.faults(self._schema, self._base, instance), 2):
                if fault.code not in {"anyOf", "oneOf"}:
                    break
        except (OutOfTime, RecursionError):
            pass
        if fault is None:
            return Breach("", UNEXPLAINED)
        return Breach(self.described.in_its_words(fault.pointer or ""), fault.code)

    @property
    def described(self) -> Described:
        """The schema as a description of a document: what it says of each member."""
        return Described(self._documents, [(self._schema, self._base)])

    def _first(self, instance: object) -> list[Fault]:
        """Return the library's first error as a fault: our walk ran out of time or does not know the rule."""
        faults: list[Fault] = []
        try:
            self._validator.validate(instance)
        except jsonschema_rs.ValidationError as error:
            faults.append(library_fault(error, self._code_list(error)))
        return faults

    def _code_list(self, error: jsonschema_rs.ValidationError) -> str | None:
        """Return the code list that the violated part of the schema names; the library sees an enum."""
        part, _, _ = (error.absolute_keyword_location or "").rpartition("/")
        target = resolve(self._documents, part, self._base)
        return target[0].get("x-codelist") if target and isinstance(target[0], Mapping) else None

    def code_faults(self, instance: object, lists: CodeLists, *, on: date | None = None) -> list[Fault]:
        """Return a fault for each code that was not valid on its date or, without one, on `on`."""
        return self._lookups.faults(instance, on, lists, None, sys.maxsize)[0]

    def lookup_faults(
        self, instance: object, *, on: date, directory: Directory, limit: int = 100
    ) -> tuple[list[Fault], bool]:
        """Return a fault for each code, member, office and system of a valid request that was not there on its day.

        The day stands beside the value, or it is `on`. Says, too, whether there may be more.
        """
        return self._lookups.faults(instance, on, directory.code_lists, directory, limit)

    def every_fault(
        self, instance: object, *, on: date, directory: Directory, limit: int = 100, budget_ms: float = 20
    ) -> tuple[list[Fault], bool]:
        """Return the faults of an invalid document with those of what it names: who mends it sees all at once."""
        faults, truncated = self.faults(instance, limit=limit, budget_ms=budget_ms)
        told = {fault.pointer for fault in faults}
        named, more = self.lookup_faults(instance, on=on, directory=directory, limit=limit)
        faults += [fault for fault in named if fault.pointer not in told]
        return faults[:limit], truncated or more or len(faults) > limit

    def unknown_codes(self, answer: object, lists: CodeLists) -> frozenset[str]:
        """Return the national lists of which an answer has a code that they never had."""
        return self._lookups.unknown(answer, lists)


def _of_each_length(listed: CodeList) -> list[str]:
    """Return a code of each length that codes of a list have: what its pattern means."""
    return sorted({len(code): code for code in sorted(listed.codes, reverse=True)}.values(), key=len)


def _id(schema: Schema, base: str, documents: Mapping[str, Schema]) -> str | None:
    """Return the schema's `$id`, or the id of the component to which it only refers."""
    if isinstance(schema, Mapping) and set(schema) == {"$ref"} and (target := resolve(documents, schema["$ref"], base)):
        schema = target[0]
    if not isinstance(schema, Mapping):
        return None
    named = schema.get("$id", schema.get("x-schema-id"))
    return str(named) if named is not None else None


def _pointing_at_components(document: Schema) -> Schema:
    def change(part: dict[str, Any]) -> dict[str, Any]:
        reference = str(part.get("$ref", ""))
        return part | {"$ref": COMPONENTS + reference} if reference.startswith(_LOCAL) else part

    return transform(document, change)
