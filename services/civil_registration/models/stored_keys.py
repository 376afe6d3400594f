"""Table of how far stored keys of names are made by the present titles and rules."""

from sqlalchemy import Column, Text
from sqlmodel import Field

from services.civil_registration.models.base import ID, Base


class StoredKeyProgressRow(Base, table=True):
    """How far the keys of stored names and numbers are made by the present titles and rules: one row."""

    __tablename__ = "stored_key_progress"

    id: int = Field(primary_key=True)
    made_by: str = Field(sa_type=Text)  # SHA-256 of the editions of the folds and the titles of the national list
    after: str = Field(sa_column=Column(ID, nullable=False))  # the last event that was looked at
    done: bool
