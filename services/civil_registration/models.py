"""Tables of civil registration: vital events, their actions, and serial numbers. `store` reads and writes them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, DateTime, ForeignKey, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

ID = Text(collation="C")  # ids sort by time only byte by byte, whatever the database's own collation


class Base(SQLModel, registry=registry()):
    """Civil registration's own metadata: no table of another component can slip in."""


class CivilEventRow(Base, table=True):
    """One vital event: the columns that are searched and locked; everything else is in its actions."""

    __tablename__ = "civil_events"

    event_id: str = Field(sa_column=Column(ID, primary_key=True))
    kind: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    district: str = Field(sa_type=Text)
    declared_by: str = Field(sa_type=Text)
    declared_office: str = Field(sa_type=Text)
    registrar_member: str = Field(sa_type=Text)
    registrar_office: str = Field(sa_type=Text)
    tracking_id: str = Field(sa_column=Column(Text, unique=True, nullable=False))
    registration_number: str | None = Field(sa_column=Column(Text, unique=True))


class ActionRow(Base, table=True):
    """One entry of an event's log: the database refuses to change or delete it."""

    __tablename__ = "civil_event_actions"

    event_id: str = Field(sa_column=Column(ID, ForeignKey("civil_events.event_id"), primary_key=True))
    position: int = Field(primary_key=True)
    kind: str = Field(sa_type=Text)
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    member: str = Field(sa_type=Text)
    office: str = Field(sa_type=Text)
    system: str = Field(sa_type=Text)
    officer: str | None = Field(sa_type=Text)
    content: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))  # Any: a JSON document of the action


class SerialRow(Base, table=True):
    """The last serial given in a district's year: numbers without a gap, for a register is read by its gaps."""

    __tablename__ = "registration_serials"

    district: str = Field(sa_type=Text, primary_key=True)
    year: int = Field(primary_key=True)
    last: int
