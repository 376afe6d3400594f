"""What the exchange asks of the directory and of the consents, as it asks for it."""

from datetime import datetime
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


class Consents(Protocol):
    """Whoever keeps the consents that people have given."""

    async def in_force(self, reference: str, *, member: str, purpose: str, at: datetime) -> bool:
        """Tell whether this consent lets this member use the data for this purpose; raise `Unavailable` if unknown."""
        ...


class NoConsents:
    """A gateway that keeps no consents: none is in force."""

    async def in_force(self, reference: str, *, member: str, purpose: str, at: datetime) -> bool:  # noqa: ARG002 - a port
        """Return that it is not."""
        return False
