"""Table of potential duplicates: pairs of events that the rules found alike."""

from datetime import datetime

from sqlalchemy import Column, DateTime, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from services.civil_registration.models.base import ID, Base


class DuplicateRow(Base, table=True):
    """An event that may be the same as an older one: by which rules, and what a person decided."""

    __tablename__ = "civil_duplicates"
    __table_args__ = (
        Index("civil_duplicates_of_event", "event_id", "other_event_id", unique=True),
        Index("civil_duplicates_of_other", "other_event_id"),
    )

    duplicate_id: str = Field(sa_column=Column(ID, primary_key=True))
    event_id: str = Field(sa_column=Column(ID, ForeignKey("civil_events.event_id"), nullable=False))
    other_event_id: str = Field(sa_column=Column(ID, ForeignKey("civil_events.event_id"), nullable=False))
    score: int
    reasons: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))  # codes of the list duplicate-rules
    state: str = Field(sa_type=Text)
    found_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    decided_at: datetime | None = Field(sa_column=Column(DateTime(timezone=True)))
    decided_by: str | None = Field(sa_type=Text)  # member
    decided_office: str | None = Field(sa_type=Text)
    reason: str | None = Field(sa_type=Text)
