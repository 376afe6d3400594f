"""What an adoption, a recognition or a change of name notes on the first record that it cites: the birth. No I/O.

The name that it gives is noted on the changes of that first record before it, too: their papers name the same person.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from services.civil_registration.domain.actions import Act, Action, Author, State
from services.civil_registration.domain.facts import at
from services.civil_registration.domain.kinds import KINDS, EventKind
from services.civil_registration.domain.records import Record

_CLOSES: Final = frozenset({EventKind.ADOPTION})  # who was adopted is known by the new record alone
CHANGES: Final = frozenset({EventKind.ADOPTION, EventKind.RECOGNITION, EventKind.NAME_CHANGE})


def birth_cited(record: Record) -> str | None:
    """Return the number of the first record that this event changes; None where it changes or cites none."""
    if record.kind not in CHANGES or record.registration is None:
        return None
    number = at(record.facts, f"/{KINDS[record.kind].subjects[0]}/birthNumber")
    return None if number is None else str(number)


def note_of(event_id: str, record: Record) -> dict[str, Any] | None:  # Any: as kept
    """Return what the event notes on its first record; None where it does not stand (any more)."""
    if record.state is not State.REGISTERED or birth_cited(record) is None:
        return None
    name = record.facts.get(KINDS[record.kind].renamed or "")
    named = {} if name is None else {"name": name}
    parent = record.facts.get("parentRole"), at(record.facts, "/parent/name")
    recognised = {} if None in parent else {"parent": dict(zip(("role", "name"), parent, strict=True))}
    return {"eventId": event_id, "kind": record.kind.value, "closes": record.kind in _CLOSES, **named, **recognised}


def overtaken(
    first: Record, event_id: str, note: Mapping[str, Any] | None
) -> Iterator[tuple[str, Mapping[str, Any] | None]]:  # Any: as kept
    """Yield each other change of the first record with what this one notes on it: the name, where that is the later.

    `first` is as it is with this one noted; None ends what was noted.
    """
    changes = list(first.annotations)
    at_place = changes.index(event_id) if event_id in changes else 0
    named = None if note is None or "name" not in note else {**note, "closes": False}
    kept = None if named is None else {member: said for member, said in named.items() if member != "parent"}
    for place, other_id in enumerate(changes):
        if other_id != event_id:
            yield other_id, kept if place < at_place else None


def noted(
    first: Record, event_id: str, note: Mapping[str, Any] | None, author: Author
) -> Action | None:  # Any: as kept
    """Return the action that notes it, or ends what was noted; None where all is as it should be."""
    known = first.annotations.get(event_id)
    if note == known or (note is None and known is None):
        return None
    content = {"eventId": event_id, "ended": True} if note is None else dict(note)
    return Action(Act.ANNOTATE, author, content)
