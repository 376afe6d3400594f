"""Faults of imported rows say their sentence as every other refusal does: in both languages, under one name."""

from alembic import op

revision = "0176"
down_revision = "0171"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        update import_rows
           set faults = (
               select jsonb_agg(
                          case when fault ? 'message' then fault
                               else (fault - 'lo' - 'en')
                                    || jsonb_build_object('message',
                                           jsonb_build_object('lo', fault -> 'lo', 'en', fault -> 'en'))
                          end order by place)
                 from jsonb_array_elements(faults) with ordinality as each(fault, place))
         where faults is not null
    """)
