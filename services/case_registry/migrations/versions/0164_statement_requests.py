"""Index of the requests of courts for a statement, by the office that is asked: its list of work begins with them."""

from alembic import op

revision = "0164"
down_revision = "0163"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "create index case_history_requests on case_history ((fact->'to'->>'member'), (fact->'to'->>'office')) "
        "where kind = 'statementRequested'"
    )
