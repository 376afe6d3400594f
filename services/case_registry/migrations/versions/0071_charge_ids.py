"""Ids of charges begin with `crg_`: `chg_` was the prefix of a change of the directory, too."""

from alembic import op

revision = "0071"
down_revision = "0061"
branch_labels = None
depends_on = None

# A whole JSON string that is an id, so that a text which only speaks of one stays as it was written.
_STATEMENTS = (
    "alter table charge_steps drop constraint charge_steps_charge_id_fkey",
    "update charges set charge_id = 'crg_' || substr(charge_id, 5)",
    "update charge_steps set charge_id = 'crg_' || substr(charge_id, 5)",
    """alter table charge_steps add constraint charge_steps_charge_id_fkey
    foreign key (charge_id) references charges (charge_id)""",
    """update case_history
    set fact = regexp_replace(fact::text, '"chg_([0-9a-hjkmnp-tv-z]{26})"', '"crg_\\1"', 'g')::jsonb
    where kind in ('chargeFiled', 'chargeAmended', 'chargeWithdrawn', 'pleaEntered', 'chargeDecided')""",
    # answers that are kept for who asks again, and events that have not left yet
    """update idempotency set
      headers = regexp_replace(headers::text, '/charges/chg_', '/charges/crg_', 'g')::jsonb,
      body = convert_to(regexp_replace(
        convert_from(body, 'UTF8'), '"chg_([0-9a-hjkmnp-tv-z]{26})"', '"crg_\\1"', 'g'), 'UTF8')
    where position('"chg_'::bytea in body) > 0""",
    """update outbox set
      envelope = convert_to(regexp_replace(
        convert_from(envelope, 'UTF8'), '"chg_([0-9a-hjkmnp-tv-z]{26})"', '"crg_\\1"', 'g'), 'UTF8')
    where published_at is null and position('"chg_'::bytea in envelope) > 0""",
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)
