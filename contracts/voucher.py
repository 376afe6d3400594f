"""The caller of a service, as the claims of the gateway's voucher state it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contracts.seats import Holding, Seat, Standing

_REQUIRED = ("member", "kind", "system", "purpose", "agreement")
_OPTIONAL = ("officer", "on_behalf_of")
_NONE = Holding()


@dataclass(frozen=True, slots=True)
class Caller:
    """Calling system: its member and seat, the member and officer it acts for, its purpose and its agreement."""

    member: str
    kind: str  # of the member
    system: str
    officer: str | None
    purpose: str
    agreement: str
    standing: Standing | None = None  # None: it has named none of the offices that it is enrolled for
    holding: Holding = _NONE  # every office that it could have named
    rights: frozenset[str] = frozenset()  # that the purpose carries, by its attribute in the national list
    scope: tuple[str, ...] = ()
    on_behalf_of: str | None = None  # the member for whom it is done, when that is another one

    @property
    def office(self) -> str | None:
        """The code of the office that it acts from."""
        return None if self.standing is None else self.standing.seat.office

    @property
    def seat(self) -> Seat | None:
        """The seat that it acts from."""
        return None if self.standing is None else self.standing.seat

    def to_claims(self) -> dict[str, Any]:  # Any: claims are merged with those of the token
        """Return the claims about the caller; absent ones are left out, never null."""
        claims: dict[str, Any] = {name: getattr(self, name) for name in _REQUIRED}
        claims |= {name: value for name in _OPTIONAL if (value := getattr(self, name)) is not None}
        if self.standing is not None:
            claims |= self.standing.to_claims()
        if self.holding != _NONE:
            claims["offices"] = self.holding.to_claim()
        if self.rights:
            claims["rights"] = sorted(self.rights)
        if self.scope:
            claims["scope"] = " ".join(self.scope)  # RFC 8693 §4.2: one string, divided by spaces
        return claims

    @classmethod
    def from_claims(cls, claims: Mapping[str, object]) -> "Caller":
        """Return the caller of verified claims; raise `ValueError` when one is missing or odd."""
        texts = {name: claims[name] for name in (*_REQUIRED, *_OPTIONAL, "scope") if name in claims}
        if missing := [name for name in _REQUIRED if not texts.get(name)]:
            raise ValueError(f"claims missing: {', '.join(missing)}")
        if odd := [name for name, value in texts.items() if not isinstance(value, str)]:
            raise ValueError(f"claims are no text: {', '.join(odd)}")
        known = {name: str(value) for name, value in texts.items()}
        return cls(
            member=known["member"],
            kind=known["kind"],
            system=known["system"],
            officer=known.get("officer"),
            purpose=known["purpose"],
            agreement=known["agreement"],
            standing=Standing.from_claims(claims),
            holding=Holding.from_claim(claims["offices"]) if "offices" in claims else _NONE,
            rights=_rights(claims.get("rights", [])),
            on_behalf_of=known.get("on_behalf_of"),
            scope=tuple(known.get("scope", "").split()),
        )


def _rights(claim: object) -> frozenset[str]:
    if not isinstance(claim, list) or not all(isinstance(each, str) for each in claim):
        raise ValueError("claims are no texts: rights")
    return frozenset(claim)
