"""Settings of every component, read from environment variables; contradictions fail at start."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class ComponentSettings(BaseSettings):
    """Settings that the gateway and every service share; each class adds its prefix `SAPHAN_<COMPONENT>_`."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid")

    database_url: SecretStr = Field(
        description="PostgreSQL of this component: postgresql://user:password@host/database"
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8080, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="What is worth a log line.")
    otlp_endpoint: str | None = Field(None, description="OpenTelemetry collector (OTLP over HTTP); none: no telemetry.")
    pool_size: int = Field(10, ge=1, le=100, description="Database connections of this process.")
    connections: int = Field(2_000, ge=16, description="Connections of callers at once; then those that only sit go.")
    drain_s: int = Field(10, ge=0, description="Seconds that open requests get when the process is asked to stop.")

    @field_validator("otlp_endpoint", mode="before")
    @classmethod
    def _blank_is_none(cls, endpoint: str | None) -> str | None:
        return endpoint or None  # a compose file can leave a variable blank, and not leave it out


class ServiceSettings(ComponentSettings):
    """Settings that every service behind the gateway shares."""

    jwks_url: str | None = Field(None, description="Where the gateway publishes the keys that sign vouchers.")
    jwks_file: Path | None = Field(None, description="The same keys as a file, for a service that may not call out.")
    bus: Literal["postgres", "kafka"] = Field("kafka", description="Which bus carries the events.")
    bus_url: SecretStr = Field(description="Kafka's bootstrap servers, or the PostgreSQL of the topic log.")

    @model_validator(mode="after")
    def _one_source_of_keys(self) -> Self:
        if self.jwks_url is not None and self.jwks_file is not None:
            msg = "set either jwks_url or jwks_file, not both: two sources of keys could disagree"
            raise ValueError(msg)
        return self
