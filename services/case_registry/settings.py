"""Settings of the case registry, read from environment variables."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from chassis.process.settings import ServiceSettings


class Settings(ServiceSettings):
    """The shared settings, and the two files by which the registry recognises people in events and reads about them."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_CASE_REGISTRY_")

    deliveries_kept_days: int = Field(
        730, ge=30, description="Days for which a hand-over shows when its documents were delivered and opened."
    )
    subject_key_file: Path = Field(description="File with the key of the bus's subject keys; its owner's alone.")
    credentials_file: Path = Field(
        description="Credentials of the registry's own system, by which it reads a registered death back; its owner's "
        "alone. The file may come after the first start, and events wait for it.",
    )
