"""Secrets are made once: their owner's alone, never replaced, and what is derived from them follows them."""

import ssl
import stat
from pathlib import Path

import pytest
from cryptography import x509

from chassis.process.secret_files import read_key, read_secret
from cli.refusals import Refused
from deploy.country.folder import Country
from deploy.country.secrets import make_secrets
from gateway.trust import key_files


@pytest.fixture
def country(tmp_path: Path) -> Country:
    country = Country(tmp_path / "country", name="gateway.example")
    make_secrets(country)
    return country


def contents(country: Country) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in country.folder.rglob("*") if file.is_file()}


def test_a_second_time_changes_nothing(country: Country) -> None:
    before = contents(country)
    assert make_secrets(country) == 0
    assert contents(country) == before


def test_nobody_else_reads_them(country: Country) -> None:
    for file in (country.folder / "secrets").rglob("*"):
        wanted = stat.S_IFDIR | 0o700 if file.is_dir() else stat.S_IFREG | 0o600
        assert oct(file.stat().st_mode) == oct(wanted), file
    assert stat.S_IMODE((country.authority / "ca.key").stat().st_mode) == 0o600


def test_the_gateway_loads_its_keys(country: Country) -> None:
    key_files.load(country.secrets("gateway") / "gateway.json", issuer=country.url)


def test_both_services_that_read_about_people_have_one_subject_key(country: Country) -> None:
    keys = {read_key(country.secrets(name) / "subjects.key") for name in ("civil-registration", "case-registry")}
    assert len(keys) == 1


def test_a_password_is_the_one_of_the_address_that_uses_it(country: Country) -> None:
    url = read_secret(country.secrets("case-registry") / "saphan_case_registry_database_url").decode()
    password = read_secret(country.secrets("postgres") / "case_registry").decode()
    assert url == f"postgresql://case_registry:{password}@postgres/case_registry"


def test_a_password_that_was_removed_is_made_anew_and_nothing_else_changes(country: Country) -> None:
    before, password = contents(country), country.secrets("postgres") / "gateway"
    password.unlink()
    assert make_secrets(country) == 2, "the password, and the address that holds it"
    changed = {file for file, content in contents(country).items() if before[file] != content}
    assert changed == {password, country.secrets("gateway") / "saphan_gateway_database_url"}


def test_the_proxy_shows_a_certificate_of_this_country_that_its_authority_stands_for(country: Country) -> None:
    pem = country.secrets("proxy") / "proxy.pem"
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(pem)
    text = pem.read_bytes()
    certificate = x509.load_pem_x509_certificate(text[text.index(b"-----BEGIN CERT") :])
    certificate.verify_directly_issued_by(x509.load_pem_x509_certificate(country.certificate.read_bytes()))
    ssl.create_default_context(cafile=str(country.certificate))


def test_a_certificate_of_another_name_is_refused_and_kept(country: Country) -> None:
    pem = country.secrets("proxy") / "proxy.pem"
    before = pem.read_bytes()
    with pytest.raises(Refused, match=r"proxy\.pem is no certificate of other\.example: remove it"):
        make_secrets(Country(country.folder, name="other.example"))
    assert pem.read_bytes() == before
