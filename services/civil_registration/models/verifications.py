"""Table of guesses when facts are verified: how many in a window, by the limit and by whom or what it counts."""

from datetime import datetime

from sqlalchemy import Column, DateTime, Index, Text
from sqlmodel import Field

from services.civil_registration.models.base import ID, Base


class GuessCountRow(Base, table=True):
    """The guesses of one window; of a number its hash, since nobody has to have a number that was guessed."""

    __tablename__ = "civil_guess_counts"
    __table_args__ = (Index("civil_guess_counts_ended", "ends_at"),)

    limit_code: str = Field(sa_column=Column(Text, primary_key=True))
    counted: str = Field(sa_column=Column(ID, primary_key=True))
    ends_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    guesses: int
