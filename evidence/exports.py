"""An exported ledger as a folder or a tar: the files that C2SP tlog-tiles names, and what is kept beside them.

checkpoint            the newest checkpoint
checkpoints/…         every other one that was kept, one to a file, by whatever names
keys                  optional: a JSON object whose `successions` tell of the ledger's later keys
tile/<L>/<N>[.p/<W>]  the hashes, 256 to a tile
tile/entries/<N>…     the leaves as they stand in the record; a row that is gone is an empty entry
details.ndjson        optional: what opens entries, in the order of their index, one JSON object to a line
system-keys           optional: a JSON object whose `keys` are public JWKs of the systems that have signed requests
"""

import io
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, Protocol

CHECKPOINT: Final = "checkpoint"
KEYS: Final = "keys"
SYSTEM_KEYS: Final = "system-keys"
CHECKPOINTS: Final = "checkpoints/"
DETAILS: Final = "details.ndjson"
MAX_FILE: Final = 256 * (2 + 65_535)  # bytes: a full entry bundle of the longest entries
MAX_LINE: Final = (
    1 << 20
)  # bytes of the details of one entry, which have a few thousand; what is longer is cut, so broken


# headers that state sizes beyond any file, or are nested a thousand deep, end in these
_NO_TAR: Final = (tarfile.TarError, OSError, ValueError, OverflowError, MemoryError, RecursionError)


class ExportUnreadable(ValueError):  # noqa: N818 - errors are sentences here
    """A path that holds no exported ledger."""


class Export(Protocol):
    """Reads the files of an exported ledger."""

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes, or None when it is missing; raise `ExportUnreadable` when it is far too large."""
        ...

    def checkpoints(self) -> Iterable[str]:
        """Return the paths of the kept checkpoints, sorted."""
        ...

    def details(self) -> Iterator[bytes]:
        """Yield the lines of the details; none when there are none."""
        ...


class Folder:
    """An export in a folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, path: str) -> bytes | None:
        """See `Export`."""
        file = self._root / path
        try:
            if not file.is_file():
                return None
            with file.open("rb") as opened:
                content = opened.read(MAX_FILE + 1)
        except OSError as fault:
            raise ExportUnreadable(f"{path}: {fault.strerror}") from fault
        if len(content) > MAX_FILE:
            raise ExportUnreadable(f"{path} is too large")
        return content

    def checkpoints(self) -> Iterable[str]:
        """See `Export`."""
        return sorted(f"{CHECKPOINTS}{file.name}" for file in self._root.glob(f"{CHECKPOINTS}*") if file.is_file())

    def details(self) -> Iterator[bytes]:
        """See `Export`."""
        file = self._root / DETAILS
        if file.is_file():
            with file.open("rb") as lines:
                yield from iter(lambda: lines.readline(MAX_LINE), b"")


class Tar:
    """An export in one uncompressed tar, read in place; only offset and size of each member are kept in memory."""

    def __init__(self, file: Path) -> None:
        """Raise `ExportUnreadable` for a file that is no such tar."""
        self._file = file
        try:
            with tarfile.open(file, mode="r:") as members:
                self._places = {
                    member.name.removeprefix("./"): (member.offset_data, member.size)
                    for member in _each(members)
                    if member.isreg() and not member.issparse()
                }
        except _NO_TAR as error:
            raise ExportUnreadable("no uncompressed tar") from error

    def read(self, path: str) -> bytes | None:
        """See `Export`."""
        place = self._places.get(path)
        if place is None:
            return None
        if place[1] > MAX_FILE:
            raise ExportUnreadable(f"{path} is too large")
        return self._cut(*place)

    def checkpoints(self) -> Iterable[str]:
        """See `Export`."""
        return sorted(path for path in self._places if path.startswith(CHECKPOINTS))

    def details(self) -> Iterator[bytes]:
        """See `Export`."""
        at, left = self._places.get(DETAILS, (0, 0))
        while lines := io.BytesIO(
            self._cut(at, min(left, MAX_LINE))
        ).readlines():  # none either where the tar breaks off
            if len(lines) > 1 and not lines[-1].endswith(b"\n"):
                lines.pop()  # cut by the block: it comes again, whole
            yield from lines
            taken = sum(map(len, lines))
            at, left = at + taken, left - taken

    def _cut(self, at: int, size: int) -> bytes:
        with self._file.open("rb") as file:
            file.seek(at)
            return file.read(size)


def _each(members: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    while (member := members.next()) is not None:
        members.members = []  # type: ignore[attr-defined]  # documented nowhere: tarfile keeps every header otherwise
        yield member


def open_export(path: Path) -> Folder | Tar:
    """Return the export at a path; raise `ExportUnreadable` when there is none."""
    if path.is_dir():
        return Folder(path)
    if path.is_file():
        return Tar(path)
    raise ExportUnreadable("neither a folder nor a file")
