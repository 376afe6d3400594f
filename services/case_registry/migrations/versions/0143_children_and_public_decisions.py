"""The day of the act, victims who stand in no list, and what a judgment changes in the civil register."""

from alembic import op

revision = "0143"
down_revision = "0142"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("alter table cases add column committed_on jsonb")
    op.execute("alter table participants add column unlisted boolean not null default false")
    op.execute("create index participants_unlisted on participants (participant_id) where unlisted")
    op.execute("alter table decisions add column civil_status jsonb")
    op.execute("create index decisions_final on decisions (final_on, decision_id) where final_on is not null")
