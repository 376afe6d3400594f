"""Readiness check of the schema: a start looks at it, but a database that was away then may come back with another."""

from typing import Final

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.postgres.database import AWAY
from chassis.postgres.revisions import revisions


class SchemaCheck:
    """Tells whether the database has every migration of the package; asks until it has, and never again."""

    def __init__(self, engine: AsyncEngine, package: str) -> None:
        self._engine: Final = engine
        self._package: Final = package
        self._holds = False

    async def __call__(self) -> bool:
        """Return it; False also while the database is away."""
        if not self._holds:
            try:
                async with self._engine.connect() as connection:
                    found = await connection.scalar(text("select version_num from alembic_version"))
            except (*AWAY, DBAPIError, PoolTimeoutError):
                return False
            known = revisions(self._package)
            # one that is not known here is of a newer release, whose migrations come before its processes
            self._holds = found is not None and (found not in known.order or found == known.newest)
        return self._holds
