"""The tree over the ledger: its head, its tiles, the checkpoints that were signed, and what others say about them."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "ledger_head",
        # whoever sequences locks this row: there is no second one to lock
        sa.Column("one", sa.Boolean, sa.CheckConstraint("one", name="ledger_head_one"), primary_key=True),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("root", sa.LargeBinary, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("reopens", sa.Text),  # the extension line that cites the last checkpoint of the origin before
        postgresql_with={"fillfactor": 10},  # it changes with every batch and should stay on its page
    )
    op.create_table(
        "ledger_tiles",
        sa.Column("level", sa.SmallInteger, nullable=False),
        sa.Column("index", sa.BigInteger, nullable=False),
        sa.Column("hashes", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("level", "index"),
    )
    # hashes do not compress, and trying costs time with every batch
    op.execute("alter table ledger_tiles alter column hashes set storage external")
    op.create_table(
        "ledger_checkpoints",
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("note", sa.LargeBinary, nullable=False),
        sa.Column("witnesses", sa.SmallInteger, nullable=False, server_default="0"),
        sa.Column("timestamp", sa.LargeBinary),  # the token of a time-stamp authority over the note's text (RFC 3161)
        sa.PrimaryKeyConstraint("origin", "size"),
    )
    op.create_index("ledger_checkpoints_by_time", "ledger_checkpoints", ["at"])


def downgrade() -> None:
    for table in ("ledger_checkpoints", "ledger_tiles", "ledger_head"):
        op.drop_table(table)
