"""Retention of the gateway's tables, room by room: rights and evidence stay, what only keeps others out goes soon."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from chassis.postgres.retention import Kept, Rule, registers
from gateway.settings import Settings

_MONTH: Final = timedelta(days=30.4375)
_AT_ONCE: Final = timedelta()
_OFFICER: Final = "`saphan ledger retire`, by an officer who gives a reason"
# A month's rows are due once its last day is: the ledger loses whole months.
_OLDEST_MONTH: Final = """
select min(to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month')::timestamptz
from pg_inherits i join pg_class c on c.oid = i.inhrelid
where i.inhparent = to_regclass('{table}') and c.relname ~ '_[0-9]{{4}}_[0-9]{{2}}$' and c.reltuples > 0
"""


def kept(settings: Settings) -> Sequence[Kept]:
    """Return how long the rows of each table are kept."""
    return [*_directory(), *_trust(), *_exchange(settings), *_ledger(settings), *_guests(settings)]


def _directory() -> Iterator[Kept]:
    yield from registers(
        "who was admitted, by whom, and what they were allowed: told as of any day",
        *(
            "agreements",
            "directory_changes",
            "directory_documents",
            "directory_entries",
            "directory_version",
            "members",
            "officers",
            "offices",
        ),
        *("services", "system_keys", "systems"),
    )


def _trust() -> Iterator[Kept]:
    yield Rule("used_proofs", "expires_at", _AT_ONCE, "a proof that has expired is refused anyway", order="expires_at")
    yield Rule("spent_tokens", "until", _AT_ONCE, "an assertion that has expired is refused anyway", order="until")
    yield Rule("revoked_tokens", "until", _AT_ONCE, "a token that has expired is refused anyway", order="jti")
    yield Rule(
        "gateway_keys",
        "ends_at",
        timedelta(days=1),
        "a key of a day, and a day more for what it has signed; the ledger has its statement",
        order="kid",
    )


def _exchange(settings: Settings) -> Iterator[Kept]:
    yield Rule(
        "limit_buckets",
        "at",
        timedelta(days=2),
        "a bucket that nobody took from for two days is full again, also one of a day's quota",
        order="bucket",
    )
    yield Rule(
        "contract_breaches",
        "day::timestamptz",
        settings.retain_counts_months * _MONTH,
        "counts for reports, without persons",
        order="day",
    )


def _ledger(settings: Settings) -> Iterator[Kept]:
    for table, months, why in (
        ("ledger_subjects", settings.retain_subjects_months, "so long people can learn who looked"),
        ("ledger_details", settings.retain_details_months, "so long it is told who exchanged what and why"),
    ):
        oldest = _OLDEST_MONTH.format(table=table)
        yield Rule(table, "", months * _MONTH, why, order="exchange", by=_OFFICER, oldest=oldest)
    yield Rule(
        "ledger_tallies",
        "begins_at",
        settings.retain_counts_months * _MONTH,
        "counts of refusals for reports, without persons",
        order="begins_at",
    )
    yield from registers(
        "the evidence: leaves and tree say nothing about anybody, and every receipt is proven by them",
        *("ledger_checkpoints", "ledger_entries", "ledger_erasures", "ledger_head", "ledger_tiles"),
    )
    yield from registers("one row a start, whose sum is the number of exchanges", "gateway_instances")
    yield from registers("one row an epoch, a year long unless set otherwise", "pseudonym_epochs")
    yield from registers("sums by day, without persons: statistics of the state", "exchange_days")
    yield from registers("one row a day: that it was added up", "exchange_day_summaries")


def _guests(settings: Settings) -> Iterator[Kept]:
    yield Rule(
        "access_look_ups",
        "ends_at",
        _AT_ONCE,
        "whom a look-up is about is forgotten when it ends",
        order="look_up_id",
        forgets="subjects = null",
        oldest="select min(ends_at) from access_look_ups where subjects is not null",
    )
    yield Rule(
        "access_look_ups",
        "ends_at",
        settings.retain_details_months * _MONTH,
        "that somebody looked is told as long as other exchanges are",
        order="look_up_id",
    )
    yield from registers(
        "a legal basis of what the ledger tells; which office erases one, and when, is its own to decide", "consents"
    )
