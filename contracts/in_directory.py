"""What a schema says of a value that names a member, office, system or officer (`x-directory`), and if it holds."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol, Self, TypeAlias

from contracts.codelists import CodeList, CodeLists
from contracts.dialect import NARROWING
from contracts.organisations import MemberFacts, OfficeFacts, Organisations

MARK: Final = "x-directory"
MEMBER: Final = "member"
OFFICE: Final = "office"
SYSTEM: Final = "system"
OFFICER: Final = "officer"
NAMED: Final = (MEMBER, OFFICE, SYSTEM, OFFICER)
# A member, perhaps with an office under it; no member: of an office that stands beside none. Every exchange comes here.
Names: TypeAlias = tuple[str | None, str | None]
# Where those are listed that may be named; a published document links there.
LISTS: Final[Mapping[str, str]] = {
    MEMBER: "/directory/v1/members",
    OFFICE: "/directory/v1/offices",
    SYSTEM: "/directory/v1/systems",
    OFFICER: "/directory/v1/officers",
}
# The code lists that kinds and levels are codes of; a system has neither, nor has an officer.
_LISTS: Final[Mapping[tuple[str, str], str]] = {
    (MEMBER, "x-directory-kind"): "member-kind",
    (OFFICE, "x-directory-kind"): "office-kind",
    (OFFICE, "x-directory-level"): "office-level",
}
# What stands under these speaks of a value under a condition, or of none: the walk would look up other things, too.
_UNCERTAIN: Final = frozenset(
    {"anyOf", "oneOf", "if", "then", "else", "not", "contains", "propertyNames", "dependentSchemas"}
)


class Directory(Protocol):
    """Who may be named, at one version."""

    @property
    def organisations(self) -> Organisations:
        """Every member and office, past and future ones too."""

    @property
    def code_lists(self) -> CodeLists:
        """Every code list, with past and future codes."""

    def has_system(self, client_id: str) -> bool:
        """Tell whether there is a system of that client id."""

    def has_officer(self, officer: str, day: date) -> bool:
        """Tell whether she is an officer of whoever names her, on that day, in the same office or above it."""


@dataclass(frozen=True, slots=True)
class InDirectory:
    """That a value names what the directory lists, perhaps of some kinds and levels only."""

    what: str
    kinds: frozenset[str]
    levels: frozenset[str]
    takes_all: bool  # of whatever kind and level
    day_member: str  # beside the value: the day that counts; empty where the schema names none
    label: Mapping[str, str] | None

    @classmethod
    def read(cls, node: Mapping[str, Any], label: Mapping[str, str] | None) -> Self | None:  # Any: a schema
        """Return what a schema says of its value; None for one without the mark, or with another that nobody knows."""
        if node.get(MARK) not in NAMED:
            return None
        kinds, levels = (_codes(node.get(f"{MARK}-{name}")) for name in ("kind", "level"))
        takes_all = not kinds and not levels
        return cls(node[MARK], frozenset(kinds), frozenset(levels), takes_all, node.get("x-code-date", ""), label)

    def holds(
        self,
        value: object,
        around: Mapping[str, Any],  # Any: JSON
        day: date | None,
        _lists: CodeLists,
        directory: Directory | None,
    ) -> bool:
        """Tell whether the value names what exists on that day and is of the right kind and level.

        What is no name is for the validator to judge, and holds here; so does all without a day or a directory.
        """
        if day is None or directory is None:
            return True
        if self.what == OFFICE and isinstance(value, dict):  # `named` spelt out: most requests name a pair
            member_id, code = value.get(MEMBER), value.get(OFFICE)
            if isinstance(member_id, str) and isinstance(code, str):
                return self._is_there(member_id, code, day, directory.organisations)
        if self.what == SYSTEM:
            return not isinstance(value, str) or directory.has_system(value)
        if self.what == OFFICER:
            return not isinstance(value, str) or directory.has_officer(value, day)
        named = self.named(value, around)
        return named is None or self._is_there(named[0] or "", named[1], day, directory.organisations)

    def _is_there(self, member_id: str, code: str | None, day: date, organisations: Organisations) -> bool:
        member = organisations.members.get(member_id)
        if member is None or (member.dissolved_on is not None and not member.exists_on(day)):
            return False
        if code is None:
            return self.what == OFFICE or self.fits(member)
        office = organisations.office(member_id, code)
        return office is not None and office.is_open_on(day) and (self.takes_all or self.fits(office))

    def named(self, value: object, around: Mapping[str, Any]) -> Names | None:  # Any: as above
        """Return whom the value names: itself a member, a pair, or an office under the member beside it."""
        if isinstance(value, dict):
            member, office = value.get(MEMBER), value.get(OFFICE)
            if self.what == OFFICE and isinstance(member, str):
                return member, office if isinstance(office, str) else None
        elif isinstance(value, str):
            if self.what == MEMBER:
                return value, None
            member = around.get(MEMBER)
            return member if isinstance(member, str) else None, value
        return None

    def fits(self, found: MemberFacts | OfficeFacts) -> bool:
        """Tell whether a member or an office is of a kind and a level that the schema takes."""
        if self.kinds and found.kind not in self.kinds:
            return False
        return not self.levels or not isinstance(found, OfficeFacts) or found.level in self.levels


def _codes(listed: object) -> Collection[str]:
    return [code for code in listed if isinstance(code, str)] if isinstance(listed, list | tuple) else ()


def complaints(schema: Mapping[str, Any], codelists: Mapping[str, CodeList]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the mark and what narrows it down in one schema, in English and in Lao."""
    if not (NARROWING | {MARK}) & schema.keys():
        return
    what = schema.get(MARK)
    if what not in NAMED:
        yield f"x-directory is one of {', '.join(NAMED)}", f"x-directory ຕ້ອງເປັນໜຶ່ງໃນ {', '.join(NAMED)}"
        return
    if {"x-codelist", "enum", "const"} & schema.keys():
        yield (
            "what is in the directory is in no list: x-directory stands without x-codelist, enum and const",
            "ສິ່ງທີ່ຢູ່ໃນສາລະບານ ບໍ່ຢູ່ໃນບັນຊີອື່ນ: x-directory ບໍ່ໃຊ້ຄູ່ກັບ x-codelist, enum ຫຼື const",
        )
    if schema.get("type", "string") != "string" and (what != OFFICE or schema["type"] != "object"):
        yield (
            "what has an x-directory is a string, or for an office the object of member and office",
            "ສິ່ງທີ່ມີ x-directory ຕ້ອງເປັນ string, ຫຼື ສຳລັບຫ້ອງການ ແມ່ນ object ທີ່ມີ member ແລະ office",
        )
    for keyword in sorted(NARROWING & schema.keys()):
        yield from _narrowing(str(what), keyword, schema[keyword], codelists)


def _narrowing(what: str, keyword: str, codes: object, codelists: Mapping[str, CodeList]) -> Iterator[tuple[str, str]]:
    listed = _LISTS.get((what, keyword))
    if listed is None:
        yield f"a {what} has no {keyword}", f"{what} ບໍ່ມີ {keyword}"
        return
    known = codelists[listed].codes if listed in codelists else {}
    wrong = (
        [c for c in codes if not isinstance(c, str) or c not in known] if isinstance(codes, list | tuple) else [codes]
    )
    if wrong or not codes:
        yield (
            f"{keyword} is a list of codes of the list {listed}",
            f"{keyword} ແມ່ນລາຍການລະຫັດຂອງບັນຊີ {listed}",
        )


def said_beside(schema: Mapping[str, Any], around: Mapping[str, Any]) -> dict[str, Any]:  # Any: schemas
    """Return the schema of a parameter with what the parameter itself says of the directory: it counts as well."""
    return {**schema, **{word: around[word] for word in (NARROWING | {MARK, "x-code-date"}) & around.keys()}}


def lacks_its_member(schema: Mapping[str, Any], properties: Mapping[str, Any]) -> bool:  # Any: schemas
    """Tell whether a text, or each of a list, is to be an office, and no member stands beside it."""
    schema = schema["items"] if isinstance(schema.get("items"), Mapping) else schema
    beside = properties.get(MEMBER)
    named = beside.get(MARK) if isinstance(beside, Mapping) else None
    return schema.get(MARK) == OFFICE and schema.get("type") == "string" and named != MEMBER


def stands_alone(path: tuple[str, ...]) -> bool:
    """Tell whether a text at this path of a schema is no property, nor an element of one: nothing stands beside it."""
    path = path[:-1] if path[-1:] == ("items",) else path
    return path[-2:-1] != ("properties",)


def is_uncertain(path: tuple[str, ...]) -> bool:
    """Tell whether what stands at this path of a schema speaks of a value only under a condition, or of none."""
    steps = iter(path)
    for keyword in steps:
        if keyword in _UNCERTAIN:
            return True
        if keyword in {"properties", "patternProperties", "$defs", "allOf", "prefixItems"}:
            next(steps, None)  # a name or an index follows, whatever it is called
    return False
