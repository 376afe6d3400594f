"""Representatives and custody, charges with their steps, proceedings, hearings, and decisions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0011"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.Text(collation="C")
BYTES = sa.Text(collation="C")


def upgrade() -> None:
    _people()
    _charges()
    _proceedings()
    _hearings()
    _decisions()


def _people() -> None:
    op.add_column("participants", sa.Column("birth_date", JSONB))
    op.create_table(
        "representations",
        sa.Column("participant_id", ID, sa.ForeignKey("participants.participant_id"), primary_key=True),
        sa.Column("representative_id", ID, sa.ForeignKey("participants.participant_id"), primary_key=True),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("held_from", sa.Date, nullable=False),
        sa.Column("held_to", sa.Date),
    )
    op.create_table(
        "custody_records",
        sa.Column("participant_id", ID, sa.ForeignKey("participants.participant_id"), primary_key=True),
        sa.Column("since", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("ordered_until", sa.DateTime(timezone=True)),
        sa.Column("order_number", sa.Text),
        sa.Column("ordered_on", sa.Date),
        sa.Column("document", JSONB),
    )


def _charges() -> None:
    op.create_table(
        "charges",
        sa.Column("charge_id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("cases.case_id"), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("participant_id", ID, sa.ForeignKey("participants.participant_id"), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("article", JSONB, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("filed_on", sa.Date, nullable=False),
        sa.Column("plea", sa.Text),
        sa.Column("result", sa.Text),
        sa.Column("decided_on", sa.Date),
        sa.Column("sentence", JSONB),
        sa.UniqueConstraint("case_id", "sequence", name="charges_in_their_order"),
    )
    op.create_table(
        "charge_steps",
        sa.Column("charge_id", ID, sa.ForeignKey("charges.charge_id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("happened_on", sa.Date, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("member", sa.Text, nullable=False),
        sa.Column("office", sa.Text),
        sa.Column("said", JSONB, nullable=False),
    )


def _proceedings() -> None:
    op.create_table(
        "proceedings",
        sa.Column("proceeding_id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("cases.case_id"), nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("court_member", sa.Text, nullable=False),
        sa.Column("court_office", sa.Text),
        sa.Column("started_on", sa.Date, nullable=False),
        sa.Column("ended_on", sa.Date),
        sa.Column("number", sa.Text),
        sa.Column("clerk", sa.Text),
    )
    op.create_index("proceedings_by_case", "proceedings", ["case_id", "proceeding_id"])
    op.create_table(
        "panel_seats",
        sa.Column("proceeding_id", ID, sa.ForeignKey("proceedings.proceeding_id"), primary_key=True),
        sa.Column("judge_id", sa.Text, primary_key=True),
        sa.Column("held_from", sa.Date, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("held_to", sa.Date),
    )


def _hearings() -> None:
    op.create_table(
        "hearings",
        sa.Column("hearing_id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("cases.case_id"), nullable=False),
        sa.Column("proceeding_id", ID, sa.ForeignKey("proceedings.proceeding_id"), nullable=False),
        sa.Column("court_member", sa.Text, nullable=False),
        sa.Column("court_office", sa.Text),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("room", sa.Text, nullable=False),
        sa.Column("judges", ARRAY(sa.Text), nullable=False),
        sa.Column("override_reason", sa.Text),
        sa.Column("note", sa.Text),
        sa.Column("record", JSONB),
    )
    op.create_index("hearings_by_case", "hearings", ["case_id", "starts_at"])
    op.create_index("hearings_by_court", "hearings", ["court_member", "court_office", "starts_at"])
    op.create_index("hearings_by_judge", "hearings", ["judges"], postgresql_using="gin")
    op.create_table(
        "hearing_claims",
        sa.Column("claimed", BYTES, primary_key=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("hearing_id", ID, sa.ForeignKey("hearings.hearing_id"), primary_key=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
    )


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("decision_id", BYTES, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("cases.case_id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("proceeding_id", ID, sa.ForeignKey("proceedings.proceeding_id"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("court_member", sa.Text, nullable=False),
        sa.Column("court_office", sa.Text),
        sa.Column("decided_on", sa.Date, nullable=False),
        sa.Column("final_on", sa.Date),
        sa.Column("number", sa.Text),
        sa.Column("matter", sa.Text),
        sa.Column("summary", sa.Text),
        sa.Column("document", JSONB),
    )
    op.create_index("decisions_by_case", "decisions", ["case_id", "position"])
    op.create_table(
        "decision_counters",
        sa.Column("series", BYTES, primary_key=True),
        sa.Column("latest", sa.Integer, nullable=False),
    )
