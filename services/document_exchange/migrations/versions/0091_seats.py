"""Letters go from office to office; numbers are given by an office, and it is kept which one has opened a delivery."""

import sqlalchemy as sa
from alembic import op

revision = "0091"
down_revision = "0081"
branch_labels = None
depends_on = None

NUMBERS = "documents_number_once_an_issuer_and_year"


def upgrade() -> None:
    # members had one office until now, `hq`; the default also serves a process of the release before
    office = sa.Column("issuer_office", sa.Text, nullable=False, server_default="hq")
    op.add_column("documents", office)
    op.drop_constraint(NUMBERS, "documents")
    op.create_unique_constraint(NUMBERS, "documents", ["issuer", "issuer_office", "year", "number_normal"])
    op.add_column("deliveries", sa.Column("recipient_office", sa.Text, nullable=False, server_default="hq"))
    op.add_column("deliveries", sa.Column("opened_member", sa.Text))
    op.add_column("deliveries", sa.Column("opened_office", sa.Text))
    op.execute("UPDATE deliveries SET opened_member = recipient, opened_office = 'hq' WHERE opened_at IS NOT NULL")
    op.drop_constraint("deliveries_once_a_recipient", "deliveries")
    op.create_unique_constraint(
        "deliveries_once_a_recipient", "deliveries", ["document_id", "recipient", "recipient_office"]
    )
    op.drop_index("deliveries_by_recipient", "deliveries")
    op.create_index("deliveries_by_recipient", "deliveries", ["recipient", "recipient_office", "delivery_id"])
