"""Secured connections to Kafka: TLS with verified names, SCRAM passwords; files are read anew for each connection."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, Self

from chassis.process.bus_settings import BusSettings
from chassis.process.secret_files import SecretFileRefused, read_secret

# aiokafka's words for ours
_PROTOCOLS: Final = {"plaintext": "PLAINTEXT", "tls": "SSL", "sasl-tls": "SASL_SSL"}
_MECHANISM: Final = "SCRAM-SHA-512"

Stamp = tuple[tuple[int, int, int] | None, ...]


@dataclass(frozen=True, slots=True)
class Security:
    """How connections to Kafka are secured, and by which files; a replaced file counts from the next connection on."""

    kind: Literal["plaintext", "tls", "sasl-tls"] = "plaintext"
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    password_file: Path | None = None  # instead of `password`, where it comes from a file
    ca_file: Path | None = None
    certificate_file: Path | None = None
    key_file: Path | None = None

    @classmethod
    def of(cls, settings: BusSettings) -> Self:
        """Return what the settings say; raise `SecretFileRefused` naming everything that is wrong with the files."""
        told = cls(
            settings.bus_security,
            settings.bus_username,
            settings.bus_password.get_secret_value() if settings.bus_password else None,
            settings.bus_password_file(),
            settings.bus_ca_file,
            settings.bus_certificate_file,
            settings.bus_key_file,
        )
        if faults := list(told.faults()):
            raise SecretFileRefused("; ".join(faults))
        return told

    @property
    def who(self) -> str:
        """How the bus knows us, for people to read."""
        return self.username or ("our certificate" if self.certificate_file else "this component")

    def stamp(self) -> Stamp:
        """Return what changes when one of the files is replaced."""
        return tuple(_stamp(path) for path in (self.password_file, self.ca_file, self.certificate_file, self.key_file))

    def arguments(self) -> dict[str, Any]:  # Any: aiokafka's arguments
        """Return aiokafka's arguments for new connections; raise `SecretFileRefused` for a file that is not usable."""
        if faults := list(self.faults()):
            raise SecretFileRefused("; ".join(faults))
        if self.kind == "plaintext":
            return {}
        told: dict[str, Any] = {"security_protocol": _PROTOCOLS[self.kind], "ssl_context": self._context()}
        if self.kind == "sasl-tls":
            told |= {"sasl_mechanism": _MECHANISM, "sasl_plain_username": self.username}
            told |= {"sasl_plain_password": self._password()}
        return told

    def faults(self) -> Iterator[str]:
        """Yield what is wrong with the files, one sentence for each."""
        if self.kind == "plaintext":
            return
        try:
            ssl.create_default_context(cafile=self.ca_file)
        except (OSError, ssl.SSLError) as fault:
            yield f"BUS_CA_FILE {self.ca_file} holds no certificates: {_reason(fault)}"
        secrets = {"BUS_KEY_FILE": self.key_file, "BUS_PASSWORD": self.password_file}
        unusable = [f"{name}: {told}" for name, path in secrets.items() if path and (told := _unreadable(path))]
        yield from unusable
        if self.certificate_file is not None and not unusable:
            try:
                ssl.create_default_context().load_cert_chain(self.certificate_file, self.key_file, password="")
            except (OSError, ssl.SSLError) as fault:
                yield f"BUS_CERTIFICATE_FILE {self.certificate_file} and BUS_KEY_FILE are no pair: {_reason(fault)}"

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self.ca_file)  # verifies the broker's certificate and its name
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if self.certificate_file is not None:
            context.load_cert_chain(self.certificate_file, self.key_file, password="")  # never ask the terminal
        return context

    def _password(self) -> str | None:
        return read_secret(self.password_file).decode().strip() if self.password_file else self.password


PLAINTEXT: Final = Security()


def _stamp(path: Path | None) -> tuple[int, int, int] | None:
    if path is None:
        return None
    try:
        found = path.stat()
    except OSError:
        return None  # it is being replaced
    return found.st_mtime_ns, found.st_ino, found.st_size


def _unreadable(path: Path) -> SecretFileRefused | None:
    try:
        read_secret(path)
    except SecretFileRefused as fault:
        return fault
    return None


def _reason(fault: OSError) -> str:
    reason = getattr(fault, "reason", None) or fault.strerror or type(fault).__name__
    return str(reason).lower().replace("_", " ")
