"""Who opened a case, and between whom a document went, are offices too: `hq` where only the member is known.

There is no installation yet. Who opened a case stands in its history, with its office. A delivery was known by its
members alone: it is shown again where both were head offices, which the sandbox calls `hq` (see 0091).
"""

from alembic import op

revision = "0092"
down_revision = "0091"
branch_labels = None
depends_on = None

OPENED = """
    update cases set opened_office = h.office
    from case_history h where h.case_id = cases.case_id and h.position = 1
"""


def upgrade() -> None:
    op.execute("alter table cases rename column opened_by to opened_member")
    op.execute("alter table cases add column opened_office text not null default 'hq'")
    op.execute(OPENED)
    op.execute("alter table cases alter column opened_office drop default")
    for side in ("issuer", "recipient"):
        op.execute(f"alter table document_deliveries rename column {side} to {side}_member")
        op.execute(f"alter table document_deliveries add column {side}_office text not null default 'hq'")
        op.execute(f"alter table document_deliveries alter column {side}_office drop default")
