"""SQL of the keys of stored names, made anew participant by participant.

Keys are added and none is taken away: a title that has ended still stands in front of names that were written with it.
"""

from typing import Final

from sqlalchemy import bindparam, select, text, update

from chassis.postgres.statements import insert_all, table_of
from chassis.unit.unit import Unit
from contracts.codelists import CodeLists
from services.case_registry.domain.names import search_keys
from services.case_registry.models.participants import NameKeyProgressRow, ParticipantNameRow
from services.case_registry.store.participants import PARTICIPANTS

_PROGRESS: Final = table_of(NameKeyProgressRow)
_NAMES: Final = table_of(ParticipantNameRow)
# the row is locked until the step is over, so that two processes take one step after the other
_BEGIN: Final = text("""
    insert into name_key_progress (id, titles, after, done) values (1, :titles, '', false)
    on conflict (id) do update set titles = excluded.titles,
        after = case when name_key_progress.titles = excluded.titles then name_key_progress.after else '' end,
        done = name_key_progress.done and name_key_progress.titles = excluded.titles
    returning after, done
""")
_SOME: Final = (
    select(
        *(PARTICIPANTS.c[name] for name in ("participant_id", "case_id", "name", "other_names", "organisation")),
    )
    .where(PARTICIPANTS.c.participant_id > bindparam("after"))
    .order_by(PARTICIPANTS.c.participant_id)
    .limit(bindparam("most"))
)
_ADD: Final = insert_all(_NAMES).on_conflict_do_nothing()


async def renew_some(unit: Unit, titles: str, lists: CodeLists, most: int) -> int:
    """Add the missing keys of the next participants; return how many participants these were, 0 at the end."""
    progress = (await unit.connection.execute(_BEGIN, {"titles": titles})).one()
    if progress.done:
        return 0
    found = (await unit.connection.execute(_SOME, {"after": progress.after, "most": most})).all()
    rows = [
        {"key": key, "case_id": row.case_id, "participant_id": row.participant_id}
        for row in found
        for key in sorted(search_keys(_names(row.name, row.other_names, row.organisation), lists))
    ]
    await unit.connection.execute(_ADD, {_NAMES.name: rows})
    after = found[-1].participant_id if found else progress.after
    await unit.connection.execute(update(_PROGRESS).values(after=after, done=not found))
    return len(found)


def _names(name: dict[str, str] | None, others: list[dict[str, str]] | None, organisation: str | None) -> list[str]:
    names = [each["text"] for each in (name, *(others or ())) if each is not None]
    return names or [organisation or ""]
