"""Alembic's environment for every component: `chassis.postgres.database` hands in the connection in its transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transaction_per_migration=False)
context.run_migrations()
