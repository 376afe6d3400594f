"""Table of entries in prosecutors' registers: cases for a statement, and called-up files."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, DateTime, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.case_registry.models.base import ID, Base


class ProsecutorFileRow(Base, table=True):
    """A case in the register of a prosecutor's office: open until it has an outcome. The sum of its two facts."""

    __tablename__ = "prosecutor_files"
    __table_args__ = (
        # a case waits once at an instance
        Index(
            "prosecutor_files_once_open",
            *("case_id", "section", "level"),
            unique=True,
            postgresql_where=text("outcome is null and withdrawn_at is null"),
        ),
        Index("prosecutor_files_by_case", "case_id", "file_id"),
        Index("prosecutor_files_by_office", "member", "office", "entered_on"),
        Index("prosecutor_files_by_entry", "entered_on"),
        Index("prosecutor_files_by_resolution", "resolved_on"),
    )

    file_id: str = Field(sa_column=Column(ID, primary_key=True))
    case_id: str = Field(sa_column=Column(ID, ForeignKey("cases.case_id"), nullable=False))
    section: str = Field(sa_type=Text)  # I: for a statement, II: called up
    member: str = Field(sa_type=Text)
    office: str = Field(sa_type=Text)
    category: str = Field(sa_type=Text)
    level: str = Field(sa_type=Text)
    ground: str | None = Field(sa_type=Text, default=None)
    number: str | None = Field(sa_type=Text, default=None)
    entered_on: date
    recorded_at: datetime = Field(sa_type=DateTime(timezone=True))
    outcome: str | None = Field(sa_type=Text, default=None)
    decision: str | None = Field(sa_type=Text, default=None)
    document: dict[str, Any] | None = Field(sa_column=Column(JSONB(none_as_null=True)))  # Any: a DocumentReference
    resolved_on: date | None = None
    resolved_at: datetime | None = Field(sa_type=DateTime(timezone=True), default=None)
    # it was a mistake: read only to tell figures as they were reported
    withdrawn_at: datetime | None = Field(sa_type=DateTime(timezone=True), default=None)
