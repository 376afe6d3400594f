"""JSON Pointers (RFC 6901): where in a document something is."""

from typing import Final

_MAX_LENGTH: Final = 1000  # characters; a member's name can be as long as the body


def step(name: str | int) -> str:
    """Return one step of a pointer."""
    return "/" + str(name).replace("~", "~0").replace("/", "~1")


def pointer_to(path: tuple[str | int, ...]) -> str:
    """Return the pointer of a path, cut where a name makes it longer than anybody reads."""
    text = "".join([step(name) for name in path])
    return text if len(text) <= _MAX_LENGTH else text[:_MAX_LENGTH] + "…"
