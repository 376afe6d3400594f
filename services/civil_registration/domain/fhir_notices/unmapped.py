"""What of a bundle was not taken: every leaf that no fact was read from, with its reason. No I/O."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from contracts.json_types import JSON
from services.civil_registration.domain.fhir_notices.names import KNOWN_EXTENSIONS
from services.civil_registration.domain.fhir_notices.nodes import At
from services.civil_registration.domain.fhir_notices.notices import Mark, Notice, Reason
from services.civil_registration.domain.fhir_notices.reading import Read
from services.civil_registration.domain.fhir_notices.tables import TABLES

_EXTENSIONS: Final = frozenset({"extension", "modifierExtension"})
_WORDS: Final = frozenset({"display", "title", "div", "unit"})  # what a code beside it says again for people
_NARRATIVE: Final = ("coding", "div")  # beside a `text`: it says in words what they say
_EVERY: Final = "*"
_CONTAINED: Final = "contained"
_ENTRY: Final = 2  # steps to an entry: `entry` and its place


@dataclass(frozen=True, slots=True)
class Left:
    """A leaf that was not taken: where it stands, and why."""

    at: At
    mark: Mark


@dataclass(frozen=True, slots=True)
class _Around:
    """What is known of a place from above: a reason said there, and the resource that it is in."""

    mark: Mark | None
    type: str  # of the resource
    begins: int  # steps to the resource
    default: Mark | None = None  # of a resource to which nothing leads


def unmapped(read: Read) -> Iterator[Left]:
    """Yield every leaf that is neither a fact's nor says how the document hangs together, in the bundle's order."""
    taken = read.notice.taken
    used = {part.resource.node.at for part in read.parts.found}
    return _Walk(read.notice, taken, used).of(read.bundle.root.value, (), _Around(None, "Bundle", 0))


class _Walk:
    """One walk through the bundle."""

    def __init__(self, notice: Notice, taken: set[At], used: set[At]) -> None:
        self._notice, self._taken, self._used = notice, taken, used

    def of(self, value: JSON, at: At, around: _Around, siblings: Mapping[str, JSON] | None = None) -> Iterator[Left]:
        """Yield what is left of a value."""
        around = self._within(value, at, around)
        if isinstance(value, dict) and value:
            for name, member in value.items():
                yield from self.of(member, (*at, name), around, value)
        elif isinstance(value, list) and value:
            for place, item in enumerate(value):
                yield from self.of(item, (*at, place), around, siblings)
        elif at not in self._taken:
            yield Left(at, self._reason(value, at, around, siblings or {}))

    def _within(self, value: JSON, at: At, around: _Around) -> _Around:
        """Return what is known from here on down."""
        mark = self._notice.marks.get(at, around.mark)
        is_resource = isinstance(value, dict) and (at[-1:] == ("resource",) or at[-2:-1] == (_CONTAINED,))
        if is_resource and isinstance(value, dict):
            kind = value.get("resourceType")
            named = kind if isinstance(kind, str) else ""
            return _Around(mark, named, len(at), None if at in self._used else _unused(named))
        if isinstance(value, dict) and len(at) > 1 and at[-2] in _EXTENSIONS:
            stated = value.get("url")
            url = stated if isinstance(stated, str) else None
            if mark is None and url not in KNOWN_EXTENSIONS:
                mark = Mark(Reason.UNKNOWN_EXTENSION, url)
        return _Around(mark, around.type, around.begins, around.default)

    def _reason(self, value: JSON, at: At, around: _Around, siblings: Mapping[str, JSON]) -> Mark:
        if value is None or value in ("", [], {}):
            return Mark(Reason.EMPTY)
        return around.mark or self._unsaid(at, around, siblings)

    def _unsaid(self, at: At, around: _Around, siblings: Mapping[str, JSON]) -> Mark:
        """Return the reason of a leaf of which nobody said one, by what it is."""
        member = at[around.begins] if len(at) > around.begins else ""
        if around.begins == 0 and at[:1] == ("entry",) and len(at) > _ENTRY:
            member = at[_ENTRY]  # beside the resource: its address, and how it was asked for
        if member in TABLES.envelope[_EVERY] and not around.default:
            return Mark(Reason.ENVELOPE)
        if around.default:
            return around.default
        last = next((step for step in reversed(at) if isinstance(step, str)), "")
        if last in _WORDS or (last == "text" and any(name in siblings for name in _NARRATIVE)):
            return Mark(Reason.DESCRIPTIVE)
        if member in TABLES.envelope.get(around.type, frozenset()):
            return Mark(Reason.ENVELOPE)
        return Mark(Reason.NO_MEMBER)


def _unused(kind: str) -> Mark:
    known = {"Patient", "RelatedPerson", "Encounter", "Location", "Organization", "Practitioner", *TABLES.everywhere}
    return Mark(Reason.NOT_REFERENCED if kind in known else Reason.UNKNOWN_RESOURCE, None if kind in known else kind)
