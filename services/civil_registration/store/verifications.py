"""SQL of facts to be verified: one look-up by the index of numbers, and the counts of guesses."""

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import Text, bindparam, text, update
from sqlalchemy.dialects.postgresql import ARRAY, INTERVAL

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from services.civil_registration.domain.verifications import OF_NUMBERS, Count, Question
from services.civil_registration.models.verifications import GuessCountRow
from services.civil_registration.store.events import REGISTRATION

_COUNTS: Final = table_of(GuessCountRow)
MOST: Final = 20  # events that one number finds, the newest first
# What is cancelled, or closed by an adoption, is not found; nor is a person whom the event is not about. The number of
# a first record that is closed finds nothing, whichever event cites it, and never an adoption: that tells whose it is.
_FOUND: Final = text("""
    select distinct person.event_id, person.role
    from civil_numbers number
    join civil_events event on event.event_id = number.event_id
    join civil_people person on person.event_id = event.event_id and person.is_subject
        and number.role in ('', person.role)
    where number.key = :key and number.type = any(:types)
        and (number.type <> :own or (number.role = '' and event.kind = any(:own_kinds)))
        and (cast(:kind as text) is null or event.kind = :kind)
        and event.state = 'registered' and not event.closed
        and (number.type <> 'birthRegistration' or event.kind <> 'adoption' and not exists (
            select 1 from civil_numbers first join civil_events birth on birth.event_id = first.event_id
            where first.key = :key and first.type = :own and first.role = '' and birth.kind = 'birth' and birth.closed
        ))
    order by person.event_id desc, person.role
    limit :most
""").bindparams(bindparam("types", type_=ARRAY(Text)), bindparam("own_kinds", type_=ARRAY(Text)))
# In one order, so that two messages about the same numbers wait for each other, and neither for ever. A window begins
# with its first guess, not with a question before it: so a member's window never begins twice in one of its number.
_HELD: Final = text("""
    insert into civil_guess_counts as known (limit_code, counted, ends_at, guesses)
    select asked.limit_code, asked.counted, cast(:now as timestamptz) + asked.lasts, 0
    from unnest(cast(:codes as text[]), cast(:counted as text[]), cast(:windows as interval[]))
        as asked (limit_code, counted, lasts)
    order by asked.limit_code, asked.counted
    on conflict (limit_code, counted) do update set
        ends_at = case when known.ends_at <= :now or known.guesses = 0 then excluded.ends_at else known.ends_at end,
        guesses = case when known.ends_at <= :now then 0 else known.guesses end
    returning limit_code, counted, ends_at, guesses
""").bindparams(
    bindparam("codes", type_=ARRAY(Text)),
    bindparam("counted", type_=ARRAY(Text)),
    bindparam("windows", type_=ARRAY(INTERVAL)),
)
_ADD: Final = (
    update(_COUNTS)
    .where(_COUNTS.c.limit_code == bindparam("code"), _COUNTS.c.counted == bindparam("whose"))
    .values(guesses=_COUNTS.c.guesses + bindparam("more"))
)


async def found(unit: Unit, question: Question) -> list[tuple[str, str]]:
    """Return the registered persons who have the number, by event and role, the newest event first."""
    own = [kind.value for kind in question.own_kinds]
    types = ([] if question.type is None else [question.type]) + ([REGISTRATION] if own else [])
    kind = None if question.kind is None else question.kind.value
    asked = {"key": question.key, "types": types, "own": REGISTRATION, "own_kinds": own, "kind": kind, "most": MOST}
    rows = await unit.connection.execute(_FOUND, asked)
    return [(row.event_id, row.role) for row in rows]


async def hold(unit: Unit, counts: Collection[Count]) -> dict[Count, tuple[int, datetime]]:
    """Return how many guesses each count has, and when its window ends; all are held until the transaction ends."""
    known = {(count.limit.code, _counted(count)): count for count in counts}
    asked = {
        "codes": [code for code, _ in known],
        "counted": [counted for _, counted in known],
        "windows": [count.limit.window for count in known.values()],
        "now": unit.now,
    }
    rows = await unit.connection.execute(_HELD, asked)
    return {known[row.limit_code, row.counted]: (row.guesses, row.ends_at) for row in rows}


async def add(unit: Unit, guesses: Mapping[Count, int]) -> None:
    """Add to counts that are held."""
    rows = [{"code": of.limit.code, "whose": _counted(of), "more": more} for of, more in guesses.items() if more]
    if rows:
        await unit.connection.execute(_ADD, rows)


def _counted(count: Count) -> str:
    if count.limit.counts not in OF_NUMBERS:
        return count.of
    number = hashlib.sha256(count.of.encode()).hexdigest()
    return number if count.by is None else f"{number}/{count.by}"
