"""Acting for another member (RFC 8693): whose token it was stays in the new one, and who acts is added in front."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from gateway.directory.snapshot import Snapshot

LONGEST_CHAIN: Final = 2


@dataclass(frozen=True, slots=True)
class Delegation:
    """For whom a token acts: the system that it began with, its member, and those who act, the present one first."""

    subject: str
    member: str
    actors: tuple[str, ...]
    tokens: tuple[str, ...] = ()  # ids of the tokens that were taken on: with one of them goes what came of it

    def claims(self) -> dict[str, Any]:  # Any: claims are merged with those of the token
        """Return the claims of RFC 8693 §4.1 and the member for whom it is done."""
        act: dict[str, Any] | None = None
        for actor in reversed(self.actors):
            act = {"sub": actor} if act is None else {"sub": actor, "act": act}
        return {"sub": self.subject, "act": act, "on_behalf_of": self.member, "taken_from": list(self.tokens)}


def delegation_of(claims: Mapping[str, Any]) -> Delegation | None:
    """Return the delegation in the claims of a token of ours; None when a system acts for its own member."""
    act, actors = claims.get("act"), []
    while isinstance(act, Mapping):
        actors.append(str(act.get("sub")))
        act = act.get("act")
    if not actors:
        return None
    return Delegation(claims["sub"], claims["on_behalf_of"], tuple(actors), tuple(claims.get("taken_from", ())))


def delegated(claims: Mapping[str, Any], actor: str) -> Delegation:
    """Return what becomes of a token when `actor` takes it on."""
    before = delegation_of(claims)
    if before is None:
        return Delegation(claims["client_id"], claims["member"], (actor,), (claims["jti"],))
    tokens = (claims["jti"], *before.tokens)
    return Delegation(before.subject, before.member, (actor, *before.actors), tokens)


def stands(delegation: Delegation, snapshot: Snapshot) -> bool:
    """Tell whether everybody in the chain is still registered: a suspended system acts through nobody."""
    subject = snapshot.systems.get(delegation.subject)
    if subject is None or subject.member != delegation.member:
        return False
    return all(actor in snapshot.systems for actor in delegation.actors)
