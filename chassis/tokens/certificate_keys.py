"""Private keys by which certificates are signed: a file of JWKs, each with its issuer, beginning and end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import orjson

from chassis.process.secret_files import SecretFileRefused, read_secret
from chassis.tokens.tokens import SigningKey
from evidence.certificates.claims import CLAIM_169
from evidence.certificates.keys import SignerKeys
from evidence.trusted_keys import KeysMalformed

MEMBER: Final = CLAIM_169.keys  # the member of the file that holds them


@dataclass(frozen=True, slots=True)
class CertificateKey:
    """A private key: whose it is, and the epoch seconds between which what it signs counts."""

    key: SigningKey
    issuer: str
    begins_at: int
    ends_at: int

    @classmethod
    def of_jwk(cls, jwk: Mapping[str, Any]) -> Self:  # Any: a JWK
        """Return the key of a private JWK; raise `ValueError` or `KeyError`."""
        issuer, begins_at, ends_at = jwk["iss"], jwk["nbf"], jwk["exp"]
        if not isinstance(issuer, str) or type(begins_at) is not int or type(ends_at) is not int:
            raise ValueError("iss is a text, nbf and exp are whole seconds")
        must_be_an_address(issuer)
        if begins_at >= ends_at:
            raise ValueError("a key ends after it begins")
        return cls(SigningKey.from_jwk(jwk), issuer, begins_at, ends_at)

    @property
    def public_jwk(self) -> dict[str, object]:
        """What a checker is given of it."""
        return {**self.key.public_jwk, "iss": self.issuer, "nbf": self.begins_at, "exp": self.ends_at}

    @property
    def private_jwk(self) -> dict[str, object]:
        """The secret itself, for a file with mode 0600 and nothing else."""
        return {**self.public_jwk, **self.key.private_jwk()}


def must_be_an_address(issuer: str) -> None:
    """Raise `ValueError` for an issuer that is no address of a server: http or https, host, port, and no path."""
    scheme, _, host = issuer.partition("://")
    name, _, port = host.partition(":")
    if (
        scheme not in {"http", "https"}
        or not name
        or not all(part.isalnum() for part in name.replace("-", "").split("."))
    ):
        raise ValueError(f"{issuer} is no address: write it as https://civil.example.gov.la")
    if ":" in host and not (port.isdecimal() and port.isascii()):
        raise ValueError(f"{issuer} is no address: write it as https://civil.example.gov.la")


class CertificateKeys:
    """The keys of one issuer's certificates; with none, no certificate is issued here."""

    def __init__(self, keys: Sequence[CertificateKey] = ()) -> None:
        self.keys: Final = sorted(keys, key=lambda each: (each.begins_at, each.ends_at))
        self.trusted: Final = SignerKeys.read(orjson.dumps(self.public_document()), MEMBER)

    @classmethod
    def read(cls, path: Path | None) -> Self:
        """Return the keys of a file; raise `SecretFileRefused` for one that others read, or that holds none."""
        if path is None:
            return cls()
        content = read_secret(path)
        try:
            found = orjson.loads(content)[MEMBER]
            return cls([CertificateKey.of_jwk(jwk) for jwk in found])
        except (KeyError, TypeError, ValueError, KeysMalformed) as fault:
            raise SecretFileRefused(
                f"{path} is no file of keys of certificates ({fault}); make one with `saphan certificates key`",
                f"{path} ບໍ່ແມ່ນໄຟລ໌ກະແຈຂອງໃບຢັ້ງຢືນ; ສ້າງດ້ວຍ `saphan certificates key`",
            ) from fault

    def public_document(self) -> dict[str, list[dict[str, object]]]:
        """Return the file of keys for checkers: all of them, also who begins later."""
        return {MEMBER: [each.public_jwk for each in self.keys]}

    def signer(self, at: int) -> CertificateKey | None:
        """Return who signs at that second: of those that count, the one that began last; None where there is none."""
        counting = [each for each in self.keys if each.begins_at <= at < each.ends_at]
        return counting[-1] if counting else None

    def private_document(self) -> bytes:
        """Return the file itself, with its secrets."""
        return orjson.dumps({MEMBER: [each.private_jwk for each in self.keys]}, option=orjson.OPT_INDENT_2)
