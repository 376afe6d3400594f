"""An officer asks which rule decides, and hears it in one screen."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from chassis.postgres.database import create_engine
from cli.main import app
from gateway.directory.enrol import enrol
from tests.support.directory import a_country, an_agreement
from tests.support.postgres import FreshDatabase


@pytest.fixture
def register(fresh_database: FreshDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    url = fresh_database("gateway.migrations")
    monkeypatch.setenv("SAPHAN_GATEWAY_DATABASE_URL", url)

    async def write() -> None:
        engine = create_engine(url, pool_size=1)
        async with engine.begin() as connection:
            by_consent = an_agreement(id="agr_psc-notes", member="psc", legal_basis=[], consent=True)
            await enrol(connection, a_country(agreements=(an_agreement(), by_consent)))
        await engine.dispose()

    asyncio.run(write())


def explained(*words: str, system: str = "police-case-system", purpose: str = "caseManagement") -> Result:
    told = ["--system", system, "--operation", "notes/getNote", "--purpose", purpose, *words]
    return CliRunner().invoke(app, ["policy", "explain", *told])


def test_what_is_allowed_names_its_agreement(register: None) -> None:
    shown = explained()
    assert shown.exit_code == 0
    assert "Allowed by agr_police-notes." in shown.output
    assert "✓ data-class" in shown.output


def test_what_is_refused_names_the_rule(register: None) -> None:
    shown = explained(purpose="oversight")
    assert shown.exit_code == 1
    assert "Refused: the rule agreement decides." in shown.output
    assert "ຂໍ້ຕົກລົງ" in shown.output


def test_a_moment_can_be_asked_about(register: None) -> None:
    assert "the rule time decides" in explained("--at", "2020-01-01T00:00:00+07:00").output
    shown = explained("--at", "yesterday")
    assert (shown.exit_code, "yesterday is no time" in shown.output) == (1, True)


def test_consent_is_asked_for(register: None) -> None:
    assert "the rule consent decides" in explained(system="psc-case-system").output
    named = explained("--consent", "cns_1", system="psc-case-system")
    assert named.exit_code == 0
    assert "looks its consent up anew" in named.output


def test_without_a_register_the_answer_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SAPHAN_GATEWAY_DATABASE_URL", raising=False)
    shown = explained("--data", str(tmp_path))
    assert (shown.exit_code, "start `saphan run` there" in shown.output) == (1, True)
