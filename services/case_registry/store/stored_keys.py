"""SQL of the keys of stored names and numbers, made anew participant by participant.

Keys are added and none is taken away: a title that has ended still stands in front of names that were written with it,
and an event from before bears the keys of before.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Row, bindparam, func, select

from chassis.postgres.statements import insert_all, table_of
from chassis.unit.remaking import Progress
from chassis.unit.unit import Unit
from contracts.codelists import CodeLists
from contracts.name_keys import search_keys
from contracts.national.shared.identifier import Identifier
from contracts.subject_keys import SubjectKeys
from services.case_registry.models.participants import ParticipantNameRow, ParticipantSubjectRow, StoredKeyProgressRow
from services.case_registry.store.participants import PARTICIPANTS

_PROGRESS: Final = Progress(table_of(StoredKeyProgressRow))
_NAMES: Final = table_of(ParticipantNameRow)
_SUBJECTS: Final = table_of(ParticipantSubjectRow)
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

    async def renewed(after: str) -> Sequence[str]:
        found = (await unit.connection.execute(_SOME, {"after": after, "most": most})).all()
        await _renew(unit, found, lists, subjects)
        return [row.participant_id for row in found]

    return len(await _PROGRESS.step(unit, made_by, renewed))


async def _renew(unit: Unit, found: Sequence[Row[Any]], lists: CodeLists, subjects: SubjectKeys) -> None:  # Any: SQL
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


def _names(name: dict[str, str] | None, others: list[dict[str, str]] | None, organisation: str | None) -> list[str]:
    names = [each["text"] for each in (name, *(others or ())) if each is not None]
    return names or [organisation or ""]
