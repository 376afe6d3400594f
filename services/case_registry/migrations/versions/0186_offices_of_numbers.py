"""A number in a correction says which office gave it, no longer its member alone.

The office is the one that has such a number in the case or in its history. Numbers that are nowhere any more are those
that the correcting office withdrew.
"""

from alembic import op

revision = "0186"
down_revision = "0185"
branch_labels = None
depends_on = None

_SIDE = """
    update case_corrections c
       set members = jsonb_set(members, '{numbers,%(side)s}', (
               select jsonb_agg(
                          (entry - 'member') || jsonb_build_object('by', jsonb_build_object(
                              'member', entry->>'member',
                              'office', coalesce(
                                  (select min(n.office) from case_numbers n
                                    where n.case_id = c.case_id and n.member = entry->>'member'
                                      and n.printed = entry->>'number'),
                                  (select min(case h.kind when 'numberImported' then h.fact->>'office'
                                                          else h.office end)
                                     from case_history h
                                    where h.case_id = c.case_id and h.fact->>'number' = entry->>'number'
                                      and h.kind in ('opened', 'numbered', 'numberImported')
                                      and case h.kind when 'numberImported' then h.fact->>'member' else h.member end
                                          = entry->>'member'),
                                  c.office)))
                          order by place)
                 from jsonb_array_elements(members #> '{numbers,%(side)s}') with ordinality as each(entry, place)))
     where members #> '{numbers,%(side)s}' is not null
"""


STATEMENTS = tuple(_SIDE % {"side": side} for side in ("was", "now"))


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
