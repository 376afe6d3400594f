"""Check of keywords: one that the validator would ignore, such as a misspelt one, is refused by name."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import jsonschema_rs

from contracts.dialect import FORMATS, KEYWORDS, SAME_VALUE, children, walk
from gateway.directory.documents import DocumentRefused

# What OpenAPI 3.1 and JSON Schema say about a value without judging it.
_REMARKS: Final = frozenset(
    {"$comment", "contentEncoding", "contentMediaType", "default", "discriminator", "example", "externalDocs", "xml"}
)
_COMPONENT: Final = "#/components/schemas/"


def check_keywords(schema: Any, where: str) -> None:  # Any: a schema that other people wrote
    """Raise `DocumentRefused` for what is no JSON Schema, and for a keyword or a format that nobody would check."""
    try:
        jsonschema_rs.meta.validate(schema)
    except (jsonschema_rs.ValidationError, ValueError) as fault:
        raise DocumentRefused(f"{where}: is no JSON Schema: {' '.join(str(fault).split())}") from None
    for path, part in walk(schema):
        if not isinstance(part, dict):
            continue
        place = f"{where}{''.join('/' + step for step in path)}"
        for keyword in part:
            if keyword not in KEYWORDS and keyword not in _REMARKS and not keyword.startswith("x-"):
                raise DocumentRefused(f"{place}: {keyword} is no keyword that is enforced")
        if part.get("format", "date") not in FORMATS:
            raise DocumentRefused(f"{place}: format {part['format']!r:.40} is not one that is checked")


def check_loops(components: Mapping[str, Any]) -> None:
    """Raise `DocumentRefused` for a component that is, at the same place, itself: it would judge nothing."""
    same_place = {name: frozenset(_at_the_same_place(component)) for name, component in components.items()}
    for name in components:
        seen: set[str] = set()
        todo = set(same_place[name])
        while todo:
            other = todo.pop()
            if other == name:
                raise DocumentRefused("schemas that contain themselves without end")
            if other not in seen:
                seen.add(other)
                todo |= same_place.get(other, frozenset())


def _at_the_same_place(schema: Any) -> Iterator[str]:  # Any: as above
    """Yield the components that judge the very value which this schema judges."""
    if not isinstance(schema, Mapping):
        return
    reference = schema.get("$ref")
    if isinstance(reference, str) and reference.startswith(_COMPONENT):
        yield reference.removeprefix(_COMPONENT)
    for path, part in children(schema):
        if path[0] in SAME_VALUE or path[0] == "not":
            yield from _at_the_same_place(part)
