"""A judgment that has changed is shown in the work list; of which closed offices followers were told who has theirs."""

from alembic import op

revision = "0200"
down_revision = "0199"
branch_labels = None
depends_on = None

AT_WORK = (
    "(state in ('draft', 'notified', 'declared', 'inValidation', 'rejected')"
    " or flags && array['correctionRequested', 'potentialDuplicate', 'uinRefused', 'uinConflict',"
    " 'judgmentChanged'])"
)
DUE = "coalesce(due_on, '2099-12-31'::date)"
STEPS = (
    """
        create table successions (
            member text not null,
            office text not null,
            holder_member text not null,
            holder_office text not null,
            primary key (member, office)
        )
    """,
    # what waits for a person has one flag more
    "drop index civil_events_at_work, civil_events_at_registrar, civil_events_at_declarer",
    # with all that is counted of what waits in the country
    f"""
        create index civil_events_at_work on civil_events (({DUE}), event_id)
            include (state, flags, closed, due_on, registered_on, assigned_to, assigned_until, else_assigned_to,
                else_assigned_until)
            where {AT_WORK}
    """,
    f"""
        create index civil_events_at_registrar on civil_events (registrar_member, registrar_office, ({DUE}), event_id)
            where {AT_WORK}
    """,
    f"""
        create index civil_events_at_declarer on civil_events (declared_by, declared_office, ({DUE}), event_id)
            where {AT_WORK}
    """,
)


def upgrade() -> None:
    for step in STEPS:
        op.execute(step)
