"""Nothing below a data folder can be read by others: keys, credentials, logs, sockets, uploads, whatever is written."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from chassis.postgres.postgres_wheel import WHEEL
from tests.support.sample_country import SampleCountry
from tests.support.saphan_process import SaphanProcess

pytestmark = pytest.mark.slow

_OTHERS = stat.S_IROTH | stat.S_IWOTH | stat.S_IRGRP | stat.S_IWGRP
_PASS = stat.S_IXOTH | stat.S_IXGRP


def open_to_others(folder: Path) -> Iterator[str]:
    """Yield what somebody else could read, write or list, entering folders as he could."""
    for entry in os.scandir(folder):
        mode = entry.stat(follow_symlinks=False).st_mode
        if entry.name.startswith(WHEEL):
            continue  # PostgreSQL's programs, for whom the server runs as; nothing of ours
        if mode & _OTHERS:
            yield f"{entry.path} {stat.filemode(mode)}"
        if stat.S_ISDIR(mode) and mode & _PASS:
            yield from open_to_others(Path(entry.path))


async def test_what_a_run_writes_is_its_owners_alone(own: SaphanProcess, session: aiohttp.ClientSession) -> None:
    before = os.umask(0o000)  # the most careless of shells
    try:
        own.start()
    finally:
        os.umask(before)
    await own.ready()
    sample_country = SampleCountry(own, session)
    assert await sample_country.upload("ministry")
    for old in ("log", "lock"):
        (own.folder / "postgres" / old).chmod(0o644)  # as an older version has left them
    assert await own.stop() == 0
    await own.start().ready()
    assert (own.folder / "postgres" / "socket").is_dir()
    assert list(open_to_others(own.folder)) == []
