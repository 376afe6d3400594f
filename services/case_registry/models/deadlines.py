"""Tables of what is due in cases, and of how far it is reckoned by the present rules."""

from datetime import date

from sqlalchemy import Column, ForeignKey, Index, Text, text
from sqlmodel import Field

from services.case_registry.models.base import ID, Base


class DeadlineRow(Base, table=True):
    """Something that is due in a case; derived from its history and the rules, and made anew when either changes."""

    __tablename__ = "case_deadlines"
    __table_args__ = (
        Index("case_deadlines_by_office", "member", "office", "due_on"),
        Index("case_deadlines_by_day", "due_on"),
        Index("case_deadlines_to_tell", "notify_on", postgresql_where=text("told_for is distinct from due_on")),
    )

    case_id: str = Field(sa_column=Column(ID, ForeignKey("cases.case_id"), primary_key=True))
    of: str = Field(sa_column=Column(Text, primary_key=True))
    rule: str = Field(sa_column=Column(Text, primary_key=True))  # a code of the list; empty: by an order
    subject: str = Field(sa_column=Column(ID, primary_key=True))  # a participant or an entry; empty: the case
    since: date
    due_on: date
    notify_on: date
    member: str = Field(sa_type=Text)
    office: str = Field(sa_type=Text)
    told_for: date | None = None  # the last day that an event has told of


class DeadlineProgressRow(Base, table=True):
    """How far the deadlines of all cases are reckoned by the present rules: one row."""

    __tablename__ = "deadline_progress"

    id: int = Field(primary_key=True)
    made_by: str = Field(sa_type=Text)  # SHA-256 of the rules and holidays
    after: str = Field(sa_type=Text)  # the last case that was looked at
    done: bool
