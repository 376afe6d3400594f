"""Table of how far the registry has looked for children in cases from before it knew of them."""

from sqlmodel import Field

from services.case_registry.models.base import ID, Base


class PastChildrenProgressRow(Base, table=True):
    """How far the cases from before migration 0143 were looked at: one row."""

    __tablename__ = "past_children_progress"

    id: int = Field(primary_key=True)
    after: str = Field(sa_type=ID)  # the last case that was looked at
    done: bool
