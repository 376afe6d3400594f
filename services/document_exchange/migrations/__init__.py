"""Alembic migrations of the document exchange's database."""
