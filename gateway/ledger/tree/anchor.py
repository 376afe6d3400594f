"""Anchor file: the newest checkpoint outside the database, so that a rolled back database is noticed."""

import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

_NAME: Final = "checkpoint"


class Anchor:
    """One file in a folder; without a folder nothing is kept, and a rolled back database is not noticed here."""

    def __init__(self, folder: Path | None) -> None:
        self._folder: Final = folder

    @property
    def kept(self) -> bool:
        """Whether there is a folder to keep it in."""
        return self._folder is not None

    def newest(self) -> bytes | None:
        """Return the note that was kept last, or None before the first."""
        if self._folder is None:
            return None
        try:
            return (self._folder / _NAME).read_bytes()
        except FileNotFoundError:
            return None

    def keep(self, note: bytes) -> None:
        """Put the note on disk in place of the one before: after a power cut one of the two is there, whole."""
        if self._folder is not None:
            _write(self._folder, _NAME, note)

    def set_aside(self, origin: str, size: int) -> None:
        """Give the kept note of an origin that goes on no more a name of its own: it stays evidence."""
        if self._folder is not None and (note := self.newest()) is not None:
            _write(self._folder, f"{re.sub('[^A-Za-z0-9.-]+', '-', origin)}-{size}.{_NAME}", note)


def _write(folder: Path, name: str, content: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=folder, prefix=f".{name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(handle, 0o644)  # a checkpoint is public
            file.write(content)
            file.flush()
            os.fsync(handle)
        Path(beside).replace(folder / name)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(beside).unlink()
        raise
    # the new name is on disk when the folder is
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
