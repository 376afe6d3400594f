"""Tables of uploads, documents, their files and deliveries. `store` reads and writes them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Index, Text, UniqueConstraint, false, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

ID = Text(collation="C")  # ids sort by time only byte by byte, whatever the database's own collation
MOMENT = DateTime(timezone=True)


class Base(SQLModel, registry=registry()):
    """The document exchange's own metadata: no table of another component can slip in."""


class UploadRow(Base, table=True):
    """Bytes that a member sent, by the digest under which the object store keeps them."""

    __tablename__ = "uploads"
    __table_args__ = (Index("uploads_unattached", "member", "uploaded_at", postgresql_where=text("NOT attached")),)

    upload_id: str = Field(sa_column=Column(ID, primary_key=True))
    member: str = Field(sa_type=Text)
    digest: str = Field(sa_type=Text, index=True)
    size: int = Field(sa_type=BigInteger)
    media_type: str = Field(sa_type=Text)
    uploaded_at: datetime = Field(sa_type=MOMENT)
    attached: bool = Field(sa_column_kwargs={"server_default": false()})  # a document names it


class ExpectedUploadRow(Base, table=True):
    """An upload whose bytes are still to come: it counts against the quota before the first of them."""

    __tablename__ = "expected_uploads"

    upload_id: str = Field(sa_column=Column(ID, primary_key=True))
    member: str = Field(sa_type=Text)
    digest: str = Field(sa_type=Text)
    size: int = Field(sa_type=BigInteger)
    since: datetime = Field(sa_type=MOMENT)


class DiscardedRow(Base, table=True):
    """A digest that lost an upload: garbage collection removes its file, unless another upload has the same bytes."""

    __tablename__ = "discarded_files"

    digest: str = Field(sa_column=Column(Text, primary_key=True))
    since: datetime = Field(sa_type=MOMENT)


class DocumentRow(Base, table=True):
    """An official document."""

    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint(
            "issuer", "issuer_office", "year", "number_normal", name="documents_number_once_an_issuer_and_year"
        ),
    )

    document_id: str = Field(sa_column=Column(ID, primary_key=True))
    issuer: str = Field(sa_type=Text)  # the member
    issuer_office: str = Field(sa_type=Text)
    number_printed: str = Field(sa_type=Text)
    number_normal: str = Field(sa_type=Text)
    year: int
    type: str = Field(sa_type=Text)
    subject: str = Field(sa_type=Text)
    dated: date
    urgency: str = Field(sa_type=Text)
    secrecy: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
    summary: str | None = Field(sa_type=Text)
    signatory: dict[str, Any] | None = Field(sa_column=Column(JSONB(none_as_null=True)))  # Any: a Signatory document
    legal_bases: list[dict[str, Any]] | None = Field(sa_column=Column(JSONB(none_as_null=True)))  # Any: LegalBasis
    in_reply_to: str | None = Field(sa_column=Column(ID, ForeignKey("documents.document_id")))
    drafted_at: datetime = Field(sa_type=MOMENT)
    dispatched_at: datetime | None = Field(sa_type=MOMENT)


class DocumentFileRow(Base, table=True):
    """A file of a document: an upload and the part it plays."""

    __tablename__ = "document_files"

    file_id: str = Field(sa_column=Column(ID, primary_key=True))
    document_id: str = Field(sa_column=Column(ID, ForeignKey("documents.document_id"), nullable=False, index=True))
    position: int
    upload_id: str = Field(sa_column=Column(ID, ForeignKey("uploads.upload_id"), nullable=False, index=True))
    role: str = Field(sa_type=Text)
    title: str | None = Field(sa_type=Text)


class DeliveryRow(Base, table=True):
    """A document on its way to one recipient."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("document_id", "recipient", "recipient_office", name="deliveries_once_a_recipient"),
        Index("deliveries_by_recipient", "recipient", "recipient_office", "delivery_id"),
    )

    delivery_id: str = Field(sa_column=Column(ID, primary_key=True))
    document_id: str = Field(sa_column=Column(ID, ForeignKey("documents.document_id"), nullable=False))
    position: int  # the order in which the issuer named the recipients
    recipient: str = Field(sa_type=Text)  # the member
    recipient_office: str = Field(sa_type=Text)
    purpose: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
    due_on: date | None
    delivered_at: datetime = Field(sa_type=MOMENT)
    opened_at: datetime | None = Field(sa_type=MOMENT)
    opened_member: str | None = Field(sa_type=Text)  # with the office: the recipient's, or its successor's
    opened_office: str | None = Field(sa_type=Text)
    opened_by: str | None = Field(sa_type=Text)  # the officer, as the voucher named him; systems may act without one
