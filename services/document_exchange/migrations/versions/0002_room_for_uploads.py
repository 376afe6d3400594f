"""Uploads that no document names take room of their member, and are removed when they are old."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.Text(collation="C")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    # with a default: a process of the release before goes on writing while this one starts
    op.add_column("uploads", sa.Column("attached", sa.Boolean, nullable=False, server_default=sa.false()))
    op.execute("UPDATE uploads SET attached = true WHERE upload_id IN (SELECT upload_id FROM document_files)")
    waiting = sa.text("NOT attached")
    op.create_index("uploads_unattached", "uploads", ["member", "uploaded_at"], postgresql_where=waiting)
    op.create_index("ix_uploads_digest", "uploads", ["digest"])
    op.create_index("ix_document_files_upload_id", "document_files", ["upload_id"])
    op.create_table(
        "expected_uploads",
        sa.Column("upload_id", ID, primary_key=True),
        sa.Column("member", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
    )
    op.create_table(
        "discarded_files",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("since", MOMENT, nullable=False),
    )
