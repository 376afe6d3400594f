"""Alembic's environment for every component: the connection and its transaction are handed in by `chassis.database`."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transaction_per_migration=False)
context.run_migrations()
