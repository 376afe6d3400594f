"""Note on a first record what an adoption, a recognition or a change of name makes of it, and take it back."""

from typing import Final

from chassis.unit.unit import Unit
from contracts.subject_keys import SubjectKeys
from services.civil_registration.domain.actions import Action, Author
from services.civil_registration.domain.first_records import birth_cited, note_of, noted
from services.civil_registration.domain.records import Record
from services.civil_registration.store import events as store
from services.civil_registration.store.links import birth_of
from services.civil_registration.usecases.appending import append
from services.civil_registration.usecases.asking import Asker

_OWN_SYSTEM: Final = "civil-registration"  # the register itself notes it


async def follow(
    unit: Unit, asker: Asker, event_id: str, before: Record, after: Record, action: Action, keys: SubjectKeys
) -> None:
    """Bring what this event notes on its first record up to date; where another one is cited now, on both."""
    note = note_of(event_id, after)
    author = Author(action.author.seat, _OWN_SYSTEM, None, action.author.at)
    cited, cited_before = birth_cited(after), birth_cited(before)
    for number in sorted({each for each in (cited, cited_before) if each is not None}):
        first_id = await birth_of(unit, number)
        first = None if first_id is None else await store.record(unit, first_id, to_change=True)
        if first_id is None or first is None:
            continue
        noting = noted(first, event_id, note if number == cited else None, author)
        if noting is not None:
            await append(unit, asker, first_id, first, [noting], keys)
