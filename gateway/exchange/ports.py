"""What the exchange asks of the directory, as it asks for it."""

from typing import Protocol

from gateway.directory.snapshot import Snapshot


class Directory(Protocol):
    """Whoever keeps the snapshot fresh."""

    @property
    def snapshot(self) -> Snapshot:
        """The directory as it was confirmed last."""
        ...

    @property
    def revoked(self) -> frozenset[str]:
        """The ids of tokens that were taken back."""
        ...

    def current(self) -> Snapshot:
        """Return the same, if it was confirmed lately enough to decide by it; raise `DirectoryStale`."""
        ...
