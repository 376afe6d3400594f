"""Tables of hearings, and of the rooms and judges that they reserve."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, DateTime, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from services.case_registry.models.base import ID, Base


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
    court_office: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
    starts_at: datetime = Field(sa_type=DateTime(timezone=True))  # the beginning of its day where the time is not known
    # old books may have the day alone; a constraint of 0179 holds that one to come has its time
    time_known: bool = True
    # old books have neither; a constraint of 0177 holds that a hearing to come has both
    ends_at: datetime | None = Field(sa_type=DateTime(timezone=True), default=None)
    room: str | None = Field(sa_type=Text, default=None)
    room_normal: str | None = Field(sa_type=Text, default=None)  # `normal_number` of it, by which it is found
    judges: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    override_reason: str | None = Field(sa_type=Text, default=None)
    note: str | None = Field(sa_type=Text, default=None)
    record: dict[str, Any] | None = Field(sa_column=Column(JSONB(none_as_null=True)))  # Any: a DocumentReference


class HearingClaimRow(Base, table=True):
    """What a hearing reserves while it lasts: a room of a court's office, or a judge of the member."""

    __tablename__ = "hearing_claims"

    claimed: str = Field(sa_column=Column(Text(collation="C"), primary_key=True))
    starts_at: datetime = Field(sa_column=Column(DateTime(timezone=True), primary_key=True))
    hearing_id: str = Field(sa_column=Column(ID, ForeignKey("hearings.hearing_id"), primary_key=True))
    ends_at: datetime = Field(sa_type=DateTime(timezone=True))
