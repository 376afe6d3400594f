"""Roles of those who were judged before their case was imported: convicts, and who was acquitted. No I/O."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from contracts.national.justice.dated_role import DatedRole
from contracts.national.justice.imported_case import ImportedCase
from contracts.national.justice.participant import Participant
from contracts.problems import Fault
from services.case_registry.domain.charges import GUILT
from services.case_registry.domain.participants import CHARGEABLE, CONVICT
from services.case_registry.domain.table import TABLE, Need
from services.case_registry.domain.words import IN_FORCE, Way
from services.case_registry.errors.charges import NOT_CONVICTED


def with_verdicts(people: Sequence[Participant], row: ImportedCase, way: Way) -> list[Participant]:
    """Return the participants with the roles that the results of their charges bring, as a final judgment does here.

    Nothing is added for whom the row states dated roles itself, nor for whom it leaves a charge without a result.
    """
    if way is not Way.CRIMINAL or not row.charges or row.status not in IN_FORCE or row.status_on is None:
        return [*people]
    stated = [person.roles is not None for person in row.participants or ()]
    return [
        person if is_stated else _judged(person, _results(row, place), _final_on(row, row.status_on))
        for place, (person, is_stated) in enumerate(zip(people, stated, strict=True))
    ]


def convict_faults(row: ImportedCase, way: Way) -> Iterator[Fault]:
    """Yield the faults of convicts whom nobody has convicted, as far as the row tells.

    Of a case that was judged before it came an earlier system may know the verdict alone: where the row charges this
    one with nothing, what it says counts.
    """
    judged = row.status is not None and row.status in TABLE.imported[Need.FINAL_DECISION]
    for place, person in enumerate(row.participants or ()):
        held = {role.role for role in person.roles if role.to is None} if person.roles else {person.role}
        results = _results(row, place)
        known = not GUILT.isdisjoint(results) if results else judged
        if CONVICT in held and way is Way.CRIMINAL and not known:
            yield replace(NOT_CONVICTED, pointer=f"/participants/{place}/role")


def _results(row: ImportedCase, place: int) -> list[str | None]:
    """Return the results of who is charged, None of a charge without one; what was withdrawn is to have none."""
    pursued = (charge for charge in row.charges or () if charge.withdrawn_on is None)
    return [charge.result for charge in pursued if charge.participant_place == place]


def _final_on(row: ImportedCase, since: date) -> date:
    """Return the day on which the latest judgment became final: as stated, or since when the case stands there."""
    stated = [each.final_on for proceeding in row.proceedings or () for each in proceeding.decisions or ()]
    return max((day for day in stated if day is not None), default=since)


def _judged(person: Participant, results: Sequence[str | None], on: date) -> Participant:
    if not results or None in results or not any(role.role in CHARGEABLE and role.to is None for role in person.roles):
        return person
    roles = [
        role.model_copy(update={"to": on}) if role.role in CHARGEABLE and role.to is None else role
        for role in person.roles
    ]
    if not GUILT.isdisjoint(results):
        roles.append(DatedRole(role=CONVICT, from_=on))
    return person.model_copy(update={"roles": roles})
