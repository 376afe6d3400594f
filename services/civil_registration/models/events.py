"""Tables of vital events: the event as it is searched, its log, its people with names and numbers, and series."""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    ForeignKey,
    Index,
    SmallInteger,
    Text,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from services.civil_registration.models.base import ID, Base

# what vital statistics read of an event, all of it in their index
COUNTED = [
    *("state", "district", "sex", "mother_age", "attendant"),
    *("due_on", "registered_on", "registrar_member", "registrar_office"),
]
# what is counted of all that waits, in its index: the events themselves lie all over the table
WAITING = [
    *("state", "flags", "closed", "due_on", "registered_on"),
    *("assigned_to", "assigned_until", "else_assigned_to", "else_assigned_until"),
]
# What waits for somebody: what is not registered, and what is with something to be decided. Indexes have these texts,
# and the queries that go by them: PostgreSQL compares their words.
AT_WORK: Final[ColumnElement[bool]] = literal_column(
    "(state in ('draft', 'notified', 'declared', 'inValidation', 'rejected')"
    " or flags && array['correctionRequested', 'potentialDuplicate', 'uinRefused', 'uinConflict',"
    " 'judgmentChanged'])",
    Boolean,
)
FLAGGED: Final[ColumnElement[bool]] = literal_column("(flags <> '{}')", Boolean)
DUE: Final[ColumnElement[date]] = literal_column("coalesce(due_on, '2099-12-31'::date)", Date)


class CivilEventRow(Base, table=True):
    """One vital event: the columns that are searched and locked; everything else is in its actions."""

    __tablename__ = "civil_events"
    __table_args__ = (
        Index("civil_events_of_registrar", "registrar_member", "registrar_office", "state", "event_id"),
        Index("civil_events_of_declarer", "declared_by", "declared_office", "event_id"),
        Index("civil_events_changed", "changed_at"),  # what an import could not see while it ran
        Index("civil_events_counted", "kind", "occurred_on", postgresql_include=COUNTED),
        Index("civil_events_in_books", "registered_by", "registered_office", "kind", "registered_on"),
        # with the state in it, an office's events are counted and compared without a look at each
        Index(
            "civil_events_by_registrar",
            "registrar_member",
            "registrar_office",
            "event_id",
            postgresql_include=["state"],
        ),
        Index("civil_events_of_days", "registrar_member", "registrar_office", "occurred_on", "event_id"),
        Index("civil_events_of_kind", "registrar_member", "registrar_office", "kind", "event_id"),
        Index("civil_events_flagged", "registrar_member", "registrar_office", "event_id", postgresql_where=FLAGGED),
        Index("civil_events_at_work", DUE, "event_id", postgresql_where=AT_WORK, postgresql_include=WAITING),
        Index(
            "civil_events_at_registrar",
            "registrar_member",
            "registrar_office",
            DUE,
            "event_id",
            postgresql_where=AT_WORK,
        ),
        Index(
            "civil_events_at_declarer",
            "declared_by",
            "declared_office",
            DUE,
            "event_id",
            postgresql_where=AT_WORK,
        ),
    )

    event_id: str = Field(sa_column=Column(ID, primary_key=True))
    kind: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    version: int
    flags: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))  # without `late`, which days decide
    closed: bool  # a first record that an adoption closed
    subjects: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))  # Any: PersonName documents
    occurred_on: date | None = None
    district: str | None = Field(sa_type=Text)
    due_on: date | None = None
    declared_by: str = Field(sa_type=Text)
    declared_office: str = Field(sa_type=Text)
    declared_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    registrar_member: str = Field(sa_type=Text)
    registrar_office: str = Field(sa_type=Text)
    assigned_to: str | None = Field(sa_type=Text)
    assigned_until: datetime | None = Field(sa_column=Column(DateTime(timezone=True)))
    else_assigned_to: str | None = Field(sa_type=Text)  # for whom the deputy stands in who is named above
    else_assigned_until: datetime | None = Field(sa_column=Column(DateTime(timezone=True)))
    tracking_id: str = Field(sa_type=Text)  # short for people: two events in millions may share one
    registration_number: str | None = Field(sa_column=Column(Text, unique=True))
    book_number: str | None = Field(sa_type=Text)
    registered_by: str | None = Field(sa_type=Text)  # member
    registered_office: str | None = Field(sa_type=Text)
    registered_on: date | None = None
    changed_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    sex: str | None = Field(sa_type=Text)  # and the two below: what vital statistics count by
    mother_age: int | None = Field(sa_type=SmallInteger)
    attendant: str | None = Field(sa_type=Text)
    uin_refusal: dict[str, Any] | None = Field(  # Any: code and sentences; why the identity system refused
        sa_column=Column(JSONB(none_as_null=True))
    )


class ActionRow(Base, table=True):
    """One entry of an event's log: the database refuses to change or delete it."""

    __tablename__ = "civil_event_actions"
    __table_args__ = (
        Index(
            "civil_event_actions_of_clients",
            "member",
            "client_action_id",
            "kind",
            unique=True,
            postgresql_where=Column("client_action_id").is_not(None),
        ),
        Index(
            "civil_event_actions_of_judgments",
            text("(content #>> '{facts,judgment,caseId}')"),
            postgresql_where=text("kind = 'receiveJudgment'"),
        ),
    )

    event_id: str = Field(sa_column=Column(ID, ForeignKey("civil_events.event_id"), primary_key=True))
    position: int = Field(primary_key=True)
    kind: str = Field(sa_type=Text)
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    member: str = Field(sa_type=Text)
    office: str = Field(sa_type=Text)
    system: str = Field(sa_type=Text)
    officer: str | None = Field(sa_type=Text)
    client_action_id: str | None = Field(sa_type=Text)  # the caller's own id of the action: its Idempotency-Key
    content: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))  # Any: a JSON document of the action


class PersonRow(Base, table=True):
    """One person of an event, as duplicates are looked for; everything else of the person is in the event's facts."""

    __tablename__ = "civil_people"
    __table_args__ = (Index("civil_people_by_name", "name_key", "role", "born_from"),)

    event_id: str = Field(sa_column=Column(ID, ForeignKey("civil_events.event_id"), primary_key=True))
    role: str = Field(sa_column=Column(Text, primary_key=True))  # member of the form
    is_subject: bool
    name_key: str = Field(sa_column=Column(ID, nullable=False))  # empty for who has no name
    born_from: date | None = None
    born_to: date | None = None
    sex: str | None = Field(sa_type=Text)
    birth_number: str | None = Field(sa_type=Text)
    is_multiple: bool | None = None  # of a child that is born, of a mother who lost one


class NameRow(Base, table=True):
    """A folded name, from one of its words on: its beginning finds the event (the key sorts byte by byte).

    The offices of the event stand beside it: in an index behind them the names of an office are read, and no others.
    """

    __tablename__ = "civil_names"
    __table_args__ = (
        Index("civil_names_of_event", "event_id"),
        Index("civil_names_at_registrar", "registrar_member", "registrar_office", "key", "event_id"),
        Index("civil_names_at_declarer", "declared_by", "declared_office", "key", "event_id"),
    )

    key: str = Field(sa_column=Column(ID, primary_key=True))
    event_id: str = Field(sa_column=Column(ID, ForeignKey("civil_events.event_id"), primary_key=True))
    role: str = Field(sa_column=Column(Text, primary_key=True))
    registrar_member: str = Field(sa_type=Text)
    registrar_office: str = Field(sa_type=Text)
    declared_by: str = Field(sa_type=Text)
    declared_office: str = Field(sa_type=Text)


class NumberRow(Base, table=True):
    """A number in its normal form, by which an event or a person of it is known; `role` is empty for its own."""

    __tablename__ = "civil_numbers"
    __table_args__ = (Index("civil_numbers_of_event", "event_id"),)

    key: str = Field(sa_column=Column(ID, primary_key=True))
    type: str = Field(sa_column=Column(Text, primary_key=True))
    event_id: str = Field(sa_column=Column(ID, ForeignKey("civil_events.event_id"), primary_key=True))
    role: str = Field(sa_column=Column(Text, primary_key=True))


class SeriesRow(Base, table=True):
    """What stands in front of an office's registration numbers: given once, and no other office's."""

    __tablename__ = "registration_series"

    member: str = Field(sa_column=Column(Text, primary_key=True))
    office: str = Field(sa_column=Column(Text, primary_key=True))
    code: str = Field(sa_column=Column(Text, unique=True, nullable=False))


class SerialRow(Base, table=True):
    """The last serial of a series, kind and year: numbers without a gap, for a register is read by its gaps."""

    __tablename__ = "registration_serials"

    series: str = Field(sa_column=Column(Text, primary_key=True))
    kind: str = Field(sa_column=Column(Text, primary_key=True))
    year: int = Field(primary_key=True)
    last: int
