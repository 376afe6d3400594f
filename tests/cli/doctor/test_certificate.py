"""A certificate is the key's, of our name, and of these days, or it is named."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cli.doctor.certificate import findings
from cli.doctor.findings import Finding
from gateway.settings import Settings

YESTERDAY = datetime.now(UTC) - timedelta(days=1)
HOST = "gateway.example"


def a_pair(folder: Path, *names: str, days: int = 90, begins: datetime = YESTERDAY) -> tuple[Path, Path]:
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
    key.chmod(0o600)
    return certificate, key


def look(certificate: Path, key: Path, host: str = HOST) -> list[Finding]:
    told = {
        "database_url": "postgresql://gateway@db/gateway",
        "public_url": f"https://{host}",
        "tls_certificate": certificate,
        "tls_key": key,
    }
    return list(findings(Settings.model_validate(told)))


@pytest.mark.parametrize(
    ("names", "host"),
    [
        ([HOST], HOST),
        (["*.example"], HOST),
        (["other.example", "GATEWAY.example"], HOST),
        (["10.0.0.7"], "10.0.0.7"),
    ],
)
def test_a_certificate_of_our_name_is_good(tmp_path: Path, names: list[str], host: str) -> None:
    (found,) = look(*a_pair(tmp_path, *names), host)
    assert (found.level, found.stops) == ("ok", False)


@pytest.mark.parametrize(
    ("names", "host"), [(["other.example"], HOST), (["*.example"], "a.gateway.example"), (["*.example"], "10.0.0.7")]
)
def test_a_certificate_of_another_name_is_named(tmp_path: Path, names: list[str], host: str) -> None:
    (found,) = look(*a_pair(tmp_path, *names), host)
    assert found.stops
    assert f"is the certificate of {names[0]}, and not of {host}" in found.en


def test_the_days_of_a_certificate_are_looked_at_and_stop_nothing(tmp_path: Path) -> None:
    soon = look(*a_pair(tmp_path, HOST, days=10))
    over = look(*a_pair(tmp_path, HOST, begins=YESTERDAY - timedelta(days=5), days=5))
    to_come = look(*a_pair(tmp_path, HOST, begins=YESTERDAY + timedelta(days=2)))
    assert [each.level for each in soon] == ["warning"]
    assert "its time was over on" in over[0].en
    assert "its time begins on" in to_come[0].en
    assert not any(each.stops for each in (*soon, *over, *to_come))


def test_a_key_of_another_certificate_is_named(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    certificate, _ = a_pair(tmp_path, HOST)
    _, other = a_pair(tmp_path / "other", HOST)
    assert "is not the key of the certificate" in look(certificate, other)[0].en


def test_files_that_are_none_are_named(tmp_path: Path) -> None:
    certificate, key = a_pair(tmp_path, HOST)
    key.write_text("no key")
    assert "holds no private key" in look(certificate, key)[0].en
    assert "No such file" in look(tmp_path / "none", key)[0].en
