"""`saphan doctor`: a line for each check, JSON for programs, exit 1 when something is wrong."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.components import component
from cli.doctor.settings import contact_findings
from cli.doctor.surroundings import folder_findings
from cli.main import app
from contracts.lao import has_lao
from gateway.front.contact import Contact
from gateway.settings import Settings
from gateway.trust import key_files
from tests.support.authority import Authority
from tests.support.postgres import BUS, FreshDatabase

RUNNER = CliRunner()
DOCUMENTS = "SAPHAN_DOCUMENT_EXCHANGE_"


@pytest.fixture
def documents(monkeypatch: pytest.MonkeyPatch, fresh_database: FreshDatabase, tmp_path: Path) -> Path:
    """Set what the document exchange needs, and return the folder of its files."""
    keys = tmp_path / "jwks.json"
    keys.write_text('{"keys": []}')
    for name, value in {
        "DATABASE_URL": fresh_database("services.document_exchange.migrations"),
        "BUS": "postgres",
        "BUS_URL": fresh_database(BUS),
        "FILES_URL": (tmp_path / "files").as_uri(),
        "JWKS_FILE": str(keys),
        "REFERENCE_URL": "http://127.0.0.1:1/directory/v1/reference",
    }.items():
        monkeypatch.setenv(f"{DOCUMENTS}{name}", value)
    return tmp_path / "files"


def found(*words: str) -> dict[str, list[tuple[str, str]]]:
    """Return level and sentence by check, as a program reads them."""
    told = json.loads(RUNNER.invoke(app, ["doctor", *words, "--json"]).stdout)
    assert all(set(each) == {"component", "check", "level", "en", "lo"} for each in told)
    checks: dict[str, list[tuple[str, str]]] = {}
    for each in told:
        checks.setdefault(each["check"], []).append((each["level"], each["en"]))
    return checks


def test_what_is_right_is_told_line_by_line(documents: Path) -> None:
    checks = found("document-exchange")
    for check in ("settings", "database", "clock", "schema", "rights", "files", "folders", "disk", "store", "bus"):
        assert checks[check][0][0] == "ok", checks[check]
    told = RUNNER.invoke(app, ["doctor", "document-exchange"])
    (line,) = [line for line in told.stdout.splitlines() if " store " in line]
    assert "keeps a file and removes it. ເກັບ ແລະ ລຶບໄຟລ໌ໄດ້." in line
    assert told.exit_code == 1, "the tests' server has fsync off, and a doctor sees it"
    assert list(documents.rglob("*")) == [], "the probe is gone"


def test_without_a_name_every_component_that_is_set_is_looked_at(documents: Path) -> None:
    assert documents.parent.exists()
    assert "document-exchange" in RUNNER.invoke(app, ["doctor"]).stdout


def test_without_a_name_and_a_setting_it_asks_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(f"{DOCUMENTS}DATABASE_URL", raising=False)
    told = RUNNER.invoke(app, ["doctor"])
    assert told.exit_code == 1
    assert "Say which component" in told.stderr


def test_topics_that_are_missing_are_named(
    documents: Path, monkeypatch: pytest.MonkeyPatch, fresh_database: FreshDatabase
) -> None:
    assert documents.parent.exists()
    monkeypatch.setenv(f"{DOCUMENTS}BUS_URL", fresh_database())
    ((level, told),) = found("document-exchange")["topics"]
    assert level == "wrong"
    assert "la.gov.documents.delivery, la.gov.documents.document; run `saphan topics create`" in told


@pytest.mark.parametrize("kind", ["postgres", "kafka"])
def test_a_bus_that_is_away_is_named(documents: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    assert documents.parent.exists()
    monkeypatch.setenv(f"{DOCUMENTS}BUS", kind)
    monkeypatch.setenv(f"{DOCUMENTS}BUS_URL", "127.0.0.1:1" if kind == "kafka" else "postgresql://x@127.0.0.1:1/bus")
    ((level, told),) = found("document-exchange")["bus"]
    assert (level, "does not answer" in told) == ("wrong", True)


@pytest.mark.parametrize("file", ["missing", "open to all", "empty"])
def test_a_password_file_of_the_bus_that_cannot_be_used_is_named(
    documents: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    authority = Authority(documents.parent)
    secrets = documents.parent / "secrets"
    secrets.mkdir()
    password = secrets / f"{DOCUMENTS}BUS_PASSWORD".lower()
    if file != "missing":
        password.write_text("" if file == "empty" else "secret")
        password.chmod(0o644 if file == "open to all" else 0o600)
    for name, value in {"BUS": "kafka", "BUS_URL": "127.0.0.1:1", "BUS_SECURITY": "sasl-tls"}.items():
        monkeypatch.setenv(f"{DOCUMENTS}{name}", value)
    monkeypatch.setenv(f"{DOCUMENTS}BUS_USERNAME", "document-exchange")
    monkeypatch.setenv(f"{DOCUMENTS}BUS_CA_FILE", str(authority.path))
    monkeypatch.setenv("SAPHAN_SECRETS_DIR", str(secrets))
    checks = found("document-exchange")
    wrong = [told for check in ("settings", "bus") for level, told in checks.get(check, []) if level == "wrong"]
    assert any("bus_password" in told.lower() for told in wrong), checks
    assert "secret" not in str(wrong).replace("secrets", "")


def test_a_gateway_that_does_not_answer_is_named(documents: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert documents.parent.exists()
    monkeypatch.delenv(f"{DOCUMENTS}JWKS_FILE")
    ((level, told),) = found("document-exchange")["gateway"]
    assert "nothing says where the gateway's keys are" in told
    monkeypatch.setenv(f"{DOCUMENTS}JWKS_URL", "http://127.0.0.1:1/.well-known/jwks.json")
    ((level, told),) = found("document-exchange")["gateway"]
    assert (level, "does not answer" in told) == ("wrong", True)


@pytest.mark.parametrize(("passphrase", "level"), [(None, "warning"), ("open", "ok")], ids=["plain", "sealed"])
def test_a_key_file_is_opened_and_its_seal_is_told(
    monkeypatch: pytest.MonkeyPatch, fresh_database: FreshDatabase, tmp_path: Path, passphrase: str | None, level: str
) -> None:
    key_files.create(tmp_path / "keys.json", passphrase)
    monkeypatch.setenv("SAPHAN_GATEWAY_DATABASE_URL", fresh_database("gateway.migrations"))
    monkeypatch.setenv("SAPHAN_GATEWAY_PUBLIC_URL", "https://gateway.example")
    monkeypatch.setenv("SAPHAN_GATEWAY_KEY_FILE", str(tmp_path / "keys.json"))
    if passphrase:
        monkeypatch.setenv("SAPHAN_GATEWAY_KEY_PASSPHRASE", passphrase)
    checks = found("gateway")
    assert [each for each, _ in checks["keys"]] == [level]
    assert [each for each, _ in checks["contact"]] == ["warning"]
    monkeypatch.setenv("SAPHAN_GATEWAY_KEY_PASSPHRASE", "wrong")
    if passphrase:
        assert [each for each, _ in found("gateway")["keys"]] == ["wrong"]


def test_a_gateway_that_names_nobody_to_ask_is_warned_of_in_both_languages() -> None:
    gateway = component("gateway")
    (told,) = contact_findings(gateway, Settings.model_construct())
    assert told.level == "warning"
    for sentence in (told.en, told.lo):
        assert "SAPHAN_GATEWAY_CONTACT" in sentence
        example = json.loads(sentence[sentence.index("{") : sentence.index("}") + 1])
        named = Settings.model_construct(contact=Contact.model_validate(example))
        assert [each.level for each in contact_findings(gateway, named)] == ["ok"]
    assert has_lao(told.lo)


def test_a_disk_without_room_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.doctor.surroundings._NOTHING", 2**62)
    settings = Settings.model_construct(checkpoint_folder=tmp_path / "outside")
    levels = {finding.check: finding.level for finding in folder_findings(settings)}
    assert levels == {"folders": "ok", "disk": "wrong"}
