"""The people and organisations of a case, their roles, and the keys under which they are found."""

from datetime import date
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.case_registry.models.base import ID, Base


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


class ParticipantRoleRow(Base, table=True):
    """A role of a participant, from one day to another: people change roles along a case."""

    __tablename__ = "participant_roles"

    participant_id: str = Field(sa_column=Column(ID, ForeignKey("participants.participant_id"), primary_key=True))
    role: str = Field(sa_type=Text, primary_key=True)
    held_from: date = Field(primary_key=True)
    held_to: date | None = None


class ParticipantNameRow(Base, table=True):
    """A folded name, from one of its words on; its beginning finds the case (the key sorts byte by byte)."""

    __tablename__ = "participant_names"

    key: str = Field(sa_column=Column(Text(collation="C"), primary_key=True))
    case_id: str = Field(sa_column=Column(ID, ForeignKey("cases.case_id"), primary_key=True))
    participant_id: str = Field(sa_column=Column(ID, ForeignKey("participants.participant_id"), primary_key=True))
