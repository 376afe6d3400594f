"""Tables of charges in their present state, and of their steps."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, DateTime, ForeignKey, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.case_registry.models.base import ID, Base


class ChargeRow(Base, table=True):
    """A charge against a participant, in its present state."""

    __tablename__ = "charges"
    __table_args__ = (UniqueConstraint("case_id", "sequence", name="charges_in_their_order"),)

    charge_id: str = Field(sa_column=Column(ID, primary_key=True))
    case_id: str = Field(sa_column=Column(ID, ForeignKey("cases.case_id"), nullable=False))
    sequence: int
    participant_id: str = Field(sa_column=Column(ID, ForeignKey("participants.participant_id"), nullable=False))
    state: str = Field(sa_type=Text)
    article: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))  # Any: a LawArticle document
    text: str | None = Field(sa_type=Text, default=None)  # an old register may have the article alone
    count: int
    filed_on: date
    plea: str | None = Field(sa_type=Text, default=None)
    result: str | None = Field(sa_type=Text, default=None)
    decided_on: date | None = None
    sentence: list[dict[str, Any]] | None = Field(sa_column=Column(JSONB(none_as_null=True)))  # Any: Sentences


class ChargeStepRow(Base, table=True):
    """One step of a charge, with what it said; steps are only ever added."""

    __tablename__ = "charge_steps"

    charge_id: str = Field(sa_column=Column(ID, ForeignKey("charges.charge_id"), primary_key=True))
    position: int = Field(primary_key=True)
    step: str = Field(sa_type=Text)
    happened_on: date
    recorded_at: datetime = Field(sa_type=DateTime(timezone=True))
    member: str = Field(sa_type=Text)
    office: str = Field(sa_type=Text)
    said: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))  # Any: the step's own members of ChargeStep
