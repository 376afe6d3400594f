"""Data of the front page: services, members, and the counts of exchanges and events."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chassis.prints.words import Words


@dataclass(frozen=True, slots=True)
class ListedService:
    """A registered service: the first segment of its paths, the member that offers it, and its OpenAPI document."""

    name: str
    provider: Words
    document: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ListedMember:
    """A member of the directory and the systems it has enrolled."""

    id: str
    kind: str
    name: Words
    systems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListedSchema:
    """A national schema that was published at run time: its text as it is kept, and the moment since when it is."""

    text: str
    since: datetime


@dataclass(frozen=True, slots=True)
class DirectoryPage:
    """The directory as it stands at one version; the same version always shows the same."""

    version: int
    services: tuple[ListedService, ...]
    members: tuple[ListedMember, ...]
    schemas: tuple[ListedSchema, ...] = ()  # beside those of this distribution


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of exchanges and events; None where this process cannot know."""

    exchanges: int | None
    events: int | None


class FrontPageData(Protocol):
    """Port to the data of the front page."""

    async def directory(self) -> DirectoryPage:
        """Return the directory as it stands now."""
        ...

    async def counts(self) -> Counts:
        """Return the number of recorded exchanges and of published events."""
        ...
