"""What is due in cases, the days that the clock has seen, places of changes, and indexes of new searches."""

from alembic import op

revision = "0146"
down_revision = "0145"
branch_labels = None
depends_on = None

STEPS = (
    "alter table cases add column due_on date",
    """
    create table case_deadlines (
        case_id   text collate "C" not null references cases (case_id),
        of        text not null,
        rule      text not null,
        subject   text collate "C" not null,
        since     date not null,
        due_on    date not null,
        notify_on date not null,
        member    text not null,
        office    text not null,
        told_for  date,
        primary key (case_id, of, rule, subject)
    )
    """,
    "create index case_deadlines_by_office on case_deadlines (member, office, due_on)",
    "create index case_deadlines_by_day on case_deadlines (due_on)",
    "create index case_deadlines_to_tell on case_deadlines (notify_on) where told_for is distinct from due_on",
    """
    create table deadline_progress (
        id      integer primary key,
        made_by text not null,
        after   text not null,
        done    boolean not null
    )
    """,
    "create table ticks (job text not null, day date not null, done_at timestamptz not null, primary key (job, day))",
    "create sequence changes_place",
    """
    create table changes (
        topic text not null,
        id    text collate "C" not null,
        place bigint not null,
        primary key (topic, id)
    )
    """,
    # whoever follows begins with what is there: the cases of before have places, too
    """
    insert into changes (topic, id, place)
    select 'la.gov.justice.case', case_id, nextval('changes_place') from (select case_id from cases order by 1) as c
    """,
    "create unique index changes_in_order on changes (topic, place)",
    "create index charges_by_article on charges ((article ->> 'article'), case_id)",
    "create index panel_seats_by_judge on panel_seats (judge_id, proceeding_id)",
    "create index decisions_by_day on decisions (decided_on, case_id)",
)


def upgrade() -> None:
    for step in STEPS:
        op.execute(step)
