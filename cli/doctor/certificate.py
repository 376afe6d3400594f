"""Check of a component's own TLS certificate: its key, its names, its days."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from cli.doctor.findings import Finding, ok, warning, wrong

if TYPE_CHECKING:
    from chassis.process.settings import ComponentSettings

CHECK: Final = "certificate"
SOON: Final = timedelta(days=21)


def findings(settings: "ComponentSettings") -> Iterator[Finding]:
    """Yield what is found about the certificate that the settings name; nothing where TLS ends elsewhere."""
    certificate: Path | None = getattr(settings, "tls_certificate", None)
    key: Path | None = getattr(settings, "tls_key", None)
    if certificate is not None and key is not None:
        host = urlsplit(getattr(settings, "public_url", "")).hostname
        yield look(certificate, key, host, datetime.now(UTC))


def look(certificate: Path, key: Path, host: str | None, now: datetime) -> Finding:
    """Return what is found about this pair of files, for callers that know us as `host`."""
    from cryptography.hazmat.primitives.serialization import load_pem_private_key
    from cryptography.x509 import load_pem_x509_certificates

    try:
        own = load_pem_x509_certificates(certificate.read_bytes())[0]
        private = load_pem_private_key(key.read_bytes(), None)
    except (OSError, ValueError, TypeError) as fault:
        why = str(fault).partition("\n")[0]
        return wrong(CHECK, f"{certificate} with {key} cannot be used: {why}.", f"ໃຊ້ {certificate} ບໍ່ໄດ້: {why}.")
    if own.public_key() != private.public_key():
        return wrong(CHECK, f"{key} is not the key of {certificate}.", f"{key} ບໍ່ແມ່ນກະແຈຂອງ {certificate}.")
    names = _names(own)
    if host is not None and not any(_fits(host, name) for name in names):
        told = ", ".join(sorted(names)) or "nobody"
        return wrong(
            CHECK, f"{certificate} is for {told}, not for {host}.", f"{certificate} ແມ່ນຂອງ {told}, ບໍ່ແມ່ນ {host}."
        )
    ends = own.not_valid_after_utc
    if ends <= now or own.not_valid_before_utc > now:
        return wrong(
            CHECK,
            f"{certificate} is valid from {own.not_valid_before_utc:%Y-%m-%d} to {ends:%Y-%m-%d}, not now; renew it.",
            f"{certificate} ໃຊ້ໄດ້ {own.not_valid_before_utc:%Y-%m-%d} ຫາ {ends:%Y-%m-%d}; ຕ້ອງຕໍ່ອາຍຸ.",
        )
    if ends - now < SOON:
        return warning(
            CHECK, f"{certificate} ends on {ends:%Y-%m-%d}; renew it.", f"{certificate} ໝົດອາຍຸ {ends:%Y-%m-%d}."
        )
    return ok(CHECK, f"is good until {ends:%Y-%m-%d}.", f"ໃຊ້ໄດ້ຫາ {ends:%Y-%m-%d}.")


def _names(certificate: object) -> set[str]:
    from cryptography.x509 import Certificate, DNSName, ExtensionNotFound, IPAddress, SubjectAlternativeName

    if not isinstance(certificate, Certificate):
        return set()
    try:
        names = certificate.extensions.get_extension_for_class(SubjectAlternativeName).value
    except ExtensionNotFound:
        return set()
    addresses = {str(address) for address in names.get_values_for_type(IPAddress)}
    return addresses | {name.lower() for name in names.get_values_for_type(DNSName)}


def _fits(host: str, name: str) -> bool:
    """Tell whether a name of a certificate is the host's; a star stands for one label (RFC 9525 §6.3)."""
    try:
        return str(ip_address(host)) == name
    except ValueError:
        first, _, rest = name.partition(".")
        return host.lower() == name or (first == "*" and host.lower().partition(".")[2] == rest)
