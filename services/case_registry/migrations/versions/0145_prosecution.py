"""Prosecutors of cases, claims, and stays before offices, from which registers of work and yearly tables are counted.

The stays of cases that are here already follow from their history, as `domain.stays` had it when this was written.
"""

import sqlalchemy as sa
from alembic import op

revision = "0145"
down_revision = "0144"
branch_labels = None
depends_on = None

ID = sa.Text(collation="C")

# Status, holder and court after each fact that changes one of them: the latest that was stated, group by group.
STAYS = """
    insert into case_stays (
        case_id, position, stage, member, office, category, began_on, came_from, counted, ended_on, exit, outcome
    )
    with told as (
        select h.case_id, h.position, h.kind, h.happened_on, c.category,
            case when kind in ('moved', 'imported') then fact->>'target' else fact->>'status' end as new_status,
            fact->>'source' as source,
            case when kind in ('moved', 'imported') then fact->>'outcome' end as outcome,
            case when kind in ('opened', 'takenOver') then h.member || '/' || h.office end as new_holder,
            case when kind in ('opened', 'takenOver') and fact->>'by_court' = 'true' then h.member || '/' || h.office
                when kind in ('moved', 'imported') and jsonb_typeof(fact->'court') = 'object'
                then (fact->'court'->>'member') || '/' || (fact->'court'->>'office') end as new_court
        from case_history h join cases c using (case_id)
        where kind in ('opened', 'moved', 'imported', 'takenOver', 'proceedingOpened')
    ), grouped as (
        select *, count(new_status) over w as s, count(new_holder) over w as h, count(new_court) over w as c
        from told window w as (partition by case_id order by position)
    ), stood as (
        select *,
            first_value(new_status) over (partition by case_id, s order by position) as status,
            first_value(source) over (partition by case_id, s order by position) as previous,
            first_value(new_holder) over (partition by case_id, h order by position) as holder,
            case when c > 0 then first_value(new_court) over (partition by case_id, c order by position) end as court
        from grouped
    ), placed as (
        select *,
            case
                when status in ('fileSentToProsecutor', 'returnedToProsecutor')
                    or status = 'reopened' and previous = 'dismissed'
                then case when court is distinct from holder then 'prosecution' end
                when court is distinct from holder then null
                when status in ('filedInCourt', 'accepted', 'inTrial') then 'firstInstance'
                when status = 'appealed' then 'appeal'
                when status = 'inCassation' then 'cassation'
                when status = 'reopened' then 'reopening'
            end as stage
        from stood
    ), changed as (
        select *,
            lag(stage) over w is not distinct from stage and lag(holder) over w is not distinct from holder
                as same
        from placed window w as (partition by case_id order by position)
    ), numbered as (
        select *, count(*) filter (where not same) over (partition by case_id order by position) as place
        from changed
    ), began as (
        select *, case when kind = 'moved' then source end as came_from,
            lead(happened_on) over w as next_on, lead(status) over w as next_status,
            lead(outcome) over w as next_outcome, lead(kind) over w as next_kind
        from numbered where not same window w as (partition by case_id order by position)
    )
    select case_id, position, stage, split_part(holder, '/', 1), split_part(holder, '/', 2), category,
        least(happened_on, next_on), came_from,
        stage = 'prosecution' or came_from is null or came_from not in (
            'judgedFirstInstance', 'judgedOnAppeal', 'appealed', 'inCassation', 'reopened', 'final', 'closed'
        ) or next_status in ('judgedFirstInstance', 'judgedOnAppeal', 'decidedInCassation') or next_status = 'inTrial'
            and next_status <> status or exists (
                select from numbered n where n.case_id = began.case_id and n.place = began.place and n.same
                    and n.kind in ('moved', 'proceedingOpened')
            ),
        next_on,
        case when next_status is null then null when next_status = status then 'passedOn'
            when next_status in ('returnedForInvestigation', 'returnedToProsecutor') then 'returned'
            when next_status in ('suspended', 'dismissed', 'charged') then next_status
            when next_status = 'filedInCourt' then 'charged'
            when next_status in ('judgedFirstInstance', 'judgedOnAppeal', 'decidedInCassation', 'inTrial')
            then 'decided' else 'otherwise' end,
        case when stage in ('appeal', 'cassation') and next_status = 'inTrial'
            then coalesce(next_outcome, 'quashedAndRemanded') else next_outcome end
    from began
    where stage is not null and came_from is distinct from 'underInvestigation'
"""


def upgrade() -> None:
    _stays()
    _prosecutors_and_claims()


def _stays() -> None:
    op.create_table(
        "case_stays",
        sa.Column("case_id", ID, sa.ForeignKey("cases.case_id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("member", sa.Text, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("began_on", sa.Date, nullable=False),
        sa.Column("came_from", sa.Text),
        sa.Column("counted", sa.Boolean, nullable=False),
        sa.Column("ended_on", sa.Date),
        sa.Column("exit", sa.Text),
        sa.Column("outcome", sa.Text),
    )
    op.execute("create unique index case_stays_one_at_a_time on case_stays (case_id) where ended_on is null")
    op.execute("create index case_stays_by_office on case_stays (member, office, began_on)")
    op.execute("create index case_stays_by_beginning on case_stays (began_on)")
    op.execute("create index case_stays_by_end on case_stays (ended_on)")
    op.execute(STAYS)
    # who was ever held: few of all records, and asked for by every register
    op.execute(
        "create index custody_records_held on custody_records (since) where status in ('detained', 'houseArrest')"
    )


def _prosecutors_and_claims() -> None:
    op.create_table(
        "case_prosecutors",
        sa.Column("case_id", ID, sa.ForeignKey("cases.case_id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("member", sa.Text, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("officer", sa.Text, nullable=False),
        sa.Column("assigned_on", sa.Date, nullable=False),
        sa.Column("relieved_on", sa.Date),
    )
    op.execute("create index case_prosecutors_by_officer on case_prosecutors (member, office, officer)")
    op.create_table(
        "case_claims",
        sa.Column("claim_id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("cases.case_id"), nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("participant_id", sa.Text),
        sa.Column("member", sa.Text),
        sa.Column("office", sa.Text),
        sa.Column("matter", sa.Text, nullable=False),
        sa.Column("legal_basis", sa.Text),
        sa.Column("amount", sa.Text),
        sa.Column("currency", sa.Text),
        sa.Column("stated_on", sa.Date, nullable=False),
    )
    op.execute("create index case_claims_by_case on case_claims (case_id, claim_id)")
