from pathlib import Path

import orjson
import pytest

from chassis.tokens.tokens import SigningKey
from evidence.base64url import b64url
from gateway.trust import key_files as keys
from gateway.trust.key_files import KeyFileRefused
from gateway.trust.keys import GatewayKeys

ISSUER = "https://gateway.gov.la"


def test_a_new_file_is_its_owners_alone_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "gateway.json"
    keys.create(path)
    assert path.stat().st_mode & 0o777 == 0o600
    loaded = keys.load(path, issuer=ISSUER)
    assert loaded.signing.kid == keys.load(path, issuer=ISSUER).signing.kid
    assert loaded.key(ISSUER, loaded.signing.kid) is not None


def test_a_key_is_never_replaced_in_passing(tmp_path: Path) -> None:
    path = tmp_path / "gateway.json"
    keys.create(path)
    with pytest.raises(FileExistsError):
        keys.create(path)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "gateway.json"
    keys.create(path)
    path.chmod(mode)
    with pytest.raises(KeyFileRefused, match="readable by others"):
        keys.load(path, issuer=ISSUER)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"keys":[]}', b'{"keys":[{"kty":"RSA"}]}', b'{"keys":[{"kty":"oct","k":"AA"}]}']
)
def test_a_file_without_keys_of_ours_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "gateway.json"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(KeyFileRefused):
        keys.load(path, issuer=ISSUER)


def test_a_sealed_file_opens_with_its_passphrase_alone(tmp_path: Path) -> None:
    path = tmp_path / "gateway.json"
    keys.create(path, "correct horse")
    assert b'"d"' not in path.read_bytes()
    opened = keys.load(path, issuer=ISSUER, passphrase="correct horse")
    assert opened.pseudonym_key == keys.load(path, issuer=ISSUER, passphrase="correct horse").pseudonym_key
    for wrong in ("another", None, ""):
        with pytest.raises(KeyFileRefused, match=r"sealed|passphrase"):
            keys.load(path, issuer=ISSUER, passphrase=wrong)


@pytest.mark.parametrize("edit", ["salt", "nonce", "data"])
def test_a_sealed_file_that_was_changed_is_refused(tmp_path: Path, edit: str) -> None:
    path = tmp_path / "gateway.json"
    keys.create(path, "p")
    content = orjson.loads(path.read_bytes())
    text = content["sealed"][edit]
    content["sealed"][edit] = ("B" if text[0] == "A" else "A") + text[1:]
    path.write_bytes(orjson.dumps(content))
    with pytest.raises(KeyFileRefused, match="not opened"):
        keys.load(path, issuer=ISSUER, passphrase="p")


def test_a_file_without_a_pseudonym_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gateway.json"
    path.write_bytes(orjson.dumps({"keys": [SigningKey.generate().private_jwk()]}))
    path.chmod(0o600)
    with pytest.raises(KeyFileRefused, match="pseudonymKey"):
        keys.load(path, issuer=ISSUER)


@pytest.mark.parametrize("passphrase", [None, "p"], ids=["plain", "sealed"])
def test_a_file_of_an_older_version_is_completed_once(tmp_path: Path, passphrase: str | None) -> None:
    path = tmp_path / "gateway.json"
    older = {"keys": [SigningKey.generate().private_jwk()], "pseudonymKey": b64url(bytes(32))}
    path.write_bytes(keys._spelt(older, passphrase))
    path.chmod(0o600)
    with pytest.raises(KeyFileRefused, match="saphan keys complete"):
        keys.load(path, issuer=ISSUER, passphrase=passphrase)
    assert keys.complete(path, passphrase)
    assert not keys.complete(path, passphrase)
    loaded = keys.load(path, issuer=ISSUER, passphrase=passphrase)
    assert loaded.pseudonym_key == bytes(32)
    again = keys.load_checkpoint_keys(path, passphrase)
    assert again == loaded.checkpoint_keys


@pytest.mark.parametrize("passphrase", [None, "p"], ids=["plain", "sealed"])
def test_the_keys_of_checkpoints_get_a_successor_and_then_make_room_for_it(
    tmp_path: Path, passphrase: str | None
) -> None:
    path = tmp_path / "gateway.json"
    keys.create(path, passphrase)
    old = keys.load_checkpoint_keys(path, passphrase)
    with pytest.raises(KeyFileRefused, match="no successor"):
        keys.drop_checkpoint(path, passphrase)
    keys.add_checkpoint(path, passphrase)
    both = keys.load_checkpoint_keys(path, passphrase)
    assert (both.ed25519, both.ml_dsa_44) == (old.ed25519, old.ml_dsa_44)
    with pytest.raises(KeyFileRefused, match="already"):
        keys.add_checkpoint(path, passphrase)
    keys.drop_checkpoint(path, passphrase)
    assert keys.load_checkpoint_keys(path, passphrase) == both.successor


@pytest.mark.parametrize("passphrase", [None, "p"])
def test_a_key_is_added_promoted_and_the_old_one_dropped(tmp_path: Path, passphrase: str | None) -> None:
    path = tmp_path / "gateway.json"
    keys.create(path, passphrase)

    def listed() -> list[str]:
        return [root.verifying.thumbprint for root in keys.load_roots(path, passphrase)]

    [old] = listed()
    new = keys.add(path, passphrase)
    assert listed() == [old, new]
    assert keys.promote(path, passphrase) == new
    assert listed() == [new, old]
    assert keys.drop(path, passphrase) == new
    assert listed() == [new]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_changed_file_is_noticed_and_a_broken_one_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "gateway.json"
    keys.create(path)
    changed = keys.changed_roots(path, None)
    assert changed() is None
    keys.add(path)
    found = changed()
    assert found is not None
    assert len(found) == 2
    assert changed() is None
    path.write_bytes(b"{}")
    assert changed() is None
    assert keys.changed_roots(None, None)() is None


def test_during_a_rotation_both_keys_are_published_and_the_first_signs() -> None:
    new, old = SigningKey.generate(), SigningKey.generate()
    both = GatewayKeys(ISSUER, [new, old])
    assert both.signing is new
    assert [jwk["kid"] for jwk in both.jwks()["keys"]] == [new.kid, old.kid]
    assert both.key(ISSUER, old.kid) is old.verifying


def test_nothing_secret_is_published() -> None:
    assert b'"d"' not in orjson.dumps(GatewayKeys(ISSUER, [SigningKey.generate()]).jwks())


def test_the_keys_of_another_issuer_are_not_here() -> None:
    held = GatewayKeys(ISSUER, [SigningKey.generate()])
    assert held.key("https://other.test", held.signing.kid) is None
    assert held.key(ISSUER, "another") is None
