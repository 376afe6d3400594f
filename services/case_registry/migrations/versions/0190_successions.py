"""Of which closed offices those who follow changes were told that another one has their cases."""

from alembic import op

revision = "0190"
down_revision = "0189"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        create table successions (
            member text not null,
            office text not null,
            holder_member text not null,
            holder_office text not null,
            primary key (member, office)
        )
    """)
