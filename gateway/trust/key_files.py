"""File of the long-lived keys: JSON in plain (mode 0600), sealed by a passphrase (scrypt, AES-GCM), or PKCS#11."""

import logging
import os
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from chassis.process.secret_files import SecretFileRefused, read_secret
from chassis.tokens.key_statements import LongLivedKey
from chassis.tokens.tokens import SigningKey
from evidence.base64url import b64url, b64url_decode
from gateway.trust import hsm
from gateway.trust.checkpoint_keys import CheckpointKeys
from gateway.trust.keys import PSEUDONYM_KEY_BYTES, GatewayKeys

MODE: Final = 0o600
_SCRYPT: Final = {"n": 2**17, "r": 8, "p": 1}  # 128 MiB and a third of a second, once at start
_ABOUT: Final = b"saphan gateway keys"  # what is sealed cannot pass for something else

_LOG: Final = logging.getLogger(__name__)

Content = dict[str, Any]  # Any: JWKs, parsed below


class KeyFileRefused(ValueError):  # noqa: N818 - a sentence, as every refusal here
    """A key file that others can read, that is not opened by the passphrase, or that is no key file."""


def create(path: Path, passphrase: str | None = None) -> None:
    """Write a file with one new key, sealed when there is a passphrase; raise `FileExistsError` rather than replace."""
    pseudonym_key = b64url(secrets.token_bytes(PSEUDONYM_KEY_BYTES))
    keys = [SigningKey.generate().private_jwk()]
    content = {"keys": keys, "pseudonymKey": pseudonym_key, "checkpointKeys": CheckpointKeys.generate().spelt()}
    _write(path, _spelt(content, passphrase))


def complete(path: Path, passphrase: str | None = None) -> bool:
    """Put into a file of an older version the keys that this one needs; tell whether any was missing."""
    content = _read(path, passphrase)
    if "checkpointKeys" in content:
        return False
    _replace(path, {**content, "checkpointKeys": CheckpointKeys.generate().spelt()}, passphrase)
    return True


def add(path: Path, passphrase: str | None = None) -> str:
    """Put a new key behind those in the file; it is published, and certifies after `promote`. Return its id."""
    new = SigningKey.generate()
    _change(path, passphrase, lambda keys: [*keys, new.private_jwk()])
    return new.kid


def promote(path: Path, passphrase: str | None = None) -> str:
    """Let the last key of the file be the first; the others stay until they are dropped. Return its id."""
    return str(_change(path, passphrase, lambda keys: [keys[-1], *keys[:-1]])[0]["kid"])


def drop(path: Path, passphrase: str | None = None) -> str:
    """Leave only the first key in the file: what the others have certified is worth nothing any more. Return its id."""
    return str(_change(path, passphrase, lambda keys: keys[:1])[0]["kid"])


def add_checkpoint(path: Path, passphrase: str | None = None) -> None:
    """Give the keys that sign checkpoints a successor, which signs beside them; raise `KeyFileRefused` for a second."""
    content = _read(path, passphrase)
    keys = _checkpoint_keys(path, content)
    if keys.successor is not None:
        raise KeyFileRefused(f"{path} has a successor of its checkpointKeys already")
    _replace(path, content | {"checkpointKeys": replace(keys, successor=CheckpointKeys.generate()).spelt()}, passphrase)


def drop_checkpoint(path: Path, passphrase: str | None = None) -> None:
    """Leave only the successor of the keys that sign checkpoints; raise `KeyFileRefused` where there is none."""
    content = _read(path, passphrase)
    successor = _checkpoint_keys(path, content).successor
    if successor is None:
        raise KeyFileRefused(f"{path} has no successor of its checkpointKeys")
    _replace(path, content | {"checkpointKeys": successor.spelt()}, passphrase)


def load(path: Path, *, issuer: str, passphrase: str | None = None) -> GatewayKeys:
    """Return the keys of a file; raise `KeyFileRefused` when others may read it or it holds no ES256 keys."""
    content = _read(path, passphrase)
    roots, pseudonym_key = _roots(path, content, passphrase), _pseudonym_key(path, content)
    return GatewayKeys(issuer, roots, pseudonym_key, _checkpoint_keys(path, content))


def load_checkpoint_keys(path: Path, passphrase: str | None = None) -> CheckpointKeys:
    """Return the keys that sign checkpoints, for whoever needs no others; raises as `load` does."""
    return _checkpoint_keys(path, _read(path, passphrase))


def load_pseudonym_key(path: Path, passphrase: str | None = None) -> bytes:
    """Return the key of the ledger's pseudonyms and seals, for whoever needs no others; raises as `load` does."""
    return _pseudonym_key(path, _read(path, passphrase))


def load_roots(path: Path, passphrase: str | None = None) -> Sequence[LongLivedKey]:
    """Return the long-lived keys of a file that may have changed; raises as `load` does."""
    return _roots(path, _read(path, passphrase), passphrase)


def changed_roots(path: Path | None, passphrase: str | None) -> Callable[[], Sequence[LongLivedKey] | None]:
    """Return a function that returns the long-lived keys if the file has changed since its last call, else None.

    A changed file that cannot be used is logged, and the keys stay.
    """
    seen = [_version(path)]

    def changed() -> Sequence[LongLivedKey] | None:
        version = _version(path)
        if path is None or version == seen[0]:
            return None
        seen[0] = version
        try:
            return load_roots(path, passphrase)
        except (KeyFileRefused, OSError) as fault:
            _LOG.error("the key file has changed and cannot be used", extra={"facts": {"why": str(fault)}})
            return None

    return changed


def is_sealed(path: Path) -> bool:
    """Tell whether who has the file still lacks the keys: it is sealed by a passphrase, or they are in hardware."""
    try:
        content = orjson.loads(read_secret(path))
    except (SecretFileRefused, ValueError) as fault:
        raise KeyFileRefused(str(fault)) from fault
    return isinstance(content, dict) and ("sealed" in content or "pkcs11" in content)


def _version(path: Path | None) -> tuple[int, int] | None:
    try:
        found = path.stat() if path is not None else None
    except OSError:
        return None
    return (found.st_ino, found.st_mtime_ns) if found is not None else None


def _read(path: Path, passphrase: str | None) -> Content:
    try:
        content = orjson.loads(read_secret(path))
    except SecretFileRefused as fault:
        raise KeyFileRefused(str(fault)) from fault
    except ValueError as fault:
        raise KeyFileRefused(f"{path} is no key file") from fault
    if isinstance(content, dict) and "sealed" in content:
        return _opened(path, content["sealed"], passphrase)
    if not isinstance(content, dict):
        raise KeyFileRefused(f"{path} is no key file")
    return content


def _opened(path: Path, sealed: Content, passphrase: str | None) -> Content:
    if passphrase is None:
        raise KeyFileRefused(f"{path} is sealed; set SAPHAN_GATEWAY_KEY_PASSPHRASE")
    try:
        salt, nonce, data = (b64url_decode(sealed[name]) for name in ("salt", "nonce", "data"))
        opened: Content = orjson.loads(AESGCM(_derived(passphrase, salt)).decrypt(nonce, data, _ABOUT))
    except (InvalidTag, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise KeyFileRefused(f"{path} is not opened by this passphrase") from fault
    return opened


def _derived(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, **_SCRYPT).derive(passphrase.encode())


def _roots(path: Path, content: Content, passphrase: str | None) -> Sequence[LongLivedKey]:
    try:
        roots: Sequence[LongLivedKey]
        if "pkcs11" in content:
            roots = hsm.keys(content["pkcs11"], passphrase)
        else:
            roots = [SigningKey.from_jwk(jwk) for jwk in content["keys"]]
    except hsm.HardwareRefused as fault:
        raise KeyFileRefused(f"{path}: {fault}") from fault
    except (ValueError, KeyError, TypeError) as fault:
        raise KeyFileRefused(f"{path} is no set of private ES256 keys") from fault
    if not roots:
        raise KeyFileRefused(f"{path} holds no key")
    return roots


def _pseudonym_key(path: Path, content: Content) -> bytes:
    try:
        key = b64url_decode(content["pseudonymKey"])
    except (ValueError, KeyError, TypeError) as fault:
        raise KeyFileRefused(f"{path} holds no pseudonymKey; make a new file with `saphan keys create`") from fault
    if len(key) != PSEUDONYM_KEY_BYTES:
        raise KeyFileRefused(f"{path}: the pseudonymKey has not {PSEUDONYM_KEY_BYTES} bytes")
    return key


def _checkpoint_keys(path: Path, content: Content) -> CheckpointKeys:
    try:
        return CheckpointKeys.parse(content["checkpointKeys"])
    except (ValueError, KeyError, TypeError) as fault:
        raise KeyFileRefused(f"{path} holds no checkpointKeys; add them with `saphan keys complete`") from fault


def _spelt(content: Content, passphrase: str | None) -> bytes:
    if passphrase is None:
        return orjson.dumps(content)
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    data = AESGCM(_derived(passphrase, salt)).encrypt(nonce, orjson.dumps(content), _ABOUT)
    return orjson.dumps({"sealed": {"salt": b64url(salt), "nonce": b64url(nonce), "data": b64url(data)}})


def _change(path: Path, passphrase: str | None, change: Callable[[list[Content]], list[Content]]) -> list[Content]:
    content = _read(path, passphrase)
    if "keys" not in content:
        raise KeyFileRefused(f"{path} points into hardware: change the labels in it with an editor")
    _roots(path, content, passphrase)
    changed = change(content["keys"])
    _replace(path, {**content, "keys": changed}, passphrase)
    return changed


def _replace(path: Path, content: Content, passphrase: str | None) -> None:
    sealed = "sealed" in orjson.loads(path.read_bytes())
    beside = path.with_suffix(".new")
    _write(beside, _spelt(content, passphrase if sealed else None))
    beside.replace(path)  # at once: a gateway that reads it meanwhile sees the old keys or the new


def _write(path: Path, content: bytes) -> None:
    # the mode is set by open(2) itself: between a write and a chmod somebody could read
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
