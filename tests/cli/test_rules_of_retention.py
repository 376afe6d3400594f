"""Each rule of retention on a real database: what is due goes, what is a little younger stays."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from importlib import import_module

import asyncpg
import pytest

from chassis.postgres.database import create_engine
from chassis.postgres.retention import Kept, Rule, rules_of
from chassis.postgres.sweep import Sweep
from chassis.unit.retention import of_the_chassis
from cli.components import COMPONENTS, GATEWAY, Component, component
from contracts.identifiers import new_id
from tests.support.clock import SetClock
from tests.support.postgres import FreshDatabase

HOUR = timedelta(hours=1)
HEALTH = component("health-summaries")
# A row of each table: $1 its id, $2 the time from which it is kept.
ROWS = {
    "outbox": "insert into outbox (event_id, topic, key, type, envelope, created_at, published_at) "
    "values ($1, 't', 'k', 't', '\\x00', $2, $2)",
    "inbox": "insert into inbox values ('group', $1, $2)",
    "dead_letters": "insert into dead_letters (consumer_group, topic, key, event_id, envelope, reason, failed_at, "
    "replayed_at) values ('g', 't', 'k', $1, '\\x00', 'why', $2, $2)",
    "idempotency": "insert into idempotency values ('m', 'o', $1, '\\x00', 201, '{}', '\\x00', $2)",
    "effects": "insert into effects values ($1, 'applied', $2)",
    "document_deliveries": "insert into document_deliveries values ($1, 'd', 'i', 'r', null, $2, 'io', 'ro')",
    "used_proofs": "insert into used_proofs values ($1::text::bytea, $2)",
    "spent_tokens": "insert into spent_tokens values ('proof', 'c', $1, $2)",
    "revoked_tokens": "insert into revoked_tokens values ($1, 'c', $2)",
    "gateway_keys": "insert into gateway_keys values ($1, 's', $2)",
    "limit_buckets": "insert into limit_buckets values ($1, 1, 1, $2)",
    "contract_breaches": "insert into contract_breaches values ($2::timestamptz::date, 's', $1, 'r', '', '', '', 1, 0)",
    "ledger_tallies": "insert into ledger_tallies values ($2, $1, 's', 429, 1)",
    "civil_guess_counts": "insert into civil_guess_counts values ('memberDay', $1, $2, 1)",
    "access_look_ups": "insert into access_look_ups values ($1, 'm', 'o', 'r', $2, $2, array['\\x01'::bytea])",
}


def kept_by(of: Component) -> Sequence[Kept]:
    own: Sequence[Kept] = import_module(f"{of.package}.retention").kept(of.settings_class().model_construct())
    return own


def swept(kept: Sequence[Kept]) -> list[Rule]:
    return [rule for rule in rules_of(kept) if not rule.by]


RULES = [(HEALTH, rule) for rule in swept(of_the_chassis())] + [
    (of, rule) for of in COMPONENTS for rule in swept(kept_by(of))
]


@pytest.mark.parametrize(("of", "rule"), RULES, ids=[f"{of.name} {rule.name}" for of, rule in RULES])
async def test_what_is_due_goes_and_what_is_younger_stays(
    fresh_database: FreshDatabase, of: Component, rule: Rule
) -> None:
    url, now = fresh_database(of.migrations), datetime.now(UTC)
    connection, engine = await asyncpg.connect(url), create_engine(url)
    margin = timedelta(days=2) if rule.table == "contract_breaches" else HOUR  # it counts by days
    ages = {"due": rule.kept + margin, "kept": rule.kept - margin}
    ids = {name: new_id("xch", at=now - age) for name, age in ages.items()}
    for name, age in ages.items():
        await connection.execute(ROWS[rule.table], ids[name], now - age)
    sweep = Sweep(engine, [rule], SetClock(now))
    assert await sweep.round() == {rule.name: 1}
    left = await connection.fetch(f"select t::text from {rule.table} t where {rule.only}")
    if rule.forgets:
        assert [
            row["subjects"] is None for row in await connection.fetch("select * from access_look_ups order by 1")
        ] == [
            True,
            False,
        ]
    else:
        assert len(left) == 1
        assert ids["kept"] in left[0][0] or rule.table == "used_proofs"
    ((age_s, labels),) = sweep.ages()
    assert labels == {"table": rule.name}
    assert age_s <= max(0.0, rule.kept.total_seconds())
    assert await sweep.round() == {rule.name: 0}
    await engine.dispose()
    await connection.close()


@pytest.mark.parametrize("of", COMPONENTS, ids=lambda of: of.name)
async def test_every_rule_of_a_component_is_measured(fresh_database: FreshDatabase, of: Component) -> None:
    engine = create_engine(fresh_database(of.migrations))
    kept = [*of_the_chassis(), *kept_by(of)]
    sweep = Sweep(engine, kept, SetClock(datetime.now(UTC)))
    await sweep.round()
    shown: dict[str, dict[str, float]] = {}
    sweep.show(lambda name, _unit, _told, read: shown.update({name: {at["table"]: value for value, at in read()}}))
    assert set(shown) == {"saphan.table.rows", "saphan.retention.age", "saphan.retention.limit"}
    assert set(shown["saphan.retention.limit"]) == {rule.name for rule in rules_of(kept)}
    assert set(shown["saphan.retention.age"]) == set(shown["saphan.retention.limit"])
    assert set(shown["saphan.table.rows"]) == {each.table for each in kept}
    await engine.dispose()


async def test_what_is_waiting_never_goes(fresh_database: FreshDatabase) -> None:
    url = fresh_database(GATEWAY.migrations)
    connection, engine = await asyncpg.connect(url), create_engine(url)
    long_ago = datetime.now(UTC) - timedelta(days=900)
    await connection.execute(ROWS["outbox"], "evt_1", long_ago)
    await connection.execute(ROWS["dead_letters"], "evt_2", long_ago)
    await connection.execute("update outbox set published_at = null")
    await connection.execute("update dead_letters set replayed_at = null")
    await Sweep(engine, of_the_chassis(), SetClock(datetime.now(UTC))).round()
    assert await connection.fetchval("select (select count(*) from outbox) + (select count(*) from dead_letters)") == 2
    await engine.dispose()
    await connection.close()


async def test_months_of_the_ledger_are_measured_by_the_oldest_that_holds_rows(fresh_database: FreshDatabase) -> None:
    url = fresh_database(GATEWAY.migrations)
    connection, engine = await asyncpg.connect(url), create_engine(url)
    reach = "('xch_0000') to ('xch_00zz')"
    await connection.execute(
        f"create table ledger_subjects_2001_01 partition of ledger_subjects for values from {reach}"
    )
    await connection.execute("insert into ledger_subjects values ('\\x01', 'xch_0001', 1)")
    await connection.execute("analyze ledger_subjects")
    sweep = Sweep(engine, kept_by(GATEWAY), SetClock(datetime(2026, 2, 1, tzinfo=UTC)))
    await sweep.round()
    ages = {labels["table"]: age_s for age_s, labels in sweep.ages()}
    assert ages["ledger_subjects"] == pytest.approx(25 * 365.25 * 86_400, rel=0.01)
    assert ages["ledger_details"] == 0
    await engine.dispose()
    await connection.close()
