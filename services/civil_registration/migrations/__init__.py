"""Alembic migrations of civil registration's database."""
