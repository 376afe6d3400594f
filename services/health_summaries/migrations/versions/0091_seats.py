"""Values belong to an office, and a facility is a unit of its own beside its place."""

import sqlalchemy as sa
from alembic import op

revision = "0091"
down_revision = "0081"
branch_labels = None
depends_on = None

KEY = sa.Text(collation="C")
PARTS = (
    "data_element",
    "org_unit",
    "facility_member",
    "facility_office",
    "period",
    "option_combo",
    "attribute_combo",
)


def upgrade() -> None:
    # members had one office until now, `hq`
    op.add_column("reports", sa.Column("office", sa.Text, nullable=False, server_default="hq"))
    for name in ("facility_member", "facility_office"):
        op.add_column("data_values", sa.Column(name, KEY, nullable=False, server_default=""))
    for name in ("owner_member", "owner_office"):
        op.add_column("data_values", sa.Column(name, sa.Text))
    op.execute(
        "UPDATE data_values v SET owner_member = r.member, owner_office = r.office"
        " FROM reports r WHERE r.report_id = v.report_id"
    )
    op.drop_constraint("data_values_pkey", "data_values")
    op.create_primary_key("data_values_pkey", "data_values", list(PARTS))
    op.create_index("data_values_by_owner", "data_values", ["owner_member", "owner_office"])
