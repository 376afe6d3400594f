"""Data values with what they may be about: elements, units and combinations, filled with the first known ones."""

import csv
from importlib.resources import files

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.Text(collation="C")
WHEN = sa.DateTime(timezone=True)

# What every component has: events on their way out and in, letters that nobody could read, kept answers, effects.
CHASSIS = (
    """
    create table outbox (
        position     bigint generated always as identity primary key,
        event_id     text not null unique,
        topic        text not null,
        key          text not null,
        type         text not null,
        envelope     bytea not null,
        traceparent  text,
        created_at   timestamptz not null,
        published_at timestamptz
    )
    """,
    "create index outbox_waiting on outbox (position) where published_at is null",
    """
    create table inbox (
        consumer_group text not null,
        event_id       text not null,
        consumed_at    timestamptz not null,
        primary key (consumer_group, event_id)
    )
    """,
    """
    create table dead_letters (
        id             bigint generated always as identity primary key,
        consumer_group text not null,
        topic          text not null,
        key            text not null,
        event_id       text not null,
        envelope       bytea not null,
        reason         text not null,
        failed_at      timestamptz not null,
        replayed_at    timestamptz
    )
    """,
    "create index dead_letters_waiting on dead_letters (consumer_group, topic, key) where replayed_at is null",
    """
    create table idempotency (
        member      text not null,
        operation   text not null,
        key         text not null,
        fingerprint bytea not null,
        status      smallint not null,
        headers     jsonb not null,
        body        bytea not null,
        kept_at     timestamptz not null,
        primary key (member, operation, key)
    )
    """,
    "create index idempotency_kept_at on idempotency (kept_at)",
    """
    create table effects (
        exchange_id text primary key,
        state       text not null,
        recorded_at timestamptz not null
    )
    """,
)


def upgrade() -> None:
    for statement in CHASSIS:
        op.execute(statement)
    elements, units, combos = _create_metadata()
    _create_values()
    op.bulk_insert(units, _org_units())
    op.bulk_insert(
        combos, [{"code": "default", "uid": "HllvX50cXC0"}]
    )  # the uid that every DHIS2 gives its default one
    op.bulk_insert(elements, _data_elements())


def _create_metadata() -> tuple[sa.Table, sa.Table, sa.Table]:
    elements = op.create_table(
        "data_elements",
        sa.Column("code", KEY, primary_key=True),
        sa.Column("uid", sa.Text, unique=True),
        sa.Column("value_type", sa.Text, nullable=False),
        sa.Column("period_type", sa.Text, nullable=False),
        sa.Column("name_lo", sa.Text, nullable=False),
        sa.Column("name_en", sa.Text, nullable=False),
        sa.Column("counts", sa.Text, unique=True),
    )
    units = op.create_table(
        "org_units",
        sa.Column("place", KEY, primary_key=True),
        sa.Column("uid", sa.Text, unique=True),
        sa.Column("code", sa.Text, unique=True),
        sa.Column("name_lo", sa.Text, nullable=False),
        sa.Column("name_en", sa.Text, nullable=False),
    )
    combos = op.create_table(
        "option_combos",
        sa.Column("code", KEY, primary_key=True),
        sa.Column("uid", sa.Text, unique=True),
    )
    return elements, units, combos


def _create_values() -> None:
    op.create_table(
        "reports",
        sa.Column("report_id", KEY, primary_key=True),
        sa.Column("member", sa.Text, nullable=False),
        sa.Column("system", sa.Text, nullable=False),
        sa.Column("officer", sa.Text),
        sa.Column("accepted_at", WHEN, nullable=False),
        sa.Column("data_set", sa.Text),
        sa.Column("complete_date", sa.Date),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("imported", sa.Integer, nullable=False),
        sa.Column("updated", sa.Integer, nullable=False),
        sa.Column("deleted", sa.Integer, nullable=False),
        sa.Column("ignored", sa.Integer, nullable=False),
    )
    report = sa.ForeignKey("reports.report_id", deferrable=True, initially="DEFERRED")
    op.create_table(
        "data_values",
        sa.Column("data_element", KEY, sa.ForeignKey("data_elements.code"), primary_key=True),
        sa.Column("org_unit", KEY, sa.ForeignKey("org_units.place"), primary_key=True),
        sa.Column("period", KEY, primary_key=True),
        sa.Column("option_combo", KEY, sa.ForeignKey("option_combos.code"), primary_key=True),
        sa.Column("attribute_combo", KEY, sa.ForeignKey("option_combos.code"), primary_key=True),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("comment", sa.Text),
        sa.Column("follow_up", sa.Boolean, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False),
        sa.Column("report_id", KEY, report),
        sa.Column("changed_at", WHEN, nullable=False),
    )
    op.create_index("data_values_by_days", "data_values", ["first_day", "last_day"])


def _org_units() -> list[dict[str, str | None]]:
    """Provinces with their DHIS2 names and districts, by place code (sources: org_units.md)."""
    text = (files("services.health_summaries.migrations") / "org_units.csv").read_text(encoding="utf-8")
    return [{name: value or None for name, value in row.items()} for row in csv.DictReader(text.splitlines())]


def _data_elements() -> list[dict[str, str | None]]:
    return [
        {
            "code": "DENGUE_CASES",
            "uid": None,
            "value_type": "INTEGER_ZERO_OR_POSITIVE",
            "period_type": "Monthly",
            "name_lo": "ຈຳນວນຜູ້ເປັນໄຂ້ຍຸງລາຍ",
            "name_en": "Dengue cases",
            "counts": None,
        },
        {
            "code": "REGISTERED_BIRTHS",
            "uid": None,
            "value_type": "INTEGER_ZERO_OR_POSITIVE",
            "period_type": "Monthly",
            "name_lo": "ຈຳນວນການເກີດທີ່ຈົດທະບຽນແລ້ວ",
            "name_en": "Registered births, by district and month of occurrence",
            "counts": "la.gov.civil.birth.registered.v1",
        },
    ]
