"""What is kept has the forms of the schemas: a fault's sentence, and the day of an act as at the opening."""

from alembic import op

revision = "0176"
down_revision = "0172"
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
    # in place of the day alone, a date of which perhaps only the month or the year is known
    op.execute("""
        update charges
           set article = (article - 'actOn')
               || jsonb_build_object('committedOn',
                      jsonb_build_object('value', article -> 'actOn', 'precision', 'day'))
         where article ? 'actOn'
    """)
    op.execute("""
        update charge_steps
           set said = said || jsonb_build_object('article', ((said -> 'article') - 'actOn')
               || jsonb_build_object('committedOn',
                      jsonb_build_object('value', said -> 'article' -> 'actOn', 'precision', 'day')))
         where said -> 'article' ? 'actOn'
    """)
