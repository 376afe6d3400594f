"""Check of everything a token depends on: its system, its key, revocation, and the delegation chain.

One function, asked wherever a token is good for something: at the door, when it is exchanged, while a stream runs.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from gateway.directory.snapshot import Snapshot
from gateway.trust.delegation import Delegation, stands


class Directory(Protocol):
    """Port to the directory and the revoked tokens, as its watch keeps them fresh."""

    @property
    def revoked(self) -> frozenset[str]:
        """The ids of tokens that were taken back."""
        ...

    def current(self) -> Snapshot:
        """Return the directory to decide by; raise `DirectoryStale`."""
        ...


def tokens_of(claims: Mapping[str, Any]) -> tuple[str, ...]:  # Any: claims of a verified token of ours
    """Return the ids of a token and of those that it was exchanged for: with one of them goes what came of it."""
    return claims["jti"], *claims.get("taken_from", ())


def fault_of(
    snapshot: Snapshot,
    revoked: frozenset[str],
    *,
    client_id: str,
    member: str,
    key: str,
    tokens: tuple[str, ...],
    delegation: Delegation | None,
) -> str | None:
    """Return why the token is no longer good, as a stable word, or None. Cheap, since every exchange calls it."""
    system = snapshot.systems.get(client_id)
    if system is None or system.member != member:
        return "system-not-registered"  # or suspended since the token was made
    if key not in system.keys:
        return "key-not-registered"  # or suspended, while the system goes on with another one
    if not revoked.isdisjoint(tokens):
        return "token-revoked"
    if delegation is not None and not stands(delegation, snapshot):
        return "delegation-not-standing"
    return None
