"""The ledger in three tables by month: leaves that tell nothing, details that can be erased, whom they were about."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = ("ledger_entries", "ledger_details", "ledger_subjects")
AHEAD = 2  # months that are there before they begin
DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"  # of an id: Crockford base32 of a UUIDv7, which begins with its time

# Ids sort by time only when they are compared byte by byte, whatever the database's collation is.
_CREATE = (
    """
    create table ledger_entries (
      exchange text collate "C" not null,
      ended boolean not null,
      phase text not null,
      at timestamptz(3) not null,
      instance text not null,
      commitment bytea not null,
      index bigint,
      -- one intent and one end per exchange: whoever writes the first end has decided
      primary key (exchange, ended),
      constraint ledger_entries_phase check (phase in ('intent', 'outcome', 'refused') and ended = (phase <> 'intent')),
      constraint ledger_entries_commitment check (octet_length(commitment) = 32)
    ) partition by range (exchange)
    """,
    """
    create table ledger_details (
      exchange text collate "C" not null,
      ended boolean not null,
      salt bytea not null,
      details json not null, -- and not jsonb: the text stays as it was written, so that its commitment can be opened
      signature json,
      primary key (exchange, ended)
    ) partition by range (exchange)
    """,
    """
    create table ledger_subjects (
      subject bytea not null,
      exchange text collate "C" not null,
      epoch smallint not null,
      primary key (subject, exchange)
    ) partition by range (exchange)
    """,
    "create index ledger_intents_by_instance on ledger_entries (instance, at) where not ended",
    "create index ledger_not_sequenced on ledger_entries (exchange, ended) where index is null",
    "create index ledger_by_index on ledger_entries (index)",
)
# What was written before there were commitments gets one now; two UUIDv4 are 244 random bits (RFC 9562 §5.4).
_CARRY = (
    """
    insert into ledger_details (exchange, ended, salt, details)
    select exchange, phase <> 'intent', uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), details
    from ledger_entries_before
    """,
    """
    insert into ledger_entries (exchange, ended, phase, at, instance, commitment)
    select b.exchange, d.ended, b.phase, date_trunc('milliseconds', b.at), b.instance,
      sha256(d.salt || convert_to(d.details::text, 'UTF8'))
    from ledger_entries_before b
    join ledger_details d on d.exchange = b.exchange and d.ended = (b.phase <> 'intent')
    """,
)


def upgrade() -> None:
    op.execute("alter table ledger_entries rename to ledger_entries_before")
    op.execute("alter table ledger_entries_before rename constraint ledger_entries_pkey to ledger_entries_before_pkey")
    op.execute("drop index ledger_intents_by_instance")
    for statement in _CREATE:
        op.execute(statement)
    for table in TABLES:
        op.execute(f"create table {table}_default partition of {table} default")
    now = datetime.now(UTC)
    oldest = op.get_bind().scalar(sa.text("select min(at) from ledger_entries_before")) or now
    for month in _months(min(oldest, now).astimezone(UTC).date(), now.date()):
        reach = f"for values from ('{_first_of(month)}') to ('{_first_of(_after(month))}')"
        for table in TABLES:
            op.execute(f"create table {table}_{month:%Y_%m} partition of {table} {reach}")
    for statement in _CARRY:
        op.execute(statement)
    op.execute("drop table ledger_entries_before")


def _months(first: date, today: date) -> Iterator[date]:
    """Yield the first day of every month from one date's to the last that is made ahead."""
    month, last = first.replace(day=1), today
    for _ in range(AHEAD):
        last = _after(last)
    while month <= last:
        yield month
        month = _after(month)


def _after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _first_of(month: date) -> str:
    """Return the id below which no exchange of that month or a later one lies."""
    milliseconds = int(datetime(month.year, month.month, 1, tzinfo=UTC).timestamp()) * 1000
    return "xch_" + "".join(DIGITS[(milliseconds << 80) >> shift & 31] for shift in range(125, -1, -5))
