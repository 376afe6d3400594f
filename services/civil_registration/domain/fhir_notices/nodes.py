"""Places in a FHIR document: a value with where it stands, the elements that a path finds, and every leaf. No I/O."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from contracts.json_types import JSON

At: TypeAlias = tuple[str | int, ...]  # members and places in lists, from the bundle on
Steps: TypeAlias = tuple[tuple[str, str | None], ...]  # members, and of an extension its URL

_STEP: Final = re.compile(r"([A-Za-z]+)(?:\(([^)]+)\))?(?:\.|$)")
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_LONGEST: Final = 500  # characters of a path that is shown


@dataclass(frozen=True, slots=True)
class Node:
    """A value, where it stands, and the leaves by which it was found: an extension's URL, an observation's code."""

    at: At
    value: JSON
    chosen: tuple[At, ...] = ()

    def get(self, name: str) -> "Node | None":
        """Return the member of that name; None where the value is no object or has it not."""
        if isinstance(self.value, dict) and name in self.value:
            return Node((*self.at, name), self.value[name], self.chosen)
        return None

    def each(self) -> "Iterator[Node]":
        """Yield the items of a list, or the value itself: FHIR 3 has one where FHIR 4 has several."""
        if isinstance(self.value, list):
            for place, item in enumerate(self.value):
                yield Node((*self.at, place), item, self.chosen)
        else:
            yield self

    def all(self, name: str) -> "Iterator[Node]":
        """Yield the items of the member of that name."""
        member = self.get(name)
        if member is not None:
            yield from member.each()

    def said(self, name: str) -> str:
        """Return the text of that member, without blanks at its ends; empty where there is none."""
        member = self.get(name)
        return member.value.strip() if member is not None and isinstance(member.value, str) else ""


def steps_of(path: str) -> Steps:
    """Return a path of the tables in its steps; raise `ValueError` for one that is none."""
    found = list(_STEP.finditer(path))
    if not found or sum(len(step[0]) for step in found) != len(path):
        raise ValueError(f"{path!r} is no path: elements with dots between, extension(url)")
    return tuple((step[1], step[2]) for step in found)


def found(node: Node, steps: Steps) -> Iterator[Node]:
    """Yield what stands at the path, in every list on the way."""
    if not steps:
        yield from node.each()
        return
    (name, url), *rest = steps
    for each in node.each():
        for item in each.all(name):
            if url is None:
                yield from found(item, tuple(rest))
            elif item.said("url") == url:
                yield from found(Node(item.at, item.value, (*item.chosen, (*item.at, "url"))), tuple(rest))


def leaves(value: JSON, at: At = ()) -> Iterator[tuple[At, JSON]]:
    """Yield every value that holds no other: texts, numbers, truth values, nulls, and empty objects and lists."""
    members: Iterator[tuple[str | int, JSON]]
    if isinstance(value, dict) and value:
        members = iter(value.items())
    elif isinstance(value, list) and value:
        members = iter(enumerate(value))
    else:
        yield at, value
        return
    for name, item in members:
        yield from leaves(item, (*at, name))


def path_of(at: At) -> str:
    """Return where it stands as FHIRPath says it: `Bundle.entry[3].resource.id`; an odd name is a question mark."""
    said = ["Bundle"]
    for step in at:
        if isinstance(step, int):
            said.append(f"[{step}]")
        else:
            said.append(f".{step}" if _NAME.fullmatch(step) else ".`?`")
    return "".join(said)[:_LONGEST]
