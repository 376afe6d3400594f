"""The history of cases, who has their files, relations, hand-overs, and names by which participants are found."""

import json
import re
import unicodedata

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.Text(collation="C")
BATCH = 5_000

# Under which spellings of a Lao name were taken for the same when this was written.
INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff]")
TONES = "\u0ec8-\u0ecb"
STEPS = (
    (re.compile("\u0ec0\u0ec0"), "\u0ec1"),
    (re.compile(f"([{TONES}])\\1+"), r"\1"),
    (re.compile(f"([{TONES}])\u0ecd"), "\u0ecd\\1"),
    (re.compile(f"\u0ecd([{TONES}]?)\u0eb2"), "\\1\u0eb3"),
    (re.compile("\u0edc"), "\u0eab\u0e99"),
    (re.compile("\u0edd"), "\u0eab\u0ea1"),
    (re.compile("\u0eab\u0ebc"), "\u0eab\u0ea5"),
)


def upgrade() -> None:
    _cases()
    _history()
    op.create_table(
        "case_relations",
        sa.Column("case_id", ID, sa.ForeignKey("cases.case_id"), primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("other_id", ID, sa.ForeignKey("cases.case_id"), primary_key=True),
    )
    op.create_index("case_relations_by_other", "case_relations", ["other_id"])
    _hand_overs()
    _names()


def _cases() -> None:
    for name, kind in (
        ("previous", sa.Text),
        ("moved_on", sa.Date),
        ("responsible_member", sa.Text),
        ("responsible_office", sa.Text),
        ("court_member", sa.Text),
        ("court_office", sa.Text),
        ("offered_member", sa.Text),
        ("offered_office", sa.Text),
    ):
        op.add_column("cases", sa.Column(name, kind))
    op.add_column("cases", sa.Column("court_awaited", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("cases", sa.Column("version", sa.Integer, nullable=False, server_default="1"))
    # until now a case stood where it was opened, with whoever had opened it; a court opened what had been filed
    op.execute(
        """
        update cases set
            moved_on = opened_on,
            responsible_member = opened_by,
            responsible_office = nullif(number.office, ''),
            court_member = case when status = 'filedInCourt' then opened_by end,
            court_office = case when status = 'filedInCourt' then nullif(number.office, '') end
        from (select case_id, min(office) as office from case_numbers group by case_id) number
        where number.case_id = cases.case_id
        """
    )
    op.alter_column("cases", "moved_on", nullable=False)
    op.alter_column("cases", "responsible_member", nullable=False)
    op.create_index("cases_by_status", "cases", ["status", "case_id"])
    op.create_index("cases_by_day", "cases", ["opened_on", "case_id"])
    op.create_index("cases_by_office", "cases", ["responsible_member", "responsible_office", "case_id"])
    op.create_index("cases_by_court", "cases", ["court_member", "court_office", "case_id"])


def _history() -> None:
    op.create_table(
        "case_history",
        sa.Column("case_id", ID, sa.ForeignKey("cases.case_id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("happened_on", sa.Date, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("member", sa.Text, nullable=False),
        sa.Column("office", sa.Text),
        sa.Column("officer", sa.Text),
        sa.Column("exchange_id", sa.Text),
        sa.Column("fact", JSONB, nullable=False),
    )
    op.execute(
        """
        insert into case_history (case_id, position, kind, happened_on, recorded_at, member, office, fact)
        select c.case_id, 1, 'opened', c.opened_on, c.opened_at, c.opened_by, c.responsible_office,
            jsonb_build_object(
                'case', c.case_id, 'category', c.category, 'restriction', c.restriction, 'status', c.status,
                'number', (select min(printed) from case_numbers n where n.case_id = c.case_id),
                'by_court', c.court_member is not null,
                'participants', coalesce((
                    select jsonb_agg(
                        jsonb_build_object('participant', r.participant_id, 'role', r.role) order by p.position
                    )
                    from participants p join participant_roles r using (participant_id) where p.case_id = c.case_id
                ), '[]')
            )
        from cases c
        """
    )


def _hand_overs() -> None:
    op.create_table(
        "hand_overs",
        sa.Column("hand_over_id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("cases.case_id"), nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("from_member", sa.Text, nullable=False),
        sa.Column("from_office", sa.Text),
        sa.Column("sender_kind", sa.Text, nullable=False),
        sa.Column("to_member", sa.Text, nullable=False),
        sa.Column("to_office", sa.Text),
        sa.Column("files", JSONB),
        sa.Column("note", sa.Text),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("missing", ARRAY(sa.Text)),
        sa.Column("receiver_note", sa.Text),
        sa.Column("reason", sa.Text),
    )
    op.create_index(
        "hand_overs_one_at_a_time", "hand_overs", ["case_id"], unique=True, postgresql_where=sa.text("status = 'sent'")
    )
    op.create_index("hand_overs_by_sender", "hand_overs", ["from_member", "hand_over_id"])
    op.create_index("hand_overs_by_receiver", "hand_overs", ["to_member", "hand_over_id"])


def _names() -> None:
    op.create_table(
        "participant_names",
        sa.Column("key", sa.Text(collation="C"), primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("cases.case_id"), primary_key=True),
        sa.Column("participant_id", ID, sa.ForeignKey("participants.participant_id"), primary_key=True),
    )
    rows = op.get_bind().execute(
        sa.text("select participant_id, case_id, name, other_names, organisation from participants")
    )
    # a JSON array of many rows in one statement: a register of a decade has 400,000 participants
    for many in rows.partitions(BATCH):
        found = [
            {"key": key, "case_id": row.case_id, "participant_id": row.participant_id}
            for row in many
            for key in _keys(row)
        ]
        op.get_bind().execute(
            sa.text(
                "insert into participant_names select * from jsonb_to_recordset(cast(:rows as jsonb)) "
                "as given(key text, case_id text, participant_id text)"
            ),
            {"rows": json.dumps(found)},
        )
    op.drop_column("participants", "search_keys")


def _keys(row: sa.Row[tuple[object, ...]]) -> set[str]:
    """As `domain.names.search_keys` made them when this migration was written: a migration does not change later."""
    given = [row.name, *(row.other_names or ())] if row.name else [{"text": row.organisation or ""}]
    keys = set()
    for name in given:
        words = re.split(r"\s+", name["text"].strip())
        keys |= {re.sub(r"\s+", "", _fold("".join(words[first:]))).lower() for first in range(len(words))}
    return keys - {""}


def _fold(text: str) -> str:
    """Return the text with every spelling of a word made the same; repeated until nothing changes any more."""
    folded, before = INVISIBLE.sub("", text).strip(), None
    while folded != before:
        before, folded = folded, unicodedata.normalize("NFC", folded)
        for pattern, replacement in STEPS:
            folded = pattern.sub(replacement, folded)
    return folded
