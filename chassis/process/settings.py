"""Settings of every component, read from environment variables or a secrets folder; contradictions fail at start."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator

from chassis.process.bus_settings import BusSettings
from chassis.process.sourced_settings import SourcedSettings


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
    jwks_file: Path | None = Field(None, description="The same keys as a file; one of the two, not both.")

    @model_validator(mode="after")
    def _one_source_of_keys(self) -> Self:
        if self.jwks_url is not None and self.jwks_file is not None:
            msg = "set either jwks_url or jwks_file, not both: two sources of keys could disagree"
            raise ValueError(msg)
        return self
