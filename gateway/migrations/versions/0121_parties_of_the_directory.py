"""Which version of the directory last changed a member, system, key, service or agreement: by it these stay unread."""

import sqlalchemy as sa
from alembic import op

revision = "0121"
down_revision = "0111"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("parties", "parties_said"):
        op.add_column("directory_version", sa.Column(name, sa.BigInteger, nullable=False, server_default="0"))
