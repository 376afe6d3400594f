"""The JOSE engine of the settings, for the length of a block."""

from collections.abc import Iterator
from contextlib import contextmanager

from chassis.tokens import jose_engine


@contextmanager
def using(engine: jose_engine.Name) -> Iterator[None]:
    """Let keys that are built inside work with this engine."""
    before = jose_engine.in_use()
    jose_engine.use(engine)
    try:
        yield
    finally:
        jose_engine.use(before)
