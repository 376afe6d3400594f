"""Retention: erases by class and month, by exchange, by epoch. The leaves stay, and so does the tree.

A leaf says nothing about anybody, so entries are never retired: every receipt and every proof stays as good as it was.
What is erased is written down, in an entry of the tree too: what it was, how much, by whom and why.
"""

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

import asyncpg
from pydantic import Field
from pydantic_settings import SettingsConfigDict

from chassis.process.sourced_settings import SourcedSettings
from evidence.erasures import What, only
from gateway.ledger.erasures import By, epoch_erasure, erasure, write_entry
from gateway.ledger.partitions import after, first_of, name

Class: TypeAlias = Literal["subjects", "details", "legal-acts"]
Forget: TypeAlias = Callable[[asyncpg.Connection], Awaitable[None]]

_LOCK: Final = (
    "set local lock_timeout = '5s'"  # a dropped partition locks its table: better later than everybody waiting
)
_PARTITIONS: Final = """
select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = $1::regclass
"""
_MONTH: Final = re.compile(r"_([0-9]{4})_([0-9]{2})$")
_IS_LEGAL: Final = "details->'signature' is not null"
_NOTE: Final = "insert into ledger_erasures (kind, what, rows, officer, reason) values ($1, $2, $3, $4, $5)"
# The last epoch that has begun is in use.
_ERASE_EPOCH: Final = """
update pseudonym_epochs e set wrapped = null, erased_at = now()
where epoch = $1 and wrapped is not null
  and ($2 or exists (select from pseudonym_epochs l where l.epoch > e.epoch and l.begins_at <= now()))
returning epoch
"""


class Schedule(SourcedSettings):
    """How many months each class is kept at least, as the gateway's settings say. Nothing retires what is younger."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_GATEWAY_")

    retain_subjects_months: int = Field(60, ge=0, description="Months for which people can learn who looked.")
    retain_details_months: int = Field(120, ge=0, description="Months for which it is kept who exchanged what and why.")
    retain_legal_acts_months: int = Field(360, ge=0, description="Months for which the details of legal acts are kept.")

    def until(self, kind: Class, *, before: date, today: date) -> date:
        """Return the first day of the first month that stays, when everything before `before` is to go."""
        months: Mapping[Class, int] = {
            "subjects": self.retain_subjects_months,
            "details": self.retain_details_months,
            "legal-acts": self.retain_legal_acts_months,
        }
        return min(before.replace(day=1), _months_before(today, months[kind]))


@dataclass(frozen=True, slots=True)
class Retired:
    """What one month of one class has lost."""

    kind: Class
    month: date
    rows: int


async def retire(
    connection: asyncpg.Connection, schedule: Schedule, by: By, *, before: date, today: date
) -> list[Retired]:
    """Erase what lies before `before` and is older than its class is kept; a month at a time, each by itself."""
    ends = {kind: schedule.until(kind, before=before, today=today) for kind in _CLASSES}
    found = [
        Retired("subjects", month, await _drop(connection, "subjects", month, by))
        for month in await _months_of(connection, "ledger_subjects", before=ends["subjects"])
    ]
    for month in await _months_of(connection, "ledger_details", before=ends["details"]):
        rows = await _drop(connection, "details", month, by, carry=month >= ends["legal-acts"])
        found.append(Retired("details", month, rows))
    rows = await _retire_legal_acts(connection, ends["legal-acts"], by)
    return [*found, *([Retired("legal-acts", ends["legal-acts"], rows)] if rows else [])]


async def erase_exchange(connection: asyncpg.Connection, exchange: str, by: By) -> int:
    """Erase details and subjects of one exchange that has ended; return how many rows went (0: nothing was there)."""
    async with connection.transaction():
        ended = await connection.fetchval("select 1 from ledger_entries where exchange = $1 and ended", exchange)
        if ended is None:
            return 0
        gone: dict[What, int] = {}
        for what in _TABLES:
            deleted = await connection.execute(f"delete from {_TABLES[what]} where exchange = $1", exchange)  # noqa: S608 - names of ours
            gone[what] = _count(deleted)
        rows = sum(gone.values())
        if rows:
            await write_entry(connection, erasure(by, begins=exchange, below=only(exchange), rows=gone), by.seals)
            await connection.execute(_NOTE, "exchange", exchange, rows, by.officer, by.reason)
        return rows


async def erase_epoch(
    connection: asyncpg.Connection, epoch: int, by: By, forget_look_ups: Forget, *, in_use: bool = False
) -> bool:
    """Erase the key of an epoch: its subjects are nobody's any more. False: there is none, or it is still in use.

    `forget_look_ups` is the access log's own, in this transaction: a look-up must not know longer whose they were.
    """
    async with connection.transaction():
        if await connection.fetchval(_ERASE_EPOCH, epoch, in_use) is None:
            return False
        await forget_look_ups(connection)
        named = await connection.fetchval("select count(*) from ledger_subjects where epoch = $1", epoch)
        await write_entry(connection, epoch_erasure(by, epoch=epoch, subjects=named), by.seals)
        await connection.execute(_NOTE, "epoch", str(epoch), named, by.officer, by.reason)
        return True


_TABLES: Final[Mapping[What, str]] = {"details": "ledger_details", "subjects": "ledger_subjects"}
_CLASSES: Final[tuple[Class, ...]] = ("subjects", "details", "legal-acts")


async def _months_of(connection: asyncpg.Connection, table: str, *, before: date) -> list[date]:
    names = (row["relname"] for row in await connection.fetch(_PARTITIONS, table))
    return sorted(month for month in _months(names) if month < before)


def _months(names: Iterator[str]) -> Iterator[date]:
    for partition in names:
        if found := _MONTH.search(partition):
            yield date(int(found[1]), int(found[2]), 1)


async def _drop(connection: asyncpg.Connection, what: What, month: date, by: By, *, carry: bool = False) -> int:
    """Drop a month's partition, and what fell into the net beneath; legal acts that are kept longer move there."""
    table = _TABLES[what]
    part, reach = name(table, month), (first_of(month), first_of(after(month)))
    stays = f"and not ({_IS_LEGAL})" if carry else ""
    async with connection.transaction():
        await connection.execute(_LOCK)
        rows: int = await connection.fetchval(f"select count(*) from {part} where true {stays}")  # noqa: S608 - names of ours
        if carry:
            kept = f"select * from {part} where {_IS_LEGAL}"  # noqa: S608 - as above
            await connection.execute(f"create temp table carried on commit drop as {kept}")
        await connection.execute(f"drop table {part}")
        if carry:
            await connection.execute(f"insert into {table} select * from carried")  # noqa: S608 - as above
        net = f"delete from {table}_default where exchange >= $1 and exchange < $2 {stays}"  # noqa: S608 - as above
        rows += _count(await connection.execute(net, *reach))
        await write_entry(connection, erasure(by, begins=reach[0], below=reach[1], rows={what: rows}), by.seals)
        await connection.execute(_NOTE, "month", part, rows, by.officer, by.reason)
    return rows


async def _retire_legal_acts(connection: asyncpg.Connection, until: date, by: By) -> int:
    """Erase the legal acts that had been carried over and are old enough now."""
    async with connection.transaction():
        gone = f"delete from ledger_details_default where exchange < $1 and {_IS_LEGAL}"  # noqa: S608 - as above
        rows = _count(await connection.execute(gone, first_of(until)))
        if rows:
            await write_entry(
                connection, erasure(by, begins="xch_", below=first_of(until), rows={"details": rows}), by.seals
            )
            await connection.execute(_NOTE, "month", f"legal acts before {until}", rows, by.officer, by.reason)
        return rows


def _count(status: str) -> int:
    return int(status.rpartition(" ")[2])  # "DELETE 3"


def _months_before(today: date, months: int) -> date:
    index = today.year * 12 + today.month - 1 - months
    return date(max(index // 12, 1), index % 12 + 1, 1)
