"""Lists of who is held: how the order of somebody in custody stands at a moment. No I/O."""

from datetime import datetime
from enum import StrEnum


class OrderState(StrEnum):
    """How an order of custody stands (list custody-order-state)."""

    VALID = "valid"
    WITHOUT_END = "withoutEnd"
    RUN_OUT = "runOut"
    MISSING = "missing"


def order_state(number: str | None, until: datetime | None, moment: datetime) -> OrderState:
    """Return how the order stands: nobody is held without one, and an order that has run out holds nobody."""
    if number is None:
        return OrderState.MISSING
    if until is None:
        return OrderState.WITHOUT_END
    return OrderState.RUN_OUT if until <= moment else OrderState.VALID
