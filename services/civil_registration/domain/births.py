"""Rules of births: faults of a declaration, warnings, and the mother's age."""

from datetime import date
from typing import Any

from contracts.national.civil.birth_declaration import BirthDeclaration
from contracts.problems import Fault
from services.civil_registration.domain.facts import Age, Limits, age_on, impossible_birth, impossible_days
from services.civil_registration.errors import MOTHER_BORN_AFTER


def mother_age(birth: BirthDeclaration) -> Age:
    """Return the mother's age at the birth (UN item 3b)."""
    return age_on(birth.occurred_on, birth.mother.birth_date)


def impossibilities(birth: BirthDeclaration, today: date) -> list[Fault]:
    """Return the faults of the declaration: days in the future or in the wrong order, a mother born after her child."""
    mother = impossible_birth(birth.mother.birth_date, birth.occurred_on, "/mother/birthDate", MOTHER_BORN_AFTER)
    return [*impossible_days(birth, today), *mother]


def warnings(birth: BirthDeclaration, limits: Limits) -> list[dict[str, Any]]:  # Any: documents of the schema
    """Return the warnings of the declaration: an unusual age of the mother; a warning refuses nothing."""
    low, high = limits.mother_age_from, limits.mother_age_to
    if low <= mother_age(birth).years <= high:
        return []
    message = {
        "lo": f"ອາຍຸແມ່ຢູ່ນອກຊ່ວງ {low}-{high} ປີ: ກະລຸນາກວດຄືນ.",
        "en": f"The mother's age is outside {low} to {high} years: please check.",
    }
    return [{"code": "mother-age-unusual", "pointer": "/birth/mother/birthDate", "message": message}]
