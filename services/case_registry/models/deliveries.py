"""Table of document deliveries, filled from the document exchange's events for hand-overs to show."""

from datetime import datetime

from sqlalchemy import Column, DateTime, Index, Text
from sqlmodel import Field

from services.case_registry.models.base import ID, Base


class DocumentDeliveryRow(Base, table=True):
    """One document on its way to one recipient; the moments come from two topics, in whichever order."""

    __tablename__ = "document_deliveries"
    __table_args__ = (Index("document_deliveries_by_document", "document_id"),)

    delivery_id: str = Field(sa_column=Column(ID, primary_key=True))
    document_id: str = Field(sa_column=Column(ID, nullable=False))
    issuer_member: str = Field(sa_type=Text)
    issuer_office: str = Field(sa_type=Text)
    recipient_member: str = Field(sa_type=Text)
    recipient_office: str = Field(sa_type=Text)
    delivered_at: datetime | None = Field(sa_type=DateTime(timezone=True), default=None)
    opened_at: datetime | None = Field(sa_type=DateTime(timezone=True), default=None)
