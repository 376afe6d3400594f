"""Table of the offices that have read an event which is not theirs."""

from datetime import date

from sqlalchemy import Column, ForeignKey, Text
from sqlmodel import Field

from services.civil_registration.models.base import ID, Base


class EventReaderRow(Base, table=True):
    """An office that has read an event, and the last day on which it did: one row, however often it reads."""

    __tablename__ = "civil_event_readers"

    event_id: str = Field(sa_column=Column(ID, ForeignKey("civil_events.event_id"), primary_key=True))
    member: str = Field(sa_column=Column(Text, primary_key=True))
    office: str = Field(sa_column=Column(Text, primary_key=True))
    read_on: date
