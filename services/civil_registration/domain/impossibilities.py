"""What facts of an event can be nowhere: days to come or in the wrong order, impossible births, spouses. No I/O.

The same in every country; what one country decides stands in the list `civil-rules`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from contracts.problems import Fault
from services.civil_registration.domain.facts import (
    OLDEST,
    Facts,
    age_on,
    at,
    earliest,
    is_exact,
    latest,
    occurred_on,
    partial_day,
)
from services.civil_registration.domain.kinds import CHANGES, COUPLES, KINDS, EventKind, persons_in
from services.civil_registration.domain.people import identity_of
from services.civil_registration.domain.rules import Known
from services.civil_registration.errors.facts import (
    DIVORCED_BEFORE_MARRIAGE,
    MARRIED_TO_ONESELF,
    NOTICE_BEFORE_EVENT,
    birth_number_instead,
    born_after,
    future_date,
    no_such_date,
    too_old,
)

_BIRTH: Final = "birthRegistration"  # of the list `identifier-type`
_SPOUSES: Final = frozenset(role for couple in COUPLES.values() for role in couple)


def impossibilities(kind: EventKind, facts: Facts, today: date, known: Known | None = None) -> list[Fault]:
    """Return the faults of facts that can be nowhere: days in the future or in the wrong order, impossible births.

    Of a date that is not known to the day the earliest counts: what may be is not refused. `known` is what the register
    knows of the marriage that a divorce cites.
    """
    faults = [*_impossible_days(facts, today), *_of_one_person(kind, facts), *by_the_register(facts, known)]
    day = occurred_on(facts)
    for person in persons_in(kind):
        where = f"/{person}/birthDate"
        born = at(facts, where)
        if born is not None:
            faults += _impossible_birth(born, where, day, today)
    return [*faults, *_cited_twice(kind, facts)]


def _cited_twice(kind: EventKind, facts: Facts) -> Iterator[Fault]:
    """Yield the numbers of births among a person's identifiers, where the one whom the event changes cites one."""
    for person in KINDS[kind].subjects if kind in CHANGES else ():
        for place, each in enumerate(at(facts, f"/{person}/identifiers") or ()):
            if each["type"] == _BIRTH:
                yield birth_number_instead(f"/{person}/identifiers/{place}")


def by_the_register(facts: Facts, known: Known | None) -> list[Fault]:
    """Return the fault of a divorce that was certainly before the marriage that it cites."""
    day = partial_day(facts)
    if known is None or known.married_on is None or day is None:
        return []
    return [DIVORCED_BEFORE_MARRIAGE] if latest(day) < earliest(known.married_on) else []


def _of_one_person(kind: EventKind, facts: Facts) -> Iterator[Fault]:
    one, other = COUPLES.get(kind, ("", ""))
    if one and not set(identity_of(facts, one)).isdisjoint(identity_of(facts, other)):
        yield replace(MARRIED_TO_ONESELF, pointer=f"/{other}")


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
