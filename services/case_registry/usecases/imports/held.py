"""For which offices of its member whoever asks stands: those of its system, and below the one that it acts from."""

from dataclasses import replace

from chassis.reference.rights import seats_below
from services.case_registry.usecases.asking import Asker


def held_offices(asker: Asker) -> frozenset[str]:
    """Return the codes of these offices."""
    caller, organisations = asker.caller, asker.organisations
    held = seats_below(replace(caller, standing=None), organisations) | seats_below(caller, organisations)
    return frozenset(seat.office for seat in held if seat.member == caller.member)
