"""Long-lived keys in a hardware security module (PKCS#11): they sign one statement a day, nothing in an exchange."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import orjson

from chassis.tokens.tokens import ALGORITHM, VerifyingKey
from evidence.base64url import b64url

_POINT_BYTES: Final = 65  # 0x04 ‖ x ‖ y (SEC 1 §2.3.3)


class HardwareRefused(Exception):  # noqa: N818 - a sentence, as every refusal here
    """The module, the token, its PIN or one of the keys is not as the key file says."""


class HardwareKey:
    """A private P-256 key that never leaves its hardware token."""

    def __init__(self, private: Any, verifying: VerifyingKey) -> None:  # Any: an object of the PKCS#11 library
        self._private = private
        self.verifying: Final = verifying

    def sign(self, header: Mapping[str, object], claims: Mapping[str, object]) -> str:
        """Return the compact JWS; `alg` and `kid` are added to the header."""
        from pkcs11 import Mechanism  # as in keys()

        named = {"alg": ALGORITHM, "kid": self.verifying.thumbprint, **header}
        message = f"{b64url(orjson.dumps(named))}.{b64url(orjson.dumps(claims))}"
        digest = hashlib.sha256(message.encode("ascii")).digest()
        # plain ECDSA over our own digest: every token knows it, while few hash by themselves
        return f"{message}.{b64url(self._private.sign(digest, mechanism=Mechanism.ECDSA))}"


def keys(settings: Mapping[str, Any], pin: str | None) -> Sequence[HardwareKey]:
    """Return the keys of `{"module": path, "token": label, "keys": [labels]}`; raise `HardwareRefused`."""
    try:
        from pkcs11 import exceptions  # an extra of the distribution, and only whoever has hardware needs it
    except ImportError as fault:
        raise HardwareRefused("python-pkcs11 is not installed: install saphan[hsm]") from fault
    if pin is None:
        raise HardwareRefused("the token needs its PIN; set SAPHAN_GATEWAY_KEY_PASSPHRASE")
    try:
        session = _session(settings["module"], settings["token"], pin)
        return [_key(session, label) for label in settings["keys"]]
    except (exceptions.PKCS11Error, RuntimeError, KeyError, TypeError) as fault:
        raise HardwareRefused(f"the token cannot be used ({type(fault).__name__})") from fault


@lru_cache  # PKCS#11 logs in a process, not a session: a second login, when the file has changed, would be refused
def _session(module: str, token: str, pin: str) -> Any:  # Any: see HardwareKey
    import pkcs11  # as in keys()

    return pkcs11.lib(module).get_token(token_label=token).open(user_pin=pin)


def _key(session: Any, label: str) -> HardwareKey:  # Any: see HardwareKey
    from pkcs11 import Attribute, KeyType, ObjectClass  # as in keys()

    template = {"label": label, "key_type": KeyType.EC}
    public = session.get_key(object_class=ObjectClass.PUBLIC_KEY, **template)
    private = session.get_key(object_class=ObjectClass.PRIVATE_KEY, **template)
    point = bytes(public[Attribute.EC_POINT])[-_POINT_BYTES:]  # an OCTET STRING around it, or not: tokens differ
    if len(point) != _POINT_BYTES or point[0] != 4:  # noqa: PLR2004 - SEC 1: uncompressed
        raise HardwareRefused(f"{label} is no P-256 key")
    x, y = point[1:33], point[33:]
    try:
        return HardwareKey(private, VerifyingKey({"kty": "EC", "crv": "P-256", "x": b64url(x), "y": b64url(y)}))
    except ValueError as fault:
        raise HardwareRefused(f"{label} is no P-256 key") from fault
