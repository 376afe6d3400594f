"""Count the register for its keeper, and for registering offices over themselves and those below them."""

from datetime import date
from typing import Final

from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from contracts.national.civil.vital_statistics import VitalStatistics
from contracts.problems import InvalidInput
from contracts.seats import Seat
from services.civil_registration.domain.vital_statistics import FIGURES, By, filled
from services.civil_registration.errors.vital_statistics import (
    ENDS_BEFORE,
    TOO_LONG,
    TOO_MANY_BREAKDOWNS,
    ReleasedElsewhere,
)
from services.civil_registration.store import vital_statistics as store
from services.civil_registration.usecases.asking import RIGHTS, Asker
from services.civil_registration.wire.vital_statistics import VitalQuery

_OPERATION: Final = "vitalStatistics"
_LONGEST: Final = 10  # years
_MOST_BREAKDOWNS: Final = 3


async def vital_statistics(unit: Unit, asker: Asker, query: VitalQuery) -> VitalStatistics:
    """Return the table of a period, as the register is now: events count when they happened.

    Raises `OfficeNeeded`, `ReleasedElsewhere` for who keeps no register, and `InvalidInput` for a
    period that cannot be.
    """
    caller, organisations = asker.caller, asker.organisations
    RIGHTS.must_stand(_OPERATION, caller, organisations, unit.now.astimezone(VIENTIANE).date())
    reached = RIGHTS.reached(_OPERATION, caller, organisations)
    if not reached.every and not reached.seats:
        raise ReleasedElsewhere
    _must_be_a_table(query.first, query.last, query.by)
    seats = None if reached.every else reached.seats
    office = None
    if query.office is not None:
        office = Seat(query.member or caller.member, query.office)
        below = organisations.below(office) | {office, *organisations.succeeded(office)}
        seats = below if seats is None else below & seats
    cells = await store.counted(unit, query.kind, query.first, query.last, query.by, seats)
    total = {name: sum(cell[name] for cell in cells) for name in FIGURES}
    shown = {
        "kind": query.kind.value,
        "from": query.first,
        "to": query.last,
        "office": None if office is None else office.to_document(),
        "by": [each.value for each in query.by],
        "computedAt": unit.now,
        "total": total,
        "cells": [
            {name: value for name, value in cell.items() if value is not None}
            for cell in filled(cells, query.first, query.last, query.by)
        ],
    }
    return VitalStatistics.model_validate({name: value for name, value in shown.items() if value is not None})


def _must_be_a_table(first: date, last: date, by: tuple[By, ...]) -> None:
    faults = [
        fault
        for fault, holds in (
            (ENDS_BEFORE, last < first),
            (TOO_LONG, last.year - first.year >= _LONGEST),
            (TOO_MANY_BREAKDOWNS, len(by) > _MOST_BREAKDOWNS or len(set(by)) < len(by)),
        )
        if holds
    ]
    if faults:
        raise InvalidInput(faults=faults)
