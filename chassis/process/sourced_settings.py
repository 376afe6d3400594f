"""Settings from arguments, the environment and the secrets folder, in this order; nothing of the working folder."""

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SecretsSettingsSource, SettingsConfigDict

from chassis.process import secrets_folder


class SourcedSettings(BaseSettings):
    """Base of all settings classes; raises `SecretFileRefused` for a file of a setting that cannot be used."""

    # a variable that is there and empty is not set: what a compose file leaves blank when nothing is to stand in it
    model_config = SettingsConfigDict(frozen=True, extra="forbid", env_ignore_empty=True)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - no settings from the working folder
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - it knows no folder that is named later
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return the sources, the strongest first."""
        prefix = settings_cls.model_config.get("env_prefix") or ""
        folder = secrets_folder.checked(f"{prefix}{name}" for name in settings_cls.model_fields)
        return init_settings, env_settings, SecretsSettingsSource(settings_cls, secrets_dir=folder)
