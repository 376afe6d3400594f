"""Every row is of an office: `hq` where it named none; offices with a part in a case stand there with their parts.

There is no installation yet; databases of developers go on. What a member as a whole had is its head office's, which
the sandbox calls `hq`. Parts are read from the history: who opened or took a file, charged, tried,
recorded custody, entered the case in its register.
"""

from alembic import op

revision = "0091"
down_revision = "0081"
branch_labels = None
depends_on = None

# (table, column of the member, column of the office): a row always has both
ALWAYS = (
    ("cases", "responsible_member", "responsible_office"),
    ("case_history", "member", "office"),
    ("charge_steps", "member", "office"),
    ("proceedings", "court_member", "court_office"),
    ("hearings", "court_member", "court_office"),
    ("decisions", "court_member", "court_office"),
    ("hand_overs", "from_member", "from_office"),
    ("hand_overs", "to_member", "to_office"),
    ("prosecutor_files", "member", "office"),
    ("register_reports", "member", "office"),
)
# as above: both or none
SOMETIMES = (("cases", "court_member", "court_office"), ("cases", "offered_member", "offered_office"))
EMPTY = ("case_numbers", "imported_cases")  # the empty text stood for the member as a whole

PARTS = """
    update cases set involved = found.seats
    from (
        select case_id, jsonb_agg(
            jsonb_build_object('member', member, 'office', office, 'parts', parts) order by member, office
        ) as seats
        from (
            select case_id, member, office, jsonb_agg(distinct part order by part) as parts
            from (
                select case_id, member, office, case kind
                    when 'opened' then 'file' when 'takenOver' then 'file'
                    when 'chargeFiled' then 'charge' when 'proceedingOpened' then 'court'
                    when 'custodyRecorded' then 'custody' else 'register' end as part
                from case_history
                where kind in ('opened', 'takenOver', 'chargeFiled', 'proceedingOpened', 'custodyRecorded',
                    'statementAwaited', 'calledUp')
                union all
                select case_id, member, office, 'court' from case_history
                where kind in ('opened', 'takenOver') and fact->>'by_court' = 'true'
                union all
                select case_id, responsible_member, responsible_office, 'file' from cases
                union all
                select case_id, seen, 'hq', 'file' from cases, unnest(involved_members) seen
                where not exists (
                    select from case_history h where h.case_id = cases.case_id and h.member = seen
                        and h.kind in ('opened', 'takenOver', 'statementAwaited', 'calledUp')
                )
            ) each_part
            group by case_id, member, office
        ) each_seat
        group by case_id
    ) found
    where found.case_id = cases.case_id
"""
FACTS = """
    update case_history
    set fact = jsonb_set(fact, array[seat, 'office'], '"hq"')
    from (values ('court'), ('to')) named(seat)
    where jsonb_typeof(fact->seat) = 'object' and not fact->seat ? 'office'
"""
CLAIMS = """
    update hearing_claims c set claimed = h.court_member || '/' || h.court_office || '/' || regexp_replace(
        c.claimed, '^.*/(judge|room)/', '\\1/'
    )
    from hearings h where h.hearing_id = c.hearing_id
"""


def upgrade() -> None:
    for table, member, office in (*ALWAYS, *SOMETIMES):
        unnamed = f"{office} is null and {member} is not null"
        op.execute(f"update {table} set {office} = 'hq' where {unnamed}")  # noqa: S608 - the names stand above
    for table, _, office in ALWAYS:
        op.execute(f"alter table {table} alter column {office} set not null")
    for table in EMPTY:
        op.execute(f"update {table} set office = 'hq' where office = ''")  # noqa: S608 - same
    op.execute("alter table imports add column office text")
    op.execute("update imports set office = 'hq'")
    op.execute("alter table imports alter column office set not null")
    op.execute(FACTS)
    op.execute(CLAIMS)
    op.execute("alter table cases rename column involved to involved_members")
    op.execute("alter table cases add column involved jsonb")
    op.execute(PARTS)
    op.execute("alter table cases alter column involved set not null")
    op.execute("alter table cases drop column involved_members")
    for side in ("sender", "receiver"):
        op.execute(f"drop index hand_overs_by_{side}")
    op.execute("create index hand_overs_by_sender on hand_overs (from_member, from_office, hand_over_id)")
    op.execute("create index hand_overs_by_receiver on hand_overs (to_member, to_office, hand_over_id)")
