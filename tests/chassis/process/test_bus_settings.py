"""Settings of the bus that contradict each other stop the start, each in one sentence, all at once."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from chassis.process.bus_settings import BusSettings

KAFKA = {"bus_url": "broker-1:9093,broker-2:9093"}
SASL = KAFKA | {"bus_security": "sasl-tls", "bus_username": "case-registry", "bus_password": "secret"}
PAIR = {"bus_certificate_file": "our.pem", "bus_key_file": "our.key"}


def wrong(told: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as fault:
        BusSettings.model_validate(told)
    (error,) = fault.value.errors()
    return str(error["msg"])


@pytest.mark.parametrize(
    "told",
    [
        KAFKA,
        SASL,
        SASL | {"bus_ca_file": "ca.pem"},
        SASL | PAIR,
        KAFKA | PAIR | {"bus_security": "tls"},
        KAFKA | {"bus_security": "tls"},
        {"bus": "postgres", "bus_url": "postgresql://saphan@host/bus"},
    ],
)
def test_what_agrees_is_taken(told: dict[str, Any]) -> None:
    assert BusSettings.model_validate(told).bus_url.get_secret_value() == told["bus_url"]


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (KAFKA | {"bus_username": "me"}, "BUS_USERNAME would be of no use over plaintext"),
        (KAFKA | {"bus_password": "secret"}, "BUS_PASSWORD would be of no use over plaintext"),
        (KAFKA | {"bus_ca_file": "ca.pem"}, "BUS_CA_FILE would be of no use over plaintext"),
        (KAFKA | {"bus_security": "sasl-tls"}, "BUS_SECURITY=sasl-tls needs BUS_USERNAME and BUS_PASSWORD"),
        (SASL | {"bus_username": None}, "BUS_SECURITY=sasl-tls needs BUS_USERNAME"),
        (SASL | {"bus_password": None}, "BUS_SECURITY=sasl-tls needs BUS_PASSWORD"),
        (SASL | {"bus_security": "tls"}, "BUS_SECURITY=tls knows no user and no password"),
        (SASL | {"bus_certificate_file": "our.pem"}, "BUS_CERTIFICATE_FILE and BUS_KEY_FILE, or none"),
        (SASL | {"bus_key_file": "our.key"}, "BUS_CERTIFICATE_FILE and BUS_KEY_FILE, or none"),
        (SASL | {"bus": "postgres"}, "with BUS=postgres set no BUS_SECURITY"),
        ({"bus_url": "postgresql://saphan@host/bus"}, "with BUS=kafka BUS_URL is host:port"),
    ],
)
def test_what_contradicts_is_one_sentence(told: dict[str, Any], sentence: str) -> None:
    assert sentence in wrong(told)


def test_several_contradictions_are_told_at_once() -> None:
    told = wrong(KAFKA | {"bus_security": "sasl-tls", "bus_username": "me", "bus_key_file": "our.key"})
    assert "needs BUS_PASSWORD; set BUS_CERTIFICATE_FILE and BUS_KEY_FILE" in told


def test_a_password_is_in_no_sentence_and_no_text() -> None:
    assert "secret" not in wrong(SASL | {"bus": "postgres"})
    assert "secret" not in repr(BusSettings.model_validate(SASL))


def test_the_password_may_be_a_file_of_the_secrets_folder_and_the_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "bus_password"
    file.touch(mode=0o600)
    file.write_text("of the file\n")
    monkeypatch.setenv("SAPHAN_SECRETS_DIR", str(tmp_path))
    told = {name: value for name, value in SASL.items() if name != "bus_password"}
    settings = BusSettings(**told)  # type: ignore[arg-type]  # plain values, as the environment has them
    assert settings.bus_password is not None
    assert settings.bus_password.get_secret_value() == "of the file"
    assert settings.bus_password_file() == file
    monkeypatch.setenv("BUS_PASSWORD", "of the environment")
    settings = BusSettings(**told)  # type: ignore[arg-type]  # as above
    assert settings.bus_password is not None
    assert settings.bus_password.get_secret_value() == "of the environment"
    assert settings.bus_password_file() is None
