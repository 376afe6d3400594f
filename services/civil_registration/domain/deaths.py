"""Rules of deaths: faults of a declaration, and the age at death."""

from datetime import date

from contracts.national.civil.death_declaration import DeathDeclaration
from contracts.problems import Fault
from services.civil_registration.domain.facts import Age, age_on, impossible_birth, impossible_days
from services.civil_registration.errors import BORN_AFTER_DEATH


def age_at_death(death: DeathDeclaration) -> Age:
    """Return the age of the deceased (UN item 2b)."""
    return age_on(death.occurred_on, death.deceased.birth_date)


def impossibilities(death: DeathDeclaration, today: date) -> list[Fault]:
    """Return the faults of the declaration: days in the future or in the wrong order, a birth after the death."""
    birth = impossible_birth(death.deceased.birth_date, death.occurred_on, "/deceased/birthDate", BORN_AFTER_DEATH)
    return [*impossible_days(death, today), *birth]
