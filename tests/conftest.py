"""Fixtures for every test: real databases, and pytest's own warnings as errors (see pyproject.toml)."""

import pytest

from tests.support.postgres import _template, bus, data_folder, fresh_database, postgres_server

__all__ = ["_template", "bus", "data_folder", "fresh_database", "postgres_server"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the tests of the night out unless they are asked for; a default `-m` would give way to one that is said."""
    if "nightly" in config.option.markexpr:
        return
    tonight = [item for item in items if item.get_closest_marker("nightly")]
    config.hook.pytest_deselected(items=tonight)
    items[:] = [item for item in items if item not in tonight]
