"""A certificate authority of the test's own, and the files that it issues."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


class Authority:
    """Issues certificates; `path` is its own, as those who believe it have it."""

    def __init__(self, folder: Path, name: str = "Test authority", *, under: "Authority | None" = None) -> None:
        self.folder, self.name = folder, name
        self._key: Final = ec.generate_private_key(ec.SECP256R1())
        signer = under or self
        builder = self._builder(name, signer, days=30).public_key(self._key.public_key())
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        self.pem: Final = builder.sign(signer._key, hashes.SHA256()).public_bytes(Encoding.PEM)
        self.path: Final = folder / f"{name.replace(' ', '-').lower()}.pem"
        self.path.write_bytes(self.pem)

    def _builder(self, name: str, signer: "Authority", days: float) -> x509.CertificateBuilder:
        ends = datetime.now(UTC) + timedelta(days=days)
        begins = min(datetime.now(UTC), ends) - timedelta(days=1)
        builder = x509.CertificateBuilder().subject_name(_named(name)).issuer_name(_named(signer.name))
        return builder.serial_number(x509.random_serial_number()).not_valid_before(begins).not_valid_after(ends)

    def issue(self, *names: str, days: float = 10) -> tuple[bytes, bytes]:
        """Return certificate and key (PEM) for DNS names and addresses; the first is its subject."""
        secret = ec.generate_private_key(ec.SECP256R1())
        builder = self._builder(names[0], self, days).public_key(secret.public_key())
        builder = builder.add_extension(x509.SubjectAlternativeName(list(map(alternative, names))), critical=False)
        certificate = builder.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM)
        return certificate, secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def files(self, called: str, *names: str, days: float = 10) -> tuple[Path, Path]:
        """Write certificate and key into the folder, and return where they are."""
        certificate, key = self.issue(*(names or ("127.0.0.1",)), days=days)
        paths = self.folder / f"{called}.crt", self.folder / f"{called}.key"
        replace(paths[0], certificate)
        replace(paths[1], key)
        return paths


def alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def replace(path: Path, content: bytes) -> None:
    """Write the file beside, private, and move it into its place, as certbot and every careful writer does."""
    beside = path.with_suffix(".new")
    beside.touch(mode=0o600)
    beside.write_bytes(content)
    beside.rename(path)
