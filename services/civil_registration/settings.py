"""Settings of civil registration, read from environment variables."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from chassis.process.settings import ServiceSettings


class Settings(ServiceSettings):
    """Files: subject keys, how it calls the gateway, keys of certificates. What the country decides is in its lists."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_CIVIL_REGISTRATION_")

    subject_key_file: Path = Field(description="File with the key of the bus's subject keys; its owner's alone.")
    credentials_file: Path = Field(
        description="Credentials of civil registration's own system, by which it reads the extract of a judgment and "
        "asks an identity system; its owner's alone. The file may come after the first start: what needs it waits.",
    )
    certificate_keys_file: Path | None = Field(
        None,
        description="Private keys by which certificates are signed, made by `saphan certificates key`; its owner's "
        "alone. Without it no certificate is issued, and everything else works.",
    )
    verifier_address: str | None = Field(
        None,
        pattern=r"^https?://[!-~]{1,200}$",
        description="Where anybody gets the file that checks certificates (`saphan certificates verifier`): printed on "
        "papers from then on, and named by the page with the status of one. Without it they say to ask a registrar.",
    )
