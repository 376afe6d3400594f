"""Client certificates (X.509) for keys of ours, as the `Client-Cert` field that a proxy makes of them (RFC 9440)."""

import base64
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from chassis.tokens.tokens import SigningKey
from evidence.base64url import b64url_decode


def private_key(key: SigningKey) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(b64url_decode(key.private_jwk()["d"]), "big"), ec.SECP256R1())


def client_cert(
    key: SigningKey | None, *, begins: datetime | None = None, days: float = 1, common_name: str = "case-system"
) -> str:
    """Return the `Client-Cert` field of a self-signed certificate; without a key of ours it has an RSA key."""
    begins = begins or datetime.now(UTC) - timedelta(hours=1)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    secret = private_key(key) if key is not None else rsa.generate_private_key(65537, 2048)
    builder = x509.CertificateBuilder(name, name, secret.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(begins).not_valid_after(begins + timedelta(days=days))
    der = builder.sign(secret, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    return f":{base64.b64encode(der).decode()}:"
