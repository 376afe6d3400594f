"""A judge is the member's, in any letters: reservations name the member of the court alone, and seats are found so."""

from alembic import op

revision = "0159"
down_revision = "0158"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(r"update hearing_claims set claimed = regexp_replace(claimed, '^([^/]+)/[^/]+/judge/', '\1/judge/')")
    op.execute("drop index panel_seats_by_judge")
    op.execute("create index panel_seats_by_judge on panel_seats (upper(judge_id), proceeding_id)")
