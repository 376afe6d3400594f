"""What an adoption, a recognition or a change of name notes on the first record that it cites: the birth. No I/O."""

from collections.abc import Mapping
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


def noted(
    first: Record, event_id: str, note: Mapping[str, Any] | None, author: Author
) -> Action | None:  # Any: as kept
    """Return the action that notes it, or ends what was noted; None where all is as it should be."""
    known = first.annotations.get(event_id)
    if note == known or (note is None and known is None):
        return None
    content = {"eventId": event_id, "ended": True} if note is None else dict(note)
    return Action(Act.ANNOTATE, author, content)
