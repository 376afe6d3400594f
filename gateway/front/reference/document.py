"""An OpenAPI document as JSON: its operations, its references, and whether an object only refers to another."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

Document: TypeAlias = dict[str, Any]  # Any: JSON of a document that other people wrote

METHODS: Final = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})
POINTER: Final = "#/components/"
SCHEMAS: Final = POINTER + "schemas/"


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield (path, method, operation) of a document, in its own order."""
    for path, item in document.get("paths", {}).items():
        for method, operation in item.items():
            if method in METHODS:
                yield path, method, operation


def references(value: object) -> Iterator[str]:
    """Yield every reference to a component within the value."""
    if isinstance(value, str) and value.startswith(POINTER):
        yield value
    elif isinstance(value, Mapping):
        for member in value.values():
            yield from references(member)
    elif isinstance(value, list):
        for member in value:
            yield from references(member)


def redirected(value: Any, renamed: Mapping[str, str]) -> Any:  # Any: JSON in, the same JSON out
    """Return the value with every reference to, or into, a renamed place pointing to where that is now."""
    if isinstance(value, str) and value.startswith(POINTER):
        place, rest = value, ""
        while place and place not in renamed:
            place, _, step = place.rpartition("/")
            rest = f"/{step}{rest}"
        return renamed[place] + rest if place else value
    if isinstance(value, Mapping):
        return {key: redirected(member, renamed) for key, member in value.items()}
    if isinstance(value, list):
        return [redirected(member, renamed) for member in value]
    return value


def component_name(*words: str) -> str:
    """Return words as the name of a component: `case-status`, `code` is CaseStatusCode."""
    return "".join(part[:1].upper() + part[1:] for word in words for part in word.replace("_", "-").split("-"))


def media_types(operation: Document) -> Iterator[tuple[str, Document]]:
    """Yield (status, media type) of an operation's answers and, with an empty status, of its request."""
    for status, holder in [("", operation.get("requestBody")), *operation.get("responses", {}).items()]:
        if isinstance(holder, dict):
            yield from ((status, media) for media in holder.get("content", {}).values() if isinstance(media, dict))
