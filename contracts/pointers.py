"""JSON Pointers (RFC 6901) to a place in a document."""

from typing import Final

_MAX_LENGTH: Final = 1000  # characters; a member's name can be as long as the body


def step(name: str | int) -> str:
    """Return one reference token of a pointer, escaped, with its slash."""
    return "/" + str(name).replace("~", "~0").replace("/", "~1")


def pointer_to(path: tuple[str | int, ...]) -> str:
    """Return the pointer of a path, cut off where a name would make it too long to read."""
    text = "".join([step(name) for name in path])
    return text if len(text) <= _MAX_LENGTH else text[:_MAX_LENGTH] + "…"
