"""Settings of health summaries, read from environment variables."""

from pydantic_settings import SettingsConfigDict

from chassis.process.settings import ServiceSettings


class Settings(ServiceSettings):
    """The shared settings under the prefix of health summaries; it has none of its own yet."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_HEALTH_SUMMARIES_")
