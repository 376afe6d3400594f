"""Who looked, what was erased by whom, and what the reports add up."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0021"
down_revision = "0011"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "pseudonym_epochs",
        sa.Column("epoch", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("begins_at", _MOMENT, nullable=False),
        sa.Column("wrapped", sa.LargeBinary),  # erased: the subjects of the epoch are nobody's any more
        sa.Column("erased_at", _MOMENT),
        sa.CheckConstraint("(wrapped is null) = (erased_at is not null)", name="pseudonym_epochs_erased_once"),
    )
    op.create_table(
        "access_look_ups",
        sa.Column("look_up_id", sa.Text(collation="C"), primary_key=True),
        sa.Column("member", sa.Text, nullable=False),
        sa.Column("officer", sa.Text, nullable=False),
        sa.Column("request_reference", sa.Text, nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("ends_at", _MOMENT, nullable=False),
        # pseudonyms of several epochs together are one person's: they are forgotten when the look-up ends
        sa.Column("subjects", ARRAY(sa.LargeBinary)),
    )
    op.create_index(
        "access_look_ups_to_forget", "access_look_ups", ["ends_at"], postgresql_where=sa.text("subjects is not null")
    )
    op.create_table(
        "ledger_erasures",
        sa.Column("erasure", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("at", _MOMENT, nullable=False, server_default=sa.text("now()")),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.Column("officer", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.CheckConstraint("kind in ('epoch', 'month', 'exchange')", name="ledger_erasures_kind"),
    )
    # what the reports add up: numbers, and nothing of any person
    op.create_table(
        "exchange_days",
        sa.Column("day", sa.Date, nullable=False, index=True),
        *(sa.Column(name, sa.Text) for name in ("member", "system", "provider", "service", "operation", "purpose")),
        sa.Column("code", sa.Text),
        sa.Column("status", sa.SmallInteger),
        sa.Column("bucket", sa.SmallInteger),
        sa.Column("exchanges", sa.BigInteger, nullable=False),
    )
    op.create_table("exchange_day_summaries", sa.Column("day", sa.Date, primary_key=True))


def downgrade() -> None:
    for table in ("exchange_day_summaries", "exchange_days", "ledger_erasures", "access_look_ups", "pseudonym_epochs"):
        op.drop_table(table)
