"""`saphan ledger` as an operator types it: what is old enough goes, and every refusal is a sentence."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from gateway.ledger.partitions import statements
from gateway.ledger.pool import Pool
from gateway.trust.key_files import create
from tests.support.exchanges import an_exchange
from tests.support.postgres import FreshDatabase

OLD = datetime(2010, 3, 10, tzinfo=UTC)
BY = ("--officer", "noy.s", "--reason", "The schedule says so.")


@pytest.fixture
def key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The gateway's key file, as its operator names it."""
    path = tmp_path / "gateway.key"
    create(path)
    monkeypatch.setenv("SAPHAN_GATEWAY_KEY_FILE", str(path))
    return path


@pytest.fixture
def database(fresh_database: FreshDatabase, key_file: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = fresh_database("gateway.migrations")
    monkeypatch.setenv("SAPHAN_GATEWAY_DATABASE_URL", url)
    return url


def with_pool(database: str, work: Callable[[Pool], Coroutine[Any, Any, Any]]) -> Any:
    async def connected() -> Any:
        pool = Pool(database)
        await pool.open()
        try:
            return await work(pool)
        finally:
            await pool.close()

    return asyncio.run(connected())


async def an_old_exchange(pool: Pool) -> str:
    for statement in statements(OLD.date().replace(day=1)):
        await pool.execute(statement)
    return await an_exchange(pool, OLD)


def typed(*words: str) -> Result:
    return CliRunner().invoke(app, ["ledger", *words, *BY])


def test_months_that_are_old_enough_are_dropped_and_the_rest_stays(database: str) -> None:
    with_pool(database, an_old_exchange)
    told = typed("retire", "--before", "2026-11")
    assert told.exit_code == 0, told.output
    assert "details 2010-03: 1 rows" in told.output
    again = typed("retire", "--before", "2026-11")
    assert "ຍັງບໍ່ມີຫຍັງຄົບກຳນົດ" in again.output


def test_a_month_that_is_none_is_refused(database: str) -> None:
    told = typed("retire", "--before", "November")
    assert (told.exit_code, "November is no month" in told.output) == (2, True)


def test_details_of_one_exchange_are_erased_once(database: str) -> None:
    exchange = with_pool(database, an_old_exchange)
    assert typed("erase", exchange).exit_code == 0
    again = typed("erase", exchange)
    assert (again.exit_code, "nothing of it is left" in again.output) == (1, True)


@pytest.mark.parametrize("officer", ["", " ", "\u200b", "a\nb"])
def test_nobody_erases_anything(officer: str) -> None:
    told = CliRunner().invoke(app, ["ledger", "erase-epoch", "9", "--officer", officer, "--reason", "Because."])
    assert (told.exit_code, "names nobody" in told.output) == (2, True)


def test_an_epoch_that_is_unknown_is_refused(database: str) -> None:
    told = typed("erase-epoch", "9")
    assert (told.exit_code, "Epoch 9 is in use, erased already, or unknown" in told.output) == (1, True)


@pytest.mark.usefixtures("key_file")
def test_a_database_that_is_away_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAPHAN_GATEWAY_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    told = typed("erase-epoch", "1")
    assert (told.exit_code, "cannot be reached" in told.output) == (1, True)


@pytest.mark.usefixtures("key_file")
def test_what_the_database_refuses_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, fresh_database: FreshDatabase
) -> None:
    monkeypatch.setenv("SAPHAN_GATEWAY_DATABASE_URL", fresh_database())  # a database without tables
    told = typed("erase-epoch", "1")
    assert (told.exit_code, "The ledger cannot be changed" in told.output) == (1, True), told.output


def test_nobody_erases_without_the_key_file_of_the_gateway(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    exchange = with_pool(database, an_old_exchange)
    monkeypatch.delenv("SAPHAN_GATEWAY_KEY_FILE")
    told = typed("erase", exchange)
    assert (told.exit_code, "SAPHAN_GATEWAY_KEY_FILE" in told.output) == (1, True)
    monkeypatch.setenv("SAPHAN_GATEWAY_KEY_FILE", "/nowhere/gateway.key")
    assert typed("erase", exchange).exit_code == 1
