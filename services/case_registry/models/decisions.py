"""Tables of decisions, and of the counters that number them."""

from datetime import date
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.case_registry.models.base import ID, Base


class DecisionRow(Base, table=True):
    """A decision of a court under its national identifier."""

    __tablename__ = "decisions"
    __table_args__ = (
        Index("decisions_by_case", "case_id", "position"),
        Index("decisions_by_number", "court_member", "court_office", "number_normal"),
        Index("decisions_final", "final_on", "decision_id", postgresql_where=text("final_on is not null")),
    )

    decision_id: str = Field(sa_column=Column(Text(collation="C"), primary_key=True))
    case_id: str = Field(sa_column=Column(ID, ForeignKey("cases.case_id"), nullable=False))
    position: int  # the version that it made of its case
    proceeding_id: str = Field(sa_column=Column(ID, ForeignKey("proceedings.proceeding_id"), nullable=False))
    kind: str = Field(sa_type=Text)
    level: str = Field(sa_type=Text)
    court_member: str = Field(sa_type=Text)
    court_office: str = Field(sa_type=Text)
    decided_on: date
    final_on: date | None = None
    superseded_on: date | None = None  # the outcome of the case is another one since
    number: str | None = Field(sa_type=Text, default=None)
    number_normal: str | None = Field(sa_type=Text, default=None)  # `normal_number` of it, by which a double is found
    override_reason: str | None = Field(sa_type=Text, default=None)
    matter: str | None = Field(sa_type=Text, default=None)
    civil_status: dict[str, Any] | None = Field(sa_column=Column(JSONB(none_as_null=True)))  # Any: a CivilStatus
    summary: str | None = Field(sa_type=Text, default=None)
    document: dict[str, Any] | None = Field(sa_column=Column(JSONB(none_as_null=True)))  # Any: a DocumentReference


class DecisionCounterRow(Base, table=True):
    """The latest ordinal of a series of decisions: one court's in one year."""

    __tablename__ = "decision_counters"

    series: str = Field(sa_column=Column(Text(collation="C"), primary_key=True))
    latest: int
