"""For which offices of its member whoever asks speaks: that from which it acts and those below, or its system's."""

from chassis.reference.rights import seats_below
from services.case_registry.usecases.asking import Asker


def held_offices(asker: Asker) -> frozenset[str]:
    """Return the codes of these offices."""
    held = seats_below(asker.caller, asker.organisations)
    return frozenset(seat.office for seat in held if seat.member == asker.caller.member)
