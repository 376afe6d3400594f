"""Courts among the members and offices of the directory: figures and lists of courts are asked of no other. No I/O."""

from typing import Final

from contracts.organisations import Organisations
from contracts.problems import InvalidInput
from contracts.seats import Seat
from services.case_registry.domain.words import Kind
from services.case_registry.errors.seats import no_court

_OFFICE: Final = "court"  # of `office-kind`


def must_be_a_court(member: str | None, office: str | None, organisations: Organisations) -> None:
    """Raise `InvalidInput` for a member or an office that is no court; what is not held here is the gateway's to know.

    A figure of a police station as a court would be 0, and 0 is an answer.
    """
    if member is not None and (wrong := _no_court(member, office, organisations)) is not None:
        raise InvalidInput(faults=[no_court(wrong)])


def _no_court(member: str, office: str | None, organisations: Organisations) -> str | None:
    """Return which of the two is known to be no court, or None."""
    known = organisations.members.get(member)
    if known is not None and known.kind != Kind.COURT:
        return "member"
    facts = None if office is None else organisations.offices.get(Seat(member, office))
    return None if facts is None or facts.kind == _OFFICE else "office"
