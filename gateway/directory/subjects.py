"""Finds the people a document is about: every value that its schema marks with `x-subject`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from contracts import subjects
from contracts.json_types import JSON
from contracts.marks import Document, Marks, Speaking, compile_marks
from gateway.directory.references import resolver_of

MARK: Final = "x-subject"
IDENTIFIER: Final = "identifier"
RECORD: Final = "record"


@dataclass(frozen=True, slots=True)
class Seeker:
    """Finds the people in the documents of one schema."""

    marks: Marks[str]  # keeps how a value names a person: `identifier` or `record`

    def find(self, document: Document, found: set[str]) -> None:
        """Add every subject of the document to `found`, in the form of `contracts.subjects`."""
        for kinds, value, _ in self.marks.find(document):
            read(kinds, value, found)


def read(kinds: Collection[str], value: Document, found: set[str]) -> None:
    """Add the subjects that a marked value names to `found`; an object of another shape names none."""
    if isinstance(value, dict):
        type_, number, issuer = value.get("type"), value.get("value"), value.get("issuer")
        if isinstance(type_, str) and isinstance(number, str):
            found.add(subjects.identifier(type_, number, issuer if isinstance(issuer, str) else None))
    elif isinstance(value, str | int) and not isinstance(value, bool):  # foreign software writes numbers as they are
        value = str(value)
        if IDENTIFIER in kinds:
            found |= subjects.untyped(value)
        else:
            found.add(subjects.record(value))


def compile_seeker(schema: JSON, definitions: Mapping[str, JSON]) -> Seeker | None:
    """Return the seeker for a schema's documents, or None when they name nobody."""
    marks = compile_marks(schema, resolver_of(definitions), _kind)
    return Seeker(marks) if marks is not None else None


def _kind(speaking: Speaking) -> str | None:
    kind = speaking.node.get(MARK)
    return kind if kind in (IDENTIFIER, RECORD) else None


def kind_of(seeker: Seeker | None) -> str | None:
    """Return how a parameter names a person: itself, or each of its elements."""
    if seeker is None:
        return None
    elements = (*seeker.marks.elements.values(), *(marks for _, marks in seeker.marks.rest))
    kinds = (*seeker.marks.kept, *(kind for marks in elements for kind in marks.kept))
    return min(kinds, default=None)  # `identifier` before `record`: it is looked for in more spellings
