"""Delegation (RFC 8693 token exchange): the claims of a token with which one system acts for another member."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
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
    office: str | None = None  # of the member, from which it is done: the first token's
    offices: tuple[str | None, ...] = ()  # the actors' own, in their order

    def claims(self) -> dict[str, Any]:  # Any: claims are merged with those of the token
        """Return the claims of RFC 8693 §4.1 and the member for whom it is done."""
        act: dict[str, Any] | None = None
        for actor, office in reversed(list(self._acting())):
            own = {"sub": actor} if office is None else {"sub": actor, "office": office}
            act = own if act is None else {**own, "act": act}
        taken = {"taken_from": list(self.tokens), "held_by": list(self.keys)}
        office_of = {} if self.office is None else {"office": self.office}
        return {"sub": self.subject, "act": act, "on_behalf_of": self.member, **office_of, **taken}

    @property
    def own_office(self) -> str | None:
        """The office of its own member from which the present actor acts."""
        return self.offices[0] if self.offices else None

    def seats(self) -> Iterator[tuple[str, str]]:
        """Yield every system of the chain that has named an office, with that office."""
        for system, office in ((self.subject, self.office), *self._acting()):
            if office is not None:
                yield system, office

    def _acting(self) -> Iterator[tuple[str, str | None]]:
        return zip_longest(self.actors, self.offices)


def delegation_of(claims: Mapping[str, Any]) -> Delegation | None:
    """Return the delegation in the claims of a token of ours; None when a system acts for its own member."""
    act, actors, offices = claims.get("act"), [], []
    while isinstance(act, Mapping):
        actors.append(str(act.get("sub")))
        offices.append(act.get("office"))
        act = act.get("act")
    if not actors:
        return None
    tokens, keys = (tuple(claims.get(name, ())) for name in ("taken_from", "held_by"))
    return Delegation(
        claims["sub"], claims["on_behalf_of"], tuple(actors), tokens, keys, claims.get("office"), tuple(offices)
    )


def key_of(claims: Mapping[str, Any]) -> str:
    """Return the thumbprint of the registered key that a token of ours is bound to, directly or by a certificate."""
    held = claims["cnf"].get("jkt", claims.get("key"))
    return held if isinstance(held, str) else ""


def delegated(claims: Mapping[str, Any], actor: str, office: str | None = None) -> Delegation:
    """Return the delegation when `actor`, from that office of its own, exchanges a token with these claims.

    The office from which it is done is and stays the first token's, whoever hands it on.
    """
    before = delegation_of(claims) or Delegation(claims["client_id"], claims["member"], (), office=claims.get("office"))
    return Delegation(
        before.subject,
        before.member,
        (actor, *before.actors),
        (claims["jti"], *before.tokens),
        (key_of(claims), *before.keys),
        before.office,
        (office, *before.offices),
    )


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
