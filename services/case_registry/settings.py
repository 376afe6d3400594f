"""What the case registry is told by its environment."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from chassis.process.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of the case registry, which knows people of other registers' events and reads about them."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_CASE_REGISTRY_")

    subject_key_file: Path = Field(description="File with the key of the bus's subject keys; its owner's alone.")
    credentials_file: Path = Field(description="Credentials of the registry's own system; its owner's alone.")
