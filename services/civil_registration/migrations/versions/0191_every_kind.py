"""Nine kinds of vital event: the log says facts in one form, and people, names and numbers of events are searched."""

from alembic import op

revision = "0191"
down_revision = "0091"
branch_labels = None
depends_on = None

EVENTS = (
    "alter table civil_events drop constraint civil_events_kind_and_state, drop constraint civil_events_check1",
    # of 40 bits: among millions of events two may be alike, and nobody is refused for it
    "alter table civil_events drop constraint civil_events_tracking_id_key",
    """
    alter table civil_events
        add column version integer,
        add column flags text[] not null default '{}',
        add column subjects jsonb not null default '[]',
        add column occurred_on date,
        add column due_on date,
        add column declared_at timestamptz,
        add column assigned_to text,
        add column assigned_until timestamptz,
        add column book_number text,
        add column registered_by text,
        add column registered_office text,
        add column registered_on date,
        add column changed_at timestamptz,
        alter column district drop not null
    """,
    "alter table civil_event_actions add column client_action_id text",
)
# What was said in two forms until now: facts beside the name of the kind, and a name that completed a notice. A child
# without a name was `notified`; now such a birth is declared, and `notified` is what is incomplete. The log is never
# changed but by the migration of what it is written in: no action is added or taken away.
LOG = (
    "alter table civil_event_actions disable trigger civil_event_actions_stay",
    """
    update civil_event_actions a set
        kind = case when a.position = 0 then 'declare' else 'amend' end,
        content = jsonb_build_object(
            'kind', e.kind,
            'facts', case when a.position = 0 then a.content -> e.kind
                else jsonb_set(first.content -> e.kind, '{child}',
                    ((first.content -> e.kind -> 'child') - 'notYetNamed')
                        || jsonb_build_object('name', a.content -> 'childName'))
                end,
            'registrar', jsonb_build_object('member', e.registrar_member, 'office', e.registrar_office),
            'warnings', coalesce(first.content -> 'warnings', '[]'),
            'dueOn', to_char(coalesce(
                (first.content -> e.kind ->> 'noticedOn')::date, (first.content -> e.kind ->> 'occurredOn')::date
            ) + 30, 'YYYY-MM-DD')
        )
    from civil_events e, civil_event_actions first
    where e.event_id = a.event_id and first.event_id = a.event_id and first.position = 0 and a.kind <> 'register'
    """,
    "alter table civil_event_actions enable trigger civil_event_actions_stay",
    "update civil_events set state = 'declared' where state = 'notified'",
)
COLUMNS = """
update civil_events e set
    version = log.version,
    declared_at = log.first_at,
    changed_at = log.last_at,
    occurred_on = (log.facts ->> 'occurredOn')::date,
    due_on = (log.content ->> 'dueOn')::date,
    subjects = case when log.name is null then '[]' else jsonb_build_array(log.name) end,
    flags = case when jsonb_array_length(log.content -> 'warnings') > 0 then array['unusual'] else '{}'::text[] end,
    book_number = registered.content ->> 'bookNumber',
    registered_by = registered.member,
    registered_office = registered.office,
    registered_on = (registered.content ->> 'registeredOn')::date
from (
    select latest.event_id, latest.content, latest.content -> 'facts' as facts,
        coalesce(latest.content #> '{facts,child,name}', latest.content #> '{facts,deceased,name}') as name,
        count(*) as version, min(every.at) as first_at, max(every.at) as last_at
    from civil_event_actions every
    join civil_event_actions latest on latest.event_id = every.event_id and latest.position = (
        select max(position) from civil_event_actions said
        where said.event_id = every.event_id and said.content ? 'facts'
    )
    group by latest.event_id, latest.content
) log
left join civil_event_actions registered on registered.event_id = log.event_id and registered.kind = 'register'
where log.event_id = e.event_id
"""
FROM_NOW_ON = (
    """
    alter table civil_events
        alter column version set not null,
        alter column declared_at set not null,
        alter column changed_at set not null,
        add constraint civil_events_number_of_registered
            check ((state in ('registered', 'cancelled')) = (registration_number is not null)),
        alter column flags drop default,
        alter column subjects drop default
    """,
    "create index civil_events_of_registrar on civil_events (registrar_member, registrar_office, state, event_id)",
    "create index civil_events_of_declarer on civil_events (declared_by, declared_office, event_id)",
    """
    create unique index civil_event_actions_of_clients on civil_event_actions (member, client_action_id, kind)
        where client_action_id is not null
    """,
    """
    create table civil_people (
        event_id     text collate "C" not null references civil_events,
        role         text not null,
        is_subject   boolean not null,
        name_key     text collate "C" not null,
        born_from    date,
        born_to      date,
        sex          text,
        birth_number text,
        primary key (event_id, role)
    )
    """,
    "create index civil_people_by_name on civil_people (name_key, role, born_from)",
    """
    create table civil_names (
        key      text collate "C" not null,
        event_id text collate "C" not null references civil_events,
        role     text not null,
        primary key (key, event_id, role)
    )
    """,
    """
    create table civil_numbers (
        key      text collate "C" not null,
        type     text not null,
        event_id text collate "C" not null references civil_events,
        role     text not null,
        primary key (key, type, event_id, role)
    )
    """,
    "create index civil_numbers_of_event on civil_numbers (event_id)",
    """
    create table registration_series (
        member text not null,
        office text not null,
        code   text not null unique,
        primary key (member, office)
    )
    """,
    # a marriage is open until a registered divorce cites its number, or the death of one of the two is registered
    """
    create view open_marriages as
    select marriage.event_id, own.key as number
    from civil_events marriage
    join civil_numbers own on own.event_id = marriage.event_id and own.type = 'registrationNumber'
    where marriage.kind = 'marriage' and marriage.state = 'registered'
        and not exists (
            select 1 from civil_numbers cited join civil_events divorce on divorce.event_id = cited.event_id
            where cited.type = 'marriageNumber' and cited.key = own.key
                and divorce.kind = 'divorce' and divorce.state = 'registered'
        )
        and not exists (
            select 1 from civil_numbers spouse
            join civil_numbers dead on dead.type = spouse.type and dead.key = spouse.key and dead.role = 'deceased'
            join civil_events death on death.event_id = dead.event_id
            where spouse.event_id = marriage.event_id and spouse.role in ('bride', 'groom')
                and death.state = 'registered'
        )
    """,
    # numbers have the office and the kind in them from now on: those of before stay, and no new one is like them
    "drop table registration_serials",
    """
    create table registration_serials (
        series text not null,
        kind   text not null,
        year   integer not null,
        last   integer not null,
        primary key (series, kind, year)
    )
    """,
    "create sequence changes_place",
    """
    create table changes (
        topic text not null,
        id    text collate "C" not null,
        place bigint not null,
        primary key (topic, id)
    )
    """,
    """
    insert into changes (topic, id, place)
    select 'la.gov.civil.event', event_id, nextval('changes_place')
    from (select event_id from civil_events order by 1) e
    """,
    "create unique index changes_in_order on changes (topic, place)",
)


def upgrade() -> None:
    for step in (*EVENTS, *LOG, COLUMNS, *FROM_NOW_ON):
        op.execute(step)
