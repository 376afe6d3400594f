"""Settings of civil registration, read from environment variables."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from chassis.process.settings import ServiceSettings


class Settings(ServiceSettings):
    """The key of subject keys; what the country decides stands in national lists."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_CIVIL_REGISTRATION_")

    subject_key_file: Path = Field(description="File with the key of the bus's subject keys; its owner's alone.")
