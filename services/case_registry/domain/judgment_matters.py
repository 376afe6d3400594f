"""What a judgment states of the civil register, by its matter (`judgment_matters.toml`) and category. No I/O."""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Final

from contracts.codelists import CodeLists
from contracts.national.justice.civil_status import CivilStatus
from contracts.problems import Fault, InvalidInput
from services.case_registry.domain.categories import LIST
from services.case_registry.domain.participants import Person
from services.case_registry.domain.table import Basis, TableBroken
from services.case_registry.domain.words import Instance, Way
from services.case_registry.errors.decisions import (
    CHANGES_NO_STATUS,
    CIVIL_STATUS_ASKED,
    CIVIL_STATUS_MISSING,
    MATTER_OF_ANOTHER_WAY,
    helped_alone,
    named_already,
    no_part_in_it,
    number_missing,
    too_few_persons,
    too_many_persons,
)
from services.case_registry.errors.participants import no_such_participant

_HELPERS: Final = frozenset({"witness", "expert", "interpreter", "lawyer"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One row: in which cases, with which persons, about which registration."""

    ways: frozenset[Way]
    least: Mapping[str, int]
    most: Mapping[str, int] = field(default_factory=dict)
    number: str | None = None
    basis: Basis


def must_say_what_changes(
    stated: CivilStatus | None, matter: str | None, way: Way, level: Instance, category: str, lists: CodeLists
) -> None:
    """Raise `InvalidInput` for a judgment that does not say what changes in the civil register, or says it wrongly.

    A category may ask every judgment of first instance for it; that nothing changes is said, too (`unchanged`).
    """
    row = MATTERS.get(matter or "")
    if row is not None and way not in row.ways:
        raise InvalidInput(faults=[MATTER_OF_ANOTHER_WAY])
    if row is None or not row.least:
        asks = level is Instance.FIRST_INSTANCE and lists.attribute(LIST, category, "civilStatus") is True
        if stated is not None and stated.unchanged is None:
            raise InvalidInput(faults=[CHANGES_NO_STATUS])
        if asks and stated is None:
            raise InvalidInput(faults=[CIVIL_STATUS_ASKED])
        return
    if stated is None:
        raise InvalidInput(faults=[CIVIL_STATUS_MISSING])
    if stated.unchanged is None and (faults := list(_faults(stated, row))):
        raise InvalidInput(faults=faults)


def must_be_of_the_case(stated: CivilStatus, people: Mapping[str, Person]) -> None:
    """Raise `InvalidInput` for persons who are not in the case, or were there to help the court alone."""
    faults = list[Fault]()
    for place, person in enumerate(stated.persons or ()):
        pointer = f"/civilStatus/persons/{place}/participantId"
        known = people.get(person.participant_id)
        if known is None:
            faults.append(no_such_participant(pointer))
        elif {role.role for role in known.roles} <= _HELPERS:
            faults.append(helped_alone(pointer))
    if faults:
        raise InvalidInput(faults=faults)


def _faults(stated: CivilStatus, row: Matter) -> Iterator[Fault]:
    named, parts = set[str](), Counter[str]()
    for place, person in enumerate(stated.persons or ()):
        if person.participant_id in named:
            yield named_already(place)
        elif person.part not in row.least:
            yield no_part_in_it(place, sorted(row.least))
        named.add(person.participant_id)
        parts[person.part] += 1
    for part, least in row.least.items():
        if parts[part] < least:
            yield too_few_persons(part, least)
        elif parts[part] > row.most.get(part, parts[part]):
            yield too_many_persons(part, row.most[part])
    numbers = {"marriageNumber": stated.marriage_number, "birthNumber": stated.birth_number}
    if row.number is not None and numbers[row.number] is None and stated.without_number is None:
        yield number_missing(row.number)


def parse(text: str) -> Mapping[str, Matter]:
    """Return the rows of a TOML text by their matter, or raise `TableBroken`."""
    return {str(row.get("matter")): _row(row) for row in tomllib.loads(text)["matters"]}


def _row(row: dict[str, Any]) -> Matter:  # Any: TOML; every value is checked by its type below
    if unknown := set(row) - {"matter", "way", "least", "most", "number", "basis"}:
        raise TableBroken(f"{row}: {', '.join(sorted(unknown))} means nothing here")
    try:
        return Matter(
            ways=frozenset(map(Way, row["way"])),
            least={str(part): int(least) for part, least in row["least"].items()},
            most={str(part): int(most) for part, most in row.get("most", {}).items()},
            number=row.get("number"),
            basis=Basis(row["basis"]),
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise TableBroken(f"{row}: {fault}") from None


MATTERS: Final = parse((files(__package__) / "judgment_matters.toml").read_text("utf-8"))
# Matters of judgment that change the civil register.
CIVIL_STATUS: Final = frozenset(matter for matter, row in MATTERS.items() if row.least)
