"""Table of closed offices whose open cases another office has, as those who follow changes were told."""

from sqlalchemy import Column, Text
from sqlmodel import Field

from services.case_registry.models.base import Base


class SuccessionRow(Base, table=True):
    """A closed office, and who has its cases."""

    __tablename__ = "successions"

    member: str = Field(sa_column=Column(Text, primary_key=True))
    office: str = Field(sa_column=Column(Text, primary_key=True))
    holder_member: str = Field(sa_type=Text)
    holder_office: str = Field(sa_type=Text)
