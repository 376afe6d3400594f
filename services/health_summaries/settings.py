"""What health summaries are told by their environment."""

from pydantic_settings import SettingsConfigDict

from chassis.process.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of health summaries; nothing here is its own yet but the prefix."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_HEALTH_SUMMARIES_")
