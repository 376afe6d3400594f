"""Cases are pending at the court that an order has named, from the order on, and while they are reopened.

Stays follow from the history; those that are open now are put right, and closed ones stay as they were reported.
"""

from alembic import op

revision = "0166"
down_revision = "0165"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        update case_stays s set counted = true from cases c
        where c.case_id = s.case_id and s.ended_on is null and s.stage = 'reopening' and c.status = 'reopened'
    """)
    op.execute("""
        insert into case_stays (case_id, position, stage, member, office, category, began_on, came_from, counted)
        select c.case_id, c.version, case c.status
                   when 'reopened' then 'reopening' when 'appealed' then 'appeal' when 'inCassation' then 'cassation'
                   else 'firstInstance' end,
               c.court_member, c.court_office, c.category, c.moved_on, c.previous, true
        from cases c
        where c.court_awaited and c.court_member is not null
          and c.status in ('filedInCourt', 'accepted', 'inTrial', 'appealed', 'inCassation', 'reopened')
          and not exists (select from case_stays s where s.case_id = c.case_id and s.ended_on is null)
          and not exists (select from case_stays s where s.case_id = c.case_id and s.position = c.version)
    """)
