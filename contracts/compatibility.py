"""What a new version of a national schema may do: add optional members to closed objects, and say things better.

Whoever was right by the version before is right by the new one, and finds in its documents whatever had to be there.
A member that is added to a closed object was refused before, so nobody's document means anything else by it. Where an
object is open, where a condition or a pattern already speaks of the name, or where more that fits means less that holds
(`not`, `if`, `oneOf`, `contains`), an addition could turn a right document wrong: it is refused as every other change.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from contracts.described import Described
from contracts.dialect import MANY, NAMED, ONE, OTHER_MEMBERS, Schema, children
from contracts.pointers import step
from contracts.schema_files import parse_id

_WORDS: Final = frozenset({"$id", "title", "description", "x-label", "x-message", "deprecated", "examples"})
_REVERSING: Final = frozenset({"not", "if", "oneOf", "contains"})  # what fits more often here holds less often outside
_SETS: Final = frozenset({"type", "enum", "x-directory-kind", "x-directory-level"})  # their order says nothing
_LONGEST_VALUE: Final = 80  # characters of a value in a sentence

_BOUND: Final = ("ຂອບເຂດ", "bound")
_VALUES: Final = ("ຄ່າທີ່ອະນຸຍາດ", "values allowed")
_CLOSING: Final = ("ການປິດກຸ່ມຂໍ້ມູນ", "closing of the object")
_LIST: Final = ("ບັນຊີລະຫັດ", "code list")
_IN_DIRECTORY: Final = ("ເຄື່ອງໝາຍສາລະບານ", "directory mark")
_NOUNS: Final[Mapping[str, tuple[str, str]]] = {
    "type": ("ຊະນິດຂໍ້ມູນ", "type"),
    "pattern": ("ຮູບແບບ", "pattern"),
    "format": ("ຮູບແບບ", "format"),
    "$ref": ("ການອ້າງອີງ", "reference"),
    "enum": _VALUES,
    "const": _VALUES,
    "unevaluatedProperties": _CLOSING,
    "additionalProperties": _CLOSING,
    "x-codelist": _LIST,
    "x-code-date": _LIST,
    "x-directory": _IN_DIRECTORY,
    "x-directory-kind": _IN_DIRECTORY,
    "x-directory-level": _IN_DIRECTORY,
    "x-data-class": ("ປະເພດຂໍ້ມູນ", "data class"),
    "x-field-group": ("ກຸ່ມຂໍ້ມູນທີ່ຕັດອອກໄດ້", "field group"),
    "x-subject": ("ເຄື່ອງໝາຍເຈົ້າຂອງຂໍ້ມູນ", "mark of the subject"),
}
_RULE: Final = ("ເງື່ອນໄຂ", "rule")
_BOUNDS: Final = frozenset(
    prefix + noun for prefix in ("min", "max") for noun in ("Length", "Items", "Properties", "Contains", "imum")
) | {"exclusiveMinimum", "exclusiveMaximum", "multipleOf"}

_Node = Mapping[str, Any]  # Any: JSON of a schema, judged here


@dataclass(frozen=True, slots=True)
class Change:
    """One place where a version does more than add: its pointer in the file, and a sentence in each language."""

    pointer: str
    lo: str
    en: str


@dataclass(frozen=True, slots=True)
class Addition:
    """What a version has beside the one before: a member or a definition, or words that are said otherwise."""

    pointer: str
    label: Mapping[str, str] | None
    is_new: bool  # not only said otherwise


@dataclass(frozen=True, slots=True)
class _Place:
    """Where two versions are compared, and whether their documents may become more there."""

    pointer: str
    may_add: bool
    base: str
    documents: Mapping[str, Schema]
    reversed_definitions: frozenset[str]

    def below(self, *steps: str, may_add: bool = True) -> "_Place":
        pointer = self.pointer + "".join(map(step, steps))
        return replace(self, pointer=pointer, may_add=self.may_add and may_add)


def incompatible(old: _Node, new: _Node, documents: Mapping[str, Schema]) -> Iterator[Change]:
    """Yield each place where the new version of a schema does more than add optional members.

    `documents` are the schemas by address that the old one refers to.
    """
    base = str(old.get("$id", ""))
    turned = _reversed(old) | _reversed(new)
    return _schemas(old, new, _Place("#", "#" not in turned, base, {**documents, base: old}, turned))


def additions(old: Schema, new: Schema, pointer: str = "#") -> Iterator[Addition]:
    """Yield what a compatible new version adds, and where it says what was there in other words."""
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return
    if any(old.get(word) != new.get(word) for word in _WORDS - {"$id", "title"}):
        yield Addition(pointer, new.get("x-label"), is_new=False)
    before = dict(children(old))
    for path, part in children(new):
        here = pointer + "".join(map(step, path))
        if path in before:
            yield from additions(before[path], part, here)
        else:
            yield Addition(here, part.get("x-label") if isinstance(part, Mapping) else None, is_new=True)


def _schemas(old: Schema, new: Schema, place: _Place) -> Iterator[Change]:
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        if not _same(old, new):
            yield _changed(place, place.pointer.rpartition("/")[2], old, new)
        return
    for keyword in sorted((set(old) | set(new)) - _WORDS):
        here = place.below(keyword, may_add=keyword not in _REVERSING)
        if keyword == "properties":
            yield from _properties(old, new, here)
        elif keyword == "required":
            yield from _required(old.get(keyword, ()), new.get(keyword, ()), here)
        elif keyword == "$defs":
            yield from _definitions(old.get(keyword, {}), new.get(keyword, {}), here)
        elif keyword not in old:
            yield _said(here, keyword, "ຖືກເພີ່ມເຂົ້າ", "was added", new[keyword])
        elif keyword not in new:
            yield _said(here, keyword, "ຖືກຕັດອອກ", "was taken away", old[keyword])
        else:
            yield from _keyword(keyword, old[keyword], new[keyword], here)


def _keyword(keyword: str, old: Schema, new: Schema, place: _Place) -> Iterator[Change]:
    if keyword in ONE:
        yield from _schemas(old, new, place)
    elif keyword in MANY and len(old) == len(new):
        for index, (was, part) in enumerate(zip(old, new, strict=True)):
            yield from _schemas(was, part, place.below(str(index)))
    elif keyword in NAMED and old.keys() == new.keys():
        for name, part in old.items():
            yield from _schemas(part, new[name], place.below(name))
    elif keyword == "$ref" and place.may_add and _is_a_later_version(old, new):
        return  # it only adds in its turn
    elif not _same(old, new, in_any_order=keyword in _SETS):
        yield _changed(place, keyword, old, new)


def _properties(old: _Node, new: _Node, place: _Place) -> Iterator[Change]:
    before, after = old.get("properties", {}), new.get("properties", {})
    for name, schema in before.items():
        if name in after:
            yield from _schemas(schema, after[name], place.below(name))
        else:
            yield _sentence(place.below(name), f"ຊ່ອງຂໍ້ມູນ {name} ຖືກຕັດອອກ", f"the member {name} was taken away")
    for name in after.keys() - before.keys():
        if not (place.may_add and _is_refused(old, name, place)):
            yield _sentence(
                place.below(name),
                f"ຊ່ອງຂໍ້ມູນ {name} ຖືກເພີ່ມໃນບ່ອນທີ່ອາດເຮັດໃຫ້ເອກະສານທີ່ເຄີຍຖືກກາຍເປັນຜິດ",
                f"the member {name} was added where documents that were right could become wrong",
            )


def _is_refused(old: _Node, name: str, place: _Place) -> bool:
    """Tell whether the version before refuses a member of that name, whatever its value."""
    if False not in (old.get("unevaluatedProperties"), old.get("additionalProperties")):
        return False
    described = Described(place.documents, [(old, place.base)])
    others = (node.get(keyword, False) for node in described.nodes for keyword in OTHER_MEMBERS)
    return described.member(name) is None and all(part is False for part in others)


def _required(old: Sequence[str], new: Sequence[str], place: _Place) -> Iterator[Change]:
    for name in new:
        if name not in old:
            yield _sentence(
                place, f"{name} ກາຍເປັນຂໍ້ມູນບັງຄັບ (required)", f"{name} became required: those who send have none"
            )
    for name in old:
        if name not in new:
            yield _sentence(
                place,
                f"{name} ບໍ່ເປັນຂໍ້ມູນບັງຄັບ (required) ອີກ",
                f"{name} is no longer required: those who read rely on it",
            )


def _definitions(old: _Node, new: _Node, place: _Place) -> Iterator[Change]:
    for name, schema in old.items():
        if name in new:
            yield from _schemas(schema, new[name], place.below(name, may_add=name not in place.reversed_definitions))
        else:
            yield _sentence(place.below(name), f"ສ່ວນ {name} ຖືກຕັດອອກ", f"the part {name} was taken away")


def _reversed(root: Schema) -> frozenset[str]:
    """Return the file's own definitions that are used, directly or not, where an addition means less that holds."""
    uses: dict[str, set[str]] = {}  # by the definition that a reference stands in; "" for under a reversing keyword

    def note(schema: Schema, within: str | None) -> None:
        if isinstance(schema, Mapping) and within is not None:
            uses.setdefault(within, set()).add(_definition(schema))
        for path, part in children(schema):
            inner = path[1] if path[0] == "$defs" else within
            note(part, "" if path[0] in _REVERSING or within == "" else inner)

    note(root, None)
    found, waiting = set[str](), uses.get("", set())
    while waiting:
        found |= waiting
        waiting = {name for each in waiting for name in uses.get(each, ())} - found
    return frozenset(found)


def _definition(schema: _Node) -> str:
    return str(schema.get("$ref", "")).removeprefix("#/$defs/").partition("/")[0]  # "#" is the root itself


def _is_a_later_version(old: object, new: object) -> bool:
    try:
        (before, _, inside), (after, _, part) = str(old).partition("#"), str(new).partition("#")
        was, is_ = parse_id(before), parse_id(after)
    except ValueError:
        return False
    return inside == part and replace(was, version=is_.version) == is_ and was.version < is_.version


def _same(old: object, new: object, *, in_any_order: bool = False) -> bool:
    """Tell whether two JSON values are one: `true` is not 1, as Python has it."""
    if in_any_order and isinstance(old, list) and isinstance(new, list):
        return sorted(map(_text, old)) == sorted(map(_text, new))
    return _text(old) == _text(new)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _changed(place: _Place, keyword: str, old: object, new: object) -> Change:
    return _said(place, keyword, "ຖືກປ່ຽນ", "was changed", old, new)


def _said(place: _Place, keyword: str, done_lo: str, done_en: str, *values: object) -> Change:
    lo, en = _NOUNS.get(keyword, _RULE if keyword not in _BOUNDS else _BOUND)
    shown = " → ".join(_shortened(_text(value)) for value in values)
    named = keyword if en == keyword else f"{en} {keyword}"
    return _sentence(place, f"{lo} {keyword} {done_lo} ({shown})", f"the {named} {done_en} ({shown})")


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_VALUE else text[:_LONGEST_VALUE] + "…"


def _sentence(place: _Place, lo: str, en: str) -> Change:
    return Change(
        place.pointer,
        f"{place.pointer}: {lo}; ສະບັບໃໝ່ເພີ່ມໄດ້ແຕ່ຊ່ອງຂໍ້ມູນທີ່ບໍ່ບັງຄັບ.",
        f"{place.pointer}: {en}; a new version may only add optional members.",
    )
