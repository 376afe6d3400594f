"""Questions to the marks of a schema: who may search by a value, and which keywords would tell of a hidden one."""

from collections.abc import Iterator, Mapping

from contracts.json_types import JSON
from gateway.directory.schema_paths import CLASS, GENERAL, Place, inner, marks_within


def every_mark(schema: JSON, definitions: Mapping[str, JSON]) -> frozenset[str]:
    """Return the data classes and the field groups that are named anywhere in a schema, for what passes unread."""
    marks = list(marks_within(schema, definitions))
    classes = {data_class for data_class, _ in marks if data_class is not None}
    return frozenset(classes.union(*(groups for _, groups in marks))) - {GENERAL}


def every_guard(schema: JSON, definitions: Mapping[str, JSON]) -> frozenset[str]:
    """Return what an agreement must hold for a value that is described so to be asked by: all that is said of it."""
    guards: set[str] = set()
    for data_class, groups in marks_within(schema, definitions):
        guards |= groups | ({CLASS + data_class} if data_class not in {None, GENERAL} else set())
    return frozenset(guards)


def judged(place: Place, held: frozenset[str], at: str = "") -> Iterator[tuple[str, str]]:
    """Yield place and keyword where one judges a value of which something may be taken out.

    A place is a JSON Pointer with `*` for any index. `held` is what every agreement holds that lets the document out at
    all.
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
        _may_lose(nested, held) for nested in inner(place)
    )
