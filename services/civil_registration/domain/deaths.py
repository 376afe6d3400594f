"""Rules of deaths: faults of a declaration, warnings, and the age at death."""

from datetime import date
from typing import Any

from contracts.national.civil.death_declaration import DeathDeclaration
from contracts.problems import Fault
from services.civil_registration.domain.facts import Age, Limits, age_on, impossible_birth, impossible_days
from services.civil_registration.errors import BORN_AFTER_DEATH


def age_at_death(death: DeathDeclaration) -> Age | None:
    """Return the age of the deceased (UN item 2b); of somebody whose birth nobody knows, None."""
    born = death.deceased.birth_date
    return None if born is None else age_on(death.occurred_on, born)


def impossibilities(death: DeathDeclaration, today: date) -> list[Fault]:
    """Return the faults of the declaration: days in the future or in the wrong order, a birth after the death."""
    born = death.deceased.birth_date
    birth = [] if born is None else impossible_birth(born, death.occurred_on, "/deceased/birthDate", BORN_AFTER_DEATH)
    return [*impossible_days(death, today), *birth]


def warnings(death: DeathDeclaration, limits: Limits) -> list[dict[str, Any]]:  # Any: documents of the schema
    """Return the warnings of the declaration: an age that hardly anybody reaches; a warning refuses nothing."""
    age = age_at_death(death)
    if age is None or age.years <= limits.age_to:
        return []
    message = {
        "lo": f"ອາຍຸເກີນ {limits.age_to} ປີ: ກະລຸນາກວດວັນເດືອນປີເກີດຄືນ.",
        "en": f"The age is above {limits.age_to} years: please check the date of birth.",
    }
    return [{"code": "age-unusual", "pointer": "/death/deceased/birthDate", "message": message}]
