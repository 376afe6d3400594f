"""`saphan certificates key`: the first key signs at once, its successor a week later; what is no address is refused."""

import json
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from chassis.process.secret_files import SecretFileRefused
from chassis.tokens.certificate_keys import CertificateKeys, must_be_an_address
from cli.certificate_keys import LATER, kept
from cli.components import component
from cli.doctor.settings import read
from cli.main import app
from evidence.certificates.layers import day_of, last_day_of
from evidence.certificates.status_lists import DAY

ISSUER = "https://civil.example.gov.la"


def made(path: Path, *options: str, issuer: str = ISSUER) -> str:
    told = CliRunner().invoke(app, ["certificates", "key", str(path), "--issuer", issuer, *options])
    assert told.exit_code == 0, told.output
    return told.output


def test_a_successor_signs_a_week_later_and_checkers_have_it_before(tmp_path: Path) -> None:
    path, now = tmp_path / "certificates.json", int(time.time())
    said = made(path, "--days", "400")
    assert f"valid from {day_of(now)} until {last_day_of(now + 400 * DAY)}. ກະແຈໃໝ່" in said
    assert "ໃຫ້ເປີດລະບົບທະບຽນຄືນໃໝ່" in said
    assert path.stat().st_mode & 0o777 == 0o600
    first = CertificateKeys.read(path).signer(now + 1)
    assert first is not None
    assert first.ends_at - first.begins_at == 400 * DAY
    made(path)
    both = CertificateKeys.read(path)
    assert both.signer(now + LATER - 5) == both.keys[0]
    assert both.signer(now + LATER + 5) == both.keys[1]
    assert both.signer(now - 5) is None
    published = both.public_document()["certificates"]
    assert len(published) == 2
    assert not any("d" in jwk for jwk in published)
    made(path, "--at-once")
    third = CertificateKeys.read(path)
    assert third.signer(int(time.time()) + 1) not in {None, both.keys[0]}


@pytest.mark.parametrize(
    "issuer",
    ["civil.example.gov.la", "https://", "ftp://civil.la", "https://a.la/path", "https://a.la:port", "https://a b"],
)
def test_an_issuer_is_the_address_of_a_server(tmp_path: Path, issuer: str) -> None:
    told = CliRunner().invoke(app, ["certificates", "key", str(tmp_path / "keys.json"), "--issuer", issuer])
    assert told.exit_code != 0
    assert "write it as https://civil.example.gov.la" in told.output.replace("\n", " ")
    assert not (tmp_path / "keys.json").exists()


@pytest.mark.parametrize("issuer", [ISSUER, "http://127.0.0.1:8080", "https://localhost:8443", "http://gateway:8080"])
def test_addresses_of_servers_are_issuers(issuer: str) -> None:
    must_be_an_address(issuer)


@pytest.mark.parametrize("content", ["", "{}", '{"certificates": [{}]}', '{"certificates": "x"}'])
def test_a_file_that_holds_no_keys_is_refused_and_stays(tmp_path: Path, content: str) -> None:
    path = tmp_path / "certificates.json"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(SecretFileRefused, match="saphan certificates key"):
        CertificateKeys.read(path)
    told = CliRunner().invoke(app, ["certificates", "key", str(path), "--issuer", ISSUER])
    assert told.exit_code != 0
    assert path.read_text() == content


def test_a_file_that_others_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "certificates.json"
    made(path)
    path.chmod(0o644)
    with pytest.raises(SecretFileRefused, match="readable by others"):
        CertificateKeys.read(path)


def test_two_keys_that_end_before_they_begin_are_no_keys(tmp_path: Path) -> None:
    path = tmp_path / "certificates.json"
    made(path)
    told = json.loads(path.read_text())
    told["certificates"][0]["exp"] = told["certificates"][0]["nbf"]
    path.write_text(json.dumps(told))
    with pytest.raises(SecretFileRefused, match="ends after it begins"):
        CertificateKeys.read(path)


def test_a_country_for_trying_keeps_its_key_and_gets_another_where_its_address_is_another(tmp_path: Path) -> None:
    path = tmp_path / "certificates.json"
    once = kept(path, "http://127.0.0.1:8080").read_bytes()
    assert kept(path, "http://127.0.0.1:8080").read_bytes() == once
    kept(path, "http://127.0.0.1:9090")
    assert [each.issuer for each in CertificateKeys.read(path).keys] == [
        "http://127.0.0.1:8080",
        "http://127.0.0.1:9090",
    ]


def told_by_doctor(path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What doctor finds about the file, while the other settings are missing."""
    monkeypatch.setenv("SAPHAN_CIVIL_REGISTRATION_CERTIFICATE_KEYS_FILE", str(path))
    _, found = read(component("civil-registration"))
    return [(each.level, each.en) for each in found if "CERTIFICATE_KEYS_FILE" in each.en and each.check == "files"]


def test_doctor_reads_the_keys_and_warns_a_year_before_the_last_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "certificates.json"
    made(path, "--days", "200")
    ((level, said),) = told_by_doctor(path, monkeypatch)
    assert (level, "ends in 200 days" in said) == ("warning", True)
    made(path)
    assert told_by_doctor(path, monkeypatch) == []
    path.write_text("{}")
    ((level, said),) = told_by_doctor(path, monkeypatch)
    assert (level, "is no file of keys of certificates" in said) == ("wrong", True)
