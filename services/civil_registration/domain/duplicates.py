"""Potential duplicates: the rules of the national list `duplicate-rules`, and the decision of a person. No I/O.

Rules compare folded names, days and exact numbers (`store/duplicates.py`); they find, and decide nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from contracts.codelists import Code, CodeLists
from services.civil_registration.domain.actions import Act, Action, Author, State
from services.civil_registration.domain.kinds import CHANGES, EventKind
from services.civil_registration.domain.records import Record, must_have_room

LIST: Final = "duplicate-rules"
NOT_COMPARED: Final = frozenset({State.DRAFT, State.ARCHIVED, State.CANCELLED})
# Numbers that several people share, or that an office gives anew: they make nobody the same.
SHARED_NUMBERS: Final = frozenset({"familyBook", "deathRegistration", "medicalRecord", "policeNumber", "other"})


class Check(StrEnum):
    """How a rule compares: the codes of the list `duplicate-check`."""

    CHILD_AND_MOTHER = "childAndMother"
    MOTHER_GAVE_BIRTH = "motherGaveBirth"
    SAME_NUMBER = "sameNumber"
    SAME_PERSON = "samePerson"
    SAME_COUPLE = "sameCouple"
    SAME_SUBJECT = "sameSubject"


# Of which kinds a check can be asked; a row of the list that names none is of the first.
_KINDS: Final[Mapping[Check, Sequence[EventKind]]] = {
    Check.CHILD_AND_MOTHER: (EventKind.BIRTH,),
    Check.MOTHER_GAVE_BIRTH: (EventKind.BIRTH, EventKind.FETAL_DEATH),
    Check.SAME_NUMBER: (EventKind.DEATH,),
    Check.SAME_PERSON: (EventKind.DEATH,),
    Check.SAME_COUPLE: (EventKind.MARRIAGE, EventKind.DIVORCE),
    Check.SAME_SUBJECT: sorted(CHANGES),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule for one kind of event, as the office that governs the list states it."""

    code: str
    kind: EventKind
    check: Check
    days: int
    score: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two events that rules found alike: the later one waits for a person."""

    event_id: str
    other_event_id: str
    score: int
    reasons: tuple[str, ...]


def rules_for(kind: EventKind, lists: CodeLists, today: date) -> list[Rule]:
    """Return the rules in force for events of this kind; one that cannot be followed is left out."""
    rules = [_rule(known, kind) for known in lists.codes(LIST).values() if known.is_valid_on(today)]
    return [rule for rule in rules if rule is not None]


def pairs_of(found: Sequence[tuple[Rule, str, str]], looked_for: Collection[str]) -> list[Pair]:
    """Return each pair once, with every rule that found it and the score of the strongest.

    Of two events that are looked for at once the later one waits: ids sort by time.
    """
    rules: dict[tuple[str, str], list[Rule]] = {}
    for rule, event_id, other in found:
        if other in looked_for and event_id < other:
            continue
        rules.setdefault((event_id, other), []).append(rule)
    return [
        Pair(*pair, max(rule.score for rule in by), tuple(sorted(rule.code for rule in by)))
        for pair, by in sorted(rules.items())
    ]


def is_looked_for(record: Record) -> bool:
    """Tell whether duplicates of the event are looked for: what was registered here or given up waits for nobody.

    An old book has entries as registered that another book has, too.
    """
    is_new_import = record.version == 1 and record.actions[0].kind is Act.IMPORT
    waits = record.state in {State.NOTIFIED, State.DECLARED, State.IN_VALIDATION} or is_new_import
    return waits and not record.is_full


def found(pair: Pair, duplicate_id: str, author: Author, system: str, cause: int) -> Action:
    """Return the action by which the register itself notes a potential duplicate, after the action at `cause`."""
    by = Author(author.seat, system, None, author.at)
    content = {"duplicateId": duplicate_id, "otherEventId": pair.other_event_id, "score": pair.score}
    return Action(Act.FIND_DUPLICATE, by, {**content, "rules": list(pair.reasons), "causedBy": cause})


def decided(
    record: Record, duplicate_id: str, other_event_id: str, outcome: str, reason: str, author: Author
) -> Action:
    """Return the action by which a person says whether two events are the same; a later one undoes it.

    Raises `RecordFull`.
    """
    must_have_room(record)
    said = {"duplicateId": duplicate_id, "otherEventId": other_event_id, "outcome": outcome, "reason": reason}
    return Action(Act.DECIDE_DUPLICATE, author, said)


def _rule(known: Code, kind: EventKind) -> Rule | None:
    """Return the rule of a row for events of this kind, or None: it is of other kinds, or nobody can follow it."""
    told = known.attributes
    try:
        check = Check(told["check"])
        if kind not in _KINDS[check] or kind.value not in told.get("events", [_KINDS[check][0].value]):
            return None
        return Rule(known.code, kind, check, int(told["days"]), int(told["score"]))
    except (KeyError, TypeError, ValueError):
        return None  # an office gave its list another schema
