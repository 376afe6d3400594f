"""The tree of a schema's values: which members are required, and which field groups and data classes guard them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from contracts.dialect import ELEMENTS, MARKS, NARROWING, OTHER_MEMBERS, SAME_VALUE, children, walk
from contracts.json_types import JSON
from contracts.marks import schemas_within
from gateway.directory.limit import Limit, Marks, Trail
from gateway.directory.references import resolver_of, target

GENERAL: Final = "general"
SPECIFIC: Final = "specific"
SECRET: Final = "secret"  # noqa: S105 - the name of a data class, not a password
CLASSES: Final = frozenset({GENERAL, SPECIFIC, SECRET})
# What no class is said of is what a service was registered with before one was demanded: it may be about anybody.
UNSAID: Final = SPECIFIC
_STRICTNESS: Final = (None, GENERAL, SPECIFIC, SECRET)
# What an agreement must hold for a member to leave: a field group by its own name, a data class by this spelling.
CLASS: Final = "class:"
_PLAIN: Final = frozenset({"boolean", "integer", "number", "string"})
# What is taken out may be what they count or compare: then an answer would break, or an item go, for what is hidden.
_JUDGES: Final = frozenset({"minProperties", "uniqueItems", "dependentRequired", "const", "enum", "contains", "not"})
# Of what a reference leads to that is not found: no agreement names it.
UNKNOWN: Final = "unknown"
# Schemas under these describe no value of their own: what they say of one holds for all of the place.
_OF_NO_VALUE: Final = frozenset({"not", "contains", "propertyNames"})
# Marks that tell of a value without guarding it. A change that takes one away is shown to who approves it.
TELLING: Final = (MARKS | NARROWING) - {"x-data-class", "x-field-group", "x-codelist"}


class RecursiveFieldGroups(ValueError):  # noqa: N818 - a sentence, as every refusal here
    """A schema that contains itself and has guarded members: how deep to minimise would be a guess."""


@dataclass(slots=True)
class Place:
    """One value in the documents of a schema, with what all schemas that speak of it say."""

    stated: str | None = None  # the data class named here or by the schema referred to; None: that of the outer place
    groups: set[str] = field(default_factory=set)  # the field groups named here or by the schemas that speak of it, too
    members: "dict[str, Member]" = field(default_factory=dict)
    elements: "Place | None" = None  # of every array element
    others: "Place | None" = None  # of members that no schema names
    plain: bool = False  # it may be a text, a number or a truth value, which has no members
    closed: bool = False  # there are no others, or some schema describes them
    null: bool = False  # it may be null
    telling: frozenset[tuple[str, str]] = frozenset()  # marks of `TELLING` with their values: `x-subject`, `record`
    judges: frozenset[str] = frozenset()  # keywords that would judge it anew when something is taken out of it


@dataclass(slots=True)
class Member:
    """One property of an object: the parts of a composition that speak of it, taken together."""

    required: bool = False  # by any part, under whatever condition: taking it away could break the document
    guards: set[str] = field(default_factory=set)
    below: Place = field(default_factory=Place)


def place_of(schema: JSON, definitions: Mapping[str, JSON], limit: Limit | None = None) -> Place:
    """Return the tree of a schema, its members guarded; raise `RecursiveFieldGroups`, and `TooManyPlaces` at a limit.

    Every keyword of the dialect that holds a schema is followed.
    """
    place = _read(schema, definitions, Trail(limit or Limit()))
    _guard(place, UNSAID)
    return place


def unavoidable(place: Place) -> frozenset[str]:
    """Return the data classes beyond general, and the field groups, of what cannot be taken out of the documents.

    Such groups are refused where a document is registered. One of before is a class that no agreement can name.
    """
    return frozenset(_needs(place, UNSAID, root=True)) - {GENERAL} | _bound(place)


def unenforced(place: Place, at: str = "", *, optional: bool = False) -> Iterator[tuple[str, str]]:
    """Yield every field group that stands on anything but an optional member: its place, with `*` for any, and name."""
    yield from ((at, group) for group in sorted(place.groups) if not optional)
    for name, member in place.members.items():
        yield from unenforced(member.below, f"{at}/{name}", optional=not member.required)
    if place.elements is not None:
        yield from unenforced(place.elements, f"{at}/*")
    if place.others is not None:
        yield from ((f"{at}/*", group) for group in sorted(_groups(place.others)))


def every_class(place: Place) -> frozenset[str]:
    """Return all data classes beyond general that the schema's documents may hold."""
    return frozenset(_classes(place, UNSAID)) - {GENERAL}


def _read(schema: JSON, definitions: Mapping[str, JSON], trail: Trail) -> Place:
    trail.limit.spend()
    place = Place()
    if not isinstance(schema, Mapping):
        return place
    place.stated, place.groups = _marks(schema)
    types = schema.get("type")
    types = types if isinstance(types, list | tuple) else (types,)
    place.plain, place.null = any(name in _PLAIN for name in types), "null" in types
    place.judges = _JUDGES & schema.keys()
    place.telling = frozenset((mark, str(schema[mark])) for mark in TELLING & schema.keys())
    if isinstance(reference := schema.get("$ref"), str):
        _merge(place, _followed(reference, definitions, trail))
    for path, part in children(schema):
        _read_part(place, path, part, definitions, trail)
    required = schema.get("required")
    for name in required if isinstance(required, list | tuple) else ():
        place.members.setdefault(str(name), Member()).required = True
    return place


def _read_part(place: Place, path: tuple[str, ...], part: JSON, definitions: Mapping[str, JSON], trail: Trail) -> None:
    """Add what a schema within that of the place says, by the keyword that it stands under."""
    keyword = path[0]
    if keyword == "properties":
        _merge(place.members.setdefault(path[1], Member()).below, _read(part, definitions, trail))
    elif keyword in SAME_VALUE:
        _merge(place, _read(part, definitions, trail))
    elif keyword in ELEMENTS:  # of these, and of members that have no name of their own, none can be taken out
        if keyword == "prefixItems" or isinstance(part, Mapping):
            _merge_elements(place, _read(part, definitions, trail))
    elif keyword in OTHER_MEMBERS:
        place.closed |= keyword != "patternProperties" and part is not True
        if keyword == "patternProperties" or isinstance(part, Mapping):
            place.others = place.others or Place()
            _merge(place.others, _read(part, definitions, trail))
    elif keyword in _OF_NO_VALUE:
        _merge(place, _whole(trail.limit.counted(marks_within(part, definitions))))


def _marks(schema: Mapping[str, JSON]) -> Marks:
    data_class, group = schema.get("x-data-class"), schema.get("x-field-group")
    if "$id" in schema:  # references in it lead elsewhere than we would follow them
        data_class = UNKNOWN
    # what is no text is a class that nobody knows, or a group that no agreement lists
    return None if data_class is None else str(data_class), set() if group is None else {str(group)}


def _whole(marks: Iterator[Marks]) -> Place:
    """Return a place that is guarded by everything that is said somewhere within it."""
    place = Place()
    for data_class, groups in marks:
        if data_class != GENERAL:
            place.stated = max(place.stated, data_class, key=strictness)
        place.groups |= groups
    return place


def marks_within(schema: JSON, definitions: Mapping[str, JSON]) -> Iterator[Marks]:
    """Yield the marks in a schema, and in all that it refers to."""
    for node in schemas_within(schema, resolver_of(definitions)):
        yield (UNKNOWN, set()) if node is None else _marks(node)


def _followed(reference: str, definitions: Mapping[str, JSON], trail: Trail) -> Place:
    found = target(reference, definitions)
    if found is None:
        return Place(stated=UNKNOWN)
    if reference in trail.names:
        if any(isinstance(part, Mapping) and _is_guarded(part) for _, part in walk(found)):
            raise RecursiveFieldGroups(f"{reference} contains itself and has field groups or data classes")
        # no deeper: what lies below goes with the whole, unless all that is said there is covered
        return _whole(trail.limit.counted(marks_within(found, definitions)))
    return _read(found, definitions, Trail(trail.limit, (*trail.names, reference)))


def _is_guarded(node: Mapping[str, JSON]) -> bool:
    return "x-field-group" in node or node.get("x-data-class", GENERAL) != GENERAL


def _merge(into: Place, other: Place) -> None:
    """Add what another place says; it is used up: what only it has is taken over as it is, not copied."""
    into.stated = max(into.stated, other.stated, key=strictness)
    into.groups |= other.groups
    into.plain |= other.plain
    into.closed |= other.closed
    into.null |= other.null
    into.telling |= other.telling
    into.judges |= other.judges
    for name, member in other.members.items():
        mine = into.members.setdefault(name, member)
        if mine is member:
            continue
        mine.required |= member.required
        mine.guards |= member.guards
        _merge(mine.below, member.below)
    if other.elements is not None:
        _merge_elements(into, other.elements)
    if into.others is None:
        into.others = other.others
    elif other.others is not None:
        _merge(into.others, other.others)


def _merge_elements(into: Place, elements: Place) -> None:
    if into.elements is None:
        into.elements = elements
    else:
        _merge(into.elements, elements)


def strictness(data_class: str | None) -> int:
    """Return how strict a class is; one that nobody knows is the strictest: what cannot be judged does not leave."""
    return _STRICTNESS.index(data_class) if data_class in _STRICTNESS else len(_STRICTNESS)


def _needs(place: Place, outer: str, *, root: bool = False) -> Iterator[str]:
    here = place.stated or outer
    if here != GENERAL and (_is_leaf(place) or (place.stated and not root) or (place.members and not place.closed)):
        yield here
    if place.others is not None:
        yield from _classes(place.others, here)
    for member in place.members.values():
        if member.required:
            yield from _needs(member.below, here)
    if place.elements is not None:
        # the class of a list is that of its elements, which are roots of their own
        yield from _needs(place.elements, here, root=root)


def _bound(place: Place) -> set[str]:
    """Return the field groups of a value that goes as a whole or not at all: nothing in it is taken out by its name."""
    elements = set() if place.elements is None else _bound(place.elements)
    return place.groups | elements | (set() if place.others is None else _groups(place.others))


def _groups(place: Place) -> set[str]:
    return place.groups.union(*map(_groups, inner(place)))


def inner(place: Place) -> Iterator[Place]:
    """Yield the places directly within this one."""
    yield from (member.below for member in place.members.values())
    yield from (nested for nested in (place.elements, place.others) if nested is not None)


def _is_leaf(place: Place) -> bool:
    return not place.members and place.elements is None and place.others is None


def _classes(place: Place, outer: str) -> Iterator[str]:
    here = place.stated or outer
    if _is_leaf(place) or (place.members and not place.closed):
        yield here
    if place.stated:
        yield place.stated
    if place.others is not None:
        yield from _classes(place.others, here)
    for member in place.members.values():
        yield from _classes(member.below, here)
    if place.elements is not None:
        yield from _classes(place.elements, here)


def _guard(place: Place, outer: str) -> None:
    here = place.stated or outer
    for member in place.members.values():
        _guard(member.below, here)
        # one that is required goes, too: then the answer breaks its schema, and nothing of it leaves
        member.guards |= _bound(member.below)
        if not member.required:
            classes = {member.below.stated or here, *_needs(member.below, here)} - {GENERAL}
            member.guards |= {CLASS + data_class for data_class in classes}
    if place.elements is not None:
        _guard(place.elements, here)
