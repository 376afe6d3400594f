"""Migrations of the postgres bus's own database."""
