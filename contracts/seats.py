"""Seats: the office of a member that has a record or acts, and what the directory says of who acts from one."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Self

# Closed seats that a voucher names: it travels in a header with every call. Of more it says how many there are.
MOST_SUCCEEDED: Final = 64


@dataclass(frozen=True, slots=True, order=True)
class Seat:
    """An office of a member. The pair counts: two members may give their offices the same code."""

    member: str
    office: str

    def __str__(self) -> str:
        return f"{self.member}/{self.office}"

    def to_document(self) -> dict[str, str]:
        """Return the members of the national schema `shared/seat`."""
        return {"member": self.member, "office": self.office}


class SeatRule(StrEnum):
    """How the seat that acts has to stand to a record: the column `seat` of every table of acts."""

    OWN = "own"  # the record's seat is its own, or a closed one's that it has taken over
    ROLE = "role"  # so is one of the record's seats, the one that has a part which the row names
    ABOVE = "above"  # it stands in the line above such a seat
    BESIDE = "beside"  # however it stands to the record


@dataclass(frozen=True, slots=True)
class Standing:
    """The seat that a caller acts from, as the directory had it at the moment of the call."""

    seat: Seat
    kind: str  # of the office: a code of the list `office-kind`
    level: str  # a code of the list `office-level`
    place: str | None = None  # a code of the list `places`
    above: tuple[str, ...] = ()  # codes of the own member's offices above it, nearest first
    succeeds: tuple[Seat, ...] = ()  # closed seats whose open records are its own now, nearest first
    further: int = 0  # how many more it succeeds than are named: `Organisations.in_full` finds them

    def is_own(self, seat: Seat) -> bool:
        """Tell whether a record of that seat is this seat's own: it has it, or took it over with a closed office."""
        return seat == self.seat or seat in self.succeeds

    def to_claims(self) -> dict[str, Any]:  # Any: claims are JSON
        """Return the claims about the seat without its member's, which the voucher has anyway; absent is left out."""
        claims: dict[str, Any] = {"office": self.seat.office, "office_kind": self.kind, "level": self.level}
        if self.place is not None:
            claims["place"] = self.place
        if self.above:
            claims["above"] = list(self.above)
        if self.succeeds:
            claims["for"] = [[seat.member, seat.office] for seat in self.succeeds]
        if self.further:
            claims["for_further"] = self.further
        return claims

    @classmethod
    def from_claims(cls, claims: Mapping[str, Any]) -> Self | None:  # Any: as above
        """Return the standing of verified claims; None where they name no office. Raise `ValueError` for odd ones.

        The seat is the member's that calls, or that of the one for which it acts (RFC 8693).
        """
        if "office" not in claims:
            return None
        above, held, further = claims.get("above", []), claims.get("for", []), claims.get("for_further", 0)
        if not isinstance(above, list) or not isinstance(held, list) or not all(map(_is_pair, held)):
            raise ValueError("claims of a seat are odd: above or for")
        if type(further) is not int or further < 0:
            raise ValueError("claims of a seat are odd: for_further")
        named = (claims["office"], claims.get("office_kind"), claims.get("level"), claims.get("place", ""))
        if not all(isinstance(text, str) for text in (*named, *above)):
            raise ValueError("claims of a seat are odd: office, office_kind, level, place or above")
        return cls(
            seat=Seat(claims.get("on_behalf_of", claims["member"]), claims["office"]),
            kind=claims["office_kind"],
            level=claims["level"],
            place=claims.get("place"),
            above=tuple(above),
            succeeds=tuple(Seat(*pair) for pair in held),
            further=further,
        )


def _is_pair(claim: object) -> bool:
    return (
        isinstance(claim, list) and len(claim) == len(("member", "office")) and all(isinstance(c, str) for c in claim)
    )


@dataclass(frozen=True, slots=True)
class Holding:
    """The offices of its member that a system is enrolled for: some, one and all below it, or all (`every`)."""

    codes: tuple[str, ...] = ()
    below: str | None = None  # the office at the top; it is held, too
    every: bool = False

    def to_claim(self) -> dict[str, Any]:  # Any: claims are JSON
        """Return the claim `offices` of a voucher."""
        if self.every:
            return {"every": True}
        return {"below": self.below} if self.below is not None else {"codes": list(self.codes)}

    @classmethod
    def from_claim(cls, claim: object) -> Self:
        """Return what a verified claim says; raise `ValueError` for one that is none."""
        if isinstance(claim, Mapping) and len(claim) == 1:
            if claim.get("every") is True:
                return cls(every=True)
            if isinstance(below := claim.get("below"), str):
                return cls(below=below)
            if isinstance(codes := claim.get("codes"), list) and all(isinstance(code, str) for code in codes):
                return cls(codes=tuple(codes))
        raise ValueError("the claim `offices` is odd")
