"""Settings of the document exchange, read from environment variables."""

from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from chassis.process.settings import ServiceSettings


class Settings(ServiceSettings):
    """The shared settings, the object store (a folder or S3), and the quota of uploads that no document names."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_DOCUMENT_EXCHANGE_")

    files_url: str = Field(
        pattern="^(file:///|s3://).", description="Where files are kept: `file:///a/folder` or `s3://bucket/prefix`."
    )
    s3_endpoint: str | None = Field(None, description="S3 service when it is not Amazon's: `https://host:port`.")
    s3_region: str | None = Field(None, description="S3 region.")
    s3_access_key_id: str | None = Field(None, description="S3 access key.")
    s3_secret_access_key: SecretStr | None = Field(None, description="S3 secret key.")

    unattached_uploads: int = Field(200, ge=1, description="Uploads a member may have that no document names.")
    unattached_uploads_mib: int = Field(4096, ge=64, description="Their size altogether, in MiB.")
    unattached_uploads_kept_h: int = Field(
        24,
        ge=2,
        description="Hours after which an upload that no document names is removed, with what a killed process left.",
    )

    @model_validator(mode="after")
    def _s3_settings_belong_to_s3(self) -> Self:
        stated = [self.s3_endpoint, self.s3_region, self.s3_access_key_id, self.s3_secret_access_key]
        if self.files_url.startswith("file:") and any(stated):
            msg = "files_url names a folder, but S3 settings are given too: say which of them holds the files"
            raise ValueError(msg)
        if (self.s3_access_key_id is None) is not (self.s3_secret_access_key is None):
            msg = "s3_access_key_id and s3_secret_access_key belong together"
            raise ValueError(msg)
        return self
