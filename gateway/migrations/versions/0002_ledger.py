"""The ledger of exchanges, the memory of used proofs, the gateways' leases and the limits they share."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "ledger_entries",
        sa.Column("exchange", sa.Text, nullable=False),
        sa.Column("phase", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("instance", sa.Text, nullable=False),
        # json and not jsonb: the text stays as it was written, so that its digest can be taken again
        sa.Column("details", postgresql.JSON, nullable=False),
        # one intent and one outcome per exchange: whoever writes the first outcome has decided
        sa.PrimaryKeyConstraint("exchange", "phase"),
        sa.CheckConstraint("phase in ('intent', 'outcome')", name="ledger_entries_phase"),
    )
    op.create_index(
        "ledger_intents_by_instance", "ledger_entries", ["instance", "at"], postgresql_where=sa.text("phase = 'intent'")
    )
    op.create_table(
        "used_proofs",
        sa.Column("proof", sa.LargeBinary, primary_key=True),
        sa.Column("expires_at", MOMENT, nullable=False, index=True),
    )
    op.create_table(
        "gateway_instances",
        sa.Column("instance", sa.Text, primary_key=True),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("settled_before", MOMENT, nullable=False),
        sa.Column("exchanges", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("closed_at", MOMENT),
        # the counter changes with every batch: room on the page keeps these updates off the index
        postgresql_with={"fillfactor": 50},
    )
    op.create_table(
        "ledger_tallies",
        sa.Column("begins_at", MOMENT, nullable=False),
        sa.Column("instance", sa.Text, nullable=False),
        sa.Column("system", sa.Text, nullable=False),
        sa.Column("status", sa.SmallInteger, nullable=False),
        sa.Column("count", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("begins_at", "instance", "system", "status"),
    )
    op.create_table(
        "limit_buckets",
        sa.Column("bucket", sa.Text, primary_key=True),
        sa.Column("tokens", sa.Double, nullable=False),
        sa.Column("granted", sa.Double, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        postgresql_with={"fillfactor": 50},
    )


def downgrade() -> None:
    for table in ("limit_buckets", "ledger_tallies", "gateway_instances", "used_proofs", "ledger_entries"):
        op.drop_table(table)
