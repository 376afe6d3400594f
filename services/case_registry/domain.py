"""Rules of opening a case. No I/O: everything here is decided from its arguments."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from contracts.calendar import VIENTIANE
from contracts.lao import fold
from contracts.national.justice.new_participant import NewParticipant
from contracts.problems import InvalidInput
from services.case_registry.errors import (
    BUDDHIST_ERA,
    JUVENILE_UNGUARDED,
    OPENED_TOMORROW,
    OpeningNotAllowed,
    nobody,
    unknown_code,
)


class Category(StrEnum):
    """What a case is about, by the chamber that hears it."""

    CRIMINAL = "criminal"
    CIVIL = "civil"
    COMMERCIAL = "commercial"
    FAMILY = "family"
    JUVENILE = "juvenile"
    LABOUR = "labour"
    ADMINISTRATIVE = "administrative"


class Status(StrEnum):
    """Where a case stands."""

    REPORTED = "reported"
    FILED_IN_COURT = "filedInCourt"


class Restriction(StrEnum):
    """Why a case is closed to members without a role in it."""

    NONE = "none"
    JUVENILE = "juvenile"
    FAMILY_SECRET = "familySecret"  # noqa: S105 - a word of procedure, no password
    STATE_SECRET = "stateSecret"  # noqa: S105 - same


class Kind(StrEnum):
    """The kinds of member that bring a case into the registry."""

    POLICE = "police"
    COURT = "court"


# A criminal case begins with a report to the police; every other begins when the court takes a party's filing.
OPENINGS: Final[Mapping[Category, Mapping[Kind, Status]]] = {
    Category.CRIMINAL: {Kind.POLICE: Status.REPORTED},
    Category.CIVIL: {Kind.COURT: Status.FILED_IN_COURT},
    Category.COMMERCIAL: {Kind.COURT: Status.FILED_IN_COURT},
    Category.FAMILY: {Kind.COURT: Status.FILED_IN_COURT},
    Category.JUVENILE: {Kind.COURT: Status.FILED_IN_COURT},
    Category.LABOUR: {Kind.COURT: Status.FILED_IN_COURT},
    Category.ADMINISTRATIVE: {Kind.COURT: Status.FILED_IN_COURT},
}
_KIND_LO: Final[Mapping[Kind, str]] = {Kind.POLICE: "ຕຳຫຼວດ", Kind.COURT: "ສານປະຊາຊົນ"}
_BLANKS: Final = re.compile(r"\s+")


def category_of(code: str) -> Category:
    """Return the category behind a code of the national list, or raise `InvalidInput`."""
    try:
        return Category(code)
    except ValueError:
        raise InvalidInput(faults=[unknown_code("/category")]) from None


def first_status(category: Category, kind: str) -> Status:
    """Return the status in which a member of this kind opens such a case, or raise `OpeningNotAllowed`."""
    openings = OPENINGS[category]
    for opener, status in openings.items():
        if opener == kind:
            return status
    raise OpeningNotAllowed(
        category=category.value,
        openers_en=", ".join(openings),
        openers_lo=", ".join(_KIND_LO[opener] for opener in openings),
    )


def must_have_come(opened_on: date, now: datetime) -> None:
    """Raise `InvalidInput` for an opening on a day that has not begun in Vientiane."""
    today = now.astimezone(VIENTIANE).date()
    if opened_on > today:
        raise InvalidInput(faults=[BUDDHIST_ERA if opened_on.year > today.year + 1 else OPENED_TOMORROW])


def restriction_of(category: Category, stated: str | None) -> Restriction:
    """Return how the case is restricted, or raise `InvalidInput`; a juvenile case always is."""
    if stated is None:
        return Restriction.JUVENILE if category is Category.JUVENILE else Restriction.NONE
    try:
        restriction = Restriction(stated)
    except ValueError:
        raise InvalidInput(faults=[unknown_code("/restriction")]) from None
    if category is Category.JUVENILE and restriction is Restriction.NONE:
        raise InvalidInput(faults=[JUVENILE_UNGUARDED])
    return restriction


def must_be_somebody(participants: Sequence[NewParticipant]) -> None:
    """Raise `InvalidInput` naming each participant that is neither a person nor an organisation, or both."""
    faults = [
        nobody(position)
        for position, each in enumerate(participants)
        if (each.name is None) is (each.organisation is None)
    ]
    if faults:
        raise InvalidInput(faults=faults)


def search_keys(names: Sequence[str]) -> list[str]:
    """Return what each name is found by: folded, without blanks, in lower case."""
    return [_BLANKS.sub("", fold(name)).lower() for name in names]
