"""Decisions on the facts of an event: what opens, restates and registers it. They return the next action. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contracts.codelists import CodeLists
from contracts.national.civil.event_registration import EventRegistration
from contracts.organisations import Organisations
from contracts.problems import InvalidInput
from services.civil_registration.domain import lateness, needs, rules
from services.civil_registration.domain.actions import Act, Action, Author, State, must_be_allowed
from services.civil_registration.domain.facts import Facts, at, document
from services.civil_registration.domain.impossibilities import by_the_register, impossibilities
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.numbers import tracking_id
from services.civil_registration.domain.records import Record, must_have_room
from services.civil_registration.domain.registrars import registrar_of
from services.civil_registration.domain.rules import Known
from services.civil_registration.errors.events import (
    LATE_REASON_NEEDED,
    NO_CHILD,
    OTHER_KIND,
    ApprovalNeeded,
    ChildAlreadyNamed,
    DuplicateUndecided,
    SameEvent,
)


@dataclass(frozen=True, slots=True)
class Country:
    """Reference data that decisions ask: offices and lists as they are held now, kinds of registering offices."""

    organisations: Organisations
    lists: CodeLists
    registering: frozenset[str]


def stated(
    act: Act, kind: EventKind, facts: Facts, author: Author, country: Country, known: Known | None = None
) -> Action:
    """Return the action that drafts, notices, declares or amends an event with these facts.

    Raises `InvalidInput` with everything in them that cannot be, and for a declaration with what they lack and which
    rules they break.
    """
    faults = impossibilities(kind, facts, author.today, known)
    warnings: list[Mapping[str, Any]] = []  # Any: documents of the schema
    if faults:
        raise InvalidInput(faults=faults)
    if act is not Act.DRAFT:
        found = rules.findings(kind, facts, country.lists, author.today, known)
        warnings = [*found.warnings]
        if act is Act.DECLARE:
            needs.must_be_met(kind, facts)
            if found.faults:
                raise InvalidInput(faults=found.faults)
    registrar = registrar_of(
        kind,
        facts,
        country.organisations,
        country.lists,
        kinds=country.registering,
        asked=author.seat,
        today=author.today,
    )
    due = lateness.due_on(kind, facts, country.lists)
    content: dict[str, Any] = {  # Any: as kept
        "kind": kind.value,
        "facts": dict(facts),
        "registrar": registrar.to_document(),
        "warnings": warnings,
    }
    return Action(act, author, content if due is None else {**content, "dueOn": due.isoformat()})


def restated(
    act: Act, record: Record, kind: EventKind, facts: Facts, author: Author, country: Country, known: Known | None
) -> Action:
    """Return the action that declares, notices or amends an event that is there already.

    A declared one is amended only to facts that could be declared. Its registrar stays, unless the facts name another
    or it has none. Raises `ActionNotAllowed`, `RecordFull`, and `InvalidInput` as `stated` does.
    """
    must_be_allowed(act, record.state)
    if kind is not record.kind:
        raise InvalidInput(faults=[OTHER_KIND])
    must_have_room(record)
    declares = act is Act.AMEND and record.state in {State.DECLARED, State.IN_VALIDATION}
    kept = facts if "registrar" in facts else {**facts, "registrar": record.registrar.to_document()}
    action = stated(Act.DECLARE if declares else act, kind, kept, author, country, known)
    return Action(act, author, {**action.content, "facts": dict(facts)})


def completed(record: Record, registration: EventRegistration) -> Facts:
    """Return the facts with the name that the registrar gives to a child who had none.

    Raises `ChildAlreadyNamed` for a second name, `InvalidInput` where there is no child.
    """
    if registration.child_name is None:
        return record.facts
    if record.kind is not EventKind.BIRTH:
        raise InvalidInput(faults=[NO_CHILD])
    if at(record.facts, "/child/name") is not None:
        raise ChildAlreadyNamed
    child = {name: value for name, value in record.facts["child"].items() if name != "notYetNamed"}
    return {**record.facts, "child": {**child, "name": document(registration.child_name)}}


def must_be_registrable(
    record: Record, facts: Facts, late_reason: str | None, author: Author, country: Country, known: Known | None = None
) -> None:
    """Raise before a number is spent on an event that cannot be registered.

    `known` is what the register knows by now: another marriage may have been registered since this one was declared.
    Raises `ActionNotAllowed`, `DuplicateUndecided`, `ApprovalNeeded`, and `InvalidInput` for facts that lack what
    registration needs, or a late one without its reason.
    """
    must_be_allowed(Act.REGISTER, record.state)
    needs.must_be_met(record.kind, facts, State.REGISTERED)
    faults = [
        *by_the_register(facts, known),
        *rules.needed_to_register(record.kind, facts, country.lists, author.today),
        *rules.findings(record.kind, facts, country.lists, author.today, known, checks=rules.OF_THE_REGISTER).faults,
    ]
    late_needs = lateness.needs(record.kind, record.due_on, author.today, country.lists)
    if lateness.Need.REASON in late_needs and not (late_reason or facts.get("lateReason")):
        faults.append(LATE_REASON_NEEDED)
    if faults:
        raise InvalidInput(faults=faults)
    if record.duplicates:
        raise DuplicateUndecided
    if record.same_as:
        raise SameEvent(sorted({tracking_id(record.kind, other) for other in record.same_as.values()}))
    if lateness.Need.APPROVAL in late_needs and not record.approved:
        raise ApprovalNeeded(lateness.days_late(record.due_on, author.today))


def registered(record: Record, facts: Facts, registration: EventRegistration, number: str, author: Author) -> Action:
    """Return the action that registers an event under its number."""
    added = document(registration)
    added.pop("childName", None)  # it completed the facts; the number is given to the event as a whole
    content = {**added, "registrationNumber": number, "registeredOn": author.today.isoformat()}
    if facts is not record.facts:
        due = {} if record.due_on is None else {"dueOn": record.due_on.isoformat()}
        content |= {
            "facts": dict(facts),
            "registrar": record.registrar.to_document(),
            "warnings": [*record.warnings],
            **due,
        }
    return Action(Act.REGISTER, author, content)
