"""What the front page shows, as it asks for it: an edition of the directory, and two numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Words:
    """One name in the two languages of the house."""

    lo: str
    en: str


@dataclass(frozen=True, slots=True)
class ServiceOnShow:
    """A registered service: the first segment of its paths, the member that offers it, and its OpenAPI document."""

    name: str
    provider: Words
    document: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class MemberOnShow:
    """A member of the directory and the systems it has enrolled."""

    id: str
    kind: str
    name: Words
    systems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """The directory as it stands at one version; the same version always shows the same."""

    version: int
    services: tuple[ServiceOnShow, ...]
    members: tuple[MemberOnShow, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much has crossed the bridge; None where this process cannot know."""

    exchanges: int | None
    events: int | None


class House(Protocol):
    """Whoever keeps the directory and the ledger."""

    async def edition(self) -> Edition:
        """Return the directory as it stands now."""
        ...

    async def counts(self) -> Counts:
        """Return the number of recorded exchanges and of published events."""
        ...
