"""Tables of the case registry; they declare, `store` reads and writes."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, DateTime, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

ID = Text(collation="C")  # ids sort by time only byte by byte, whatever the database's own collation


class Base(SQLModel, registry=registry()):
    """The case registry's own metadata: no table of another component can slip in."""


class CaseRow(Base, table=True):
    """One case."""

    __tablename__ = "cases"
    __table_args__ = (Index("cases_by_category", "category", "case_id"),)

    case_id: str = Field(sa_column=Column(ID, primary_key=True))
    title: str = Field(sa_type=Text)
    category: str = Field(sa_type=Text)
    place: str = Field(sa_type=Text)
    opened_on: date
    status: str = Field(sa_type=Text)
    restriction: str = Field(sa_type=Text)
    opened_by: str = Field(sa_type=Text)
    opened_at: datetime = Field(sa_type=DateTime(timezone=True))
    # members with a role in the case: they see it whatever its restriction
    involved: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))


class CaseNumberRow(Base, table=True):
    """The number that one office of a member gave to a case."""

    __tablename__ = "case_numbers"
    __table_args__ = (
        UniqueConstraint("member", "office", "year", "normal", name="case_numbers_once_an_office_and_year"),
        Index("case_numbers_by_number", "normal"),
    )

    case_id: str = Field(sa_column=Column(ID, ForeignKey("cases.case_id"), primary_key=True))
    member: str = Field(sa_type=Text, primary_key=True)
    office: str = Field(sa_type=Text, primary_key=True)  # empty: the member as a whole
    printed: str = Field(sa_type=Text, primary_key=True)
    normal: str = Field(sa_type=Text)
    year: int
    assigned_on: date


class ParticipantRow(Base, table=True):
    """A person or an organisation in a case."""

    __tablename__ = "participants"
    __table_args__ = (Index("participants_by_case", "case_id", "position"),)

    participant_id: str = Field(sa_column=Column(ID, primary_key=True))
    case_id: str = Field(sa_column=Column(ID, ForeignKey("cases.case_id"), nullable=False))
    position: int
    name: dict[str, Any] | None = Field(sa_column=Column(JSONB(none_as_null=True)))  # Any: a PersonName document
    other_names: list[dict[str, Any]] | None = Field(sa_column=Column(JSONB(none_as_null=True)))  # Any: PersonNames
    organisation: str | None = Field(sa_type=Text)
    identifiers: list[dict[str, Any]] | None = Field(sa_column=Column(JSONB(none_as_null=True)))  # Any: Identifiers
    search_keys: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))


class ParticipantRoleRow(Base, table=True):
    """A role of a participant, from one day to another: people change roles along a case."""

    __tablename__ = "participant_roles"

    participant_id: str = Field(sa_column=Column(ID, ForeignKey("participants.participant_id"), primary_key=True))
    role: str = Field(sa_type=Text, primary_key=True)
    held_from: date = Field(primary_key=True)
    held_to: date | None = None
