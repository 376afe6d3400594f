"""The authorisation matrix: the rows of every service, from its own file in `rows`."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from tests.journeys.authorisation import rows
from tests.journeys.authorisation.row import Derived, Row


def _collected(name: str) -> dict[str, Row | Derived]:
    """Return the rows of every file by `service/operation`; a file's name is its service's."""
    found: dict[str, Row | Derived] = {}
    for each in iter_modules(rows.__path__):
        stated = getattr(import_module(f"{rows.__name__}.{each.name}"), name, {})
        found |= {f"{each.name.replace('_', '-')}/{operation}": row for operation, row in stated.items()}
    return found


MATRIX: Final = _collected("ROWS")
WITH_OFFICER: Final = _collected("ROWS_WITH_OFFICER")  # on whose behalf the same is called
