"""Tables of proceedings, and of the judges' seats in their panels."""

from datetime import date

from sqlalchemy import Column, ForeignKey, Index, Text
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
    court_office: str = Field(sa_type=Text)
    started_on: date
    ended_on: date | None = None
    number: str | None = Field(sa_type=Text, default=None)
    clerk: str | None = Field(sa_type=Text, default=None)
    transferred_member: str | None = Field(sa_type=Text, default=None)  # with the office: the court that took the file
    transferred_office: str | None = Field(sa_type=Text, default=None)


class PanelSeatRow(Base, table=True):
    """A judge's seat in a panel, from one day to another."""

    __tablename__ = "panel_seats"

    proceeding_id: str = Field(sa_column=Column(ID, ForeignKey("proceedings.proceeding_id"), primary_key=True))
    judge_id: str = Field(sa_type=Text, primary_key=True)
    held_from: date = Field(primary_key=True)
    name: str = Field(sa_type=Text)
    role: str = Field(sa_type=Text)
    held_to: date | None = None
    left_reason: str | None = Field(sa_type=Text, default=None)
    left_for: str | None = Field(sa_type=Text, default=None)  # a code of `panel-change-reason`; None: as it was
    left_ground: str | None = Field(sa_type=Text, default=None)
    left_decided_by: str | None = Field(sa_type=Text, default=None)
