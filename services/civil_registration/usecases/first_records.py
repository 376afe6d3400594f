"""Note on a first record what an adoption, a recognition or a change of name makes of it, and take it back."""

from collections.abc import Mapping
from typing import Any, Final

from chassis.unit.unit import Unit
from contracts.subject_keys import SubjectKeys
from services.civil_registration.domain.actions import Action, Author
from services.civil_registration.domain.first_records import birth_cited, note_of, noted, overtaken
from services.civil_registration.domain.records import Record
from services.civil_registration.store import events as store
from services.civil_registration.store.links import birth_of
from services.civil_registration.usecases.appending import append
from services.civil_registration.usecases.asking import Asker

_OWN_SYSTEM: Final = "civil-registration"  # the register itself notes it


async def follow(
    unit: Unit, asker: Asker, event_id: str, before: Record, after: Record, action: Action, keys: SubjectKeys
) -> None:
    """Bring what this event notes on its first record up to date; where another one is cited now, on both.

    The changes of that first record which stood before it are told the name that it gives.
    """
    note = note_of(event_id, after)
    author = Author(action.author.seat, _OWN_SYSTEM, None, action.author.at)
    cited, cited_before = birth_cited(after), birth_cited(before)
    for number in sorted({each for each in (cited, cited_before) if each is not None}):
        first_id = await birth_of(unit, number)
        if first_id is None:
            continue
        told = note if number == cited else None
        first = await _note(unit, asker, first_id, (event_id, told), author, keys)
        for other_id, its in [] if first is None else overtaken(first, event_id, told):
            await _note(unit, asker, other_id, (event_id, its), author, keys)


async def _note(
    unit: Unit,
    asker: Asker,
    noted_id: str,
    note: tuple[str, Mapping[str, Any] | None],  # Any: as kept
    author: Author,
    keys: SubjectKeys,
) -> Record | None:
    """Note on that record what an event says of it, and return the record; None where there is none."""
    record = await store.record(unit, noted_id, to_change=True)
    if record is None or (noting := noted(record, *note, author)) is None:
        return record
    return await append(unit, asker, noted_id, record, [noting], keys)
