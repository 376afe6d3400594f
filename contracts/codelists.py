"""Code lists: codes with Lao and English labels and the days between which each is valid."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources.abc import Traversable
from typing import Any, Final

from contracts.schema_files import schemas_folder

_OWN_MEMBERS: Final = frozenset({"code", "lo", "en", "validFrom", "validTo"})


class CodeListBroken(ValueError):  # noqa: N818 - errors are sentences here
    """A code list file that cannot be read; the message names it."""


@dataclass(frozen=True, slots=True)
class Code:
    """One code: its labels, its first and last valid day (both included), and further members of the file."""

    code: str
    lo: str
    en: str
    valid_from: date | None = None
    valid_to: date | None = None
    more: Mapping[str, Any] = field(default_factory=dict)  # Any: each list has members of its own, such as `iso`

    def is_valid_on(self, day: date) -> bool:
        """Tell whether the code was valid on that day; an absent limit is no limit."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A code list in one edition."""

    name: str
    version: str
    codes: Mapping[str, Code]

    def ever(self, code: str) -> bool:
        """Tell whether the code is or was ever in the list: the rule for answers."""
        return code in self.codes

    def is_valid_on(self, code: str, day: date) -> bool:
        """Tell whether the code was valid on that day: the rule for requests."""
        return code in self.codes and self.codes[code].is_valid_on(day)

    @property
    def is_dated(self) -> bool:
        """Tell whether any code of the list begins or ends."""
        return any(code.valid_from or code.valid_to for code in self.codes.values())


@cache
def codelist_of(name: str) -> CodeList:
    """Return the code list of that name in this distribution, read once; raise `FileNotFoundError` for no such list."""
    text = (schemas_folder() / "codelists" / f"{name}.json").read_text(encoding="utf-8")
    return parse_codelist(json.loads(text))


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
    codes: dict[str, Code] = {}
    for entry in document["codes"]:
        code = Code(
            code=entry["code"],
            lo=entry["lo"],
            en=entry["en"],
            valid_from=_day(entry.get("validFrom")),
            valid_to=_day(entry.get("validTo")),
            more={name: value for name, value in entry.items() if name not in _OWN_MEMBERS},
        )
        if code.code in codes:
            raise ValueError(f"code {code.code} stands twice")
        codes[code.code] = code
    return CodeList(document["name"], document["version"], codes)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
