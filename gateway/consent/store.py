"""SQL of the consents, all of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, insert, or_, select, true, update

from chassis.postgres.database import reachable
from chassis.unit.unit import Unit
from contracts.national.consent.consent import Consent
from contracts.national.shared.identifier import Identifier
from contracts.official_numbers import normal_number
from contracts.subjects import presented
from gateway.consent.models import CONSENTS
from gateway.ledger.pool import Pool

# Asked once per exchange that rests on consent, by primary key; nothing of it is remembered.
_IN_FORCE: Final = """
select subject from consents
where consent_id = $1 and recipient = $2 and purpose = $3 and withdrawn_at is null and recorded_at <= $4
  and $4 < valid_until
"""
_HIDDEN: Final = frozenset({"subject_key"})


class Consents:
    """The consents as exchanges check them: read from the database each time, never cached."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def giver(self, reference: str, *, member: str, purpose: str, at: datetime) -> frozenset[str]:
        """Return as whom the person stands who lets this member use the data for this purpose; nothing if nobody does.

        Raises `Unavailable` if that is not known.
        """
        async with reachable():
            row = await self._pool.fetchrow(_IN_FORCE, reference, member, purpose, at)
        if row is None:
            return frozenset()
        subject = Identifier.model_validate_json(row["subject"])
        return presented(subject.type, subject.value, subject.issuer)


def subject_key(value: str) -> str:
    """Return the number in its normal form, by which consents are looked for."""
    return normal_number(value)


async def add(unit: Unit, consent: Consent, subject: Identifier) -> None:
    """Write a new consent."""
    facts = consent.model_dump(mode="json", exclude_none=True)
    row = {column.name: facts.get(column.name) for column in CONSENTS.columns if column.name not in _HIDDEN}
    row |= {"valid_until": consent.valid_until, "recorded_at": consent.recorded_at}
    row["subject_key"] = subject_key(subject.value)
    await unit.connection.execute(insert(CONSENTS), row)


async def withdraw(unit: Unit, consent_id: str, *, member: str) -> None:
    """End a consent now; one that is withdrawn stays as it was withdrawn first."""
    open_one = and_(CONSENTS.c.consent_id == consent_id, CONSENTS.c.withdrawn_at.is_(None))
    await unit.connection.execute(update(CONSENTS).where(open_one).values(withdrawn_by=member, withdrawn_at=unit.now))


async def one(unit: Unit, consent_id: str, *, visible_to: str | None, to_change: bool = False) -> Consent | None:
    """Return a consent that this member recorded or may use; `visible_to` None sees all of them."""
    query = select(CONSENTS).where(CONSENTS.c.consent_id == consent_id, _visible(visible_to))
    row = (await unit.connection.execute(query.with_for_update() if to_change else query)).mappings().one_or_none()
    return None if row is None else _consent(dict(row))


async def page(
    unit: Unit, *, visible_to: str | None, subject: str | None, recipient: str | None, after: str | None, limit: int
) -> Sequence[Consent]:
    """Return at most `limit` consents, newest first, of those that the member may see."""
    query = select(CONSENTS).where(_visible(visible_to))
    if subject is not None:
        query = query.where(CONSENTS.c.subject_key == subject_key(subject))
    if recipient is not None:
        query = query.where(CONSENTS.c.recipient == recipient)
    if after is not None:
        query = query.where(CONSENTS.c.consent_id < after)
    rows = await unit.connection.execute(query.order_by(CONSENTS.c.consent_id.desc()).limit(limit))
    return [_consent(dict(row)) for row in rows.mappings()]


def _visible(member: str | None) -> Any:  # Any: SQL types
    return true() if member is None else or_(CONSENTS.c.recorded_by == member, CONSENTS.c.recipient == member)


def _consent(row: dict[str, Any]) -> Consent:  # Any: column values
    return Consent.model_validate({name: value for name, value in row.items() if name not in _HIDDEN})
