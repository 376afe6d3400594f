"""The walker for marks of a schema (`x-subject`, `x-codelist`, …): compiled once, it finds the marked values.

Which schemas speak of which value of a document is worked out here and nowhere else: through references, compositions,
conditions, maps, lists and circles. Whoever asks for a mark says what is to be kept of a schema that has it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, NamedTuple, TypeAlias, TypeVar

from contracts.dialect import ELEMENTS, OTHER_MEMBERS, SAME_VALUE, Schema, children, walk
from contracts.references import Resolver

Node: TypeAlias = Mapping[str, Any]  # Any: a schema that other people wrote
Document: TypeAlias = Any  # a parsed JSON value, whatever it is
Kept = TypeVar("Kept")
# What was kept of the schemas of one value, the value, and the object around it.
Marked: TypeAlias = tuple[tuple[Kept, ...], Document, Mapping[str, Document]]
Path: TypeAlias = tuple[str | int, ...]

_NOTHING_AROUND: Final[Mapping[str, Document]] = {}


class Speaking(NamedTuple):
    """A schema that speaks of a value."""

    node: Node
    base: str  # the address that its references are seen from
    label: Mapping[str, str] | None  # the nearest `x-label`: of this schema, or of the one that led to it


@dataclass(slots=True, eq=False)
class Marks(Generic[Kept]):
    """What to look for in one value and below it; it may lead back to itself, as schemas may."""

    kept: tuple[Kept, ...] = ()  # of the schemas of the value itself
    members: "dict[str, Marks[Kept]]" = field(default_factory=dict)
    others: "tuple[tuple[frozenset[str], Marks[Kept]], ...]" = ()  # of all members but these
    elements: "dict[int, Marks[Kept]]" = field(default_factory=dict)  # of those that have a schema of their own
    rest: "tuple[tuple[int, Marks[Kept]], ...]" = ()  # of all elements from this one on
    ends: bool = False  # nothing within the value is to be looked at

    def find(self, document: Document) -> list[Marked[Kept]]:
        """Return every marked value of a document, each before those within it."""
        found: list[Marked[Kept]] = []
        self._visit(document, _NOTHING_AROUND, found)
        return found

    def located(
        self, document: Document, path: Path = (), around: Mapping[str, Document] = _NOTHING_AROUND
    ) -> Iterator[tuple[Path, Marked[Kept]]]:
        """Yield what `find` returns, in its order, each with the path to the value: for who has to say where it is."""
        if self.kept:
            yield path, (self.kept, document, around)
        inner = document if isinstance(document, dict) else around
        for step, marks in self._below(document):
            yield from marks.located(document[step], (*path, step), inner)

    def _visit(self, value: Document, around: Mapping[str, Document], found: list[Marked[Kept]]) -> None:
        # `_below` spelt out: every exchange comes here, and a generator at each value would take three times as long
        if self.kept:
            found.append((self.kept, value, around))
        if isinstance(value, dict):
            for name, marks in self.members.items():
                if name in value:
                    if marks.ends:  # most marked values are leaves: here, and they are not called for
                        found.append((marks.kept, value[name], value))
                    else:
                        marks._visit(value[name], value, found)  # noqa: SLF001 - of its own class
        elif isinstance(value, list):
            self._visit_elements(value, around, found)
        if self.others or self.elements:
            inner = value if isinstance(value, dict) else around
            for step, marks in self._rarer(value):
                marks._visit(value[step], inner, found)  # noqa: SLF001 - of its own class

    def _visit_elements(self, value: list[Document], around: Mapping[str, Document], found: list[Marked[Kept]]) -> None:
        for first, marks in self.rest:
            elements = value[first:] if first else value
            if marks.ends:
                found.extend([(marks.kept, element, around) for element in elements])
            else:
                for element in elements:
                    marks._visit(element, around, found)  # noqa: SLF001 - of its own class

    def _below(self, value: Document) -> "Iterator[tuple[str | int, Marks[Kept]]]":
        """Yield the name or index of each value within this one that is to be looked at, with what to look for."""
        if isinstance(value, dict):
            yield from ((name, marks) for name, marks in self.members.items() if name in value)
        elif isinstance(value, list):
            for first, marks in self.rest:
                yield from ((index, marks) for index in range(first, len(value)))
        yield from self._rarer(value)

    def _rarer(self, value: Document) -> "Iterator[tuple[str | int, Marks[Kept]]]":
        if isinstance(value, dict):
            for known, marks in self.others:
                yield from ((name, marks) for name in value if name not in known)
        elif isinstance(value, list):
            yield from ((index, marks) for index, marks in self.elements.items() if index < len(value))

    def within(self) -> "Iterator[Marks[Kept]]":
        """Yield what is looked for in the values directly within this one."""
        yield from self.members.values()
        yield from self.elements.values()
        yield from (marks for _, marks in self.others)
        yield from (marks for _, marks in self.rest)


def compile_marks(
    schema: Schema, resolver: Resolver, keep: Callable[[Speaking], Kept | None], base: str = ""
) -> Marks[Kept] | None:
    """Return what finds the marked values of the schema's documents, or None when no value can be marked.

    `keep` returns what is kept of a schema that has the mark, and None for one that has not. Branches and conditions
    are followed whether or not a document meets them: one value too many is found rather than one too few.
    """
    compiler = _Compiler(resolver, keep)
    marks = compiler.marks([Speaking(schema, base, None)])
    compiler.prune()
    return marks if compiler.leads(marks) else None


def schemas_within(schema: Schema, resolver: Resolver, base: str = "") -> Iterator[Node | None]:
    """Yield every object schema in a schema and in all that it refers to, each once; None for an unknown reference."""
    seen, waiting = {id(schema)}, [(schema, base)]
    while waiting:
        root, base = waiting.pop()
        for _, part in walk(root):
            if not isinstance(part, Mapping):
                continue
            yield part
            if not isinstance(reference := part.get("$ref"), str):
                continue
            found = resolver(reference, base)
            if found is None:
                yield None
            elif id(found[0]) not in seen:
                seen.add(id(found[0]))
                waiting.append(found)


@dataclass(slots=True)
class _Value:
    """All schemas that speak of one value, and those within them, by what they speak of."""

    speaking: dict[int, Speaking] = field(default_factory=dict)
    members: dict[str, list[Speaking]] = field(default_factory=dict)
    others: dict[frozenset[str] | None, list[Speaking]] = field(default_factory=dict)  # None: all that are in `members`
    elements: dict[int, list[Speaking]] = field(default_factory=dict)
    rest: dict[int, list[Speaking]] = field(default_factory=dict)

    def take(self, path: tuple[str, ...], part: Schema, outer: Speaking) -> None:
        """Add a schema that stands at this path within one of this value's."""
        keyword, member = path[0], Speaking(part, outer.base, None)
        element = member._replace(label=outer.label)  # an element is called what its list is called
        if keyword == "properties":
            self.members.setdefault(path[1], []).append(member)
        elif keyword == "additionalProperties":  # it does not see what the schemas beside its own name
            named = outer.node.get("properties")
            known = frozenset(named) if isinstance(named, Mapping) else frozenset()
            self.others.setdefault(known, []).append(member)
        elif keyword in OTHER_MEMBERS:
            self.others.setdefault(None, []).append(member)
        elif keyword == "prefixItems":
            self.elements.setdefault(int(path[1]), []).append(element)
        elif keyword in ELEMENTS:
            before = outer.node.get("prefixItems") if keyword == "items" else None
            self.rest.setdefault(len(before) if isinstance(before, list | tuple) else 0, []).append(element)


class _Compiler(Generic[Kept]):
    """Takes all schemas that speak of one value together; the same schemas make the same marks."""

    def __init__(self, resolver: Resolver, keep: Callable[[Speaking], Kept | None]) -> None:
        self._resolver = resolver
        self._keep = keep
        self._known: dict[frozenset[tuple[int, int]], Marks[Kept]] = {}
        self._useful: set[int] = set()

    def marks(self, schemas: Iterable[Speaking]) -> Marks[Kept]:
        """Return what is looked for in a value that all of these schemas describe."""
        value = _Value()
        for schema in schemas:
            self._gather(schema, value)
        key = frozenset((node, id(speaking.label)) for node, speaking in value.speaking.items())
        if key not in self._known:
            found = self._known[key] = Marks[Kept]()  # known before it is complete: below it may lead back here
            self._fill(found, value)
        return self._known[key]

    def _gather(self, schema: Speaking, value: _Value, *, is_named: bool = False) -> None:
        node = schema.node
        if not isinstance(node, Mapping) or id(node) in value.speaking:
            return
        label = schema.label if is_named else node.get("x-label", schema.label)  # who refers to it has named it
        schema = value.speaking[id(node)] = schema._replace(label=label)
        if isinstance(reference := node.get("$ref"), str) and (found := self._resolver(reference, schema.base)):
            self._gather(Speaking(*found, schema.label), value, is_named=is_named or "x-label" in node)
        for path, part in children(node):
            if path[0] in SAME_VALUE:
                self._gather(schema._replace(node=part), value)
            elif isinstance(part, Mapping):
                value.take(path, part, schema)

    def _fill(self, marks: Marks[Kept], value: _Value) -> None:
        kept = map(self._keep, value.speaking.values())
        marks.kept = tuple(one for one in kept if one is not None)
        marks.members = {name: self.marks(schemas) for name, schemas in value.members.items()}
        named = frozenset(value.members)
        others = value.others.items()
        marks.others = tuple((named if known is None else known, self.marks(schemas)) for known, schemas in others)
        marks.elements = {index: self.marks(schemas) for index, schemas in value.elements.items()}
        marks.rest = tuple((first, self.marks(schemas)) for first, schemas in value.rest.items())

    def leads(self, marks: Marks[Kept]) -> bool:
        """Tell whether the marks find anything; asked after `prune`."""
        return id(marks) in self._useful

    def prune(self) -> None:
        """Leave out what leads to no marked value, so that a document costs what its marked values cost."""
        known, grown = self._known.values(), True
        while grown:
            useful = {id(marks) for marks in known if marks.kept or any(map(self.leads, marks.within()))}
            grown, self._useful = useful != self._useful, useful
        for marks in known:
            marks.members = {name: below for name, below in marks.members.items() if self.leads(below)}
            marks.others = tuple((known_, below) for known_, below in marks.others if self.leads(below))
            marks.elements = {index: below for index, below in marks.elements.items() if self.leads(below)}
            marks.rest = tuple((first, below) for first, below in marks.rest if self.leads(below))
            marks.ends = not any(True for _ in marks.within())
