"""The topic log, its partitions, and how far each group has read."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE partitions (
            topic text NOT NULL,
            number smallint NOT NULL,
            next_offset bigint NOT NULL DEFAULT 0,
            PRIMARY KEY (topic, number)
        );
        """
    )
    op.execute(
        """
        CREATE TABLE log (
            topic text NOT NULL,
            number smallint NOT NULL,
            "offset" bigint NOT NULL,
            envelope bytea NOT NULL,
            appended_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (topic, number, "offset")
        );
        """
    )
    op.execute(
        """
        CREATE TABLE positions (
            consumer_group text NOT NULL,
            topic text NOT NULL,
            number smallint NOT NULL,
            next_offset bigint NOT NULL,
            PRIMARY KEY (consumer_group, topic, number),
            FOREIGN KEY (topic, number) REFERENCES partitions
        );
        """
    )
