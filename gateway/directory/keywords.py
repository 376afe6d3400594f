"""Which keywords of a registered schema are enforced; a misspelt one compiles silently, so it is refused by name."""

from typing import Any, Final

import jsonschema_rs

from contracts.dialect import FORMATS, KEYWORDS, walk
from gateway.directory.documents import DocumentRefused

# What OpenAPI 3.1 and JSON Schema say about a value without judging it.
_REMARKS: Final = frozenset(
    {"$comment", "contentEncoding", "contentMediaType", "default", "discriminator", "example", "externalDocs", "xml"}
)


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
