"""Rules of births: faults of a declaration, warnings, and the mother's age."""

from datetime import date
from typing import Any

from contracts.national.civil.birth_declaration import BirthDeclaration
from contracts.national.shared.partial_date import PartialDate
from contracts.problems import Fault
from services.civil_registration.domain.facts import (
    Age,
    Limits,
    age_on,
    impossible_birth,
    impossible_days,
    oldest_on,
)
from services.civil_registration.errors import MOTHER_BORN_AFTER, mother_too_young


def mother_age(birth: BirthDeclaration) -> Age | None:
    """Return the mother's age at the birth (UN item 3b); of a mother who is not known, None."""
    return None if birth.mother is None else age_on(birth.occurred_on, birth.mother.birth_date)


def impossibilities(birth: BirthDeclaration, today: date, limits: Limits) -> list[Fault]:
    """Return the faults of the declaration: days in the future or in the wrong order, a mother who cannot be.

    Of a date that is not known to the day the earliest counts: what may be is not refused.
    """
    faults = impossible_days(birth, today)
    if birth.mother is not None:
        born, where = birth.mother.birth_date, "/mother/birthDate"
        impossible = impossible_birth(born, birth.occurred_on, where, MOTHER_BORN_AFTER)
        if not impossible and oldest_on(birth.occurred_on, born) < limits.mother_age_possible_from:
            impossible = [mother_too_young(limits.mother_age_possible_from)]
        faults += impossible
    return faults


def warnings(birth: BirthDeclaration, today: date, limits: Limits) -> list[dict[str, Any]]:  # Any: of the schema
    """Return the warnings of the declaration: a birth long ago, an unusual age of the mother."""
    found = []
    born = PartialDate(value=birth.occurred_on.isoformat(), precision="day")
    if (years := age_on(today, born).years) > limits.age_to:
        message = {
            "lo": f"ການເກີດນີ້ຜ່ານມາແລ້ວ {years} ປີ: ກະລຸນາກວດປີເກີດຄືນ.",
            "en": f"This birth was {years} years ago: please check its year.",
        }
        found.append({"code": "birth-long-ago", "pointer": "/birth/occurredOn", "message": message})
    low, high, age = limits.mother_age_from, limits.mother_age_to, mother_age(birth)
    if age is not None and not low <= age.years <= high:
        message = {
            "lo": f"ອາຍຸແມ່ຢູ່ນອກຊ່ວງ {low}-{high} ປີ: ກະລຸນາກວດຄືນ.",
            "en": f"The mother's age is outside {low} to {high} years: please check.",
        }
        found.append({"code": "mother-age-unusual", "pointer": "/birth/mother/birthDate", "message": message})
    return found
