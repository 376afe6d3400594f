"""What is computed from the facts of an event and never accepted: ages, and how long a marriage lasted. No I/O."""

from collections.abc import Mapping
from typing import Any, Final

from services.civil_registration.domain.facts import Age, Facts, age_on, at, earliest, is_exact, occurred_on
from services.civil_registration.domain.kinds import EventKind

# Which age of the national document is computed from which date, by kind.
_AGES: Final[Mapping[EventKind, Mapping[str, str]]] = {
    EventKind.BIRTH: {"motherAge": "/mother/birthDate", "fatherAge": "/father/birthDate"},
    EventKind.FETAL_DEATH: {"motherAge": "/mother/birthDate", "fatherAge": "/father/birthDate"},
    EventKind.DEATH: {"ageAtDeath": "/deceased/birthDate"},
    EventKind.MARRIAGE: {"brideAge": "/bride/birthDate", "groomAge": "/groom/birthDate"},
    EventKind.DIVORCE: {
        "wifeAge": "/wife/birthDate",
        "husbandAge": "/husband/birthDate",
        "marriageDuration": "/marriedOn",
    },
}


def derived(
    kind: EventKind, facts: Facts, married_on: Mapping[str, Any] | None = None
) -> dict[str, Any]:  # Any: JSON documents of the schema
    """Return the ages of the event, each in completed years and whether it is estimated.

    `married_on` is the partial date of the marriage that a divorce cites: it goes before what the divorce itself says.
    """
    facts = facts if married_on is None else {**facts, "marriedOn": married_on}
    found: dict[str, Any] = {}  # Any: as above
    for name, pointer in _AGES.get(kind, {}).items():
        if (age := _age(facts, pointer)) is not None:
            found[name] = {"years": age.years, "estimated": age.estimated}
    return found


def _age(facts: Facts, pointer: str) -> Age | None:
    day, born = occurred_on(facts), at(facts, pointer)
    if day is None or born is None:
        return None
    try:
        # a notice may have dates that cannot be: nothing is computed from them
        return age_on(day, born, exact=is_exact(facts)) if earliest(born) <= day else None
    except ValueError:
        return None
