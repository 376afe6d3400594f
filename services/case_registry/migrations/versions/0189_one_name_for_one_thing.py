"""One name for one thing: what a claim is about, when an entry was recorded; and why a judge left, at the seat."""

from alembic import op

revision = "0189"
down_revision = "0188"
branch_labels = None
depends_on = None

_RIGHT = r"""regexp_replace(regexp_replace({}, '/twiceReason$', '/overrideReason'),
                                           '^(claims/[0-9]+)/matter$', '\1/subject')"""


def upgrade() -> None:
    op.execute("alter table case_claims rename column matter to subject")
    op.execute("alter table prosecutor_files rename column entered_at to recorded_at")
    op.execute("alter table decisions rename column twice_reason to override_reason")
    # why a judge left is told with the seat, too
    op.execute("alter table panel_seats add column left_reason text")
    op.execute("""
        update panel_seats as seat
           set left_reason = change.fact ->> 'reason'
          from case_history as change
         where change.kind = 'panelChanged'
           and change.fact ->> 'proceeding' = seat.proceeding_id
           and change.fact ->> 'left' = seat.judge_id
           and change.happened_on = seat.held_to
    """)
    # corrections keep claims as documents, and what was known at a moment is told from them
    for side in ("was", "now"):
        op.execute(f"""
            update case_corrections
               set members = jsonb_set(members, '{{claims,{side}}}', (
                   select jsonb_agg((claim - 'matter') || jsonb_build_object('subject', claim -> 'matter')
                                    order by place)
                     from jsonb_array_elements(members -> 'claims' -> '{side}') with ordinality as each(claim, place)))
             where jsonb_array_length(members -> 'claims' -> '{side}') > 0
        """)  # noqa: S608 - the sides are these two
    # kept mappings name their targets: of columns, and of what stands in no column
    op.execute(f"""
        update import_mappings
           set mapping = jsonb_set(mapping, '{{columns}}', (
               select jsonb_object_agg(heading, {_RIGHT.format("target")})
                 from jsonb_each_text(mapping -> 'columns') as each(heading, target)))
    """)  # noqa: S608 - as above
    op.execute(f"""
        update import_mappings
           set mapping = jsonb_set(mapping, '{{defaults}}', (
               select coalesce(jsonb_object_agg({_RIGHT.format("target")}, value), '{{}}')
                 from jsonb_each(mapping -> 'defaults') as each(target, value)))
         where jsonb_typeof(mapping -> 'defaults') = 'object'
    """)  # noqa: S608 - as above
