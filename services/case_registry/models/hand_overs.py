"""Table of hand-overs: files of cases on their way between two members."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, DateTime, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from services.case_registry.models.base import ID, Base


class HandOverRow(Base, table=True):
    """A file on its way between two members."""

    __tablename__ = "hand_overs"
    __table_args__ = (
        # a file is at one place only
        Index("hand_overs_one_at_a_time", "case_id", unique=True, postgresql_where=text("status = 'sent'")),
        Index("hand_overs_by_sender", "from_member", "from_office", "hand_over_id"),
        Index("hand_overs_by_receiver", "to_member", "to_office", "hand_over_id"),
        Index("hand_overs_by_decision", "decided_at"),
        Index("hand_overs_by_receipt", "received_on"),
    )

    hand_over_id: str = Field(sa_column=Column(ID, primary_key=True))
    case_id: str = Field(sa_column=Column(ID, ForeignKey("cases.case_id"), nullable=False))
    status: str = Field(sa_type=Text)
    from_member: str = Field(sa_type=Text)
    from_office: str = Field(sa_type=Text)
    sender_kind: str = Field(sa_type=Text)
    to_member: str = Field(sa_type=Text)
    to_office: str = Field(sa_type=Text)
    files: list[dict[str, Any]] | None = Field(sa_column=Column(JSONB(none_as_null=True)))  # Any: DocumentReferences
    note: str | None = Field(sa_type=Text, default=None)
    sent_on: date  # in Vientiane, as the sender says; it may be recorded later
    received_on: date | None = None  # as the receiver says
    sent_at: datetime = Field(sa_type=DateTime(timezone=True))
    decided_at: datetime | None = Field(sa_type=DateTime(timezone=True), default=None)
    missing: list[str] | None = Field(sa_column=Column(ARRAY(Text)))
    receiver_note: str | None = Field(sa_type=Text, default=None)
    reason: str | None = Field(sa_type=Text, default=None)
