"""Tables of corrections, and of the offices to which they are owed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, DateTime, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.case_registry.models.base import ID, Base


class CorrectionRow(Base, table=True):
    """What was wrong in a case and what is right: values stand here, beside the history that names them."""

    __tablename__ = "case_corrections"
    __table_args__ = (
        Index("case_corrections_by_case", "case_id", "correction_id"),
        Index("case_corrections_by_participant", "participant_id"),
        Index("case_corrections_by_file", "file_id"),
        Index("case_corrections_of_claims", "recorded_at", postgresql_where=text("members ? 'claims'")),
    )

    correction_id: str = Field(sa_column=Column(ID, primary_key=True))
    case_id: str = Field(sa_column=Column(ID, ForeignKey("cases.case_id"), nullable=False))
    of_position: int | None = None  # the fact that was wrong
    participant_id: str | None = Field(sa_column=Column(ID, ForeignKey("participants.participant_id")))
    file_id: str | None = Field(sa_column=Column(ID, ForeignKey("prosecutor_files.file_id")))  # the entry in a register
    undone: str | None = Field(sa_column=Column(ID, ForeignKey("cases.case_id")))  # the case whose joining was undone
    members: dict[str, dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))  # Any: `was` and `now`, by name
    reason: str = Field(sa_type=Text)
    basis: str = Field(sa_type=Text)
    recorded_by: str | None = Field(sa_type=Text, default=None)  # whom the token named; earlier builds did not ask
    approved_by: str = Field(sa_type=Text)
    member: str = Field(sa_type=Text)
    office: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_type=DateTime(timezone=True))


class OwedCorrectionRow(Base, table=True):
    """An office that has to hear of a correction, and when it said that it has."""

    __tablename__ = "owed_corrections"
    __table_args__ = (Index("owed_corrections_by_office", "member", "office", "correction_id"),)

    correction_id: str = Field(sa_column=Column(ID, ForeignKey("case_corrections.correction_id"), primary_key=True))
    member: str = Field(sa_type=Text, primary_key=True)
    office: str = Field(sa_type=Text, primary_key=True)
    acknowledged_at: datetime | None = Field(sa_type=DateTime(timezone=True), default=None)
    officer: str | None = Field(sa_type=Text, default=None)
    note: str | None = Field(sa_type=Text, default=None)
    # the judgment whose extract is another one by it: of nothing else a keeper of the civil register hears
    decision_id: str | None = Field(sa_type=Text, default=None)
