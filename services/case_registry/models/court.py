"""Proceedings and their panels, hearings and what they occupy, decisions and their numbers."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, DateTime, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from services.case_registry.models.base import ID, Base


class ProceedingRow(Base, table=True):
    """The proceedings of one instance before one court."""

    __tablename__ = "proceedings"
    __table_args__ = (Index("proceedings_by_case", "case_id", "proceeding_id"),)

    proceeding_id: str = Field(sa_column=Column(ID, primary_key=True))
    case_id: str = Field(sa_column=Column(ID, ForeignKey("cases.case_id"), nullable=False))
    level: str = Field(sa_type=Text)
    court_member: str = Field(sa_type=Text)
    court_office: str | None = Field(sa_type=Text, default=None)
    started_on: date
    ended_on: date | None = None
    number: str | None = Field(sa_type=Text, default=None)
    clerk: str | None = Field(sa_type=Text, default=None)


class PanelSeatRow(Base, table=True):
    """A judge's seat in a panel, from one day to another."""

    __tablename__ = "panel_seats"

    proceeding_id: str = Field(sa_column=Column(ID, ForeignKey("proceedings.proceeding_id"), primary_key=True))
    judge_id: str = Field(sa_type=Text, primary_key=True)
    held_from: date = Field(primary_key=True)
    name: str = Field(sa_type=Text)
    role: str = Field(sa_type=Text)
    held_to: date | None = None


class HearingRow(Base, table=True):
    """A hearing: when, where, before whom, and what became of it."""

    __tablename__ = "hearings"
    __table_args__ = (
        Index("hearings_by_case", "case_id", "starts_at"),
        Index("hearings_by_court", "court_member", "court_office", "starts_at"),
        Index("hearings_by_judge", "judges", postgresql_using="gin"),
    )

    hearing_id: str = Field(sa_column=Column(ID, primary_key=True))
    case_id: str = Field(sa_column=Column(ID, ForeignKey("cases.case_id"), nullable=False))
    proceeding_id: str = Field(sa_column=Column(ID, ForeignKey("proceedings.proceeding_id"), nullable=False))
    court_member: str = Field(sa_type=Text)
    court_office: str | None = Field(sa_type=Text, default=None)
    kind: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
    starts_at: datetime = Field(sa_type=DateTime(timezone=True))
    ends_at: datetime = Field(sa_type=DateTime(timezone=True))
    room: str = Field(sa_type=Text)
    judges: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    override_reason: str | None = Field(sa_type=Text, default=None)
    note: str | None = Field(sa_type=Text, default=None)
    record: dict[str, Any] | None = Field(sa_column=Column(JSONB(none_as_null=True)))  # Any: a DocumentReference


class HearingClaimRow(Base, table=True):
    """What a hearing occupies while it lasts: a room of a court's office, or a judge of a court."""

    __tablename__ = "hearing_claims"

    claimed: str = Field(sa_column=Column(Text(collation="C"), primary_key=True))
    starts_at: datetime = Field(sa_column=Column(DateTime(timezone=True), primary_key=True))
    hearing_id: str = Field(sa_column=Column(ID, ForeignKey("hearings.hearing_id"), primary_key=True))
    ends_at: datetime = Field(sa_type=DateTime(timezone=True))


class DecisionRow(Base, table=True):
    """A decision of a court under its national identifier."""

    __tablename__ = "decisions"
    __table_args__ = (Index("decisions_by_case", "case_id", "position"),)

    decision_id: str = Field(sa_column=Column(Text(collation="C"), primary_key=True))
    case_id: str = Field(sa_column=Column(ID, ForeignKey("cases.case_id"), nullable=False))
    position: int  # the version that it made of its case
    proceeding_id: str = Field(sa_column=Column(ID, ForeignKey("proceedings.proceeding_id"), nullable=False))
    kind: str = Field(sa_type=Text)
    level: str = Field(sa_type=Text)
    court_member: str = Field(sa_type=Text)
    court_office: str | None = Field(sa_type=Text, default=None)
    decided_on: date
    final_on: date | None = None
    number: str | None = Field(sa_type=Text, default=None)
    matter: str | None = Field(sa_type=Text, default=None)
    summary: str | None = Field(sa_type=Text, default=None)
    document: dict[str, Any] | None = Field(sa_column=Column(JSONB(none_as_null=True)))  # Any: a DocumentReference


class DecisionCounterRow(Base, table=True):
    """The latest ordinal of a series of decisions: one court's in one year."""

    __tablename__ = "decision_counters"

    series: str = Field(sa_column=Column(Text(collation="C"), primary_key=True))
    latest: int
