"""A hearing of an old book may have neither an end nor a room; one that is still to come has both."""

from alembic import op

revision = "0177"
down_revision = "0176"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ("ends_at", "room", "room_normal"):
        op.alter_column("hearings", column, nullable=True)
    op.create_check_constraint(
        "hearings_to_come_are_whole",
        "hearings",
        "status <> 'scheduled' or (ends_at is not null and room is not null and room_normal is not null)",
    )
