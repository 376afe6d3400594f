"""Judgments received: what was opened by a judgment of a case is found when the case moves."""

from alembic import op

revision = "0195"
down_revision = "0194"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    create index civil_event_actions_of_judgments on civil_event_actions ((content #>> '{facts,judgment,caseId}'))
        where kind = 'receiveJudgment'
    """)
