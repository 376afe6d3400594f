"""Table of the offices to which corrections of events are owed."""

from datetime import datetime

from sqlalchemy import Column, DateTime, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from services.civil_registration.models.base import ID, Base


class OwedEventCorrectionRow(Base, table=True):
    """An office that has to hear of a correction, and when it said that it has; values stand in the event's log."""

    __tablename__ = "civil_owed_corrections"
    __table_args__ = (Index("civil_owed_corrections_by_office", "member", "office", "correction_id"),)

    correction_id: str = Field(sa_column=Column(ID, primary_key=True))
    member: str = Field(sa_column=Column(Text, primary_key=True))
    office: str = Field(sa_column=Column(Text, primary_key=True))
    event_id: str = Field(sa_column=Column(ID, ForeignKey("civil_events.event_id"), nullable=False))
    members: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))  # pointers to what was corrected
    by_member: str = Field(sa_type=Text)
    by_office: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    acknowledged_at: datetime | None = Field(sa_column=Column(DateTime(timezone=True)))
    officer: str | None = Field(sa_type=Text)
    note: str | None = Field(sa_type=Text)
