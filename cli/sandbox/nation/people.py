"""Invented people of the country: names and numbers drawn by a source of chance that is handed in."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from cli.demo.records import Body, lao_name
from cli.sandbox.nation.offices import document


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist."""

    given: str
    family: str
    sex: str
    born: date
    number: str

    @property
    def name(self) -> Body:
        """The legal name, as the shared schema has it."""
        return lao_name(self.given, self.family)

    @property
    def identifiers(self) -> list[Body]:
        """The number of the identity card."""
        return [{"type": "citizenId", "value": self.number}]

    @property
    def birth_date(self) -> Body:
        """The date of birth, known to the day."""
        return {"value": self.born.isoformat(), "precision": "day"}


@cache
def _words() -> dict[str, Any]:  # Any: TOML
    return document("people.toml")


def somebody(chance: Random, today: date, *, sex: str | None = None, ages: tuple[int, int] = (19, 70)) -> Person:
    """Return a person of one of these ages today."""
    sex = sex or chance.choice(("female", "male"))
    years = chance.randint(*ages)
    return Person(
        given=chance.choice(_words()["women" if sex == "female" else "men"]),
        family=chance.choice(_words()["families"]),
        sex=sex,
        born=today - timedelta(days=years * 365 + chance.randrange(365)),
        number=f"{chance.randint(1, 18):02}-{chance.randint(0, 99):02}-{chance.randint(0, 999_999):06}",
    )
