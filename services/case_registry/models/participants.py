"""Tables of participants, their roles, representatives and custody, and the keys by which they are found."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, DateTime, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.case_registry.models.base import ID, Base


class ParticipantRow(Base, table=True):
    """A person or an organisation in a case."""

    __tablename__ = "participants"
    __table_args__ = (
        Index("participants_by_case", "case_id", "position"),
        Index("participants_unlisted", "participant_id", postgresql_where=text("unlisted")),
        Index("participants_deceased", "case_id", postgresql_where=text("deceased is not null")),
        Index("participants_death_unconfirmed", "case_id", postgresql_where=text("death_unconfirmed is not null")),
    )

    participant_id: str = Field(sa_column=Column(ID, primary_key=True))
    case_id: str = Field(sa_column=Column(ID, ForeignKey("cases.case_id"), nullable=False))
    position: int
    name: dict[str, Any] | None = Field(sa_column=Column(JSONB(none_as_null=True)))  # Any: a PersonName document
    other_names: list[dict[str, Any]] | None = Field(sa_column=Column(JSONB(none_as_null=True)))  # Any: PersonNames
    organisation: str | None = Field(sa_type=Text)
    identifiers: list[dict[str, Any]] | None = Field(sa_column=Column(JSONB(none_as_null=True)))  # Any: Identifiers
    birth_date: dict[str, Any] | None = Field(sa_column=Column(JSONB(none_as_null=True)))  # Any: a PartialDate
    age: str | None = Field(sa_type=Text, default=None)  # as it was stated where no date of birth is known
    deceased: dict[str, Any] | None = Field(
        sa_column=Column(JSONB(none_as_null=True))
    )  # Any: a ParticipantDeceased; written by the registry itself
    death_unconfirmed: dict[str, Any] | None = Field(
        sa_column=Column(JSONB(none_as_null=True))
    )  # Any: as above; name or birth contradict the number by which it was told
    unlisted: bool = False  # a victim who may be a child: in no list, and found by no name


class ParticipantRoleRow(Base, table=True):
    """A role of a participant, from one day to another: people change roles along a case."""

    __tablename__ = "participant_roles"

    participant_id: str = Field(sa_column=Column(ID, ForeignKey("participants.participant_id"), primary_key=True))
    role: str = Field(sa_type=Text, primary_key=True)
    held_from: date = Field(primary_key=True)
    held_to: date | None = None
    # moments of the facts that came later; none: known as long as the participant is
    recorded_at: datetime | None = Field(sa_type=DateTime(timezone=True), default=None)
    ended_at: datetime | None = Field(sa_type=DateTime(timezone=True), default=None)


class RepresentationRow(Base, table=True):
    """Who speaks for a participant, as its lawyer or guardian, from one day to another."""

    __tablename__ = "representations"

    participant_id: str = Field(sa_column=Column(ID, ForeignKey("participants.participant_id"), primary_key=True))
    representative_id: str = Field(sa_column=Column(ID, ForeignKey("participants.participant_id"), primary_key=True))
    role: str = Field(sa_type=Text)
    held_from: date
    held_to: date | None = None
    recorded_at: datetime | None = Field(sa_type=DateTime(timezone=True), default=None)  # as of a role
    ended_at: datetime | None = Field(sa_type=DateTime(timezone=True), default=None)


class CustodyRow(Base, table=True):
    """Whether a participant is free or held since a moment; the next record ends this one."""

    __tablename__ = "custody_records"
    __table_args__ = (
        Index("custody_records_by_case", "case_id"),
        # who was ever held: few of all records, asked for by the registers and lists of custody of a day or a year
        Index(
            "custody_records_held", "ended_at", "since", postgresql_where=text("status in ('detained', 'houseArrest')")
        ),
    )

    participant_id: str = Field(sa_column=Column(ID, ForeignKey("participants.participant_id"), primary_key=True))
    since: datetime = Field(sa_column=Column(DateTime(timezone=True), primary_key=True))
    # of the participant: lists and figures ask by case, and have nothing to ask the participant
    case_id: str = Field(sa_column=Column(ID, ForeignKey("cases.case_id"), nullable=False))
    status: str = Field(sa_type=Text)
    ordered_until: datetime | None = Field(sa_type=DateTime(timezone=True), default=None)
    order_number: str | None = Field(sa_type=Text, default=None)
    ordered_on: date | None = None
    recorded_at: datetime | None = Field(sa_type=DateTime(timezone=True), default=None)
    ended_at: datetime | None = Field(sa_type=DateTime(timezone=True), default=None)  # `since` of the next record
    document: dict[str, Any] | None = Field(sa_column=Column(JSONB(none_as_null=True)))  # Any: a DocumentReference


class ParticipantNameRow(Base, table=True):
    """A folded name, from one of its words on; its beginning finds the case (the key sorts byte by byte).

    It has no foreign keys: derived from a participant, it is written in the participant's own statement.
    """

    __tablename__ = "participant_names"

    key: str = Field(sa_column=Column(Text(collation="C"), primary_key=True))
    case_id: str = Field(sa_column=Column(ID, primary_key=True))
    participant_id: str = Field(sa_column=Column(ID, primary_key=True))


class StoredKeyProgressRow(Base, table=True):
    """How far the keys of stored names and numbers are made by the present titles and rules: one row."""

    __tablename__ = "stored_key_progress"

    id: int = Field(primary_key=True)
    made_by: str = Field(sa_type=Text)  # SHA-256 of the editions of the folds and the titles of the national list
    after: str = Field(sa_type=Text)  # the last participant that was looked at
    done: bool


class ParticipantSubjectRow(Base, table=True):
    """A subject key of a participant's number: by it an event of another register finds the cases of its person."""

    __tablename__ = "participant_subjects"

    key: str = Field(sa_column=Column(Text(collation="C"), primary_key=True))
    participant_id: str = Field(sa_column=Column(ID, ForeignKey("participants.participant_id"), primary_key=True))
