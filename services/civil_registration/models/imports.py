"""Tables of imports: column mappings, reports, results of rows, and which event came from which old number."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, DateTime, ForeignKey, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from services.civil_registration.models.base import ID, Base


class ImportMappingRow(Base, table=True):
    """How the columns of a file become events of a kind; never changed."""

    __tablename__ = "import_mappings"

    mapping_id: str = Field(sa_column=Column(ID, primary_key=True))
    member: str = Field(sa_type=Text)
    kept_at: datetime = Field(sa_type=DateTime(timezone=True))
    mapping: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))  # Any: an EventImportMapping document


class ImportReportRow(Base, table=True):
    """One import and what became of it."""

    __tablename__ = "imports"

    import_id: str = Field(sa_column=Column(ID, primary_key=True))
    member: str = Field(sa_type=Text)
    office: str = Field(sa_type=Text)
    source: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
    dry_run: bool
    partial: bool
    mapping_id: str | None = Field(sa_type=Text, default=None)
    received_at: datetime = Field(sa_type=DateTime(timezone=True))
    rows: int
    imported: int
    unchanged: int
    refused: int
    not_kept: int
    withdrawn: int
    ignored_columns: list[str] | None = Field(sa_column=Column(ARRAY(Text)))
    truncated: bool


class ImportResultRow(Base, table=True):
    """What became of one row of an import."""

    __tablename__ = "import_rows"

    import_id: str = Field(sa_column=Column(ID, ForeignKey("imports.import_id"), primary_key=True))
    row: int = Field(primary_key=True)
    number: str | None = Field(sa_type=Text, default=None)
    outcome: str = Field(sa_type=Text)
    event_id: str | None = Field(sa_type=Text, default=None)
    faults: list[dict[str, Any]] | None = Field(sa_column=Column(JSONB(none_as_null=True)))  # Any: ImportFaults
    changes: list[dict[str, Any]] | None = Field(sa_column=Column(JSONB(none_as_null=True)))  # Any: ImportChanges


class ImportedEventRow(Base, table=True):
    """Which event came from which number of which old book: the same row again is the same event."""

    __tablename__ = "imported_events"

    member: str = Field(sa_type=Text, primary_key=True)
    office: str = Field(sa_type=Text, primary_key=True)
    kind: str = Field(sa_type=Text, primary_key=True)
    year: int = Field(primary_key=True)
    normal: str = Field(sa_type=Text, primary_key=True)
    source: str = Field(sa_type=Text)
    event_id: str = Field(sa_column=Column(ID, ForeignKey("civil_events.event_id"), nullable=False))
    digest: str = Field(sa_type=Text)  # of the row, so that the same number with other facts is told apart
