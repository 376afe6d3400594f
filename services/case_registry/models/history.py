"""Table of the history of cases, fact by fact: rows are only ever added."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, DateTime, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.case_registry.models.base import ID, Base


class CaseHistoryRow(Base, table=True):
    """One fact in the history of a case; the case is the sum of its facts."""

    __tablename__ = "case_history"
    __table_args__ = (
        Index(
            "case_history_requests",
            text("(fact->'to'->>'member')"),
            text("(fact->'to'->>'office')"),
            postgresql_where=text("kind = 'statementRequested'"),
        ),
    )

    case_id: str = Field(sa_column=Column(ID, ForeignKey("cases.case_id"), primary_key=True))
    position: int = Field(primary_key=True)
    kind: str = Field(sa_type=Text)
    happened_on: date
    recorded_at: datetime = Field(sa_type=DateTime(timezone=True))
    member: str = Field(sa_type=Text)
    office: str = Field(sa_type=Text)
    officer: str | None = Field(sa_type=Text, default=None)
    exchange_id: str | None = Field(sa_type=Text, default=None)
    fact: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))  # Any: a fact of `domain.facts`
