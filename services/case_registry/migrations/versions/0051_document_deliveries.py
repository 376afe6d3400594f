"""Deliveries of documents, as the document exchange tells them."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0041"
branch_labels = None
depends_on = None

ID = sa.Text(collation="C")


def upgrade() -> None:
    op.create_table(
        "document_deliveries",
        sa.Column("delivery_id", ID, primary_key=True),
        sa.Column("document_id", ID, nullable=False),
        sa.Column("issuer", sa.Text, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True)),
        sa.Column("opened_at", sa.DateTime(timezone=True)),
    )
    op.create_index("document_deliveries_by_document", "document_deliveries", ["document_id"])
