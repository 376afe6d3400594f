"""Table of the prosecutors who have, or had, a case in hand."""

from datetime import date

from sqlalchemy import Column, ForeignKey, Index, Text
from sqlmodel import Field

from services.case_registry.models.base import ID, Base


class ProsecutorRow(Base, table=True):
    """A prosecutor of a case, from one day to another. The sum of the facts of assignments."""

    __tablename__ = "case_prosecutors"
    __table_args__ = (Index("case_prosecutors_by_officer", "member", "office", "officer"),)

    case_id: str = Field(sa_column=Column(ID, ForeignKey("cases.case_id"), primary_key=True))
    position: int = Field(primary_key=True)  # the version that the assignment made of its case
    member: str = Field(sa_type=Text)
    office: str = Field(sa_type=Text)
    officer: str = Field(sa_type=Text)
    assigned_on: date
    relieved_on: date | None = None
