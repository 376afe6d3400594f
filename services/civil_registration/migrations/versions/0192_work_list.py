"""Work list: what waits is found by the day on which it is due, whom a deputy stands in for, how far keys are made."""

from alembic import op

revision = "0192"
down_revision = "0191"
branch_labels = None
depends_on = None

AT_WORK = (
    "state in ('draft', 'notified', 'declared', 'inValidation', 'rejected')"
    " or flags && array['correctionRequested', 'potentialDuplicate']"
)
DUE = "coalesce(due_on, '2099-12-31'::date)"
STEPS = (
    "alter table civil_events add column else_assigned_to text, add column else_assigned_until timestamptz",
    """
    create index civil_events_by_registrar on civil_events (registrar_member, registrar_office, event_id)
        include (state)
    """,
    "create index civil_events_of_kind on civil_events (registrar_member, registrar_office, kind, event_id)",
    """
    create index civil_events_flagged on civil_events (registrar_member, registrar_office, event_id)
        where flags <> '{}'
    """,
    f"create index civil_events_at_work on civil_events (({DUE}), event_id) where {AT_WORK}",
    # each registration writes the names of its event anew: without it the register would be read for them
    "create index civil_names_of_event on civil_names (event_id)",
    # of how many a beginning is: by a hundred values PostgreSQL takes every beginning for one name, and goes one by one
    "alter table civil_names alter column key set statistics 2000",
    f"""
    create index civil_events_at_registrar on civil_events (registrar_member, registrar_office, ({DUE}), event_id)
        where {AT_WORK}
    """,
    f"""
    create index civil_events_at_declarer on civil_events (declared_by, declared_office, ({DUE}), event_id)
        where {AT_WORK}
    """,
    """
    create table stored_key_progress (
        id      integer primary key,
        made_by text not null,
        after   text collate "C" not null,
        done    boolean not null
    )
    """,
)


def upgrade() -> None:
    for step in STEPS:
        op.execute(step)
