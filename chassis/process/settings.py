"""Settings of every component, read from environment variables or a secrets folder; contradictions fail at start."""

from pathlib import Path
from typing import Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator

from chassis.process.bus_settings import BusSettings
from chassis.process.sourced_settings import SourcedSettings
from chassis.process.tls_files import TlsFiles

REFERENCE_PATH: Final = "/directory/v1/reference"  # at the gateway


class ComponentSettings(SourcedSettings):
    """Settings that the gateway and every service share; each class adds its prefix `SAPHAN_<COMPONENT>_`."""

    database_url: SecretStr = Field(
        description="PostgreSQL of this component alone: `postgresql://user:password@host/database`."
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8080, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="What is worth a log line.")
    otlp_endpoint: str | None = Field(None, description="OpenTelemetry collector (OTLP over HTTP); none: no telemetry.")
    metrics_host: str = Field("127.0.0.1", description="Address at which Prometheus may ask for metrics.")
    metrics_port: int | None = Field(
        None, ge=1, le=65535, description="Port for Prometheus, /metrics; none: it is off."
    )
    pool_size: int = Field(10, ge=1, le=100, description="Database connections of this process.")
    connections: int = Field(2_000, ge=16, description="Connections of callers at once; then those that only sit go.")
    drain_s: int = Field(10, ge=0, description="Seconds that open requests get when the process is asked to stop.")
    workers: int = Field(1, ge=1, le=64, description="Processes that share the port; the limits hold for all together.")
    tls_certificate: Path | None = Field(
        None, description="Certificate with its chain (PEM), read again when it changes; none: TLS ends before us."
    )
    tls_key: Path | None = Field(None, description="Its private key (PEM), which nobody else can read.")
    tls_client_ca: Path | None = Field(
        None, description="Authorities (PEM): who connects shows a certificate of one of them; none: nobody has to."
    )

    @model_validator(mode="after")
    def _tls_is_whole(self) -> Self:
        if (self.tls_certificate is None) != (self.tls_key is None):
            msg = "tls_certificate and tls_key belong together: set both, or none"
            raise ValueError(msg)
        if self.tls_client_ca is not None and self.tls_certificate is None:
            msg = "tls_client_ca needs tls_certificate and tls_key: without TLS nobody shows a certificate"
            raise ValueError(msg)
        return self

    @property
    def tls_files(self) -> TlsFiles:
        """The files by which this component serves TLS."""
        return TlsFiles(self.tls_certificate, self.tls_key, self.tls_client_ca)

    @property
    def tls_name(self) -> str | None:
        """The name that the certificate must have; None where callers know the component by any."""
        return None

    @model_validator(mode="after")
    def _a_port_of_their_own(self) -> Self:
        if self.metrics_port is not None and self.metrics_port == self.port:
            msg = "metrics_port is another port than port: strangers reach that one"
            raise ValueError(msg)
        return self

    @property
    def metrics_at(self) -> tuple[str, int] | None:
        """Where Prometheus may ask for metrics; None: nowhere."""
        return None if self.metrics_port is None else (self.metrics_host, self.metrics_port)


class ServiceSettings(ComponentSettings, BusSettings):
    """Settings that every service behind the gateway shares."""

    jwks_url: str | None = Field(
        None, description="Where the gateway publishes its keys: `https://gateway/.well-known/jwks.json`."
    )
    jwks_file: Path | None = Field(
        None, description="The same keys as a file; one of the two, not both. It needs REFERENCE_URL beside it."
    )
    reference_url: str | None = Field(
        None,
        description="Where members and offices are read; none: `/directory/v1/reference` where the gateway's keys are.",
    )
    gateway_ca_file: Path | None = Field(
        None, description="Authorities (PEM) of the gateway's own certificate, if they are not those of the system."
    )

    @property
    def reference_at(self) -> str | None:
        """The address of the reference data; None where nothing says where the gateway is."""
        if self.reference_url is not None or self.jwks_url is None:
            return self.reference_url
        return urlsplit(self.jwks_url)._replace(path=REFERENCE_PATH, query="", fragment="").geturl()

    @model_validator(mode="after")
    def _keys_and_members_come_from_somewhere(self) -> Self:
        if self.jwks_url is not None and self.jwks_file is not None:
            msg = "set either jwks_url or jwks_file, not both: two sources of keys could disagree"
            raise ValueError(msg)
        if self.jwks_file is not None and self.reference_url is None:
            msg = "set reference_url beside jwks_file: nothing else says where members and offices are read"
            raise ValueError(msg)
        return self
