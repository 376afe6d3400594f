"""Facts are verified by others, and guesses are counted."""

from alembic import op

revision = "0197"
down_revision = "0196"
branch_labels = None
depends_on = None

STEPS = (
    """
        create table civil_guess_counts (
            limit_code text not null,
            counted    text collate "C" not null,
            ends_at    timestamptz not null,
            guesses    integer not null,
            primary key (limit_code, counted)
        )
    """,
    "create index civil_guess_counts_ended on civil_guess_counts (ends_at)",
)


def upgrade() -> None:
    for step in STEPS:
        op.execute(step)
