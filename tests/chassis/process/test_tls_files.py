"""Certificates in files: what is refused at the start, and what a change brings."""

import ssl
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

from chassis.process.tls_files import TlsContext, TlsFiles
from tests.support.authority import Authority, replace


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def opened(certificate: Path, key: Path, name: str | None = None, authorities: Path | None = None) -> TlsContext:
    return TlsContext(TlsFiles(certificate, key, authorities), server=True, name=name, what="gateway")


def looked(context: TlsContext) -> ssl.SSLContext:
    """Return the context as if a second had passed."""
    context._looked_at -= 2
    return context.current


def end_of(days: float) -> float:
    return time.time() + days * 86_400


def test_what_is_served_is_modern(authority: Authority) -> None:
    context = opened(*authority.files("gateway")).current
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    ciphers = {each["name"] for each in context.get_ciphers()}
    assert all("GCM" in each or "CHACHA20" in each for each in ciphers)
    assert all(each.startswith(("ECDHE-", "TLS_")) for each in ciphers)
    assert context.verify_mode is ssl.CERT_NONE
    believing = opened(*authority.files("gateway"), authorities=authority.path).current
    assert believing.verify_mode is ssl.CERT_REQUIRED


@pytest.mark.parametrize(
    ("names", "wanted", "good"),
    [
        (("gateway.example",), "gateway.example", True),
        (("*.example",), "Gateway.Example", True),
        (("*.example",), "a.gateway.example", False),
        (("*.example",), "example", False),
        (("other.example",), "gateway.example", False),
        (("127.0.0.1",), "127.0.0.1", True),
        (("::1",), "::1", True),
        (("gateway.example",), "127.0.0.1", False),
    ],
)
def test_a_certificate_is_for_its_names(authority: Authority, names: tuple[str, ...], wanted: str, good: bool) -> None:
    files = authority.files("gateway", *names)
    if good:
        opened(*files, name=wanted)
        return
    with pytest.raises(ValueError, match=rf"is the certificate of {names[0].replace('*', '.')}, and not of {wanted}"):
        opened(*files, name=wanted)


def test_each_fault_of_the_files_is_one_sentence(authority: Authority, tmp_path: Path) -> None:
    certificate, key = authority.files("gateway")
    _, other_key = authority.files("other")
    empty = tmp_path / "empty"
    empty.write_text("nothing")
    empty.chmod(0o600)
    sealed = tmp_path / "sealed"
    sealed.write_bytes(
        ec.generate_private_key(ec.SECP256R1()).private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"word")
        )
    )
    sealed.chmod(0o600)
    open_to_all = tmp_path / "open"
    open_to_all.write_bytes(key.read_bytes())
    open_to_all.chmod(0o644)
    intermediate = Authority(tmp_path, "Intermediate", under=authority)
    chained, chained_key = intermediate.files("chained")
    wrong_order = tmp_path / "wrong-order"
    wrong_order.write_bytes(chained.read_bytes() + authority.pem)
    for said, paths in {
        "is not the key of the certificate in": (certificate, other_key),
        "holds no certificate": (empty, key),
        "holds no private key": (certificate, empty),
        "is sealed by a passphrase": (certificate, sealed),
        "is readable by others": (certificate, open_to_all),
        "cannot be read: No such file": (certificate, tmp_path / "missing"),
        "missing cannot be read": (tmp_path / "missing", key),
        "is not followed by the certificate of its issuer": (wrong_order, chained_key),
    }.items():
        with pytest.raises(ValueError, match=said):
            opened(*paths)
    with pytest.raises(ValueError, match="authorities holds no certificate"):
        opened(certificate, key, authorities=empty)


def test_an_expired_certificate_starts_with_an_alarm_and_ends_it_by_the_next(authority: Authority) -> None:
    context = opened(*authority.files("gateway", days=-2))
    assert set(context.alarms()) == {"certificate-expired"}
    authority.files("gateway", days=9)
    looked(context)
    assert not context.alarms()


def test_a_chain_that_may_be_incomplete_is_told(authority: Authority, caplog: pytest.LogCaptureFixture) -> None:
    opened(*authority.files("gateway"))
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "holds no issuer's certificate" in caplog.records[0].facts["why"]  # type: ignore[attr-defined]  # of `extra`
    caplog.clear()
    intermediate = Authority(authority.folder, "Intermediate", under=authority)
    certificate, key = intermediate.files("chained")
    certificate.write_bytes(certificate.read_bytes() + intermediate.pem)
    opened(certificate, key)
    assert not caplog.records


def test_a_new_pair_is_taken_for_new_connections(authority: Authority) -> None:
    context = opened(*authority.files("gateway", days=3))
    before = context.current
    assert looked(context) is before
    authority.files("gateway", days=9)
    assert looked(context) is not before
    assert context.expires_at == pytest.approx(end_of(9), abs=60)


def test_what_was_only_touched_is_not_loaded_again(authority: Authority) -> None:
    certificate, key = authority.files("gateway")
    context = opened(certificate, key)
    before = context.current
    replace(certificate, certificate.read_bytes())
    assert looked(context) is before


def test_the_folder_that_kubernetes_swaps_is_seen(authority: Authority, tmp_path: Path) -> None:
    mounted = tmp_path / "mounted"
    mounted.mkdir()
    for version, days in (("..1", 3), ("..2", 9)):
        (mounted / version).mkdir()
        for path, name in zip(authority.files("issued", days=days), ("tls.crt", "tls.key"), strict=True):
            replace(mounted / version / name, path.read_bytes())
    (mounted / "..data").symlink_to("..1")
    for name in ("tls.crt", "tls.key"):
        (mounted / name).symlink_to(f"..data/{name}")
    context = opened(mounted / "tls.crt", mounted / "tls.key")
    assert context.expires_at == pytest.approx(end_of(3), abs=60)
    (mounted / "..new").symlink_to("..2")
    (mounted / "..new").rename(mounted / "..data")
    looked(context)
    assert context.expires_at == pytest.approx(end_of(9), abs=60)


def test_a_broken_new_file_keeps_the_old_one_with_an_alarm(
    authority: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    certificate, key = authority.files("gateway")
    context = opened(certificate, key)
    before = context.current
    caplog.clear()
    for broken in (b"nothing", authority.issue("127.0.0.1")[0], authority.issue("127.0.0.1", days=-1)[0]):
        replace(certificate, broken)
        assert looked(context) is before
        assert looked(context) is before  # the first time, the key may be on its way
        assert set(context.alarms()) == {"certificate-not-taken"}
    assert [record.message for record in caplog.records] == ["a changed certificate is not taken"] * 2
    authority.files("gateway", days=-1)
    for _ in range(2):
        assert looked(context) is before
    assert "its time is over" in context.alarms()["certificate-not-taken"]
    certificate.unlink()
    assert looked(context) is before
    authority.files("gateway", days=5)
    assert looked(context) is not before
    assert not context.alarms()


def test_between_two_files_of_one_renewal_nothing_is_said(authority: Authority) -> None:
    certificate, key = authority.files("gateway")
    context = opened(certificate, key)
    new_certificate, new_key = authority.issue("127.0.0.1", days=4)
    replace(certificate, new_certificate)
    looked(context)
    assert not context.alarms()
    replace(key, new_key)
    looked(context)
    assert not context.alarms()
    assert context.expires_at == pytest.approx(end_of(4), abs=60)
