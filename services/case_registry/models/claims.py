"""Table of claims: what is claimed in a case, by whom, and on which legal basis."""

from datetime import date

from sqlalchemy import Column, ForeignKey, Index, Text
from sqlmodel import Field

from services.case_registry.models.base import ID, Base


class ClaimRow(Base, table=True):
    """A claim at one instance of a case; its texts stand here, and its fact has ids alone."""

    __tablename__ = "case_claims"
    __table_args__ = (Index("case_claims_by_case", "case_id", "claim_id"),)

    claim_id: str = Field(sa_column=Column(ID, primary_key=True))
    case_id: str = Field(sa_column=Column(ID, ForeignKey("cases.case_id"), nullable=False))
    level: str = Field(sa_type=Text)
    participant_id: str | None = Field(sa_type=Text, default=None)
    member: str | None = Field(sa_type=Text, default=None)  # of the prosecution, where it claims or appeals
    office: str | None = Field(sa_type=Text, default=None)
    subject: str = Field(sa_type=Text)
    legal_basis: str | None = Field(sa_type=Text, default=None)
    amount: str | None = Field(sa_type=Text, default=None)  # as it was stated: a decimal text, never a float
    currency: str | None = Field(sa_type=Text, default=None)
    stated_on: date
