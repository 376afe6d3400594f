"""Tables of data values, their metadata and reports. `store` reads and writes them."""

from datetime import date, datetime

from sqlalchemy import Column, DateTime, ForeignKey, Index, Text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

KEY = Text(collation="C")  # pages go through keys byte by byte, whatever the database's own collation
WHEN = DateTime(timezone=True)


class Base(SQLModel, registry=registry()):
    """Health summaries' own metadata: no table of another component can slip in."""


class DataElementRow(Base, table=True):
    """A data element; `counts` is the event type from which its values are counted here, if they are."""

    __tablename__ = "data_elements"

    code: str = Field(sa_column=Column(KEY, primary_key=True))
    uid: str | None = Field(sa_column=Column(Text, unique=True))
    value_type: str = Field(sa_type=Text)
    period_type: str = Field(sa_type=Text)
    name_lo: str = Field(sa_type=Text)
    name_en: str = Field(sa_type=Text)
    counts: str | None = Field(sa_column=Column(Text, unique=True))


class OrgUnitRow(Base, table=True):
    """A province or district: by its national place code, and by what DHIS2 calls it."""

    __tablename__ = "org_units"

    place: str = Field(sa_column=Column(KEY, primary_key=True))
    uid: str | None = Field(sa_column=Column(Text, unique=True))
    code: str | None = Field(sa_column=Column(Text, unique=True))
    name_lo: str = Field(sa_type=Text)
    name_en: str = Field(sa_type=Text)


class OptionComboRow(Base, table=True):
    """A combination of category or attribute options."""

    __tablename__ = "option_combos"

    code: str = Field(sa_column=Column(KEY, primary_key=True))
    uid: str | None = Field(sa_column=Column(Text, unique=True))


class ReportRow(Base, table=True):
    """One accepted data value set: who sent it, and what became of it."""

    __tablename__ = "reports"

    report_id: str = Field(sa_column=Column(KEY, primary_key=True))
    member: str = Field(sa_type=Text)
    office: str = Field(sa_type=Text)
    system: str = Field(sa_type=Text)
    officer: str | None = Field(sa_type=Text)
    accepted_at: datetime = Field(sa_column=Column(WHEN, nullable=False))
    data_set: str | None = Field(sa_type=Text)
    complete_date: date | None = None
    status: str = Field(sa_type=Text)
    imported: int
    updated: int
    deleted: int
    ignored: int


class DataValueTable(Base, table=True):
    """One value: of a data element, for a unit, a period and combinations; a withdrawn one stays, marked."""

    __tablename__ = "data_values"
    __table_args__ = (
        Index("data_values_by_days", "first_day", "last_day"),
        Index("data_values_by_owner", "owner_member", "owner_office"),
    )

    data_element: str = Field(sa_column=Column(KEY, ForeignKey("data_elements.code"), primary_key=True))
    org_unit: str = Field(sa_column=Column(KEY, ForeignKey("org_units.place"), primary_key=True))
    # of a unit that is an office itself, beside its place; empty for the place as a whole
    facility_member: str = Field(sa_column=Column(KEY, primary_key=True, server_default=""))
    facility_office: str = Field(sa_column=Column(KEY, primary_key=True, server_default=""))
    period: str = Field(sa_column=Column(KEY, primary_key=True))
    option_combo: str = Field(sa_column=Column(KEY, ForeignKey("option_combos.code"), primary_key=True))
    attribute_combo: str = Field(sa_column=Column(KEY, ForeignKey("option_combos.code"), primary_key=True))
    first_day: date
    last_day: date
    value: str = Field(sa_type=Text)
    comment: str | None = Field(sa_type=Text)
    follow_up: bool
    deleted: bool
    # absent for what is counted here; checked at the end of the transaction, for the report is written last
    report_id: str | None = Field(
        sa_column=Column(KEY, ForeignKey("reports.report_id", deferrable=True, initially="DEFERRED"))
    )
    owner_member: str | None = Field(sa_type=Text)  # with the office; absent for what is counted here
    owner_office: str | None = Field(sa_type=Text)
    changed_at: datetime = Field(sa_column=Column(WHEN, nullable=False))
