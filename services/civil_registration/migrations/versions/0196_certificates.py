"""Certificates: the place of each print in a status list, and whether it counts."""

from alembic import op

revision = "0196"
down_revision = "0195"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    create table civil_status_lists (
        list_number integer primary key,
        places integer not null,
        begun_at timestamptz not null
    )
    """)
    op.execute("""
    create table civil_certificates (
        certificate_id text collate "C" primary key,
        event_id text collate "C" not null references civil_events (event_id),
        list_number integer not null references civil_status_lists (list_number),
        place integer not null,
        status text not null,
        expires_at timestamptz not null
    )
    """)
    op.execute("create unique index civil_certificates_places on civil_certificates (list_number, place)")
    op.execute("create index civil_certificates_of_event on civil_certificates (event_id)")
    op.execute("""
    create index civil_certificates_ended on civil_certificates (list_number, place) where status <> 'valid'
    """)
