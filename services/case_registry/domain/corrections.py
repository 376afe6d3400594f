"""Corrections of a case: the fact, what may be corrected (`corrections.toml`), and facts as they are right. No I/O."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contracts.json_types import JSON
from contracts.officers import normal_officer
from contracts.problems import Fault, InvalidInput
from services.case_registry.domain.facts import Entry, Fact
from services.case_registry.domain.table import Basis, TableBroken
from services.case_registry.errors.corrections import (
    APPROVED_BY_ONESELF,
    NOTHING_CORRECTED,
    OfficerNeeded,
    ValueNotInForce,
    cannot_stand,
    changes_nothing,
    not_corrected,
)


class Change(BaseModel):
    """What stood there, and what is right; absent is nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    was: Any = None  # Any: JSON, as documents have it
    now: Any = None


class Corrected(Fact):
    """Something that stands in the case was wrong; values of what stands beside the history stand beside it, too."""

    kind = "corrected"
    correction: str
    position: int | None = None  # the fact that was wrong
    participant: str | None = None
    members: tuple[str, ...]
    changes: dict[str, Change] = Field(default_factory=dict)  # of what facts say themselves


PARTICIPANT: Final = "participant"
DAYS: Final = frozenset(
    {"openedOn", "happenedOn", "decidedOn", "startedOn", "requestedOn", "sentOn", "receivedOn", "filedOn"}
)
BESIDE: Final = frozenset(
    {"title", "place", "committedOn", "numbers", "relations", "claims", "prosecutors"}
)  # of the case; whatever is of a participant stands beside, too
_OF_FACTS: Final = {
    "category": "category",
    "decisionNumber": "decision",
    "note": "note",
    "outcome": "outcome",
    "basis": "ground",
    "court": "court",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of `corrections.toml`."""

    of: frozenset[str]
    members: frozenset[str]
    matters: bool
    register: bool = False
    basis: Basis


def effective(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries as they are right by the corrections among them, each with its latest one applied."""
    kept = list(entries)
    right: dict[int, dict[str, JSON]] = {}
    for entry in kept:
        if isinstance(entry.fact, Corrected) and entry.fact.position is not None:
            values = {member: change.now for member, change in entry.fact.changes.items()}
            right.setdefault(entry.fact.position, {}).update(values)
    return [corrected(entry, right[entry.position]) if entry.position in right else entry for entry in kept]


def corrected(entry: Entry, values: Mapping[str, JSON]) -> Entry:
    """Return the entry with these values; raise `InvalidInput` for one that such a fact cannot have."""
    stated = entry.fact.model_dump(mode="json", exclude_none=True)
    stated |= {_OF_FACTS[member]: value for member, value in values.items() if member in _OF_FACTS}
    try:
        fact = type(entry.fact).model_validate({name: value for name, value in stated.items() if value is not None})
    except ValidationError as wrong:
        told = {said: member for member, said in _OF_FACTS.items()}
        raise InvalidInput(faults=[cannot_stand(told[str(fault["loc"][0])]) for fault in wrong.errors()]) from None
    (day,) = [value for member, value in values.items() if member in DAYS] or [entry.happened_on.isoformat()]
    if day is None:
        raise InvalidInput(faults=[cannot_stand(member) for member in values if member in DAYS])
    return replace(entry, fact=fact, happened_on=date.fromisoformat(str(day)))


def said_by(entry: Entry, member: str) -> JSON:
    """Return what the fact says under that name; None where it says nothing."""
    if member in DAYS:
        return entry.happened_on.isoformat()
    return entry.fact.model_dump(mode="json").get(_OF_FACTS.get(member, ""))


def rules_for(of: str, members: Iterable[str]) -> list[Rule]:
    """Return the rows by which these members are corrected; raise `InvalidInput` naming those that are not."""
    found = {member: [row for row in RULES if of in row.of and member in row.members] for member in members}
    if faults := [not_corrected(member) for member, rows in found.items() if not rows]:
        raise InvalidInput(faults=faults)
    return [row for rows in found.values() for row in rows]


def must_be_approved(approved_by: str, officer: str | None, pointer: str = "/approvedBy") -> str:
    """Return the officer who records; raise `OfficerNeeded` without one, `InvalidInput` for who approves his own."""
    if officer is None:
        raise OfficerNeeded
    # two spellings of an id are one person, as in the directory
    if normal_officer(approved_by) == normal_officer(officer):
        raise InvalidInput(faults=[replace(APPROVED_BY_ONESELF, pointer=pointer)])
    return officer


def must_be_a_correction(changes: Mapping[str, Change]) -> None:
    """Raise `InvalidInput` for what changes nothing."""
    faults: list[Fault] = [changes_nothing(member) for member, change in changes.items() if change.was == change.now]
    if faults or not changes:
        raise InvalidInput(faults=faults or [NOTHING_CORRECTED])


def must_be_in_force(changes: Mapping[str, Change], values: Mapping[str, JSON]) -> None:
    """Raise `ValueNotInForce` naming the members of which something else stands there than the caller has read."""
    other = sorted(member for member, change in changes.items() if change.was != values[member])
    if other:
        raise ValueNotInForce(other)


def parse(text: str) -> Sequence[Rule]:
    """Return the rules of a TOML text, or raise `TableBroken`."""
    return [_rule(row) for row in tomllib.loads(text)["corrections"]]


def _rule(row: dict[str, Any]) -> Rule:  # Any: TOML; every value is checked by its type below
    try:
        return Rule(
            of=frozenset(map(str, row.pop("of"))),
            members=frozenset(map(str, row.pop("members"))),
            basis=Basis(row.pop("basis")),
            matters=bool(row.pop("matters")),
            register=bool(row.pop("register", False)),
            **row,
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise TableBroken(f"{row}: {fault}") from None


RULES: Final = parse((files(__package__) / "corrections.toml").read_text("utf-8"))
