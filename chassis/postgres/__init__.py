"""PostgreSQL: connections, statements, migrations, and the embedded server of a one-command run."""
