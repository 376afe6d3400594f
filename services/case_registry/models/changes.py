"""Tables that the chassis keeps in the registry's database: places of changed cases, successions, days of jobs."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Column, DateTime, Index, Text
from sqlmodel import Field

from services.case_registry.models.base import ID, Base


class ChangeRow(Base, table=True):
    """The place of an aggregate's latest change in the order of publication; the relay gives it."""

    __tablename__ = "changes"
    __table_args__ = (Index("changes_in_order", "topic", "place", unique=True),)

    topic: str = Field(sa_column=Column(Text, primary_key=True))
    id: str = Field(sa_column=Column(ID, primary_key=True))
    place: int = Field(sa_column=Column(BigInteger, nullable=False))


class SuccessionRow(Base, table=True):
    """A closed office, and who has its cases, as those who follow changes were told."""

    __tablename__ = "successions"

    member: str = Field(sa_column=Column(Text, primary_key=True))
    office: str = Field(sa_column=Column(Text, primary_key=True))
    holder_member: str = Field(sa_type=Text)
    holder_office: str = Field(sa_type=Text)


class TickRow(Base, table=True):
    """A day on which a job of the clock has been done."""

    __tablename__ = "ticks"

    job: str = Field(sa_column=Column(Text, primary_key=True))
    day: date = Field(primary_key=True)
    done_at: datetime = Field(sa_type=DateTime(timezone=True))
