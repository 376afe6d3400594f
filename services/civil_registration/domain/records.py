"""The record of a vital event: replay of its actions, and the rules of declaring and registering it.

The record is the fold of an immutable list of actions: `replay` reads it, the deciding functions return the next.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from contracts.national.civil.birth_declaration import BirthDeclaration
from contracts.national.civil.event_registration import EventRegistration
from contracts.problems import InvalidInput
from contracts.seats import Seat
from services.civil_registration.domain import births, deaths
from services.civil_registration.domain.actions import LEADS_TO, Action, Author, Kind, Role, State, move
from services.civil_registration.domain.facts import (
    MODELS,
    EventKind,
    Facts,
    Limits,
    district_of,
    document,
    is_late,
    kind_of,
)
from services.civil_registration.errors import (
    NO_CHILD,
    ChildAlreadyNamed,
    ChildNotNamed,
)


@dataclass(frozen=True, slots=True)
class Record:
    """A vital event in its present state: what its actions add up to."""

    state: State
    facts: Facts
    late: bool
    warnings: Sequence[Mapping[str, Any]]  # Any: documents of the schema, as kept
    registrar: Seat  # the office that registers it, as the declaration had it; its successor does when it is closed
    actions: tuple[Action, ...]
    registration: Mapping[str, Any] | None = None  # Any: what the registrar added, as kept

    @property
    def kind(self) -> EventKind:
        """Whether it is a birth or a death."""
        return kind_of(self.facts)

    @property
    def district(self) -> str:
        """The district of the place of the event."""
        return district_of(self.facts)

    @property
    def declarer(self) -> Seat:
        """The office that declared the event, or gave notice of it."""
        return self.actions[0].author.seat

    @property
    def is_registered_death(self) -> bool:
        """Whether it is a death that has legal status."""
        return self.kind is EventKind.DEATH and self.state is State.REGISTERED

    @property
    def flags(self) -> list[str]:
        """The flags for officers: incomplete, late, check."""
        signs = {"incomplete": self.state is State.NOTIFIED, "late": self.late, "check": bool(self.warnings)}
        return [flag for flag, is_up in signs.items() if is_up]


def replay(actions: Sequence[Action], registrar: Seat) -> Record:
    """Return the record of these actions, oldest first (event sourcing): the same actions give the same record."""
    first, *later = actions
    kind = next(kind for kind in EventKind if kind in first.content)
    opened = Record(
        state=LEADS_TO[first.kind],
        facts=MODELS[kind].model_validate(first.content[kind]),
        late=first.content["late"],
        warnings=first.content["warnings"],
        registrar=registrar,
        actions=(first,),
    )
    return continued(opened, later)


def continued(record: Record, actions: Sequence[Action]) -> Record:
    """Return the record after these further actions."""
    return reduce(_applied, actions, record)


def _applied(record: Record, action: Action) -> Record:
    changed = replace(record, state=LEADS_TO[action.kind], actions=(*record.actions, action))
    if action.kind is Kind.REGISTER:
        return replace(changed, registration=action.content, late=record.late or action.content["late"])
    facts = document(record.facts)
    child = {"name": action.content["childName"], "sex": facts["child"]["sex"]}
    return replace(changed, facts=BirthDeclaration.model_validate({**facts, "child": child}))


def declared(facts: Facts, author: Author, limits: Limits) -> Action:
    """Return the action that opens the record: a declaration, or a notice of a child that has no name yet.

    Raises `InvalidInput` with everything in the declaration that cannot be true.
    """
    if isinstance(facts, BirthDeclaration):
        faults = births.impossibilities(facts, author.today, limits)
        opening = Kind.NOTIFY if facts.child.name is None else Kind.DECLARE
    else:
        faults, opening = deaths.impossibilities(facts, author.today), Kind.DECLARE
    if faults:
        raise InvalidInput(faults=faults)
    warnings = (
        births.warnings(facts, author.today, limits)
        if isinstance(facts, BirthDeclaration)
        else deaths.warnings(facts, limits)
    )
    content = {
        kind_of(facts).value: document(facts),
        "late": is_late(facts, author.today, limits),
        "warnings": warnings,
    }
    return Action(opening, author, content)


def named(record: Record, registration: EventRegistration, author: Author) -> list[Action]:
    """Return the action that completes a notice with the child's name; nothing for an event that is declared already.

    Raises `ChildNotNamed` without a name, `ChildAlreadyNamed` for a second one, `InvalidInput` where there is no child.
    """
    name = registration.child_name
    if name is not None and record.kind is not EventKind.BIRTH:
        raise InvalidInput(faults=[NO_CHILD])
    if record.state is State.NOTIFIED:
        if name is None:
            raise ChildNotNamed
        return [Action(Kind.DECLARE, author, {"childName": document(name)})]
    if record.state is State.DECLARED and name is not None:
        raise ChildAlreadyNamed
    return []


def must_be_registrable(record: Record) -> None:
    """Raise `EventMoveNotAllowed` before a number is spent on an event that cannot be registered."""
    move(record.state, State.REGISTERED, Role.REGISTRAR)


def registered(record: Record, registration: EventRegistration, number: str, author: Author, limits: Limits) -> Action:
    """Return the action that registers a declared event under its number."""
    must_be_registrable(record)
    added = document(registration)
    added.pop("childName", None)  # it completed the declaration; the number is given to the event as a whole
    content = {
        **added,
        "registrationNumber": number,
        "registeredOn": author.today.isoformat(),
        "late": is_late(record.facts, author.today, limits),
    }
    return Action(Kind.REGISTER, author, content)


def tracking_id(kind: EventKind, event_id: str) -> str:
    """Return the tracking id that people quote before registration: B or D, and the last 8 characters of the id."""
    return kind.value[0].upper() + event_id[-8:].upper()


def registration_number(district: str, year: int, serial: int) -> str:
    """Return the registration number: district, year, and the serial number in that year with six digits."""
    return f"{district}-{year}-{serial:06d}"
