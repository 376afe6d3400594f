"""Models of national code lists and their codes: what is decided on is an entry of the directory, code by code."""

from collections.abc import Sequence
from operator import not_
from typing import Annotated, Any, ClassVar, Final

from pydantic import Field, StringConstraints

from contracts.calendar import Day
from contracts.codelists import NATIONAL, Code, CodeList
from gateway.directory.entry import Entry, Line, Slug

# Media types are codes, too (RFC 6838 §4.2): the longest that offices send has 71 characters.
CODE: Final = r"^[A-Za-z0-9]+([._+/-][A-Za-z0-9]+)*$"
CodeText = Annotated[str, StringConstraints(pattern=CODE, max_length=100)]


class NationalList(Entry):
    """A list that an office decides on; `attributes` is the JSON Schema of what each of its codes has."""

    KIND: ClassVar[str] = "codeList"

    name: Slug
    lo: Line
    en: Line
    attributes: dict[str, Any]  # Any: a JSON Schema, which the rules judge

    @property
    def key(self) -> str:
        """Its name."""
        return self.name

    @property
    def owner(self) -> str | None:
        """Nobody's: a national list is everybody's."""
        return None

    def words(self) -> Sequence[str | None]:
        """Return its name and its labels."""
        return [self.name, self.lo, self.en]

    def as_held(self, version: str) -> CodeList:
        """Return it as the data plane knows it, without its codes."""
        return CodeList(self.name, version, {}, NATIONAL, self.lo, self.en, self.attributes)


def entries_of(listed: CodeList) -> "tuple[NationalList, tuple[NationalCode, ...]]":
    """Return a list of the distribution as the directory has it: what a sandbox begins with."""
    head = NationalList(name=listed.name, lo=listed.lo, en=listed.en, attributes=dict(listed.attributes))
    return head, tuple(
        NationalCode(
            code_list=listed.name,
            code=code.code,
            lo=code.lo,
            en=code.en,
            valid_from=code.valid_from,
            valid_to=code.valid_to,
            successors=code.successors,
            attributes=dict(code.attributes),
        )
        for code in listed.codes.values()
    )


class NationalCode(Entry):
    """A code of a national list, from its first day to its last one, both included; it ends, and is never removed."""

    KIND: ClassVar[str] = "code"

    code_list: Slug
    code: CodeText
    lo: Line
    en: Line
    valid_from: Day | None = None
    valid_to: Day | None = None
    successors: tuple[CodeText, ...] = Field((), exclude_if=not_)
    attributes: dict[str, Any] = Field({}, exclude_if=not_)  # Any: as the list's own schema has it

    @property
    def key(self) -> str:
        """List and code: `places:0101`."""
        return f"{self.code_list}:{self.code}"

    @property
    def owner(self) -> str | None:
        """Nobody's, as its list."""
        return None

    def words(self) -> Sequence[str | None]:
        """Return its code and its labels."""
        return [self.key, self.lo, self.en]

    def as_held(self) -> Code:
        """Return it as the data plane knows it."""
        return Code(
            self.code, self.lo, self.en, self.valid_from, self.valid_to, tuple(self.successors), self.attributes
        )
