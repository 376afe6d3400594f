"""The gateway's own signing keys: one file that nobody else may read; the first key signs, all of them verify."""

import os
import secrets
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import orjson

from chassis.tokens import SigningKey, VerifyingKey, b64url, b64url_decode

MODE: Final = 0o600
PSEUDONYM_KEY_BYTES: Final = 32


class KeyFileRefused(Exception):  # noqa: N818 - a sentence, as every refusal here
    """A key file that others can read, or that is no key file."""


class GatewayKeys:
    """What tokens and vouchers are signed with. More than one key means that one is being rotated."""

    def __init__(self, issuer: str, keys: Sequence[SigningKey], pseudonym_key: bytes | None = None) -> None:
        """`keys` holds at least one; the first signs. A new key is published behind it before it moves to the front.

        Without a `pseudonym_key` the ledger's pseudonyms are those of this process alone.
        """
        self.issuer: Final = issuer
        self.pseudonym_key: Final = pseudonym_key or secrets.token_bytes(PSEUDONYM_KEY_BYTES)
        self.signing: Final = keys[0]
        self._public: Final = tuple(key.public_jwk for key in keys)
        self._verifying: Final = {key.kid: key.verifying for key in keys}

    def key(self, issuer: str | None, kid: str) -> VerifyingKey | None:
        """Return our own key of that id; there are no others here."""
        return self._verifying.get(kid) if issuer in {self.issuer, None} else None

    def jwks(self) -> dict[str, list[dict[str, str]]]:
        """Return the public JWK set (RFC 7517 §5) that services and members verify with."""
        return {"keys": [dict(jwk) for jwk in self._public]}


def create(path: Path) -> None:
    """Write a file with one new key, readable by its owner alone; raise `FileExistsError` rather than replace one."""
    pseudonym_key = b64url(secrets.token_bytes(PSEUDONYM_KEY_BYTES))
    content = orjson.dumps({"keys": [SigningKey.generate().private_jwk()], "pseudonymKey": pseudonym_key})
    # the mode is set by open(2) itself: between a write and a chmod somebody could read
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def load(path: Path, *, issuer: str) -> GatewayKeys:
    """Return the keys of a file; raise `KeyFileRefused` when others may read it or it holds no ES256 keys."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyFileRefused(f"{path} is readable by others (mode {mode:04o}); chmod 600 it and consider the key known")
    try:
        content: dict[str, Any] = orjson.loads(path.read_bytes())  # Any: JWK members, parsed below
        keys = [SigningKey.from_jwk(jwk) for jwk in content["keys"]]
        pseudonym_key = b64url_decode(content["pseudonymKey"])
    except (ValueError, KeyError, TypeError) as fault:
        raise KeyFileRefused(f"{path} is no set of private ES256 keys") from fault
    if not keys:
        raise KeyFileRefused(f"{path} holds no key")
    return GatewayKeys(issuer, keys, pseudonym_key)
