"""Systems are enrolled for offices, and agreements may be bound to systems, offices and levels of their member.

A system that was enrolled for one office keeps it; one that was enrolled for none holds none from now on, and acts from
no seat until an officer enrols it for some.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0051"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("systems", sa.Column("offices", JSONB, nullable=False, server_default='{"codes": []}'))
    op.execute(
        "update systems set offices = jsonb_build_object('codes', jsonb_build_array(office)) where office is not null"
    )
    op.drop_column("systems", "office")
    for name in ("systems", "offices", "levels"):
        op.add_column("agreements", sa.Column(name, ARRAY(sa.Text), nullable=False, server_default="{}"))
