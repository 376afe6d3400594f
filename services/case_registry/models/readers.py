"""Table of the offices that have read a case without a part in it."""

from datetime import date

from sqlalchemy import Column, ForeignKey, Text
from sqlmodel import Field

from services.case_registry.models.base import ID, Base


class CaseReaderRow(Base, table=True):
    """An office that has read a case, and the last day on which it did: one row, however often it reads."""

    __tablename__ = "case_readers"

    case_id: str = Field(sa_column=Column(ID, ForeignKey("cases.case_id"), primary_key=True))
    member: str = Field(sa_type=Text, primary_key=True)
    office: str = Field(sa_type=Text, primary_key=True)
    read_on: date
