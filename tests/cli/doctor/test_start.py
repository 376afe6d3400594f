"""What a start refuses: everything that is wrong at once, in both languages, and nothing is harmed."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.components import component
from cli.doctor.start import app_to_start, settings_to_start
from cli.main import app
from cli.refusals import Refused
from gateway.trust import key_files
from tests.support.postgres import BUS, FreshDatabase
from tests.support.service import credentials_file, subject_key_file

RUNNER = CliRunner()
Told = Callable[..., None]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """Set variables of a component."""

    def setting(name: str, **values: object) -> None:
        for variable, value in values.items():
            monkeypatch.setenv(f"{component(name).prefix}{variable.upper()}", str(value))

    return setting


@pytest.fixture
def gateway(told: Told, fresh_database: FreshDatabase, tmp_path: Path) -> Path:
    """Set what a gateway needs, and return its key file."""
    key_file = tmp_path / "keys.json"
    key_files.create(key_file, None)
    told(
        "gateway",
        database_url=fresh_database("gateway.migrations"),
        public_url="http://localhost:1",
        key_file=key_file,
        port=0,
    )
    return key_file


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield int(listening.getsockname()[1])


def start(name: str) -> Result:
    """Serve as far as it is refused."""
    return RUNNER.invoke(app, ["serve", name])


def test_settings_that_are_right_make_an_app(gateway: Path) -> None:
    assert gateway.exists()
    assert app_to_start(component("gateway"), settings_to_start(component("gateway"))).title == "Saphan"


def test_every_setting_that_is_wrong_is_named_at_once(told: Told, fresh_database: FreshDatabase) -> None:
    told("document-exchange", port="a lot", log_level="loud", files_url="ftp://x", database_url=fresh_database())
    result = start("document-exchange")
    assert result.exit_code == 1
    english, _, lao = result.stderr.partition("        document-exchange ເປີດບໍ່ໄດ້:")
    for variable in ("PORT", "LOG_LEVEL", "FILES_URL", "BUS_URL"):
        assert f"SAPHAN_DOCUMENT_EXCHANGE_{variable}: " in english
        assert f"SAPHAN_DOCUMENT_EXCHANGE_{variable}: " in lao
    assert "SAPHAN_DOCUMENT_EXCHANGE_BUS_URL: ຕ້ອງຕັ້ງຄ່າ" in lao
    assert "saphan migrate document-exchange" in english, "and what its database lacks"


def test_keys_in_a_file_do_not_say_where_members_are_read(
    told: Told, fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    told("health-summaries", database_url=fresh_database(), bus_url="kafka:9092", jwks_file=tmp_path / "keys.json")
    said = " ".join(start("health-summaries").stderr.split())
    assert "health-summaries: set reference_url beside jwks_file: nothing else says where members" in said


def test_settings_that_contradict_each_other_are_named(gateway: Path, told: Told) -> None:
    told("gateway", public_url="http://open.example")
    assert "public_url is https" in start("gateway").stderr


def test_a_list_that_is_no_json_is_named(gateway: Path, told: Told) -> None:
    told("gateway", hosts="a.example, b.example")
    assert "SAPHAN_GATEWAY_HOSTS: is not JSON" in start("gateway").stderr


def test_files_and_database_and_port_are_named_together(
    gateway: Path, told: Told, fresh_database: FreshDatabase, taken_port: int
) -> None:
    gateway.chmod(0o644)
    told(
        "gateway", port=taken_port, database_url=fresh_database(), timestamp_url="https://tsa", timestamp_roots="no.pem"
    )
    said = start("gateway").stderr
    for reason in (
        "keys.json is readable by others",
        "SAPHAN_GATEWAY_TIMESTAMP_ROOTS: no.pem cannot be read: No such file",
        f"Port {taken_port} on 127.0.0.1 is taken",
        "saphan migrate gateway",
    ):
        assert reason in said


def test_a_key_file_that_does_not_open_stops_the_start(gateway: Path) -> None:
    gateway.write_text("{}")
    said = start("gateway").stderr
    assert said.count("keys.json") >= 2, "in both languages"


def test_a_gateway_without_keys_says_which_variable(gateway: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SAPHAN_GATEWAY_KEY_FILE")
    assert "key_file" in start("gateway").stderr


def test_a_database_that_is_away_stops_nothing(gateway: Path, told: Told, caplog: pytest.LogCaptureFixture) -> None:
    told("gateway", database_url="postgresql://nobody@127.0.0.1:1/nothing")
    assert app_to_start(component("gateway"), settings_to_start(component("gateway"))) is not None
    assert "database: cannot be reached now" in caplog.text


def test_a_misspelt_variable_is_named_and_stops_nothing(
    gateway: Path, told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    told("gateway", public_ulr="https://gateway.example")
    app_to_start(component("gateway"), settings_to_start(component("gateway")))
    assert "SAPHAN_GATEWAY_PUBLIC_ULR is read by nobody; is SAPHAN_GATEWAY_PUBLIC_URL meant?" in caplog.text


def test_a_folder_that_takes_no_file_stops_the_document_exchange(
    told: Told, fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    (tmp_path / "files").write_text("a file where the folder should be")
    told(
        "document-exchange",
        database_url=fresh_database("services.document_exchange.migrations"),
        bus="postgres",
        bus_url=fresh_database(BUS),
        files_url=(tmp_path / "files").as_uri(),
        port=0,
    )
    result = start("document-exchange")
    assert result.exit_code == 1
    assert f"{tmp_path}/files cannot be written to" in result.stderr


def test_credentials_that_come_with_the_enrolment_stop_nothing(
    told: Told, fresh_database: FreshDatabase, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told(
        "case-registry",
        database_url=fresh_database("services.case_registry.migrations"),
        bus="postgres",
        bus_url=fresh_database(BUS),
        subject_key_file=subject_key_file(),
        credentials_file=tmp_path / "later.json",
        port=0,
    )
    app_to_start(component("case-registry"), settings_to_start(component("case-registry")))
    assert "later.json is not there yet" in caplog.text
    told("case-registry", credentials_file=credentials_file(), subject_key_file=tmp_path / "none.key")
    with pytest.raises(Refused, match=r"SUBJECT_KEY_FILE: .*none.key cannot be read"):
        app_to_start(component("case-registry"), settings_to_start(component("case-registry")))
