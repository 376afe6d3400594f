"""The office of a token: as the client names it, and as the directory lets its system act from it."""

from collections.abc import Mapping
from typing import Final

from gateway.directory.entries import SystemEntry
from gateway.directory.seats import CLOSED, NOT_HELD, NOT_OPEN_YET, UNKNOWN, NoSeat
from gateway.directory.snapshot import Snapshot
from gateway.trust.assertions import OFFICE, Assertion
from gateway.trust.errors import (
    OfficeClosed,
    OfficeNotHeld,
    OfficeNotOpenYet,
    OfficeRefused,
    OfficeUnknown,
    TokenRequestInvalid,
)

_REFUSALS: Final[Mapping[str, type[OfficeRefused]]] = {
    UNKNOWN: OfficeUnknown,
    NOT_OPEN_YET: OfficeNotOpenYet,
    CLOSED: OfficeClosed,
    NOT_HELD: OfficeNotHeld,
}


def office_of(fields: Mapping[str, str], assertion: Assertion, snapshot: Snapshot, at: float) -> str | None:
    """Return the code of the office that a token is asked for; None when a system that holds several names none.

    It is named in the assertion or in the form; a system that has but one need not name it. Raises
    `TokenRequestInvalid` for an odd one and for two that differ, `OfficeRefused` for one it may not act from today.
    """
    office = _named(fields.get("office"), assertion.office) or snapshot.seats.implied(assertion.system, at)
    if office is not None and isinstance(judged := snapshot.seats.judge(assertion.system, office, at), NoSeat):
        raise _refusal(assertion.system, judged)
    return office


def _named(in_form: str | None, in_assertion: str | None) -> str | None:
    named = {office for office in (in_form, in_assertion) if office is not None}
    if not all(map(OFFICE.fullmatch, named)):  # `ODD_OFFICE` is none, too
        raise TokenRequestInvalid(reason="office-malformed")
    if len(named) > 1:
        raise TokenRequestInvalid(reason="office-named-twice", offices=[in_assertion, in_form])
    return next(iter(named), None)


def _refusal(system: SystemEntry, judged: NoSeat) -> OfficeRefused:
    return _REFUSALS[judged.reason](
        member=system.member,
        office=judged.office,
        offices=judged.held,
        successor=judged.successor,
        begins=judged.begins,
    )
