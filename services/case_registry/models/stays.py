"""Table of stays: how long a case stood at one instance before one office, for registers of work and yearly tables."""

from datetime import date

from sqlalchemy import Column, ForeignKey, Index, Text, text
from sqlmodel import Field

from services.case_registry.models.base import ID, Base


class StayRow(Base, table=True):
    """A case at one instance before one office. The sum of its facts: written with them, and never by itself."""

    __tablename__ = "case_stays"
    __table_args__ = (
        # a case is worked on at one place
        Index("case_stays_one_at_a_time", "case_id", unique=True, postgresql_where=text("ended_on is null")),
        # one column first in each: figures ask for one office, or for a year of the country
        Index("case_stays_by_office", "member", "office", "began_on"),
        Index("case_stays_by_office_end", "member", "office", "ended_on"),
        Index("case_stays_by_beginning", "began_on"),
        Index("case_stays_by_end", "ended_on", "began_on"),
    )

    case_id: str = Field(sa_column=Column(ID, ForeignKey("cases.case_id"), primary_key=True))
    position: int = Field(primary_key=True)  # of the fact with which it began
    stage: str = Field(sa_type=Text)
    member: str = Field(sa_type=Text)
    office: str = Field(sa_type=Text)
    category: str = Field(sa_type=Text)
    began_on: date
    came_from: str | None = Field(sa_type=Text, default=None)
    counted: bool
    ended_on: date | None = None
    exit: str | None = Field(sa_type=Text, default=None)
    outcome: str | None = Field(sa_type=Text, default=None)
