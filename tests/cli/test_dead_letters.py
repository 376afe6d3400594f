"""An operator sees what could not be handled and, the cause gone, has it handled again."""

import asyncio
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner, Result

from chassis.events import dead_letters
from chassis.postgres.database import create_engine
from chassis.unit.units import Units
from cli.main import app
from contracts.events import Event
from contracts.identifiers import new_id
from tests.support.postgres import FreshDatabase

MIGRATIONS = "services.health_summaries.migrations"


@pytest.fixture
def database(fresh_database: FreshDatabase, monkeypatch: pytest.MonkeyPatch) -> str:
    url = fresh_database(MIGRATIONS)
    monkeypatch.setenv("SAPHAN_HEALTH_SUMMARIES_DATABASE_URL", url)
    return url


def a_registered_birth(**facts: str) -> Event:
    birth = new_id("civ")
    facts = {"eventId": birth, "district": "0101", "month": "2026-11", "sex": "female"} | facts
    return Event(
        id=new_id("evt"),
        type="la.gov.civil.birth.registered.v1",
        source="/civil-registration/v1",
        subject=birth,
        time=datetime.now(UTC),
        dataschema="https://schemas.saphan.gov.la/events/birth-registered/v1",
        data={**facts},
    )


def put_aside(database: str, event: Event, reason: str) -> None:
    async def write() -> None:
        engine = create_engine(database, pool_size=1)
        async with Units(engine).open() as unit:
            await dead_letters.put_aside(unit, "health-summaries", event, reason)
        await engine.dispose()

    asyncio.run(write())


def saphan(*words: str) -> Result:
    return CliRunner().invoke(app, ["dead-letters", *words])


def test_nothing_waits_at_first(database: str) -> None:
    shown = saphan("list", "health-summaries")
    assert (shown.exit_code, "0 dead letters" in shown.output) == (0, True)


def test_a_letter_is_shown_with_its_reason_and_handled_when_the_cause_is_gone(database: str) -> None:
    put_aside(database, a_registered_birth(), "ValueError: the list of districts was empty [once]")
    assert "ValueError: the list of districts was empty [once]" in saphan("list", "health-summaries").output
    replayed = saphan("replay", "health-summaries")
    assert (replayed.exit_code, "1 handled, 0 left" in replayed.output) == (0, True)


def test_a_letter_that_fails_again_keeps_its_place(database: str) -> None:
    put_aside(database, a_registered_birth(month="November"), "ValueError: no month")
    replayed = saphan("replay", "health-summaries")
    assert (replayed.exit_code, "0 handled, 1 left" in replayed.output) == (1, True)


def test_an_unknown_component_is_one_sentence(database: str) -> None:
    refused = saphan("list", "bakery")
    assert refused.exit_code == 2
    assert "Traceback" not in refused.output
