"""Reader of a JSON document that records which leaves were read, so that unread ones are reported."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final


class Leaves:
    """The values of a document by their pointer, and which of them were looked at."""

    def __init__(self, document: object) -> None:
        self.root: Final = Part(document, "", self)
        self._all: Final = dict(_leaves(document, ""))
        self._read: set[str] = set()

    def read(self, pointer: str) -> None:
        """Note that this value found its place."""
        self._read.add(pointer)

    def unread(self) -> Counter[str]:
        """Return the paths of the values that found no place, with the number of each; items of a list count as one."""
        left = (pointer for pointer in self._all if pointer not in self._read)
        return Counter("/".join("*" if step.isdecimal() else step for step in each.split("/")) for each in left)


class Part:
    """A value in the document: a member that is not there is an empty part."""

    def __init__(self, value: object, pointer: str, leaves: Leaves) -> None:
        self.value: Final = value
        self.pointer: Final = pointer
        self._leaves: Final = leaves

    def __bool__(self) -> bool:
        return self.value is not None

    def at(self, *names: str) -> "Part":
        """Return the part at the end of these names."""
        value, pointer = self.value, self.pointer
        for name in names:
            value = value.get(name) if isinstance(value, Mapping) else None
            pointer = f"{pointer}/{name}"
        return Part(value, pointer, self._leaves)

    def items(self) -> "list[Part]":
        """Return the items of a list; anything else has none."""
        listed = self.value if isinstance(self.value, list) else []
        return [Part(each, f"{self.pointer}/{place}", self._leaves) for place, each in enumerate(listed)]

    def text(self, *names: str) -> str | None:
        """Return the text at the end of these names and note that it was read; blank text is none."""
        part = self.at(*names)
        if not isinstance(part.value, str):
            return None
        self._leaves.read(part.pointer)
        return " ".join(part.value.split()) or None

    def first(self, *names: str) -> str | None:
        """Return the first text that stands under one of these names; all of them are read."""
        texts = [self.text(name) for name in names]
        return next(filter(None, texts), None)

    def number(self, name: str) -> int | None:
        """Return the whole number under this name."""
        part = self.at(name)
        if not isinstance(part.value, int) or isinstance(part.value, bool):
            return None
        self._leaves.read(part.pointer)
        return part.value

    def flag(self, name: str) -> bool:
        """Return whether the member is there and true."""
        part = self.at(name)
        if isinstance(part.value, bool):
            self._leaves.read(part.pointer)
        return part.value is True


def _leaves(value: Any, pointer: str) -> Iterator[tuple[str, object]]:  # Any: a JSON value, taken apart below
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _leaves(each, f"{pointer}/{name}")
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from _leaves(each, f"{pointer}/{place}")
    else:
        yield pointer, value
