"""What may stand where in a schema's documents: which members, which of them required, and what guards each one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias
from urllib.parse import unquote

from contracts.compiled import COMPONENTS
from contracts.dialect import walk
from contracts.json_types import JSON

GENERAL: Final = "general"
SPECIFIC: Final = "specific"
SECRET: Final = "secret"  # noqa: S105 - the name of a data class, not a password
CLASSES: Final = frozenset({GENERAL, SPECIFIC, SECRET})
# What no class is said of is what a service was registered with before one was demanded: it may be about anybody.
UNSAID: Final = SPECIFIC
_STRICTNESS: Final = (None, GENERAL, SPECIFIC, SECRET)
# What an agreement must hold for a member to leave: a field group by its own name, a data class by this spelling.
CLASS: Final = "class:"
_COMPONENT: Final = "/components/schemas/"
_PLAIN: Final = frozenset({"boolean", "integer", "number", "string"})
# What is taken out may be what they count or compare: then an answer would break, or an item go, for what is hidden.
_JUDGES: Final = frozenset({"minProperties", "uniqueItems", "dependentRequired", "const", "enum", "contains", "not"})
# Of what a reference leads to that is not found: no agreement names it.
UNKNOWN: Final = "unknown"
# Held by no agreement: a member that the pinned version does not know.
NEWER: Final = "version:newer"

_Marks: TypeAlias = tuple[str | None, set[str]]  # the data class and the field groups that one schema names


class TooManyPlaces(ValueError):  # noqa: N818 - a sentence, as every refusal here
    """Schemas that refer to each other so often that what they describe together has no end in sight."""


class RecursiveFieldGroups(ValueError):  # noqa: N818 - a sentence, as every refusal here
    """A schema that contains itself and has guarded members: how deep to minimise would be a guess."""


@dataclass(slots=True)
class Limit:
    """How many more schemas may be read: those that refer to the next twice, and that again, are doubled each time."""

    left: float = float("inf")  # of what is registered already, which has been counted

    def spend(self) -> None:
        """Count one; raise `TooManyPlaces`."""
        self.left -= 1
        if self.left < 0:
            raise TooManyPlaces("places")

    def counted(self, marks: Iterator["_Marks"]) -> Iterator["_Marks"]:
        """Yield the marks, each counted."""
        for each in marks:
            self.spend()
            yield each


@dataclass(frozen=True, slots=True)
class _Trail:
    """The references that led here, and how far one may still go."""

    limit: Limit
    names: tuple[str, ...] = ()


@dataclass(slots=True)
class Place:
    """One value in a document."""

    stated: str | None = None  # the data class named here or by the schema referred to; None: that of the outer place
    groups: set[str] = field(default_factory=set)  # the field groups named here or by the schemas that speak of it, too
    members: "dict[str, Member]" = field(default_factory=dict)
    elements: "Place | None" = None  # of every array element
    others: "Place | None" = None  # of members that no schema names
    plain: bool = False  # it may be a text, a number or a truth value, which has no members
    closed: bool = False  # there are no others, or some schema describes them
    null: bool = False  # it may be null
    subjects: frozenset[str] = frozenset()  # whom it names: `identifier`, `record`
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
    place = _read(schema, definitions, _Trail(limit or Limit()))
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


def every_guard(schema: JSON, definitions: Mapping[str, JSON]) -> frozenset[str]:
    """Return what an agreement must hold for a value that is described so to be asked by: all that is said of it."""
    guards: set[str] = set()
    for data_class, groups in _every_mark(schema, definitions, set()):
        guards |= groups | ({CLASS + data_class} if data_class not in {None, GENERAL} else set())
    return frozenset(guards)


def judged(place: Place, held: frozenset[str], at: str = "") -> Iterator[tuple[str, str]]:
    """Yield every keyword that judges a value of which something may be taken out: its place, as above, and itself.

    `held` is what every agreement holds that lets the document out at all.
    """
    if place.judges and _may_lose(place, held):
        yield from ((at, keyword) for keyword in sorted(place.judges))
    for name, member in place.members.items():
        below = member.below
        if member.required and below.plain and not below.null and _may_lose(below, held):
            yield f"{at}/{name}", "required"  # nothing could stand for an object without saying that it is no text
        yield from judged(below, held, f"{at}/{name}")
    for other in (place.elements, place.others):
        yield from () if other is None else judged(other, held, f"{at}/*")


def _may_lose(place: Place, held: frozenset[str]) -> bool:
    return any(member.guards - held for member in place.members.values()) or any(
        _may_lose(each, held) for each in _inner(place)
    )


def every_class(place: Place) -> frozenset[str]:
    """Return all data classes beyond general that the schema's documents may hold."""
    return frozenset(_classes(place, UNSAID)) - {GENERAL}


def every_mark(schema: JSON, definitions: Mapping[str, JSON]) -> frozenset[str]:
    """Return the data classes and the field groups that are named anywhere in a schema, for what passes unread."""
    marks = list(_every_mark(schema, definitions, set()))
    classes = {data_class for data_class, _ in marks if data_class is not None}
    return frozenset(classes.union(*(groups for _, groups in marks))) - {GENERAL}


def mark_newer(current: Place, pinned: Place) -> None:
    """Guard what the pinned version does not know, so that no agreement lets it out."""
    for name, member in current.members.items():
        known = pinned.members.get(name)
        if known is not None:
            mark_newer(member.below, known.below)
        elif pinned.members:  # a place that the pinned version leaves open knows every name
            member.guards.add(NEWER)
    if current.elements is not None and pinned.elements is not None:
        mark_newer(current.elements, pinned.elements)


def _read(schema: JSON, definitions: Mapping[str, JSON], trail: _Trail) -> Place:
    trail.limit.spend()
    place = Place()
    if not isinstance(schema, Mapping):
        return place
    place.stated, place.groups = _marks(schema)
    types = schema.get("type")
    types = types if isinstance(types, list | tuple) else (types,)
    place.plain, place.null = any(each in _PLAIN for each in types), "null" in types
    place.judges = _JUDGES & schema.keys()
    place.subjects = frozenset({str(schema["x-subject"])} if "x-subject" in schema else ())
    if isinstance(reference := schema.get("$ref"), str):
        _merge(place, _followed(reference, definitions, trail))
    for part in _parts(schema):
        _merge(place, _read(part, definitions, trail))
    properties = schema.get("properties")
    for name, described in properties.items() if isinstance(properties, Mapping) else ():
        member = place.members.setdefault(name, Member())
        _merge(member.below, _read(described, definitions, trail))
    required = schema.get("required")
    for name in required if isinstance(required, list | tuple) else ():
        place.members.setdefault(str(name), Member()).required = True
    _read_unnamed(place, schema, definitions, trail)
    for each in ("not", "contains", "propertyNames"):
        if each in schema:  # these describe no value of their own: what they say of one holds for all of this place
            _merge(place, _whole(trail.limit.counted(_every_mark(schema[each], definitions, set()))))
    return place


def _marks(schema: Mapping[str, JSON]) -> _Marks:
    data_class, group = schema.get("x-data-class"), schema.get("x-field-group")
    if "$id" in schema:  # references in it lead elsewhere than we would follow them
        data_class = UNKNOWN
    # what is no text is a class that nobody knows, or a group that no agreement lists
    return None if data_class is None else str(data_class), set() if group is None else {str(group)}


def _whole(marks: Iterator[_Marks]) -> Place:
    """Return a place that is guarded by everything that is said somewhere within it."""
    place = Place()
    for data_class, groups in marks:
        if data_class != GENERAL:
            place.stated = max(place.stated, data_class, key=strictness)
        place.groups |= groups
    return place


def _every_mark(schema: JSON, definitions: Mapping[str, JSON], seen: set[str]) -> Iterator[_Marks]:
    """Yield the marks in a schema, and in all that it refers to."""
    for _, part in walk(schema):
        if not isinstance(part, Mapping):
            continue
        yield _marks(part)
        reference = part.get("$ref")
        if isinstance(reference, str) and reference not in seen:
            seen.add(reference)
            found = target(reference, definitions)
            yield from ((UNKNOWN, set[str]()),) if found is None else _every_mark(found, definitions, seen)


def _read_unnamed(place: Place, schema: Mapping[str, JSON], definitions: Mapping[str, JSON], trail: _Trail) -> None:
    """Read what stands in elements, and in members that have no name of their own: these cannot be taken out."""
    prefix, patterns = schema.get("prefixItems"), schema.get("patternProperties")
    elements = [*(prefix if isinstance(prefix, list | tuple) else ())]
    elements += [schema[each] for each in ("items", "unevaluatedItems") if isinstance(schema.get(each), Mapping)]
    for element in elements:
        _merge_elements(place, _read(element, definitions, trail))
    others = [*(patterns.values() if isinstance(patterns, Mapping) else ())]
    for each in ("additionalProperties", "unevaluatedProperties"):
        if each in schema and schema[each] is not True:
            place.closed = True
            others += [schema[each]] if isinstance(schema[each], Mapping) else []
    for other in others:
        place.others = place.others or Place()
        _merge(place.others, _read(other, definitions, trail))


def _parts(schema: Mapping[str, JSON]) -> Iterator[JSON]:
    for keyword in ("allOf", "anyOf", "oneOf"):
        branches = schema.get(keyword)
        yield from branches if isinstance(branches, list | tuple) else ()
    for keyword in ("if", "then", "else"):
        if keyword in schema:
            yield schema[keyword]
    dependent = schema.get("dependentSchemas")
    yield from dependent.values() if isinstance(dependent, Mapping) else ()


def _followed(reference: str, definitions: Mapping[str, JSON], trail: _Trail) -> Place:
    found = target(reference, definitions)
    if found is None:
        return Place(stated=UNKNOWN)
    if reference in trail.names:
        if _guarded(found):
            raise RecursiveFieldGroups(f"{reference} contains itself and has field groups or data classes")
        # no deeper: what lies below goes with the whole, unless all that is said there is covered
        return _whole(trail.limit.counted(_every_mark(found, definitions, {reference})))
    return _read(found, definitions, _Trail(trail.limit, (*trail.names, reference)))


def _guarded(node: JSON) -> bool:
    if isinstance(node, Mapping):
        own = "x-field-group" in node or node.get("x-data-class", GENERAL) != GENERAL
        return own or any(_guarded(child) for child in node.values())
    return isinstance(node, list | tuple) and any(_guarded(child) for child in node)


def target(reference: str, definitions: Mapping[str, JSON]) -> JSON:
    """Return what `#/components/schemas/Name[/$defs/x…]` points at, or None for any other reference.

    The validator follows others, too: to the schema itself, or to an `$id`. What we do not follow does not leave.
    """
    address, _, fragment = reference.partition("#")
    if address not in {"", COMPONENTS} or not unquote(fragment).startswith(_COMPONENT):
        return None
    node: JSON = {"components": {"schemas": definitions}}
    # the fragment, percent-decoded (RFC 6901 §6), as the validator reads it: no spelling hides what is marked
    for token in unquote(fragment).split("/")[1:]:
        if isinstance(node, list | tuple):
            node = node[int(token)] if token.isdecimal() and int(token) < len(node) else None
        else:
            node = node.get(token.replace("~1", "/").replace("~0", "~")) if isinstance(node, Mapping) else None
    return node


def _merge(into: Place, other: Place) -> None:
    """Add what another place says; it is used up: what only it has is taken over as it is, not copied."""
    into.stated = max(into.stated, other.stated, key=strictness)
    into.groups |= other.groups
    into.plain |= other.plain
    into.closed |= other.closed
    into.null |= other.null
    into.subjects |= other.subjects
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
    return place.groups.union(*map(_groups, _inner(place)))


def _inner(place: Place) -> Iterator[Place]:
    yield from (member.below for member in place.members.values())
    yield from (each for each in (place.elements, place.others) if each is not None)


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
