"""Compatibility rules of published schemas: a file never changes, and a next version only adds optional members."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable
from typing import Any, Final

from contracts.schema_files import SchemaName

_LINE: Final = re.compile(r"([0-9a-f]{64})  (\S+)")
_WORDS: Final = frozenset({"$id", "title", "description", "x-label", "x-message", "deprecated", "examples"})


def digest(content: bytes) -> str:
    """Return the digest that published.txt has for a file of that content."""
    return hashlib.sha256(content).hexdigest()


def broken_promises(folder: Traversable, documents: Mapping[SchemaName, dict[str, Any]]) -> Iterator[str]:
    """Yield a sentence on every published file that changed, and on every version that does more than add."""
    yield from _changed_files(folder)
    for name, document in documents.items():
        before = SchemaName(name.domain, name.name, name.version - 1)
        if before in documents:
            yield from (f"schemas/{name.path}{what}" for what in differences(documents[before], document))


def _changed_files(folder: Traversable) -> Iterator[str]:
    for line in folder.joinpath("published.txt").read_text(encoding="utf-8").splitlines():
        match = _LINE.fullmatch(line)
        if match is None:
            yield f"schemas/published.txt: not a digest, two blanks and a path: {line}"
            continue
        file = folder.joinpath(match[2])
        if not file.is_file():
            yield f"schemas/{match[2]}: is published and must not disappear"
        elif digest(file.read_bytes()) != match[1]:
            yield f"schemas/{match[2]}: is published and must not change; make a new version"


def differences(old: object, new: object, pointer: str = "#") -> Iterator[str]:
    """Yield each place where a schema's new version does more than add optional members."""
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        if old != new:
            yield f"{pointer}: differs from the version before"
        return
    for keyword in sorted((set(old) | set(new)) - _WORDS):
        place = f"{pointer}/{keyword}"
        if keyword in {"properties", "$defs"}:
            yield from _members(old.get(keyword, {}), new.get(keyword, {}), place)
        elif keyword not in old or keyword not in new:
            yield f"{place}: was {'added' if keyword not in old else 'taken away'}"
        else:
            yield from differences(old[keyword], new[keyword], place)


def _members(old: Mapping[str, object], new: Mapping[str, object], pointer: str) -> Iterator[str]:
    for name, schema in old.items():
        if name in new:
            yield from differences(schema, new[name], f"{pointer}/{name}")
        else:
            yield f"{pointer}/{name}: was taken away"
