"""Tables of cases in their present state, their numbers and relations."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, DateTime, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.case_registry.models.base import ID, Base


class CaseRow(Base, table=True):
    """One case: what its opening stated, and the state to which its history adds up."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("cases_by_category", "category", "case_id"),
        Index("cases_by_status", "status", "case_id"),
        Index("cases_by_day", "opened_on", "case_id"),
        Index("cases_by_office", "responsible_member", "responsible_office", "case_id"),
        Index("cases_by_court", "court_member", "court_office", "case_id"),
    )

    case_id: str = Field(sa_column=Column(ID, primary_key=True))
    title: str = Field(sa_type=Text)
    category: str = Field(sa_type=Text)
    place: str = Field(sa_type=Text)
    opened_on: date
    committed_on: dict[str, Any] | None = Field(sa_column=Column(JSONB(none_as_null=True)))  # Any: a PartialDate
    status: str = Field(sa_type=Text)
    restriction: str = Field(sa_type=Text)
    opened_member: str = Field(sa_type=Text)
    opened_office: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_type=DateTime(timezone=True))
    # seats with a part in the case, each with its parts: they see it whatever its restriction
    involved: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))  # Any: member, office, parts
    previous: str | None = Field(sa_type=Text, default=None)
    before_pause: str | None = Field(sa_type=Text, default=None)  # while it is suspended, or its enforcement stayed
    moved_on: date
    responsible_member: str = Field(sa_type=Text)
    responsible_office: str = Field(sa_type=Text)
    court_member: str | None = Field(sa_type=Text, default=None)
    court_office: str | None = Field(sa_type=Text, default=None)
    court_awaited: bool = False
    defendant: str | None = Field(sa_type=Text, default=None)  # status of the defendant, a national code
    # to whom the file is on its way, who therefore sees the case
    offered_member: str | None = Field(sa_type=Text, default=None)
    offered_office: str | None = Field(sa_type=Text, default=None)
    due_on: date | None = None  # the soonest of its deadlines
    version: int


class CaseNumberRow(Base, table=True):
    """The number that one office of a member gave to a case, or that another one says it gave."""

    __tablename__ = "case_numbers"
    __table_args__ = (
        # of what others say nothing follows for the books of an office
        Index(
            "case_numbers_once_an_office_and_year",
            *("member", "office", "year", "normal"),
            unique=True,
            postgresql_where=text("own"),
        ),
        Index("case_numbers_by_number", text("replace(normal, '-', '')")),  # as `dashless_number`
    )

    case_id: str = Field(sa_column=Column(ID, ForeignKey("cases.case_id"), primary_key=True))
    member: str = Field(sa_type=Text, primary_key=True)
    office: str = Field(sa_type=Text, primary_key=True)
    printed: str = Field(sa_type=Text, primary_key=True)
    normal: str = Field(sa_type=Text)
    year: int
    assigned_on: date
    own: bool = True  # given by the office itself; else a reference, which somebody imported


class CaseRelationRow(Base, table=True):
    """This case is appeal of, split from, joined with … another."""

    __tablename__ = "case_relations"
    __table_args__ = (Index("case_relations_by_other", "other_id"),)

    case_id: str = Field(sa_column=Column(ID, ForeignKey("cases.case_id"), primary_key=True))
    kind: str = Field(sa_type=Text, primary_key=True)
    other_id: str = Field(sa_column=Column(ID, ForeignKey("cases.case_id"), primary_key=True))
