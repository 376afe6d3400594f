"""What the case registry is told by its environment."""

from pydantic_settings import SettingsConfigDict

from chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of the case registry; nothing here is its own yet but the prefix."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_CASE_REGISTRY_")
