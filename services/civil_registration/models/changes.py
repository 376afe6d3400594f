"""Tables that the chassis keeps in the register's database: places of changed events, and successions."""

from sqlalchemy import BigInteger, Column, Index, Text
from sqlmodel import Field

from services.civil_registration.models.base import ID, Base


class ChangeRow(Base, table=True):
    """The place of an aggregate's latest change in the order of publication; the relay gives it."""

    __tablename__ = "changes"
    __table_args__ = (Index("changes_in_order", "topic", "place", unique=True),)

    topic: str = Field(sa_column=Column(Text, primary_key=True))
    id: str = Field(sa_column=Column(ID, primary_key=True))
    place: int = Field(sa_column=Column(BigInteger, nullable=False))


class SuccessionRow(Base, table=True):
    """A closed office, and who has its events, as those who follow changes were told."""

    __tablename__ = "successions"

    member: str = Field(sa_column=Column(Text, primary_key=True))
    office: str = Field(sa_column=Column(Text, primary_key=True))
    holder_member: str = Field(sa_type=Text)
    holder_office: str = Field(sa_type=Text)
