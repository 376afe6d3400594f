"""Tables of the offices that have read a case without a part in it, or an extract of its judgment."""

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


class ExtractReaderRow(Base, table=True):
    """A keeper of the civil register that has read the extract of a case's judgment, and its last day."""

    __tablename__ = "extract_readers"

    case_id: str = Field(sa_column=Column(ID, ForeignKey("cases.case_id"), primary_key=True))
    member: str = Field(sa_type=Text, primary_key=True)
    office: str = Field(sa_type=Text, primary_key=True)
    read_on: date
