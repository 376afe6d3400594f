"""Tables of certificates: the place of each print in a status list, and whether it counts."""

from datetime import datetime

from sqlalchemy import Column, DateTime, ForeignKey, Index, Integer, Text
from sqlmodel import Field

from services.civil_registration.models.base import ID, Base


class StatusListRow(Base, table=True):
    """One status list: its places are given at random until half of them are taken."""

    __tablename__ = "civil_status_lists"

    list_number: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    places: int  # how many it has
    begun_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))


class CertificateRow(Base, table=True):
    """One print, as its status is asked for."""

    __tablename__ = "civil_certificates"
    __table_args__ = (
        Index("civil_certificates_places", "list_number", "place", unique=True),
        Index("civil_certificates_of_event", "event_id"),
        Index("civil_certificates_ended", "list_number", "place", postgresql_where=Column("status", Text) != "valid"),
    )

    certificate_id: str = Field(sa_column=Column(ID, primary_key=True))
    event_id: str = Field(sa_column=Column(ID, ForeignKey("civil_events.event_id"), nullable=False))
    list_number: int = Field(sa_column=Column(ForeignKey("civil_status_lists.list_number"), nullable=False))
    place: int
    status: str = Field(sa_type=Text)  # valid, superseded, revoked
    expires_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
