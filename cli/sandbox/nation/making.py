"""Making of a country: which life it gets, its beginning in a folder that is empty, and its clearing when it fails.

The life is lived by a process of its own (`living.py`) while this one serves. Until it is over the folder has a
`country.json` and no `country-acts.jsonl`: what is stopped is cleared away, what was killed by the next start.
"""

import asyncio
import shutil
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import FrameType, TracebackType
from typing import Any, Final, Self

import orjson

from chassis.postgres.postmaster import ended, live_postmaster
from cli.data_folder import DataFolder, write_secret
from cli.refusals import Refused
from cli.sandbox.nation.offices import document
from cli.say import output
from contracts.calendar import VIENTIANE

STOP_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class Life:
    """Which life a country has: seed, last day and how many days."""

    seed: int
    last: date
    days: int

    @classmethod
    def until_yesterday(cls, days: int | None = None) -> Self:
        """Return the life of `month.toml`, which ends yesterday."""
        month = document("month.toml")
        yesterday = datetime.now(VIENTIANE).date() - timedelta(days=1)
        return cls(month["seed"], yesterday, month["days"] if days is None else days)

    @classmethod
    def of(cls, folder: DataFolder) -> Self:
        """Return the life that the folder says it has."""
        told = orjson.loads(folder.country.read_bytes())
        return cls(told["seed"], date.fromisoformat(told["last"]), told["days"])

    def to_document(self) -> dict[str, Any]:  # Any: JSON
        """Return what `country.json` says of it."""
        return {"seed": self.seed, "last": self.last.isoformat(), "days": self.days}


class Making:
    """The making of a folder's country, around the run that serves it; nothing, where there is none to make.

    With `days` a country is wanted; one that an earlier start began and did not end is made anew in any case. Raises
    `Refused` for a folder that holds another sandbox, and at the end for a life that did not go as told.
    """

    def __init__(self, folder: DataFolder, days: int | None) -> None:
        self._folder = folder
        self._days = days
        self._failed = False

    def __enter__(self) -> Self:
        folder, days = self._folder, self._days
        if self.is_under_way:
            days = Life.of(folder).days if days is None else days
            clear(folder)
            output.print("  [dim]An earlier start did not end: the country is made anew. ເລີ່ມສ້າງປະເທດຄືນໃໝ່.[/dim]")
        if days is None or folder.country.exists():
            return self
        _must_be_new(folder)
        folder.prepare()
        write_secret(folder.country, orjson.dumps(Life.until_yesterday(days).to_document()))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.is_under_way:
            clear(self._folder)
            output.print("\n  The country was not finished and is cleared away. ສ້າງບໍ່ສຳເລັດ, ລຶບອອກໝົດແລ້ວ.")
        if self._failed:
            raise Refused("The month of life did not go as told: see above.", "ຊີວິດໜຶ່ງເດືອນບໍ່ສຳເລັດ: ເບິ່ງຂ້າງເທິງ.")

    @property
    def is_under_way(self) -> bool:
        """Whether the folder has a country whose life is not over."""
        return self._folder.country.exists() and not self._folder.acts.exists()

    async def live(self) -> None:
        """Have the country live its life on the gateway that is open now; end this process when that fails."""
        if not self.is_under_way:
            return
        command = (sys.executable, "-m", "cli.sandbox.nation.living", str(self._folder.root))
        # a session of its own, so that Ctrl-C reaches us alone; by its input it hears that we were killed
        living = await asyncio.create_subprocess_exec(*command, stdin=PIPE, start_new_session=True)
        with _ended_first(living) as asked:
            try:
                code = await living.wait()
            finally:
                if living.returncode is None:
                    living.kill()
                    await living.wait()
        if code:
            self._failed = not asked
            signal.raise_signal(signal.SIGTERM)
            raise asyncio.CancelledError


@contextmanager
def _ended_first(living: Process) -> Iterator[list[int]]:
    """End the life as soon as we are asked to stop, and yield by which signals we were: else it misses the gateway."""
    asked: list[int] = []
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def end(number: int, frame: FrameType | None) -> None:
        asked.append(number)
        if living.returncode is None:
            living.kill()
        if callable(handler := before[signal.Signals(number)]):
            handler(number, frame)

    for number in before:
        signal.signal(number, end)
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def clear(folder: DataFolder) -> None:
    """Remove everything from the folder; a database server that outlived its killed run is ended first."""
    server = live_postmaster(folder.database / "cluster")
    if server is not None:
        ended([server], signal.SIGQUIT, within_s=STOP_S)
    for path in folder.root.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    with suppress(OSError):  # somebody's mount, or current folder
        folder.root.rmdir()


def _must_be_new(folder: DataFolder) -> None:
    if folder.root.exists() and any(folder.root.iterdir()):
        raise Refused(
            f"{folder.root} holds a sandbox that is no country: choose another folder with --data.",
            f"{folder.root} ມີລະບົບທົດລອງອື່ນຢູ່ແລ້ວ: ເລືອກໂຟນເດີອື່ນດ້ວຍ --data.",
        )
