"""Delegation (RFC 8693 token exchange): the claims of a token with which one system acts for another member."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from gateway.directory.snapshot import Snapshot

LONGEST_CHAIN: Final = 2


@dataclass(frozen=True, slots=True)
class Delegation:
    """The chain of a delegated token: its first system and member, and those who act, the present actor first."""

    subject: str
    member: str
    actors: tuple[str, ...]
    tokens: tuple[str, ...] = ()  # ids of the tokens that were taken on: with one of them goes what came of it
    keys: tuple[str, ...] = ()  # thumbprints of the registered keys that held those: with one of them, too

    def claims(self) -> dict[str, Any]:  # Any: claims are merged with those of the token
        """Return the claims of RFC 8693 §4.1 and the member for whom it is done."""
        act: dict[str, Any] | None = None
        for actor in reversed(self.actors):
            act = {"sub": actor} if act is None else {"sub": actor, "act": act}
        taken = {"taken_from": list(self.tokens), "held_by": list(self.keys)}
        return {"sub": self.subject, "act": act, "on_behalf_of": self.member, **taken}


def delegation_of(claims: Mapping[str, Any]) -> Delegation | None:
    """Return the delegation in the claims of a token of ours; None when a system acts for its own member."""
    act, actors = claims.get("act"), []
    while isinstance(act, Mapping):
        actors.append(str(act.get("sub")))
        act = act.get("act")
    if not actors:
        return None
    taken = (tuple(claims.get(name, ())) for name in ("taken_from", "held_by"))
    return Delegation(claims["sub"], claims["on_behalf_of"], tuple(actors), *taken)


def key_of(claims: Mapping[str, Any]) -> str:
    """Return the thumbprint of the registered key that a token of ours is bound to, directly or by a certificate."""
    held = claims["cnf"].get("jkt", claims.get("key"))
    return held if isinstance(held, str) else ""


def delegated(claims: Mapping[str, Any], actor: str) -> Delegation:
    """Return the delegation when `actor` exchanges a token with these claims for its own."""
    before = delegation_of(claims)
    if before is None:
        return Delegation(claims["client_id"], claims["member"], (actor,), (claims["jti"],), (key_of(claims),))
    tokens, keys = (claims["jti"], *before.tokens), (key_of(claims), *before.keys)
    return Delegation(before.subject, before.member, (actor, *before.actors), tokens, keys)


def stands(delegation: Delegation, snapshot: Snapshot) -> bool:
    """Tell whether every system in the chain is still registered, with the key of the token that it handed on.

    A suspended system acts through nobody, and a suspended key has handed on nothing. The key of the system that acts
    now is that of its own token.
    """
    subject = snapshot.systems.get(delegation.subject)
    if subject is None or subject.member != delegation.member or delegation.actors[0] not in snapshot.systems:
        return False
    handed_on = (*delegation.actors[1:], delegation.subject)
    return len(handed_on) == len(delegation.keys) and all(map(snapshot.holds, handed_on, delegation.keys))
