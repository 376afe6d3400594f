"""Settings of the event bus: which one, where, and how a connection to it is secured; contradictions fail at start."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal, Self

from pydantic import Field, SecretStr, model_validator

from chassis.process import secrets_folder
from chassis.process.sourced_settings import SourcedSettings

_FILES: Final = ("bus_ca_file", "bus_certificate_file", "bus_key_file")
_NAMED: Final = ("bus_username", "bus_password")


class BusSettings(SourcedSettings):
    """Settings that every service and `saphan topics` share; each class adds its prefix."""

    bus: Literal["postgres", "kafka"] = Field("kafka", description="Which bus carries the events.")
    bus_url: SecretStr = Field(description="Kafka's bootstrap servers, or the PostgreSQL of the topic log.")
    bus_security: Literal["plaintext", "tls", "sasl-tls"] = Field(
        "plaintext", description="How a connection to Kafka is secured: not, by TLS, or by TLS with name and password."
    )
    bus_username: str | None = Field(None, min_length=1, description="User on Kafka (SCRAM-SHA-512).")
    bus_password: SecretStr | None = Field(None, min_length=1, description="Password of this user.")
    bus_ca_file: Path | None = Field(
        None, description="PEM file of the authority of the brokers' certificates; none: the system's authorities."
    )
    bus_certificate_file: Path | None = Field(None, description="PEM file with our own certificate for Kafka.")
    bus_key_file: Path | None = Field(None, description="PEM file with the key of this certificate; its owner's alone.")

    def bus_password_file(self) -> Path | None:
        """Return the file of the secrets folder from which the password comes, to be read again; None: it is fixed."""
        variable = f"{self.model_config.get('env_prefix', '')}BUS_PASSWORD"
        return None if variable in os.environ else next(iter(secrets_folder.files(variable)), None)

    @model_validator(mode="after")
    def _bus_agrees_with_itself(self) -> Self:
        if contradictions := list(self._contradictions()):
            raise ValueError("; ".join(contradictions))
        return self

    def _contradictions(self) -> Iterator[str]:
        given = [name.upper() for name in (*_NAMED, *_FILES) if getattr(self, name) is not None]
        address = self.bus_url.get_secret_value()
        if self.bus == "postgres":
            if given or self.bus_security != "plaintext":
                yield "with BUS=postgres set no BUS_SECURITY, user or certificates: they are Kafka's"
            return
        if "://" in address:
            yield "with BUS=kafka BUS_URL is host:port of the brokers, separated by commas, without ://"
        if self.bus_security == "plaintext":
            if given:
                yield f"{' and '.join(given)} would be of no use over plaintext: set BUS_SECURITY to sasl-tls or tls"
            return
        yield from self._of_users()
        if (self.bus_certificate_file is None) != (self.bus_key_file is None):
            yield "set BUS_CERTIFICATE_FILE and BUS_KEY_FILE, or none of them: one is of no use without the other"

    def _of_users(self) -> Iterator[str]:
        missing = [name.upper() for name in _NAMED if getattr(self, name) is None]
        if self.bus_security == "sasl-tls" and missing:
            yield f"BUS_SECURITY=sasl-tls needs {' and '.join(missing)}"
        if self.bus_security == "tls" and len(missing) < len(_NAMED):
            yield "BUS_SECURITY=tls knows no user and no password: set it to sasl-tls, or give a certificate instead"
