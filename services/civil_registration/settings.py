"""Settings of civil registration, read from environment variables."""

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator
from pydantic_settings import SettingsConfigDict

from chassis.process.settings import ServiceSettings


class Settings(ServiceSettings):
    """The key of subject keys, days until a registration is late, possible and usual ages: set here, not in code."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_CIVIL_REGISTRATION_")

    subject_key_file: Path = Field(description="File with the key of the bus's subject keys; its owner's alone.")
    late_after_days: int = Field(
        30, ge=0, description="Days after the notice of a birth until its registration is late."
    )
    death_late_after_days: int = Field(30, ge=0, description="The same after the notice of a death.")
    mother_age_possible_from: int = Field(5, ge=0, le=150, description="A mother younger than this is refused.")
    mother_age_from: int = Field(10, ge=0, le=150, description="A mother younger than this is asked about.")
    mother_age_to: int = Field(55, ge=0, le=150, description="A mother older than this is asked about.")
    age_to: int = Field(
        110, ge=0, le=150, description="Who died older than this, or was born longer ago, is asked about."
    )

    @model_validator(mode="after")
    def _ages_in_order(self) -> Self:
        if not self.mother_age_possible_from <= self.mother_age_from <= self.mother_age_to:
            msg = "mother_age_possible_from, mother_age_from and mother_age_to must stand in this order"
            raise ValueError(msg)
        return self
