"""Who recorded a correction, as the history of its case has it."""

from alembic import op

revision = "0165"
down_revision = "0163"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("alter table case_corrections add column recorded_by text")
    op.execute("""
        update case_corrections c set recorded_by = h.officer
        from case_history h
        where h.case_id = c.case_id and h.kind in ('corrected', 'givenBack') and h.fact->>'correction' = c.correction_id
    """)
