"""Publication of national schemas: which files are frozen, since when, and what the frozen ones must keep.

`published.txt` is what `sha256sum --check` reads: a digest, two blanks and a path. A line `# 2026-11-29` gives the day
on which those below it were published.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from importlib.resources.abc import Traversable
from typing import Any, Final

from contracts.compatibility import incompatible
from contracts.dialect import walk
from contracts.schema_files import BASE, SchemaName

_LINE: Final = re.compile(r"([0-9a-f]{64})  (\S+)")
_DAY: Final = re.compile(r"# ([0-9]{4}-[0-9]{2}-[0-9]{2})")

Documents = Mapping[SchemaName, dict[str, Any]]  # Any: schemas are checked by lint, not by types


def digest(content: bytes) -> str:
    """Return the digest that published.txt has for a file of that content."""
    return hashlib.sha256(content).hexdigest()


def published_on(folder: Traversable) -> dict[str, date]:
    """Return the day on which each published file was, by its path below the folder; what is missing is a draft."""
    return {path: day for _, path, day in _lines(folder) if day is not None}


def broken_promises(folder: Traversable, documents: Documents) -> Iterator[str]:
    """Yield a sentence on every published file that changed, and on every version that does more than add."""
    yield from _changed_files(folder)
    paths = published_on(folder)
    published = {name.id for name in documents if name.path in paths}
    for name, document in documents.items():
        if name.id in published:
            yield from (f"schemas/{name.path}{sentence}" for sentence in _resting_on_drafts(name, document, published))
        if name.version > 1 and name.before not in documents:
            yield f"schemas/{name.path}: the version before it is not there"
    by_id = {name.id: document for name, document in documents.items()}
    for name, document in documents.items():
        if name.before in documents:
            changes = incompatible(documents[name.before], document, by_id)
            yield from (f"schemas/{name.path}{change.en} {change.lo}" for change in changes)


def _resting_on_drafts(name: SchemaName, document: Mapping[str, Any], published: AbstractSet[str]) -> Iterator[str]:
    if name.version > 1 and name.before.id not in published:
        yield ": is published, and the version before it is a draft"
    for pointer, other in pointing_outside(document, published):
        yield f"{pointer}: is published and points at {other}, which is a draft"


def pointing_outside(document: Mapping[str, Any], ids: AbstractSet[str]) -> Iterator[tuple[str, str]]:  # Any: a schema
    """Yield the pointer of each reference to a national schema that is not among these, with its `$id`."""
    for path, schema in walk(document):
        target = str(schema.get("$ref", "")).partition("#")[0] if isinstance(schema, Mapping) else ""
        if target.startswith(BASE) and target not in ids:
            yield "#" + "".join("/" + step for step in path), target


def _changed_files(folder: Traversable) -> Iterator[str]:
    for expected, path, day in _lines(folder):
        if not expected:
            yield f"schemas/published.txt: neither a digest, two blanks and a path nor a day `# 2026-11-29`: {path}"
            continue
        file = folder.joinpath(path)
        if day is None:
            yield f"schemas/published.txt: no line `# 2026-11-29` above says when this was published: {path}"
        if not file.is_file():
            yield f"schemas/{path}: is published and must not disappear"
        elif digest(file.read_bytes()) != expected:
            yield f"schemas/{path}: is published and must not change; make a new version"


def _lines(folder: Traversable) -> Iterator[tuple[str, str, date | None]]:
    """Yield digest, path and day of each published file; what is no such line has no digest, and is its own path."""
    day: date | None = None
    for line in folder.joinpath("published.txt").read_text(encoding="utf-8").splitlines():
        if match := _LINE.fullmatch(line):
            yield match[1], match[2], day
        elif (head := _DAY.fullmatch(line)) and (read := _day(head[1])):
            day = read
        else:
            yield "", line, day


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
