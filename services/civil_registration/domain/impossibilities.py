"""What facts of an event can be nowhere: days to come or in the wrong order, impossible births. No I/O.

The same in every country; what one country decides stands in the list `civil-rules`.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from contracts.problems import Fault
from services.civil_registration.domain.facts import OLDEST, Facts, age_on, at, earliest, is_exact, occurred_on
from services.civil_registration.domain.kinds import KINDS, EventKind, persons_in
from services.civil_registration.errors.facts import (
    NOTICE_BEFORE_EVENT,
    birth_number_instead,
    born_after,
    future_date,
    no_such_date,
    too_old,
)

_CITING: Final = frozenset({EventKind.ADOPTION, EventKind.RECOGNITION, EventKind.NAME_CHANGE, EventKind.GUARDIANSHIP})
_BIRTH: Final = "birthRegistration"  # of the list `identifier-type`
_SPOUSES: Final = frozenset({"bride", "groom", "wife", "husband"})


def impossibilities(kind: EventKind, facts: Facts, today: date) -> list[Fault]:
    """Return the faults of facts that can be nowhere: days in the future or in the wrong order, impossible births.

    Of a date that is not known to the day the earliest counts: what may be is not refused.
    """
    faults = list(_impossible_days(facts, today))
    day = occurred_on(facts)
    for person in persons_in(kind):
        where = f"/{person}/birthDate"
        born = at(facts, where)
        if born is not None:
            faults += _impossible_birth(born, where, day, today)
    return [*faults, *_cited_twice(kind, facts)]


def _cited_twice(kind: EventKind, facts: Facts) -> Iterator[Fault]:
    """Yield the numbers of births among a person's identifiers, where the one whom the event changes cites one."""
    for person in KINDS[kind].subjects if kind in _CITING else ():
        for place, each in enumerate(at(facts, f"/{person}/identifiers") or ()):
            if each["type"] == _BIRTH:
                yield birth_number_instead(f"/{person}/identifiers/{place}")


def _impossible_days(facts: Facts, today: date) -> Iterator[Fault]:
    day, noticed = occurred_on(facts), facts.get("noticedOn")
    told = None if noticed is None else date.fromisoformat(noticed)
    if day is not None and day > today:
        yield future_date("/occurredOn")
    if told is not None and told > today:
        yield future_date("/noticedOn")
    # an application comes before the marriage or the divorce
    if day is not None and told is not None and told < day and is_exact(facts) and not facts.keys() & _SPOUSES:
        yield NOTICE_BEFORE_EVENT


def _impossible_birth(born: Mapping[str, Any], where: str, day: date | None, today: date) -> list[Fault]:
    try:
        first = earliest(born)
    except ValueError:
        return [no_such_date(f"{where}/value")]
    last_possible = today if day is None else day
    if first > last_possible:
        return [future_date(where) if day is None else born_after(where)]
    return [too_old(where, OLDEST)] if age_on(last_possible, born).years > OLDEST else []
