"""Offices: who declared, who registers, and who made each entry of the log."""

from alembic import op

revision = "0091"
down_revision = "0081"
branch_labels = None
depends_on = None

# Members had one office until now, `hq`. Before, the registrar was the one whose office had the district's code.
EVENTS = """
alter table civil_events
    add column declared_office text not null default 'hq',
    add column registrar_member text,
    add column registrar_office text
"""
REGISTRARS = """
update civil_events e set registrar_office = district, registrar_member = coalesce(
    (select member from civil_event_actions a where a.event_id = e.event_id and a.kind = 'register'),
    (select min(member) from civil_event_actions where kind = 'register'),
    'registrar'
)
"""
FROM_NOW_ON = """
alter table civil_events
    alter column declared_office drop default,
    alter column registrar_member set not null,
    alter column registrar_office set not null
"""
ACTIONS = "alter table civil_event_actions add column office text not null default 'hq'"
STATED = "alter table civil_event_actions alter column office drop default"


def upgrade() -> None:
    for statement in (EVENTS, REGISTRARS, FROM_NOW_ON, ACTIONS, STATED):
        op.execute(statement)
