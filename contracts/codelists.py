"""Code lists: codes with Lao and English labels, the days between which each is valid, and who succeeds it.

A list is governed by the *programme*, whose code decides on its codes, or it is *national*: an office decides what is
in it, no code of ours names one of its codes, and each code has attributes under the list's own schema.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources.abc import Traversable
from typing import Any, Final, TypeAlias

import jsonschema_rs

from contracts.schema_files import schemas_folder

PROGRAMME: Final = "programme"
NATIONAL: Final = "national"
Schema: TypeAlias = Mapping[str, Any]  # Any: a JSON Schema

_OWN_MEMBERS: Final = frozenset({"code", "lo", "en", "validFrom", "validTo", "successors"})
NO_ATTRIBUTES: Final[Schema] = {"type": "object", "properties": {}, "additionalProperties": False}


class CodeListBroken(ValueError):  # noqa: N818 - errors are sentences here
    """A code list file that cannot be read; the message names it."""


@dataclass(frozen=True, slots=True)
class Code:
    """One code: its labels, its first and last valid day (both included), who succeeds it, and its attributes."""

    code: str
    lo: str
    en: str
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] = ()  # codes of the same list, where this one has ended
    attributes: Mapping[str, Any] = field(default_factory=dict)  # Any: each list has its own, such as `iso`

    def is_valid_on(self, day: date) -> bool:
        """Tell whether the code was valid on that day; an absent limit is no limit."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A code list in one edition: every code that it ever had, past and future ones too."""

    name: str
    version: str  # of a file its date, of a list in the directory the directory's version
    codes: Mapping[str, Code]
    governs: str = PROGRAMME
    lo: str = ""
    en: str = ""
    attributes: Schema = field(default_factory=lambda: NO_ATTRIBUTES)  # the schema of what its codes have

    @property
    def is_national(self) -> bool:
        """Tell whether an office decides on it: then no validator, type or rule holds its codes."""
        return self.governs == NATIONAL

    def ever(self, code: str) -> bool:
        """Tell whether the code is or was ever in the list: the rule for answers."""
        return code in self.codes

    def is_valid_on(self, code: str, day: date) -> bool:
        """Tell whether the code was valid on that day: the rule for requests."""
        return code in self.codes and self.codes[code].is_valid_on(day)

    def successors(self, code: str, day: date) -> tuple[str, ...]:
        """Return the codes that are valid on that day instead of one that has ended, through all steps."""
        seen, found = {code}, dict[str, None]()
        waiting = list(self.codes[code].successors) if code in self.codes else []
        while waiting:
            each = waiting.pop(0)
            if each in seen or (known := self.codes.get(each)) is None:
                continue
            seen.add(each)
            if known.is_valid_on(day):
                found[each] = None
            else:
                waiting += known.successors
        return tuple(found)

    @property
    def is_dated(self) -> bool:
        """Tell whether any code of the list begins or ends."""
        return any(code.valid_from or code.valid_to for code in self.codes.values())


@dataclass(frozen=True, slots=True, eq=False)
class CodeLists:
    """All code lists at one version of the directory. Nothing in it changes; a new version is a new one."""

    lists: Mapping[str, CodeList] = field(default_factory=dict)

    @classmethod
    def of(cls, lists: Iterable[CodeList]) -> "CodeLists":
        """Return these lists."""
        return cls({each.name: each for each in lists})

    def with_these(self, lists: Iterable[CodeList]) -> "CodeLists":
        """Return them with these lists in place of those of the same names; the very same where there are none."""
        made = {each.name: each for each in lists}
        return CodeLists({**self.lists, **made}) if made else self

    def only(self, names: Iterable[str]) -> "CodeLists":
        """Return these lists alone."""
        return CodeLists({name: self.lists[name] for name in names if name in self.lists})

    def codes(self, codelist: str) -> Mapping[str, Code]:
        """Return every code of a list, past and future ones too; none where there is no such list."""
        known = self.lists.get(codelist)
        return {} if known is None else known.codes

    def code(self, codelist: str, code: str) -> Code | None:
        """Return a code, past and future ones too; None where the list, or there is none, has it not."""
        return self.codes(codelist).get(code)

    def labels(self, codelist: str, code: str) -> tuple[str, str]:
        """Return a code's Lao and English label; the code itself for one that is not known here."""
        known = self.code(codelist, code)
        return (code, code) if known is None else (known.lo, known.en)

    def is_valid_on(self, codelist: str, code: str, day: date) -> bool:
        """Tell whether the list had the code on that day."""
        known = self.code(codelist, code)
        return known is not None and known.is_valid_on(day)

    def was_valid_between(self, codelist: str, code: str, first: date, last: date) -> bool:
        """Tell whether the list had the code on any of these days."""
        known = self.code(codelist, code)
        if known is None:
            return False
        return (known.valid_from is None or known.valid_from <= last) and (
            known.valid_to is None or first <= known.valid_to
        )

    def attribute(self, codelist: str, code: str, name: str) -> Any:  # Any: as the list's schema has it
        """Return an attribute of a code; None where it has none, and of a code that is not known here."""
        known = self.code(codelist, code)
        return None if known is None else known.attributes.get(name)

    def national(self) -> list[CodeList]:
        """Return the national lists, by name."""
        return sorted((each for each in self.lists.values() if each.is_national), key=lambda each: each.name)

    def versions(self, names: Iterable[str]) -> dict[str, str]:
        """Return the version of each of these lists that there is."""
        lists = self.lists
        return {name: lists[name].version for name in names if name in lists}


@cache
def codelist_of(name: str) -> CodeList:
    """Return the code list of that name in this distribution, read once; raise `FileNotFoundError` for no such list."""
    text = (schemas_folder() / "codelists" / f"{name}.json").read_text(encoding="utf-8")
    return parse_codelist(json.loads(text))


@cache
def names_in(name: str) -> Mapping[str, str]:
    """Return the Lao names of the codes of a list of this distribution; none of one that it does not have."""
    try:
        return {code.code: code.lo for code in codelist_of(name).codes.values()}
    except FileNotFoundError:
        return {}


@cache
def label_of(name: str) -> str:
    """Return the Lao label of a list of this distribution; one that it does not have stands by its name."""
    try:
        return codelist_of(name).lo or name
    except FileNotFoundError:
        return name


def read_codelists(folder: Traversable) -> dict[str, CodeList]:
    """Return every code list of the folder by name; raise `CodeListBroken` naming the faulty file."""
    return {codelist.name: codelist for codelist in _codelists(folder)}


def _codelists(folder: Traversable) -> Iterator[CodeList]:
    files = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".json")), key=lambda file: file.name)
    for file in files:
        try:
            codelist = parse_codelist(json.loads(file.read_text(encoding="utf-8")))
        except (KeyError, TypeError, ValueError) as error:
            raise CodeListBroken(f"schemas/codelists/{file.name}: {error!r}") from error
        if file.name != f"{codelist.name}.json":
            raise CodeListBroken(f"schemas/codelists/{file.name}: its name is {codelist.name}")
        yield codelist


def parse_codelist(document: Mapping[str, Any]) -> CodeList:  # Any: read from a file
    """Return the code list of a document; raise `ValueError` or `KeyError` when it is malformed."""
    governs = document["governs"]
    if governs not in {PROGRAMME, NATIONAL}:
        raise ValueError(f"governs is {PROGRAMME} or {NATIONAL}, not {governs!r:.40}")
    if (governs == NATIONAL) != ("attributes" in document):
        raise ValueError("a national list, and no other, says in attributes what its codes have")
    codes: dict[str, Code] = {}
    for entry in document["codes"]:
        code = read_code(entry)
        if code.code in codes:
            raise ValueError(f"code {code.code} stands twice")
        codes[code.code] = code
    label = document["label"]
    attributes = document.get("attributes", NO_ATTRIBUTES)
    made = CodeList(document["name"], document["version"], codes, governs, label["lo"], label["en"], attributes)
    if made.is_national and (wrong := next(_wrong_attributes(made), None)):
        raise ValueError(wrong)
    return made


def read_code(entry: Mapping[str, Any]) -> Code:  # Any: as above
    """Return a code of a file, whose further members are its attributes; raise as `parse_codelist` does."""
    return Code(
        code=entry["code"],
        lo=entry["lo"],
        en=entry["en"],
        valid_from=_day(entry.get("validFrom")),
        valid_to=_day(entry.get("validTo")),
        successors=tuple(entry.get("successors", ())),
        attributes={name: value for name, value in entry.items() if name not in _OWN_MEMBERS},
    )


def _wrong_attributes(codelist: CodeList) -> Iterator[str]:
    """Yield a sentence for each code of a file whose attributes are not as the list's schema has them.

    Raises `ValueError` for a schema that is none. Of what offices write, `contracts.code_attributes` tells more.
    """
    validator = jsonschema_rs.Draft202012Validator(
        dict(codelist.attributes), offline=True, validate_formats=True, pattern_options=jsonschema_rs.RegexOptions()
    )
    for code in codelist.codes.values():
        if (error := next(validator.iter_errors(dict(code.attributes)), None)) is not None:
            where = "/".join(map(str, error.instance_path))
            yield f"{code.code}: {where + ': ' if where else ''}{error.message}"


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
