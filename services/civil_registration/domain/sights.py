"""What a list of events shows to whoever asks: of which seats, by the part that they have, drafts or not. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from contracts.seats import Seat


class Part(StrEnum):
    """What an office is to an event: the parts of `rights.toml`."""

    REGISTRAR = "registrar"
    DECLARER = "declarer"


@dataclass(frozen=True, slots=True)
class Seen:
    """Events in sight: those in which one of these seats has this part."""

    part: Part
    seats: frozenset[Seat] | None  # None: of every office
    drafts: bool | None  # drafts alone, what was handed in alone, or (None) both
    closed: bool = True  # with first records that an adoption closed


Sight: TypeAlias = Sequence[Seen]


def seen(
    part: Part,
    submitted: frozenset[Seat] | None,
    drafts: frozenset[Seat] | None,
    wanted: frozenset[Seat] | None,
    *,
    closed: bool = True,
) -> list[Seen]:
    """Return what is in sight of this part: what was handed in at some seats, and drafts of some; of wanted ones.

    `closed` says whether first records that an adoption closed are in sight, too.
    """
    handed_in, drafted = (_narrowed(seats, wanted) for seats in (submitted, drafts))
    both = [Seen(part, handed_in, None if handed_in == drafted else False, closed)]
    if handed_in != drafted:
        both.append(Seen(part, drafted, drafts=True))
    return [each for each in both if each.seats is None or each.seats]


def _narrowed(seats: frozenset[Seat] | None, wanted: frozenset[Seat] | None) -> frozenset[Seat] | None:
    if wanted is None:
        return seats
    return wanted if seats is None else seats & wanted
