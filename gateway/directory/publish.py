"""Publishing a national schema at run time: the same rules as for the files, and the promise that nothing breaks."""

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.catalogue import Catalogue
from contracts.lint import Lint
from contracts.publication import differences
from contracts.schema_files import SchemaName, parse_id
from gateway.directory.content import Schema

Documents = Mapping[str, dict[str, Any]]  # Any: schemas by $id; lint judges them


def catalogue_with(published: Sequence[dict[str, Any]]) -> Catalogue:
    """Return the catalogue of the files and of what was published since."""
    return (
        Catalogue.load().extended({document["$id"]: document for document in published})
        if published
        else Catalogue.load()
    )


def fault_of(schemas: Sequence[Schema], catalogue: Catalogue) -> str | None:
    """Return why these schemas cannot be published together, in one sentence; None when they can."""
    new: dict[str, dict[str, Any]] = {}
    for schema in schemas:
        try:
            name = parse_id(schema.key)
        except ValueError as fault:
            return str(fault)
        if schema.key in new:
            return f"{schema.key} stands twice"
        if schema.key in catalogue.ids():
            if catalogue.document(schema.key) != schema.document:
                return f"{schema.key} is published and never changes; publish v{name.version + 1}"
            continue
        new[schema.key] = schema.document
    return _first_fault(new, catalogue) if new else None


def _first_fault(new: Documents, catalogue: Catalogue) -> str | None:
    documents = {parse_id(key): catalogue.document(key) for key in catalogue.ids()}
    documents |= {parse_id(key): document for key, document in new.items()}
    lint = Lint(documents, catalogue.code_lists.lists)
    titles: dict[object, str] = {}
    for name, document in documents.items():
        first = titles.setdefault(document.get("title"), name.id)
        if first != name.id and (name.id in new or first in new):
            return f"{name.id}: its title is that of {first}"
    for key in new:
        if complaint := next(lint.complaints_about(parse_id(key)), None):
            return complaint
        if breach := _breach(parse_id(key), documents):
            return breach
    try:
        extended = catalogue.extended(new)
        for key in new:
            extended.validator(key)
    except ValueError as refusal:
        return " ".join(str(refusal).split())
    return None


def _breach(name: SchemaName, documents: Mapping[SchemaName, dict[str, Any]]) -> str | None:
    """Return how a version does more than add optional members to the one before it."""
    if name.version == 1:
        return None
    before = documents.get(SchemaName(name.domain, name.name, name.version - 1))
    if before is None:
        return f"{name.id}: the version before it is not published"
    found = next(differences(before, documents[name]), None)
    return f"{name.id}{found}" if found else None
