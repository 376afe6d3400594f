"""The command itself: help, version, and refusals that are sentences."""

from importlib.metadata import version
from socket import EAI_NONAME, gaierror

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.refusals import Refused
from cli.serve import within_reach

RUNNER = CliRunner()
VERBS = ("run", "serve", "migrate", "enrol", "topics", "call", "demo", "version")


def test_the_version_is_the_distributions() -> None:
    assert RUNNER.invoke(app, ["version"]).stdout == f"saphan {version('saphan')}\n"


def test_help_names_every_verb_in_both_languages() -> None:
    told = RUNNER.invoke(app, ["--help"]).stdout
    assert all(verb in told for verb in VERBS)
    assert "ປະຕູເຊື່ອມຕໍ່" in told


def test_run_needs_no_option_and_says_what_its_defaults_are() -> None:
    told = RUNNER.invoke(app, ["run", "--help"], env={"COLUMNS": "160"}).stdout
    assert all(default in told for default in ("saphan-data", "127.0.0.1", "8080"))


@pytest.mark.parametrize("verb", ["serve", "migrate"])
def test_a_component_that_is_none_is_answered_with_those_there_are(verb: str) -> None:
    told = RUNNER.invoke(app, [verb, "weather"])
    assert told.exit_code == 2
    assert "case-registry" in told.stderr
    assert "ບໍ່ມີອົງປະກອບ" in told.stderr


def test_a_component_without_its_settings_names_the_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SAPHAN_CASE_REGISTRY_DATABASE_URL", raising=False)
    told = RUNNER.invoke(app, ["serve", "case-registry"])
    assert told.exit_code == 1
    assert "SAPHAN_CASE_REGISTRY_DATABASE_URL" in told.stderr


def test_a_database_that_cannot_be_reached_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAPHAN_CASE_REGISTRY_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    told = RUNNER.invoke(app, ["migrate", "case-registry"])
    assert told.exit_code == 1
    assert "cannot be reached" in told.stderr


async def test_a_host_that_nobody_knows_is_one_sentence() -> None:
    async def nowhere() -> None:
        raise gaierror(EAI_NONAME, "Name or service not known")

    with pytest.raises(Refused, match=r"cannot be reached, nobody knows its host: look whether"):
        await within_reach(nowhere())


def test_topics_without_a_bus_name_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SAPHAN_BUS_URL", raising=False)
    told = RUNNER.invoke(app, ["topics", "create"])
    assert told.exit_code == 1
    assert "SAPHAN_BUS_URL" in told.stderr


def test_a_migration_without_a_database_names_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SAPHAN_CASE_REGISTRY_DATABASE_URL", raising=False)
    told = RUNNER.invoke(app, ["migrate", "case-registry"])
    assert told.exit_code == 1
    assert "SAPHAN_CASE_REGISTRY_DATABASE_URL" in told.stderr
