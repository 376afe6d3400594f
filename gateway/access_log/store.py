"""SQL of the access log, all of it: look-ups, and the ledger details that they find."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Protocol

import orjson
from sqlalchemy import RowMapping, TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA, TIMESTAMP
from sqlalchemy.types import Text

from chassis.unit.unit import Unit
from gateway.ledger.seals import Seals
from gateway.ledger.tree.logged import HASH, TILE, is_logged, opens

_ADD: Final = text(
    """
    insert into access_look_ups (look_up_id, member, officer, request_reference, made_at, ends_at, subjects)
    values (:look_up_id, :member, :officer, :request_reference, :made_at, :ends_at, :subjects)
    """
).bindparams(bindparam("subjects", type_=ARRAY(BYTEA)))
# By member, too: a look-up of another member does not exist.
_ONE: Final = text("select ends_at, subjects from access_look_ups where look_up_id = :look_up_id and member = :member")
_FORGET_ALL: Final = "update access_look_ups set subjects = null where subjects is not null"

# The closing entry tells everything; an exchange without one is told by its intent. What was erased is not told.
# Entry and tile, which it is held against, are read for the rows of a page alone.
_FOUND: Final[TextClause] = text(
    f"""
    with page as (
    select found.exchange, ended.details is not null as ended, coalesce(ended.details, intent.details)::text as details,
      coalesce(ended.salt, intent.salt) as salt
    from (
      select distinct exchange from ledger_subjects
      where subject = any(:subjects) and (cast(:after as text) is null or exchange < :after)
    ) found
    left join ledger_details ended on ended.exchange = found.exchange and ended.ended
    left join ledger_details intent on intent.exchange = found.exchange and not intent.ended
    where coalesce(ended.details, intent.details) is not null
      and not exists (
        select from unnest(cast(:purposes as text[]), cast(:hidden_from as timestamptz[])) as hidden (purpose, since)
        where hidden.purpose = coalesce(ended.details, intent.details)->>'purpose'
          and (coalesce(ended.details, intent.details)->>'at')::timestamptz >= hidden.since
      )
    order by found.exchange desc
    limit :limit
    )
    select page.exchange, page.details, page.salt, e.index, e.phase, e.at, e.instance, e.commitment, e.seal, {HASH}
    from page left join ledger_entries e on e.exchange = page.exchange and e.ended = page.ended {TILE}
    order by page.exchange desc
    """  # noqa: S608 - texts of ours
).bindparams(
    bindparam("subjects", type_=ARRAY(BYTEA)),
    bindparam("purposes", type_=ARRAY(Text)),
    bindparam("hidden_from", type_=ARRAY(TIMESTAMP(timezone=True))),
    bindparam("after", type_=Text),
)

Details = Mapping[str, Any]  # Any: JSON of our own making


class Connection(Protocol):
    """What asyncpg's pool and connection have in common."""

    async def execute(self, query: str, /, *arguments: object) -> str:
        """Run a statement."""
        ...


async def add(unit: Unit, subjects: Sequence[bytes], **facts: object) -> None:
    """Write a new look-up with the pseudonyms that it looks for."""
    await unit.connection.execute(_ADD, {**facts, "subjects": list(subjects)})


async def one(unit: Unit, look_up_id: str, *, member: str) -> tuple[datetime, Sequence[bytes] | None] | None:
    """Return when a look-up of this member ends, and what it looks for unless that is forgotten; None: no look-up."""
    row = (await unit.connection.execute(_ONE, {"look_up_id": look_up_id, "member": member})).one_or_none()
    return None if row is None else (row.ends_at, row.subjects)


async def forget_all(connection: Connection) -> None:
    """Forget whom every look-up is about: with an erased epoch they could still tell whose pseudonyms were whose."""
    await connection.execute(_FORGET_ALL)


async def found(
    unit: Unit,
    subjects: Sequence[bytes],
    hidden: Mapping[str, datetime],
    seals: Seals | None,
    *,
    after: str | None,
    limit: int,
) -> list[tuple[str, Details | None]]:
    """Return at most `limit` exchanges about any of the subjects, newest first, those that are hidden left out.

    None in place of details that the ledger does not commit to: somebody has written or changed them in the database.
    """
    arguments = {"subjects": list(subjects), "purposes": list(hidden), "hidden_from": list(hidden.values())}
    rows = (await unit.connection.execute(_FOUND, {**arguments, "after": after, "limit": limit})).mappings()
    return [(row["exchange"], _committed(row, seals)) for row in rows]


def _committed(row: RowMapping, seals: Seals | None) -> Details | None:
    if not (is_logged(row, seals) and opens(row)):
        return None
    details: Details = orjson.loads(row["details"])
    return details if details.get("exchange") == row["exchange"] else None  # a copy of another's opens as well
