"""Every verb that reads a variable finds it in the secrets folder too."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app

RUNNER = CliRunner()
AWAY = "postgresql://nobody@127.0.0.1:1/nothing"
VERBS = {
    "migrate": ("saphan_case_registry_database_url", ["migrate", "case-registry"]),
    "dead letters": ("saphan_case_registry_database_url", ["dead-letters", "list", "case-registry"]),
    "policy": (
        "saphan_gateway_database_url",
        ["policy", "explain", "--system", "a", "--operation", "b/c", "--purpose", "d"],
    ),
    "ledger": ("saphan_gateway_database_url", ["ledger", "export", "exported"]),
    "ledger check": ("saphan_gateway_database_url", ["ledger", "check"]),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SAPHAN_SECRETS_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(folder: Path, name: str, value: str, mode: int = 0o600) -> None:
    (folder / name).write_text(f"{value}\n")
    (folder / name).chmod(mode)


@pytest.mark.parametrize(("name", "words"), VERBS.values(), ids=VERBS)
def test_the_databases_address_may_be_a_file(folder: Path, name: str, words: list[str]) -> None:
    put(folder, name, AWAY)
    told = RUNNER.invoke(app, words)
    assert "cannot be reached" in told.stderr, told.output


def test_the_bus_may_be_a_file(folder: Path) -> None:
    put(folder, "saphan_bus", "postgres")
    put(folder, "saphan_bus_url", AWAY)
    told = RUNNER.invoke(app, ["topics", "create"])
    assert told.exit_code == 1
    assert "Set SAPHAN_BUS_URL" not in told.stderr


def test_a_key_file_is_sealed_by_the_passphrase_of_the_folder(folder: Path) -> None:
    put(folder, "saphan_gateway_key_passphrase", "open")
    told = RUNNER.invoke(app, ["keys", "create", str(folder / "keys.json")])
    assert "sealed" in told.stderr


@pytest.mark.parametrize(
    "words", [["serve", "case-registry"], ["migrate", "case-registry"]], ids=lambda words: words[0]
)
def test_a_file_that_others_can_read_stops_the_verb_in_both_languages(folder: Path, words: list[str]) -> None:
    put(folder, "saphan_case_registry_database_url", AWAY, 0o644)
    told = RUNNER.invoke(app, words)
    assert told.exit_code == 1
    assert told.stderr.count("saphan_case_registry_database_url is readable by others (mode 0644); chmod 600") == 1
    assert "saphan_case_registry_database_url ໄດ້ (mode 0644); ໃຊ້ chmod 600" in told.stderr
    assert AWAY not in told.stderr


def test_serve_reads_its_settings_from_the_folder(folder: Path) -> None:
    put(folder, "saphan_case_registry_database_url", AWAY)
    told = RUNNER.invoke(app, ["serve", "case-registry"])
    assert "BUS_URL" in told.stderr
    assert "DATABASE_URL" not in told.stderr
