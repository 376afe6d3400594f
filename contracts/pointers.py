"""JSON Pointers (RFC 6901) to a place in a document."""

from typing import Final

from contracts.json_types import JSON

_MAX_LENGTH: Final = 1000  # characters; a member's name can be as long as the body


def step(name: str | int) -> str:
    """Return one reference token of a pointer, escaped, with its slash."""
    return "/" + str(name).replace("~", "~0").replace("/", "~1")


def pointer_to(path: tuple[str | int, ...]) -> str:
    """Return the pointer of a path, cut off where a name would make it too long to read."""
    text = "".join([step(name) for name in path])
    return text if len(text) <= _MAX_LENGTH else text[:_MAX_LENGTH] + "…"


def value_at(document: JSON, pointer: str) -> JSON:
    """Return the value at a pointer, or None where the document has none: what is missing is pointed at, too."""
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        if isinstance(document, dict):
            document = document.get(name)
        elif isinstance(document, list) and name.isdecimal() and int(name) < len(document):
            document = document[int(name)]
        else:
            return None
    return document
