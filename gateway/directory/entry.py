"""Base models of an entry of the directory: closed, frozen, owned by a member, and searchable."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, ClassVar, Final

from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic.alias_generators import to_camel

from contracts.lao import fold

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=64)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=400)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][A-Za-z0-9]*$", max_length=64)]  # camelCase, as in code lists
OfficeCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$", max_length=40)]

_BLANKS: Final = re.compile(r"\s+")


class Part(BaseModel):
    """Closed and frozen, in camelCase on the wire, like everything that is enrolled."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True)


class Entry(Part, ABC):
    """One entry of the directory; its kind and id name it for good."""

    KIND: ClassVar[str]
    PERSONAL: ClassVar[frozenset[str]] = frozenset()  # facts about a person

    @property
    @abstractmethod
    def key(self) -> str:
        """Its id among the entries of its kind."""

    @property
    @abstractmethod
    def owner(self) -> str | None:
        """The member whose entry it is; None: everybody's."""

    def facts(self) -> dict[str, Any]:  # Any: the document of a national schema
        """Return what the directory files and shows."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)

    def words(self) -> Sequence[str | None]:
        """Return the texts under which people look for it."""
        return [self.key]

    def shares(self) -> Sequence[str]:
        """Return what another entry may have in common with it: systems and topics."""
        return []


def folded(text: str) -> str:
    """Return a text as it is searched and compared: Lao spellings folded, blanks one, no capitals."""
    return _BLANKS.sub(" ", fold(text)).strip().lower()


def search_text(texts: Iterable[str | None]) -> str:
    """Return the folded texts as lines of one text."""
    return "\n".join(folded(text) for text in texts if text)
