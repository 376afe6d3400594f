"""Checks of a certificate file and its key: they fit, the chain is in order, its time and its name."""

import time
from dataclasses import dataclass
from ipaddress import ip_address
from itertools import pairwise
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key


@dataclass(frozen=True, slots=True)
class Checked:
    """What a certificate says that can be used, and what an operator should know about it."""

    expires_at: float  # epoch seconds
    remarks: tuple[str, ...] = ()


def checked(path: Path | None, certificates: bytes, key_path: Path | None, key: bytes, name: str | None) -> Checked:
    """Return when it ends, with remarks; raise `ValueError` with one sentence for a file that cannot be used.

    One whose time is over can be used: its owner starts, and takes the new one as soon as it comes.
    """
    chain = _chain(path, certificates)
    leaf = chain[0]
    _must_fit(path, leaf, key_path, key)
    if name is not None and not _is_for(leaf, name):
        raise ValueError(f"{path} is the certificate of {_names(leaf)}, and not of {name}")
    for lower, upper in pairwise(chain):
        try:
            lower.verify_directly_issued_by(upper)
        except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm) as fault:
            raise ValueError(f"{path}: {_named(lower)} is not followed by the certificate of its issuer") from fault
    return Checked(leaf.not_valid_after_utc.timestamp(), tuple(_remarks(path, chain)))


def _chain(path: Path | None, certificates: bytes) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(certificates)
    except ValueError as fault:
        raise ValueError(f"{path} holds no certificate (PEM)") from fault


def _must_fit(path: Path | None, leaf: x509.Certificate, key_path: Path | None, key: bytes) -> None:
    try:
        public = load_pem_private_key(key, None).public_key()
    except TypeError as fault:
        raise ValueError(f"{key_path} is sealed by a passphrase; TLS needs a plain key, mode 0600") from fault
    except (ValueError, UnsupportedAlgorithm) as fault:
        raise ValueError(f"{key_path} holds no private key (PEM)") from fault
    if _spelled(public) != _spelled(leaf.public_key()):
        raise ValueError(f"{key_path} is not the key of the certificate in {path}")


def _spelled(key: object) -> bytes:
    spelled: bytes = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)  # type: ignore[attr-defined]  # every public key has it
    return spelled


def _remarks(path: Path | None, chain: list[x509.Certificate]) -> list[str]:
    leaf, last, now = chain[0], chain[-1], time.time()
    remarks = []
    if leaf.not_valid_after_utc.timestamp() <= now:
        remarks.append(f"{path}: its time was over on {leaf.not_valid_after_utc:%Y-%m-%d}")
    if leaf.not_valid_before_utc.timestamp() > now:
        remarks.append(f"{path}: its time begins on {leaf.not_valid_before_utc:%Y-%m-%dT%H:%M:%SZ}")
    if len(chain) == 1 and last.issuer != last.subject:
        remarks.append(f"{path} holds no issuer's certificate: a caller who does not know {_text(last.issuer)} refuses")
    return remarks


def _is_for(leaf: x509.Certificate, name: str) -> bool:
    stated = _alternatives(leaf)
    if stated is None:
        return False
    try:
        address = ip_address(name.strip("[]"))
    except ValueError:
        return any(_matches(pattern.lower(), name.lower()) for pattern in stated.get_values_for_type(x509.DNSName))
    return address in stated.get_values_for_type(x509.IPAddress)


def _matches(pattern: str, name: str) -> bool:
    """RFC 9525 §6.3: a wildcard stands for the whole first label, and for one label."""
    if pattern.startswith("*."):
        return name.partition(".")[2] == pattern[2:]
    return pattern == name


def _alternatives(leaf: x509.Certificate) -> x509.SubjectAlternativeName | None:
    try:
        return leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return None


def _names(leaf: x509.Certificate) -> str:
    stated = _alternatives(leaf)
    if stated is None:
        return _named(leaf)
    names = [*stated.get_values_for_type(x509.DNSName), *map(str, stated.get_values_for_type(x509.IPAddress))]
    return ", ".join(names[:3]) or _named(leaf)


def _named(certificate: x509.Certificate) -> str:
    return _text(certificate.subject) or "somebody without a name"


def _text(name: x509.Name) -> str:
    return name.rfc4514_string()
