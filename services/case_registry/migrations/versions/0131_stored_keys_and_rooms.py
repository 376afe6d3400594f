"""Keys of numbers are made anew as those of names are, and hearings have the folded form of their room.

Rooms were of ASCII until 0111; those with other letters are in what their hearing reserved.
"""

from alembic import op

revision = "0131"
down_revision = "0121"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("alter table name_key_progress rename to stored_key_progress")
    op.execute("alter table stored_key_progress rename column titles to made_by")
    op.execute("alter table hearings add column room_normal text")
    op.execute("""
        update hearings h set room_normal = coalesce(
            (select substring(c.claimed from '/room/(.*)$') from hearing_claims c
             where c.hearing_id = h.hearing_id and c.claimed like '%/room/%' limit 1),
            rtrim(upper(regexp_replace(h.room, '\\s', '', 'g')), '.')
        )
    """)
    op.execute("alter table hearings alter column room_normal set not null")
