"""Registered deaths are counted beside registered births."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0001"
branch_labels = None
depends_on = None

ELEMENTS = sa.table(
    "data_elements",
    *(sa.column(name, sa.Text) for name in ("code", "value_type", "period_type", "name_lo", "name_en", "counts")),
)


def upgrade() -> None:
    op.bulk_insert(
        ELEMENTS,
        [
            {
                "code": "REGISTERED_DEATHS",
                "value_type": "INTEGER_ZERO_OR_POSITIVE",
                "period_type": "Monthly",
                "name_lo": "ຈຳນວນການເສຍຊີວິດທີ່ຈົດທະບຽນແລ້ວ",
                "name_en": "Registered deaths, by district and month of occurrence",
                "counts": "la.gov.civil.death.registered.v1",
            }
        ],
    )
