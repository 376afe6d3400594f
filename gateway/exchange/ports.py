"""Ports (protocols) through which an exchange reads the directory and the consents."""

from datetime import datetime
from typing import Protocol

from gateway.directory.snapshot import Snapshot


class Directory(Protocol):
    """Port to the directory, as its watch keeps it fresh."""

    @property
    def snapshot(self) -> Snapshot:
        """The directory as it was confirmed last."""
        ...

    @property
    def revoked(self) -> frozenset[str]:
        """The ids of tokens that were taken back."""
        ...

    def current(self) -> Snapshot:
        """Return the snapshot if it was confirmed lately enough to decide by it; else raise `DirectoryStale`."""
        ...


class Consents(Protocol):
    """Port to the consents that people have given."""

    async def giver(self, reference: str, *, member: str, purpose: str, at: datetime) -> frozenset[str]:
        """Return as whom the person stands who lets this member use the data for this purpose (`contracts.subjects`).

        Nothing: no such consent is in force. Raises `Unavailable` if that is not known.
        """
        ...


class NoConsents:
    """The port where a gateway keeps no consents: none is in force."""

    async def giver(self, reference: str, *, member: str, purpose: str, at: datetime) -> frozenset[str]:  # noqa: ARG002 - a port
        """Return the empty set: nobody has given it."""
        return frozenset()
