"""What a row of the authorisation matrix says: how an operation is called, and whom it answers how."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias

from tests.support.sample_country import SampleCountry


class Standing(StrEnum):
    """What the record is to the caller."""

    NO_RECORD = "no record"  # the operation is on none: a list, an opening
    OWN = "own"  # made by the caller, or addressed to it
    SHARED = "shared"  # another's, and open to whoever has an agreement
    FOREIGN = "foreign"  # another's, and closed to the caller


NO_RECORD, OWN, SHARED, FOREIGN = Standing
KHAMLA: Final = "khamla"  # an officer who has proposed nothing
Cells: TypeAlias = Mapping[str, int]  # by kind of member, or kind/purpose where purposes differ


@dataclass(frozen=True)
class Call:
    """One request of the matrix, below its service."""

    path: str
    json: object = None
    body: bytes | None = None
    headers: Mapping[str, str] | None = None


How: TypeAlias = Callable[[SampleCountry, str, Standing], Awaitable[Call]]


@dataclass(frozen=True)
class Row:
    """How an operation is called, and whom it answers how. Kinds that are not named have no agreement: 403."""

    call: How
    cells: Mapping[Standing, Cells]
    officer: str | None = None  # on whose behalf


@dataclass(frozen=True)
class Derived:
    """How an operation of a service is called, and its answers as the tables of rights have them.

    Whom agreements let in is the directory's to say; who is let in nowhere is refused.
    """

    call: How
    cells: Mapping[Standing, Collection[str]]  # kinds of member that can have such a record
    status: Callable[[str, str, Standing], int]  # by kind and purpose
    instead: Mapping[str, int] = field(default_factory=dict)  # by kind/purpose, where the gateway answers before
    officer: str | None = None


Rows: TypeAlias = Mapping[str, Row | Derived]  # by operation


def at(path: str, json: object = None, *, missing: str = "") -> How:
    """Return a call of one address; a record that the caller cannot have is at `missing`."""

    async def call(_country: SampleCountry, _kind: str, standing: Standing) -> Call:
        return Call(missing if standing is FOREIGN else path, json=json)

    return call
