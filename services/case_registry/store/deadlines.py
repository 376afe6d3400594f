"""SQL of deadlines: what they are reckoned from, kept with the case in one statement, read by office and by case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import orjson
from sqlalchemy import select, text, tuple_
from sqlalchemy.engine import RowMapping

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.json_types import JSON
from contracts.seats import Seat
from services.case_registry.domain.deadlines import Custody, Deadline
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.reads import Sight
from services.case_registry.domain.words import WantedSeats
from services.case_registry.models.deadlines import DeadlineRow
from services.case_registry.store.history import entry_of
from services.case_registry.store.seats import is_wanted
from services.case_registry.store.visibility import is_of_an_office
from services.case_registry.wire.deadlines import DeadlinePosition, DeadlineQuery

DEADLINES: Final = table_of(DeadlineRow)
_ORDER: Final = (*(DEADLINES.c[name] for name in ("due_on", "case_id", "of", "rule", "subject")),)
# One round trip, since every fact that may change them asks; the case is locked by whoever acts.
_KNOWN: Final = text("""
    select
      (select jsonb_agg(to_jsonb(h) order by h.position) from case_history h where h.case_id = :case_id) as entries,
      (select jsonb_agg(c) from (
          select distinct on (r.participant_id) r.participant_id as participant, r.status, r.since,
            r.ordered_until as until, r.order_number as order
          from custody_records r where r.case_id = :case_id order by r.participant_id, r.since desc) c) as custody,
      (select jsonb_agg(to_jsonb(d)) from case_deadlines d where d.case_id = :case_id) as kept
""")
_KEEP: Final = text("""
    with given as (
      select * from jsonb_to_recordset(cast(:rows as jsonb)) as g (
        case_id text, "of" text, rule text, subject text,
        since date, due_on date, notify_on date, member text, office text)
    ), gone as (
      delete from case_deadlines d where d.case_id = :case_id
        and not exists (select 1 from given g where (g."of", g.rule, g.subject) = (d."of", d.rule, d.subject))
    ), kept as (
      insert into case_deadlines (case_id, "of", rule, subject, since, due_on, notify_on, member, office)
      select * from given
      on conflict (case_id, "of", rule, subject) do update set since = excluded.since, due_on = excluded.due_on,
        notify_on = excluded.notify_on, member = excluded.member, office = excluded.office
    )
    update cases set due_on = (select min(due_on) from given) where case_id = :case_id
""")


@dataclass(frozen=True, slots=True)
class Known:
    """What the deadlines of a case follow from, and those that are kept."""

    entries: Sequence[Entry]
    custody: Sequence[Custody]
    kept: Sequence[Deadline]


async def known(unit: Unit, case_id: str) -> Known:
    """Return what the deadlines of the case follow from, and those that are kept."""
    row = (await unit.connection.execute(_KNOWN, {"case_id": case_id})).one()
    return Known(
        [entry_of(_with_times(entry)) for entry in row.entries or ()],
        [_custody(each) for each in row.custody or ()],
        [deadline_of(_with_days(each)) for each in row.kept or ()],
    )


async def keep(unit: Unit, case_id: str, due: Sequence[Deadline]) -> None:
    """Write these deadlines in place of those that are kept of the case."""
    rows = rows_of(case_id, due)
    await unit.connection.execute(_KEEP, {"case_id": case_id, "rows": orjson.dumps(rows).decode()})


def rows_of(case_id: str, due: Sequence[Deadline]) -> list[JSON]:
    """Return the rows of these deadlines, as `insert_all` takes them."""
    return [
        {
            "case_id": case_id,
            "of": each.of,
            "rule": each.rule,
            "subject": each.subject,
            "since": each.since.isoformat(),
            "due_on": each.due_on.isoformat(),
            "notify_on": each.notify_on.isoformat(),
            **each.seat.to_document(),
        }
        for each in due
    ]


async def of_case(unit: Unit, case_id: str) -> list[tuple[str, Deadline]]:
    """Return the deadlines of the case, the soonest first."""
    rows = await unit.connection.execute(select(DEADLINES).where(DEADLINES.c.case_id == case_id).order_by(*_ORDER))
    return [(row["case_id"], deadline_of(row)) for row in rows.mappings()]


async def page(
    unit: Unit, query: DeadlineQuery, until: date, office: WantedSeats | None, *, sight: Sight, limit: int
) -> list[tuple[str, Deadline]]:
    """Return the deadlines of offices in sight that end by this day, as the query asks, the soonest first."""
    conditions = [
        DEADLINES.c.due_on <= until,
        is_of_an_office(sight, DEADLINES.c.case_id, (DEADLINES.c.member, DEADLINES.c.office)),
    ]
    conditions += is_wanted(DEADLINES.c.member, DEADLINES.c.office, office)
    if (after := query.after) is not None:
        conditions.append(tuple_(*_ORDER) > (after.due_on, after.case_id, after.of, after.rule, after.subject))
    rows = await unit.connection.execute(select(DEADLINES).where(*conditions).order_by(*_ORDER).limit(limit))
    return [(row["case_id"], deadline_of(row)) for row in rows.mappings()]


async def to_tell(unit: Unit, day: date, limit: int) -> list[tuple[str, Deadline]]:
    """Return some of the deadlines that are to be told of by this day and were not, locked until the unit ends.

    One that somebody is writing now is left for the next day: nobody who acts waits for the clock, nor it for him.
    """
    waiting = DEADLINES.c.told_for.is_distinct_from(DEADLINES.c.due_on) & (DEADLINES.c.notify_on <= day)
    some = select(DEADLINES).where(waiting).order_by(*_ORDER).limit(limit).with_for_update(skip_locked=True)
    return [(row["case_id"], deadline_of(row)) for row in (await unit.connection.execute(some)).mappings()]


async def told(unit: Unit, told_of: Sequence[tuple[str, Deadline]]) -> None:
    """Keep that these deadlines were told of."""
    keys = [(case_id, each.of, each.rule, each.subject) for case_id, each in told_of]
    named = tuple_(*(DEADLINES.c[name] for name in ("case_id", "of", "rule", "subject"))).in_(keys)
    await unit.connection.execute(DEADLINES.update().where(named).values(told_for=DEADLINES.c.due_on))


def position_of(item: tuple[str, Deadline]) -> DeadlinePosition:
    """Return where a deadline stands in the list."""
    case_id, each = item
    return DeadlinePosition(due_on=each.due_on, case_id=case_id, of=each.of, rule=each.rule, subject=each.subject)


def deadline_of(row: RowMapping | Mapping[str, Any]) -> Deadline:  # Any: values of SQL types
    """Return the deadline of a row."""
    stated = {name: row[name] for name in ("of", "rule", "subject", "since", "due_on", "notify_on")}
    return Deadline(seat=Seat(row["member"], row["office"]), **stated)


def _with_times(row: dict[str, Any]) -> dict[str, Any]:  # Any: a row as JSON
    happened_on, recorded_at = date.fromisoformat(row["happened_on"]), datetime.fromisoformat(row["recorded_at"])
    return row | {"happened_on": happened_on, "recorded_at": recorded_at}


def _with_days(row: dict[str, Any]) -> dict[str, Any]:  # Any: as above
    return row | {name: date.fromisoformat(row[name]) for name in ("since", "due_on", "notify_on")}


def _custody(row: dict[str, Any]) -> Custody:  # Any: as above
    until = row["until"] and datetime.fromisoformat(row["until"])
    return Custody(**row | {"since": datetime.fromisoformat(row["since"]), "until": until})
