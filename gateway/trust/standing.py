"""Check of everything a token depends on: its system, its key, its office, revocation, and the delegation chain.

One function, asked wherever a token is good for something: at the door, when it is exchanged, while a stream runs.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from gateway.directory.seats import NoSeat
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
    office: str | None,
    at: float,
) -> str | NoSeat | None:
    """Return why the token is no longer good, or None: a stable word, or what is wrong with an office that it names.

    Cheap, since every exchange calls it. `office` is the one from which the system itself acts.
    """
    system = snapshot.systems.get(client_id)
    if system is None or system.member != member:
        return "system-not-registered"  # or suspended since the token was made
    if key not in system.keys:
        return "key-not-registered"  # or suspended, while the system goes on with another one
    if not revoked.isdisjoint(tokens):
        return "token-revoked"
    if delegation is not None and not stands(delegation, snapshot):
        return "delegation-not-standing"
    named = ((client_id, office),) if delegation is None else delegation.seats()
    for system_id, code in named:
        judged = None if code is None else snapshot.seats.judge(snapshot.systems[system_id], code, at)
        if isinstance(judged, NoSeat):
            return judged
    return None
