"""The end of each custody record, and the last day of each office's stays: what lists and registers ask by."""

import sqlalchemy as sa
from alembic import op

revision = "0157"
down_revision = "0155"
branch_labels = None
depends_on = None

HELD = sa.text("status in ('detained', 'houseArrest')")


def upgrade() -> None:
    op.add_column("custody_records", sa.Column("ended_at", sa.DateTime(timezone=True)))
    op.add_column("custody_records", sa.Column("case_id", sa.Text(collation="C")))
    op.execute("""
        update custody_records c set case_id = p.case_id from participants p where p.participant_id = c.participant_id
    """)
    op.alter_column("custody_records", "case_id", nullable=False)
    op.create_foreign_key(None, "custody_records", "cases", ["case_id"], ["case_id"])
    op.create_index("custody_records_by_case", "custody_records", ["case_id"])
    op.execute("""
        update custody_records c set ended_at = following.since
        from (
          select participant_id, since as began, lead(since) over (partition by participant_id order by since) as since
          from custody_records
        ) following
        where following.participant_id = c.participant_id and following.began = c.since and following.since is not null
    """)
    op.drop_index("custody_records_held", table_name="custody_records")
    op.create_index("custody_records_held", "custody_records", ["ended_at", "since"], postgresql_where=HELD)
    op.drop_index("case_stays_by_end", table_name="case_stays")
    op.create_index("case_stays_by_end", "case_stays", ["ended_on", "began_on"])
    op.create_index("case_stays_by_office_end", "case_stays", ["member", "office", "ended_on"])
