"""SQL of the keys of stored names and numbers, made anew participant by participant.

Keys are added and none is taken away: a title that has ended still stands in front of names that were written with it,
and an event from before bears the keys of before.
"""

from typing import Final

from sqlalchemy import bindparam, func, select, text, update

from chassis.postgres.statements import insert_all, table_of
from chassis.unit.unit import Unit
from contracts.codelists import CodeLists
from contracts.name_keys import search_keys
from contracts.national.shared.identifier import Identifier
from contracts.subject_keys import SubjectKeys
from services.case_registry.models.participants import ParticipantNameRow, ParticipantSubjectRow, StoredKeyProgressRow
from services.case_registry.store.participants import PARTICIPANTS

_PROGRESS: Final = table_of(StoredKeyProgressRow)
_NAMES: Final = table_of(ParticipantNameRow)
_SUBJECTS: Final = table_of(ParticipantSubjectRow)
# the row is locked until the step is over, so that two processes take one step after the other
_BEGIN: Final = text("""
    insert into stored_key_progress (id, made_by, after, done) values (1, :made_by, '', false)
    on conflict (id) do update set made_by = excluded.made_by,
        after = case when stored_key_progress.made_by = excluded.made_by then stored_key_progress.after else '' end,
        done = stored_key_progress.done and stored_key_progress.made_by = excluded.made_by
    returning after, done
""")
_STATED: Final = ("participant_id", "case_id", "name", "other_names", "organisation", "identifiers")
_SOME: Final = (
    select(*(PARTICIPANTS.c[name] for name in _STATED))
    .where(PARTICIPANTS.c.participant_id > bindparam("after"))
    .order_by(PARTICIPANTS.c.participant_id)
    .limit(bindparam("most"))
)
_ADD: Final = select(func.count()).add_cte(
    *(insert_all(table).on_conflict_do_nothing().cte(f"new_{table.name}") for table in (_NAMES, _SUBJECTS))
)


async def renew_some(unit: Unit, made_by: str, lists: CodeLists, subjects: SubjectKeys, most: int) -> int:
    """Add the missing keys of the next participants; return how many participants these were, 0 at the end."""
    progress = (await unit.connection.execute(_BEGIN, {"made_by": made_by})).one()
    if progress.done:
        return 0
    found = (await unit.connection.execute(_SOME, {"after": progress.after, "most": most})).all()
    names = [
        {"key": key, "case_id": row.case_id, "participant_id": row.participant_id}
        for row in found
        for key in sorted(search_keys(_names(row.name, row.other_names, row.organisation), lists))
    ]
    numbers = [
        {"key": key, "participant_id": row.participant_id}
        for row in found
        for key in subjects.of(map(Identifier.model_validate, row.identifiers or ()))
    ]
    await unit.connection.execute(_ADD, {_NAMES.name: names, _SUBJECTS.name: numbers})
    after = found[-1].participant_id if found else progress.after
    await unit.connection.execute(update(_PROGRESS).values(after=after, done=not found))
    return len(found)


def _names(name: dict[str, str] | None, others: list[dict[str, str]] | None, organisation: str | None) -> list[str]:
    names = [each["text"] for each in (name, *(others or ())) if each is not None]
    return names or [organisation or ""]
