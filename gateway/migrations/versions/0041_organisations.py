"""Offices with kind, line, days and successor; officers; members with the one that has what was theirs.

Offices that were entered before have the kind `other` until their member says which they are.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0041"
down_revision = "0033"
branch_labels = None
depends_on = None

# past states too: who asks for them reads them by the schema of today
FACTS = """
    update directory_entries
    set facts = ((facts::jsonb - 'closedOn') || jsonb_build_object('kind', 'other')
      || case when facts::jsonb ? 'closedOn' then jsonb_build_object('to', facts->>'closedOn') else '{}' end)::json
    where kind = 'office'
"""
OFFICES = """
    insert into offices (member, code, kind, level, name_lo, name_en, place, ends, informed, version)
    select facts->>'member', facts->>'code', facts->>'kind', facts->>'level', facts->>'lo', facts->>'en',
      facts->>'place', (facts->>'to')::date, '[]', version
    from directory_entries where kind = 'office' and until is null
"""
MEMBERS = """
    update members set dissolved_on = (facts->>'dissolvedOn')::date,
      successor = case when json_array_length(facts->'successors') = 1 then facts->'successors'->0->>'member' end
    from directory_entries e where e.kind = 'member' and e.until is null and e.id = members.id
"""


def upgrade() -> None:
    op.add_column("members", sa.Column("dissolved_on", sa.Date))
    op.add_column("members", sa.Column("successor", sa.Text))
    op.create_table(
        "offices",
        sa.Column("member", sa.Text, sa.ForeignKey("members.id"), nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("name_lo", sa.Text, nullable=False),
        sa.Column("name_en", sa.Text, nullable=False),
        sa.Column("place", sa.Text),
        sa.Column("country", sa.Text),
        sa.Column("parent", sa.Text),
        sa.Column("begins", sa.Date),
        sa.Column("ends", sa.Date),
        sa.Column("successor", ARRAY(sa.Text)),
        sa.Column("informed", JSONB, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("member", "code"),
    )
    op.create_index("offices_by_version", "offices", ["version"])
    op.create_table(
        "officers",
        sa.Column("member", sa.Text, sa.ForeignKey("members.id"), nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("begins", sa.Date, nullable=False),
        sa.Column("ends", sa.Date),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("member", "id"),
    )
    op.create_index("officers_by_version", "officers", ["version"])
    for statement in (FACTS, OFFICES, MEMBERS):
        op.execute(statement)
