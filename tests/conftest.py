"""Fixtures for every test: real databases, and pytest's own warnings as errors (see pyproject.toml)."""

from tests.support.postgres import _template, bus, data_folder, fresh_database, postgres_server

__all__ = ["_template", "bus", "data_folder", "fresh_database", "postgres_server"]
