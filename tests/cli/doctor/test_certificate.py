"""A certificate is the key's, of the right name, and of today, or it is named."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cli.doctor.certificate import look

NOW = datetime(2026, 11, 28, tzinfo=UTC)
HOST = "gateway.example"


def a_pair(folder: Path, *names: str, days: int = 90, begins: datetime = NOW - timedelta(days=1)) -> tuple[Path, Path]:
    secret, subject = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    told = [x509.IPAddress(ip_address(name)) if name[0].isdigit() else x509.DNSName(name) for name in names]
    made = (
        x509.CertificateBuilder(subject, subject, secret.public_key(), x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName(told), critical=False)
        .sign(secret, hashes.SHA256())
    )
    certificate, key = folder / "tls.crt", folder / "tls.key"
    certificate.write_bytes(made.public_bytes(Encoding.PEM))
    key.write_bytes(secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return certificate, key


@pytest.mark.parametrize(
    ("names", "host"),
    [
        ([HOST], HOST),
        (["*.example"], HOST),
        (["other.example", "GATEWAY.example"], HOST),
        (["10.0.0.7"], "10.0.0.7"),
        ([HOST], None),
    ],
)
def test_a_certificate_of_our_name_is_good(tmp_path: Path, names: list[str], host: str | None) -> None:
    assert look(*a_pair(tmp_path, *names), host, NOW).level == "ok"


@pytest.mark.parametrize(
    ("names", "host"), [(["other.example"], HOST), (["*.example"], "a.gateway.example"), (["*.example"], "10.0.0.7")]
)
def test_a_certificate_of_another_name_is_named(tmp_path: Path, names: list[str], host: str) -> None:
    found = look(*a_pair(tmp_path, *names), host, NOW)
    assert found.stops
    assert f"is for {names[0]}, not for {host}" in found.en


def test_the_days_of_a_certificate_are_looked_at(tmp_path: Path) -> None:
    assert look(*a_pair(tmp_path, HOST, days=10), HOST, NOW).level == "warning"
    assert "not now; renew it" in look(*a_pair(tmp_path, HOST, days=1), HOST, NOW).en
    assert look(*a_pair(tmp_path, HOST, begins=NOW + timedelta(days=1)), HOST, NOW).stops


def test_a_key_of_another_certificate_is_named(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    certificate, _ = a_pair(tmp_path, HOST)
    _, other = a_pair(tmp_path / "other", HOST)
    assert "is not the key of" in look(certificate, other, HOST, NOW).en


def test_files_that_are_none_are_named(tmp_path: Path) -> None:
    certificate, key = a_pair(tmp_path, HOST)
    key.write_text("no key")
    assert "cannot be used" in look(certificate, key, HOST, NOW).en
    assert "No such file" in look(tmp_path / "none", key, HOST, NOW).en
