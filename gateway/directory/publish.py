"""Publishing a national schema at run time: the same rules as for the files, and the promise that nothing breaks."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from typing import Any, NamedTuple

from contracts.catalogue import Catalogue
from contracts.compatibility import incompatible
from contracts.lint import Lint
from contracts.publication import pointing_outside, published_on
from contracts.schema_files import SchemaName, parse_id, schema_names, schemas_folder
from gateway.directory.content import Schema

Documents = Mapping[str, dict[str, Any]]  # Any: schemas by $id; lint judges them


class Refusal(NamedTuple):
    """Why schemas cannot be published; what the linter says to authors of schemas has English words alone."""

    en: str
    lo: str | None = None


def catalogue_with(published: Sequence[dict[str, Any]]) -> Catalogue:
    """Return the catalogue of the files and of what was published since."""
    return (
        Catalogue.load().extended({document["$id"]: document for document in published})
        if published
        else Catalogue.load()
    )


def refusal_of(schemas: Sequence[Schema], catalogue: Catalogue) -> Refusal | None:
    """Return why these schemas cannot be published together; None when they can."""
    new: dict[str, dict[str, Any]] = {}
    for schema in schemas:
        try:
            name = parse_id(schema.key)
        except ValueError as fault:
            return Refusal(str(fault), f"ບໍ່ແມ່ນ $id ຂອງໂຄງຮ່າງຂໍ້ມູນແຫ່ງຊາດ: {schema.key}")
        if schema.key in new:
            return Refusal(f"{schema.key} stands twice", f"{schema.key} ມີສອງເທື່ອ")
        if schema.key in catalogue.ids():
            if catalogue.document(schema.key) != schema.document:
                return Refusal(
                    f"{schema.key} is published and never changes; publish v{name.version + 1}",
                    f"{schema.key} ເຜີຍແຜ່ແລ້ວ ແລະ ບໍ່ປ່ຽນອີກ; ໃຫ້ເຜີຍແຜ່ v{name.version + 1}",
                )
            continue
        new[schema.key] = schema.document
    return _first_refusal(new, catalogue) if new else None


def _first_refusal(new: Documents, catalogue: Catalogue) -> Refusal | None:
    known = {**{key: catalogue.document(key) for key in catalogue.ids()}, **new}
    documents = {parse_id(key): document for key, document in known.items()}
    lint = Lint(documents, catalogue.code_lists.lists)
    titles: dict[object, str] = {}
    for name, document in documents.items():
        first = titles.setdefault(document.get("title"), name.id)
        if first != name.id and (name.id in new or first in new):
            return Refusal(f"{name.id}: its title is that of {first}", f"{name.id}: title ຄືກັນກັບຂອງ {first}")
    for key in new:
        if complaint := next(lint.complaints_about(parse_id(key)), None):
            return Refusal(complaint)
        if breach := _breach(parse_id(key), known, known.keys() - _drafts()):
            return breach
    try:
        extended = catalogue.extended(new)
        for key in new:
            extended.validator(key)
    except ValueError as refusal:
        return Refusal(" ".join(str(refusal).split()))
    return None


def _breach(name: SchemaName, known: Documents, published: AbstractSet[str]) -> Refusal | None:
    """Return what keeps a version from being for ever: a draft that it rests on, or more than added members."""
    for pointer, other in pointing_outside(known[name.id], published):
        return Refusal(
            f"{name.id}{pointer}: {other} is a draft, which may still change: publish it first",
            f"{name.id}{pointer}: {other} ເປັນຮ່າງທີ່ຍັງປ່ຽນໄດ້: ໃຫ້ເຜີຍແຜ່ກ່ອນ",
        )
    if name.version == 1:
        return None
    if name.before.id not in published:
        return Refusal(f"{name.id}: the version before it is not published", f"{name.id}: ສະບັບກ່ອນໜ້າຍັງບໍ່ໄດ້ເຜີຍແຜ່")
    change = next(incompatible(known[name.before.id], known[name.id], known), None)
    return Refusal(f"{name.id}{change.en}", f"{name.id}{change.lo}") if change else None


@cache
def _drafts() -> AbstractSet[str]:
    """Return the `$id` of every file that is not published: the next release may change it."""
    folder = schemas_folder()
    published = published_on(folder)
    return {name.id for name in schema_names(folder) if name.path not in published}
