"""Judgments that are the outcome of their case no more, and the results of charges that went with them."""

import sqlalchemy as sa
from alembic import op

revision = "0158"
down_revision = "0157"
branch_labels = None
depends_on = None

# Moves that set judgments aside: a case tried anew, or an appeal to be decided anew, which leaves the first instance.
_SETTING_ASIDE = """(
select case_id, happened_on, recorded_at, position, member, office, fact ->> 'target' as target
from case_history
where kind = 'moved' and (
    (fact ->> 'target' = 'inTrial' and fact ->> 'source' in ('appealed', 'inCassation', 'reopened'))
    or (fact ->> 'target' = 'appealed' and fact ->> 'source' = 'inCassation')
)
) m"""


def upgrade() -> None:
    op.add_column("decisions", sa.Column("superseded_on", sa.Date))
    op.execute(
        """
        update decisions set superseded_on = moved.happened_on
        from (
            select distinct on (d.decision_id) d.decision_id, m.happened_on
            from decisions d join __moves__ on m.case_id = d.case_id and m.position > d.position
            where d.kind = 'judgment' and (m.target = 'inTrial' or d.level <> 'firstInstance')
            order by d.decision_id, m.position
        ) moved
        where moved.decision_id = decisions.decision_id
    """.replace("__moves__", _SETTING_ASIDE)
    )
    op.execute(
        """
        with anew as (
            select distinct on (c.charge_id) c.charge_id, m.happened_on, m.recorded_at, m.member, m.office
            from charges c join __moves__ on m.case_id = c.case_id and m.target = 'inTrial'
            where c.state = 'decided' and not exists (
                select from charge_steps s
                where s.charge_id = c.charge_id and s.step = 'decided' and s.recorded_at > m.recorded_at
            )
            order by c.charge_id, m.position
        ), live as (
            update charges set state = 'live', result = null, decided_on = null, sentence = null
            from anew where anew.charge_id = charges.charge_id
        )
        insert into charge_steps (charge_id, position, step, happened_on, recorded_at, member, office, said)
        select charge_id, (select max(position) + 1 from charge_steps s where s.charge_id = anew.charge_id),
            'setAside', happened_on, recorded_at, member, office, '{}'::jsonb
        from anew
    """.replace("__moves__", _SETTING_ASIDE)
    )
