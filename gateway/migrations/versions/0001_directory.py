"""The directory: members, systems and their keys, services, agreements, and what the token endpoint has seen once."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    version = op.create_table(
        "directory_version",
        sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.CheckConstraint("id = 1", name="directory_version_is_one_row"),
    )
    op.execute(version.insert().values(id=1, version=0, changed_at=sa.func.now()))
    op.create_table(
        "members",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name_lo", sa.Text, nullable=False),
        sa.Column("name_en", sa.Text, nullable=False),
    )
    op.create_table(
        "systems",
        sa.Column("client_id", sa.Text, primary_key=True),
        sa.Column("member", sa.Text, sa.ForeignKey("members.id"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("office", sa.Text),
        sa.Column("suspended", _MOMENT),
    )
    op.create_table(
        "system_keys",
        sa.Column("client_id", sa.Text, sa.ForeignKey("systems.client_id"), nullable=False),
        sa.Column("thumbprint", sa.Text, nullable=False),
        sa.Column("jwk", JSONB, nullable=False),
        sa.Column("registered_at", _MOMENT, nullable=False),
        sa.Column("revoked_at", _MOMENT),
        sa.PrimaryKeyConstraint("client_id", "thumbprint"),
    )
    _services_and_agreements()
    op.create_table(
        "spent_tokens",
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("jti", sa.Text, nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("kind", "client_id", "jti"),
    )
    op.create_index("spent_tokens_until", "spent_tokens", ["until"])


def _services_and_agreements() -> None:
    op.create_table(
        "services",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("member", sa.Text, sa.ForeignKey("members.id"), nullable=False),
        sa.Column("base_url", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
    )
    op.create_table(
        "agreements",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("member", sa.Text, sa.ForeignKey("members.id"), nullable=False),
        sa.Column("service", sa.Text, sa.ForeignKey("services.name"), nullable=False),
        sa.Column("operations", ARRAY(sa.Text), nullable=False),
        sa.Column("purposes", ARRAY(sa.Text), nullable=False),
        sa.Column("legal_basis", JSONB, nullable=False),
        sa.Column("field_groups", ARRAY(sa.Text), nullable=False),
        sa.Column("valid_from", _MOMENT, nullable=False),
        sa.Column("valid_to", _MOMENT),
        sa.Column("rate_per_s", sa.Double, nullable=False),
        sa.Column("burst", sa.Integer, nullable=False),
        sa.Column("daily_quota", sa.Integer, nullable=False),
        sa.Column("suspended", _MOMENT),
        sa.CheckConstraint("valid_to is null or valid_from < valid_to", name="agreement_ends_after_it_begins"),
    )
