"""Ids of changes of the directory begin with `dch_`: `chg_` was the prefix of a charge, too."""

from alembic import op

revision = "0031"
down_revision = "0029"
branch_labels = None
depends_on = None

_STATEMENTS = (
    "update directory_changes set change_id = 'dch_' || substr(change_id, 5) where change_id like 'chg\\_%'",
    "update directory_entries set change = 'dch_' || substr(change, 5) where change like 'chg\\_%'",
    # answers that are kept for who asks again
    """update idempotency set
      headers = regexp_replace(headers::text, '/changes/chg_', '/changes/dch_', 'g')::jsonb,
      body = convert_to(regexp_replace(
        convert_from(body, 'UTF8'), '"chg_([0-9a-hjkmnp-tv-z]{26})"', '"dch_\\1"', 'g'), 'UTF8')
    where position('"chg_'::bytea in body) > 0""",
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)
