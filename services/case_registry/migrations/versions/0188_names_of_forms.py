"""What is kept as documents bears the names of their forms: targets of columns, and relations that were corrected."""

from alembic import op

revision = "0188"
down_revision = "0186"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(r"""
        create function target_of_now(target text) returns text language sql as $$
            select regexp_replace(
                regexp_replace(
                    regexp_replace(
                        regexp_replace(target, '^defendant$', 'defendantStatus'),
                        '^((charges|claims)/[0-9]+)/participant$', '\1/participantPlace'
                    ),
                    '^(charges/[0-9]+)/prosecutor/', '\1/filedBy/'
                ),
                '^(proceedings/[0-9]+/hearings/[0-9]+)/judges/', '\1/judgeIds/'
            )
        $$
    """)
    # targets are the values of columns and the names of defaults; headings and codes of a file may be the same words
    op.execute("""
        update import_mappings set mapping = mapping || jsonb_build_object('columns', (
            select jsonb_object_agg(key, target_of_now(value)) from jsonb_each_text(mapping -> 'columns')
        ))
    """)
    op.execute("""
        update import_mappings set mapping = mapping || jsonb_build_object('defaults', (
            select coalesce(jsonb_object_agg(target_of_now(key), value), '{}')
            from jsonb_each(mapping -> 'defaults')
        ))
        where mapping ? 'defaults'
    """)
    op.execute("""
        update case_corrections
        set members = jsonb_set(
            members, '{relations}', replace((members -> 'relations')::text, '"caseId"', '"otherCaseId"')::jsonb
        )
        where members ? 'relations'
    """)
    op.execute("drop function target_of_now(text)")
