"""Storage of changes to the directory: who proposed what, who decided, when, and what became different."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import orjson
from sqlalchemy import Text, cast, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.officers import normal_officer
from gateway.directory.enact import Enacted
from gateway.directory.tables import CHANGES

Row = Mapping[str, Any]  # Any: column values

_C = CHANGES.c
_ON_SHOW = [column for column in CHANGES.columns if column.name not in {"content", "bases", "differences"}]


@dataclass(frozen=True, slots=True)
class Officer:
    """A person, as the member she works for names her."""

    member: str
    officer: str

    def document(self) -> dict[str, str]:
        """Return the officer as she is recorded."""
        return asdict(self)

    def is_same_as(self, other: "Officer") -> bool:
        """Tell whether both are one person, however she is spelt: four eyes are never two spellings."""
        return self.member == other.member and normal_officer(self.officer) == normal_officer(other.officer)


async def record_done(
    connection: AsyncConnection, change_id: str, kind: str, reason: str, by: Officer, enacted: Enacted
) -> None:
    """Record a change that one officer made at once."""
    row = {
        "change_id": change_id,
        "kind": kind,
        "status": "applied",
        "reason": reason,
        "proposed_by": by.document(),
        "proposed_at": enacted.at,
        "decided_by": by.document(),
        "decided_at": enacted.at,
        "version": enacted.version,
        "differences": [each.document(among=len(enacted.differences)) for each in enacted.differences],
    }
    await connection.execute(insert(CHANGES).values(row))


async def record_proposed(connection: AsyncConnection, row: Row) -> None:
    """Record a proposal that waits for its decision."""
    await connection.execute(insert(CHANGES).values({"kind": "proposal", "status": "proposed", **row}))


async def record_decision(connection: AsyncConnection, change_id: str, **decision: Any) -> None:  # Any: column values
    """Write down how a proposal was decided."""
    await connection.execute(update(CHANGES).where(_C.change_id == change_id).values(**decision))


async def locked(connection: AsyncConnection, change_id: str) -> Row | None:
    """Return a change with its content; nobody else decides on it until this transaction ends."""
    query = select(*_ON_SHOW, _C.content, _C.bases).where(_C.change_id == change_id).with_for_update()
    found = (await connection.execute(query)).mappings().first()
    return dict(found) if found is not None else None


async def shown(connection: AsyncConnection, change_id: str) -> Row | None:
    """Return a change without its content, its differences as JSON: they go out as they were kept, unread."""
    query = select(*_ON_SHOW, cast(_C.differences, Text).label("differences")).where(_C.change_id == change_id)
    found = (await connection.execute(query)).mappings().first()
    return dict(found) if found is not None else None


def as_json(differences: Sequence[Mapping[str, Any]]) -> str:  # Any: documents of directory/entry-difference
    """Return differences as they are kept."""
    return orjson.dumps(differences).decode()


async def several(
    connection: AsyncConnection, *, status: str | None, member: str | None, after: str | None, limit: int
) -> Sequence[Row]:
    """Return changes without their content and differences, newest first; `member` sees only what it proposed."""
    query = select(*_ON_SHOW).order_by(_C.change_id.desc()).limit(limit)
    if status is not None:
        query = query.where(_C.status == status)
    if member is not None:
        query = query.where(_C.proposed_by["member"].as_string() == member)
    if after is not None:
        query = query.where(_C.change_id < after)
    return [dict(row) for row in (await connection.execute(query)).mappings()]
