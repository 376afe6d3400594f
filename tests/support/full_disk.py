"""A full disk (ENOSPC) for one table: the kernel itself says so, and nothing has to be mounted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

FULL = Path("/dev/full")  # full(4): every write to it fails with ENOSPC


@asynccontextmanager
async def no_room_for(pool: asyncpg.Pool, table: str) -> AsyncIterator[None]:
    """Let the disk be full for an empty table that no connection has touched; at the end there is room again."""
    found = await pool.fetchrow(
        "select current_setting('data_directory'), pg_relation_filepath($1::regclass), pg_relation_size($1::regclass)",
        table,
    )
    assert found is not None
    folder, path, size = found
    assert size == 0, "rows that are there already would be lost"
    file = Path(folder) / path
    aside = file.with_name(f"{file.name}.aside")
    file.rename(aside)
    file.symlink_to(FULL)
    try:
        yield
    finally:
        file.unlink()
        aside.rename(file)
