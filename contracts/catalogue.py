"""Catalogue of national schemas by `$id` and code lists by name; compiles schemas for validation."""

import copy
from collections.abc import Mapping
from functools import cache
from typing import Any

from contracts.codelists import CodeList, CodeLists, read_codelists
from contracts.compiled import CompiledSchema, Definitions
from contracts.dialect import Schema
from contracts.schema_files import read_schema, schema_names, schemas_folder


class Catalogue:
    """A consistent set of national schemas and code lists; compiles each schema at its first use."""

    def __init__(self, documents: Mapping[str, dict[str, Any]], codelists: Mapping[str, CodeList]) -> None:
        self._documents = dict(documents)  # Any: schemas are checked by lint, not by types
        self._codelists = dict(codelists)
        self.code_lists = CodeLists(self._codelists)  # as their files have them
        self.definitions = Definitions(self._documents, self._codelists)
        self._compiled: dict[str, CompiledSchema] = {}

    @classmethod
    def load(cls) -> "Catalogue":
        """Return the catalogue of the schema files of this distribution, read once per process."""
        return _load()

    def extended(self, documents: Mapping[str, dict[str, Any]]) -> "Catalogue":  # Any: see __init__
        """Return a catalogue with these schemas added; raise `SchemaRefused` for one that cannot be prepared."""
        return Catalogue({**self._documents, **documents}, self._codelists)

    def with_lists(self, code_lists: CodeLists) -> "Catalogue":
        """Return the catalogue with these lists instead of its own; what was compiled is the same, and shared."""
        other = copy.copy(self)
        other.code_lists = code_lists
        return other

    def ids(self) -> list[str]:
        """Return the `$id` of every schema, in order."""
        return sorted(self._documents)

    def document(self, schema_id: str) -> dict[str, Any]:  # Any: see __init__
        """Return a copy of a schema document that may be changed; raise `KeyError` for an unknown id."""
        return copy.deepcopy(self._documents[schema_id])

    def validator(self, schema_id: str) -> CompiledSchema:
        """Return the compiled schema of that id; raise `KeyError` for an unknown id."""
        if schema_id not in self._compiled:
            self._compiled[schema_id] = CompiledSchema(self._documents[schema_id], self.definitions, schema_id)
        return self._compiled[schema_id]

    def codelists(self) -> list[str]:
        """Return the name of every code list, in order."""
        return sorted(self.code_lists.lists)

    def codelist(self, name: str) -> CodeList:
        """Return the code list of that name as its file has it; raise `KeyError` when there is none.

        What a national list has today is in the directory: ask the snapshot, or what a service holds.
        """
        return self.code_lists.lists[name]


@cache
def _load() -> Catalogue:
    folder = schemas_folder()
    documents = {name.id: read_schema(folder, name) for name in schema_names(folder)}
    return Catalogue(documents, read_codelists(folder / "codelists"))


def compile_schema(
    document: Schema, *, definitions: Mapping[str, Schema] | Definitions | None = None
) -> CompiledSchema:
    """Return a compiled schema; raise `SchemaRefused` when the document is no valid schema.

    A file's schema points at the catalogue. A schema of an OpenAPI document points at that document's own
    `components/schemas`, given as `definitions`: prepare them once with `Definitions.of_components` when many
    schemas share them.
    """
    catalogue = Catalogue.load()
    if definitions is None:
        definitions = catalogue.definitions
    elif isinstance(definitions, Mapping):
        definitions = Definitions.of_components(definitions, catalogue.definitions.codelists)
    base = document.get("$id", "") if isinstance(document, Mapping) else ""
    return CompiledSchema(document, definitions, base)
