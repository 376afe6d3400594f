"""Comparison of two versions of a document: places with a lower class, or without a mark that they had."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import orjson

from gateway.directory.documents import DocumentRefused, Node, operations, table
from gateway.directory.schema_paths import GENERAL, UNSAID, Place, RecursiveFieldGroups, place_of, strictness
from gateway.directory.unenforceable import schemas_of

MOST: Final = 100  # told by name; a difference has room for 200 properties
_LONGEST_NAME: Final = 100

# Class, field groups, and the marks of `TELLING` with their values.
_Marks: TypeAlias = tuple[str, frozenset[str], frozenset[tuple[str, str]]]
_NONE: Final[_Marks] = (GENERAL, frozenset(), frozenset())


def lowered(before: Node, after: Node) -> list[dict[str, str]]:
    """Return the places of which the class is lower, or a field group or a subject is gone, as `properties`.

    The first says how many there are. What is not described any more is told, too; whole answers that are gone are not.
    """
    try:
        old, new, seen = _Marked.of(before), _Marked.of(after), set[tuple[int, int]]()
    except (DocumentRefused, RecursionError):  # by a rule that was made since, or because it is not kept
        return [{"property": "lowered", "after": '"unknown: the version before cannot be read"'}]
    found: list[dict[str, str]] = []
    for where, schema in old.schemas.items():
        if where not in new.schemas:
            continue
        were, are = old.marks(schema), new.marks(new.schemas[where])
        if (pair := (id(were), id(are))) in seen:
            continue
        seen.add(pair)
        found += (
            _property(f"{where} {at}".strip(), marks, are.get(at))
            for at, marks in were.items()
            if _is_less(marks, are.get(at))
        )
    for operation, data_class in old.operations.items():
        if strictness(data_class) > strictness(new.operations.get(operation, data_class)):
            found.append(_property(operation, (data_class, *_NONE[1:]), (new.operations[operation], *_NONE[1:])))
    return [{"property": "lowered", "after": str(len(found))}, *found[:MOST]] if found else []


@dataclass(slots=True)
class _Marked:
    """A document, with the marks of every place of its schemas; equal schemas are read once."""

    components: Node
    schemas: Mapping[str, Any]  # Any: schemas that other people wrote
    operations: Mapping[str, str]  # the class that files and streams have of their operation
    _known: dict[bytes, dict[str, _Marks]] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Node) -> "_Marked":
        """Return it; raise `DocumentRefused`."""
        declared = operations(document)
        classes = {one.operation_id: str(one.node.get("x-data-class", GENERAL)) for one in declared}
        return cls(table(table(document, "components"), "schemas"), dict(schemas_of(document)), classes)

    def marks(self, schema: Any) -> dict[str, _Marks]:  # Any: as above
        """Return the marks by place: a JSON Pointer with `*` for every index and for members without a name."""
        key = orjson.dumps(schema, option=orjson.OPT_SORT_KEYS)
        if key not in self._known:
            try:
                self._known[key] = dict(_flat(place_of(schema, self.components), UNSAID))
            except RecursiveFieldGroups:
                self._known[key] = {}
        return self._known[key]


def _flat(place: Place, outer: str, at: str = "") -> Iterator[tuple[str, _Marks]]:
    here = place.stated or outer
    yield at, (here, frozenset(place.groups), place.telling)
    for name, member in place.members.items():
        yield from _flat(member.below, here, f"{at}/{name}")
    if place.elements is not None:
        yield from _flat(place.elements, here, f"{at}/*")
    if place.others is not None:
        yield from _flat(place.others, here, f"{at}/~*")


def _is_less(was: _Marks, now: _Marks | None) -> bool:
    data_class, groups, telling = now or _NONE
    return strictness(was[0]) > strictness(data_class) or bool(was[1] - groups or was[2] - telling)


def _property(where: str, was: _Marks, now: _Marks | None) -> dict[str, str]:
    name = where if len(where) <= _LONGEST_NAME else "…" + where[1 - _LONGEST_NAME :]
    return {"property": name, "before": _spelt(was)} | ({} if now is None else {"after": _spelt(now)})


def _spelt(marks: _Marks) -> str:
    data_class, groups, telling = marks
    spelt: dict[str, Any] = {"x-data-class": data_class}  # Any: texts and lists of texts
    if groups:
        spelt["x-field-group"] = sorted(groups)
    for mark, value in sorted(telling):
        spelt.setdefault(mark, []).append(value)
    return orjson.dumps(spelt).decode()[:4000]
