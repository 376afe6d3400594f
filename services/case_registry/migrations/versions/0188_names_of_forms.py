"""What is kept as documents bears the names of their forms: targets of columns, and relations that were corrected."""

from alembic import op

revision = "0188"
down_revision = "0185"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        update import_mappings
        set mapping = regexp_replace(mapping::text, '(: ?)"defendant"', '\\1"defendantStatus"', 'g')::jsonb
    """)
    op.execute("""
        update case_corrections
        set members = jsonb_set(
            members, '{relations}', replace((members -> 'relations')::text, '"caseId"', '"otherCaseId"')::jsonb
        )
        where members ? 'relations'
    """)
