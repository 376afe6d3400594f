"""Requests to an identity system wait in a table until they are answered; a refusal is shown in the work list."""

from alembic import op

revision = "0198"
down_revision = "0197"
branch_labels = None
depends_on = None

AT_WORK = (
    "(state in ('draft', 'notified', 'declared', 'inValidation', 'rejected')"
    " or flags && array['correctionRequested', 'potentialDuplicate', 'uinRefused', 'uinConflict'])"
)
DUE = "coalesce(due_on, '2099-12-31'::date)"
STEPS = (
    """
        create table requests_out (
            request_id text collate "C" primary key,
            subject    text not null,
            path       text not null,
            purpose    text not null,
            body       jsonb not null,
            created_at timestamptz not null,
            next_at    timestamptz not null,
            attempts   integer not null,
            fault      text
        )
    """,
    "create index requests_out_due on requests_out (next_at)",
    "alter table civil_events add column uin_refusal jsonb",
    # what waits for a person has two flags more
    "drop index civil_events_at_work, civil_events_at_registrar, civil_events_at_declarer",
    f"create index civil_events_at_work on civil_events (({DUE}), event_id) where {AT_WORK}",
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
