"""Alembic migrations of the case registry's database."""
