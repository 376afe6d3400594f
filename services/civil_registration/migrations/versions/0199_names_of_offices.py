"""Names of an office: the offices of an event stand beside its names, in indexes that a beginning is looked up in.

Events of an office are found by their days. What was changed lately is found, too: an import could not see it while
it ran.
"""

from alembic import op

revision = "0199"
down_revision = "0198"
branch_labels = None
depends_on = None

STEPS = (
    # a table made anew: an update of every row would leave one of twice the size
    "alter table civil_names rename to civil_names_before",
    """
    create table civil_names (
        key              text collate "C" not null,
        event_id         text collate "C" not null,
        role             text not null,
        registrar_member text not null,
        registrar_office text not null,
        declared_by      text not null,
        declared_office  text not null
    )
    """,
    """
    insert into civil_names
    select known.key, known.event_id, known.role,
        event.registrar_member, event.registrar_office, event.declared_by, event.declared_office
    from civil_names_before known join civil_events event on event.event_id = known.event_id
    """,
    "drop table civil_names_before",
    "alter table civil_names add constraint civil_names_pkey primary key (key, event_id, role)",
    """
    alter table civil_names add constraint civil_names_event_id_fkey foreign key (event_id) references civil_events
    """,
    "create index civil_names_of_event on civil_names (event_id)",
    "create index civil_names_at_registrar on civil_names (registrar_member, registrar_office, key, event_id)",
    "create index civil_names_at_declarer on civil_names (declared_by, declared_office, key, event_id)",
    # of how many a beginning is: by a hundred values PostgreSQL takes every beginning for one name (0192)
    "alter table civil_names alter column key set statistics 2000",
    "analyze civil_names",
    """
    create index civil_events_of_days on civil_events (registrar_member, registrar_office, occurred_on, event_id)
    """,
    "create index civil_events_changed on civil_events (changed_at)",
)


def upgrade() -> None:
    for step in STEPS:
        op.execute(step)
