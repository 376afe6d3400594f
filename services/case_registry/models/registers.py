"""Table of the register figures that offices of the prosecution reported."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, DateTime, Index, Integer, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from services.case_registry.models.base import ID, Base


class RegisterReportRow(Base, table=True):
    """What an office reported as its own figures; kept as it came."""

    __tablename__ = "register_reports"
    __table_args__ = (Index("register_reports_by_office", "year", "member", "office"),)

    report_id: str = Field(sa_column=Column(ID, primary_key=True))
    member: str = Field(sa_type=Text)
    office: str = Field(sa_type=Text)
    officer: str | None = Field(sa_type=Text, default=None)
    year: int
    months: list[int] = Field(sa_column=Column(ARRAY(Integer), nullable=False))
    category: str | None = Field(sa_type=Text, default=None)
    level: str | None = Field(sa_type=Text, default=None)
    figures: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))  # Any: cells of the report
    filed_at: datetime = Field(sa_type=DateTime(timezone=True))
