"""Imports of old books, and what vital statistics and register books read of an event."""

from alembic import op

revision = "0194"
down_revision = "0193"
branch_labels = None
depends_on = None

IMPORTS = (
    """
    create table import_mappings (
        mapping_id text collate "C" primary key,
        member     text not null,
        kept_at    timestamptz not null,
        mapping    jsonb not null
    )
    """,
    """
    create table imports (
        import_id       text collate "C" primary key,
        member          text not null,
        office          text not null,
        source          text not null,
        kind            text not null,
        status          text not null,
        dry_run         boolean not null,
        partial         boolean not null,
        mapping_id      text,
        received_at     timestamptz not null,
        rows            integer not null,
        imported        integer not null,
        unchanged       integer not null,
        refused         integer not null,
        not_kept        integer not null,
        withdrawn       integer not null,
        ignored_columns text[],
        truncated       boolean not null
    )
    """,
    """
    create table import_rows (
        import_id text collate "C" not null references imports,
        row       integer not null,
        number    text,
        outcome   text not null,
        event_id  text,
        faults    jsonb,
        changes   jsonb,
        primary key (import_id, row)
    )
    """,
    """
    create table imported_events (
        member   text not null,
        office   text not null,
        kind     text not null,
        year     integer not null,
        normal   text not null,
        source   text not null,
        event_id text collate "C" not null references civil_events,
        digest   text not null,
        primary key (member, office, kind, year, normal)
    )
    """,
)
COLUMNS = """
alter table civil_events
    add column sex text,
    add column mother_age smallint,
    add column attendant text
"""
# of births and deaths that are there; an age is that on the day of the event, where a year counts from its middle
FILLED = """
update civil_events e set
    sex = coalesce(log.facts #>> '{child,sex}', log.facts #>> '{deceased,sex}', log.facts ->> 'sex'),
    attendant = log.facts ->> 'attendant',
    mother_age = case when log.born <= e.occurred_on then extract(year from age(e.occurred_on, log.born)) end
from (
    select said.event_id, said.content -> 'facts' as facts,
        ((said.content #>> '{facts,mother,birthDate,value}')
            || case said.content #>> '{facts,mother,birthDate,precision}'
                when 'month' then '-15' when 'year' then '-07-01' else '' end)::date as born
    from civil_event_actions said
    where said.content ? 'facts' and said.position = (
        select max(position) from civil_event_actions later
        where later.event_id = said.event_id and later.content ? 'facts'
    )
) log
where log.event_id = e.event_id and e.kind in ('birth', 'death', 'fetalDeath')
"""
INDEXES = (
    """
    create index civil_events_counted on civil_events (kind, occurred_on)
        include (state, district, sex, mother_age, attendant, due_on, registered_on, registrar_member, registrar_office)
    """,
    """
    create index civil_events_in_books on civil_events (registered_by, registered_office, kind, registered_on)
    """,
)


def upgrade() -> None:
    for step in (*IMPORTS, COLUMNS, FILLED, *INDEXES):
        op.execute(step)
