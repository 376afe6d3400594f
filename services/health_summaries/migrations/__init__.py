"""Alembic migrations of health summaries' database."""
