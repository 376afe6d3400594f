"""Files of a secured connection are looked at before the start: each that cannot be used is named, all at once."""

import ssl
from pathlib import Path

import pytest

from chassis.bus.security import Security
from chassis.process.bus_settings import BusSettings
from chassis.process.secret_files import SecretFileRefused
from tests.support.bus_certificates import Pair, a_stranger, issued


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    pair = a_stranger(tmp_path)
    pair.certificate.rename(tmp_path / "ca.pem")
    pair.key.rename(tmp_path / "ca.key")
    return tmp_path


@pytest.fixture
def pair(authority: Path) -> Pair:
    return issued(authority, authority, "case-registry")


def told(authority: Path, pair: Pair) -> BusSettings:
    return BusSettings.model_validate(
        {
            "bus_url": "localhost:9093",
            "bus_security": "tls",
            "bus_ca_file": authority / "ca.pem",
            "bus_certificate_file": pair.certificate,
            "bus_key_file": pair.key,
        }
    )


def test_a_context_verifies_certificates_and_names_and_speaks_no_old_tls(authority: Path, pair: Pair) -> None:
    context = Security.of(told(authority, pair)).arguments()["ssl_context"]
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_a_key_that_others_can_read_is_refused(authority: Path, pair: Pair) -> None:
    pair.key.chmod(0o644)
    with pytest.raises(SecretFileRefused, match=r"BUS_KEY_FILE: .*readable by others"):
        Security.of(told(authority, pair))


def test_a_key_of_another_certificate_is_refused(authority: Path, pair: Pair) -> None:
    other = issued(authority, authority, "another")
    with pytest.raises(SecretFileRefused, match=r"are no pair: key values mismatch"):
        Security.of(told(authority, Pair(pair.certificate, other.key)))


def test_everything_that_is_wrong_is_told_at_once(authority: Path, pair: Pair) -> None:
    (authority / "ca.pem").write_text("nothing")
    pair.key.unlink()
    with pytest.raises(SecretFileRefused, match=r"BUS_CA_FILE .*holds no certificates.*; BUS_KEY_FILE: .*No such file"):
        Security.of(told(authority, pair))


def test_a_replaced_file_is_another_stamp(authority: Path, pair: Pair) -> None:
    security = Security.of(told(authority, pair))
    before = security.stamp()
    assert security.stamp() == before
    issued(authority, authority, "case-registry")
    assert security.stamp() != before


def test_a_password_shows_nowhere() -> None:
    assert "secret" not in repr(Security("sasl-tls", "me", "secret"))
