"""Models of a member's officers: who she is, her post, from when until when; two spellings of an id are one person."""

from collections.abc import Sequence
from functools import lru_cache
from operator import not_
from typing import Annotated, ClassVar, Final

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from contracts.calendar import Day
from contracts.officers import normal_officer
from gateway.directory.entry import Entry, Line, OfficeCode, Slug

# As the token endpoint takes them: nobody is entered whom no token could name.
OfficerId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]*$", max_length=64)]
Power = Annotated[str, StringConstraints(min_length=1, max_length=40)]  # a code of the list `officer-power`

_BACKWARDS: Final = {
    "en": "The last day of a post is not before its first.",
    "lo": "ວັນສຸດທ້າຍຂອງຕຳແໜ່ງຕ້ອງບໍ່ກ່ອນວັນທຳອິດ.",
}

# folding costs more than all else that is asked of an officer, and the same ones are asked for again and again
folded_officer = lru_cache(maxsize=16_384)(normal_officer)


class Officer(Entry):
    """Somebody who acts for a member, with her post, from one day to another, both included."""

    KIND: ClassVar[str] = "officer"
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"lo", "en"})  # her names; the rest is her office's

    member: Slug
    id: OfficerId
    lo: Line | None = None
    en: Line | None = None
    post: Line
    office: OfficeCode
    from_: Day = Field(alias="from")
    to: Day | None = None
    powers: Annotated[tuple[Power, ...], AfterValidator(lambda powers: tuple(sorted(set(powers))))] = Field(
        (), exclude_if=not_
    )  # no power is no list

    @model_validator(mode="after")
    def _forwards(self) -> "Officer":
        if self.to is not None and self.to < self.from_:
            raise PydanticCustomError("ends-before-it-begins", _BACKWARDS["en"], {"lo": _BACKWARDS["lo"]})
        return self

    @property
    def folded(self) -> str:
        """Her id, as all its spellings are compared."""
        return folded_officer(self.id)

    @property
    def key(self) -> str:
        """Her id in the directory: `police:khamla.v`."""
        return f"{self.member}:{self.folded}"

    @property
    def owner(self) -> str | None:
        """The member for which she acts."""
        return self.member

    def words(self) -> Sequence[str | None]:
        """Return her id, her post and her office; her names find nobody, since they are personal."""
        return [self.key, self.id, self.post, self.office]
