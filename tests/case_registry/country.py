"""A small country of offices as the registry holds them, and callers who act from them."""

from dataclasses import replace
from datetime import date
from typing import Any, Final

from contracts.catalogue import Catalogue
from contracts.organisations import MemberFacts, OfficeFacts, Organisations
from contracts.seats import Holding, Seat, Standing
from contracts.voucher import Caller
from services.case_registry.domain.case_state import Actor
from tests.support.service import OFFICE_KINDS, a_caller

KIND_OF: Final = {"police": "police", "ospp": "prosecutor", "psc": "court", "moj": "justice", "hospital": "hospital"}
# code, level and the code of the office above
LINES: Final = (
    ("hq", "central", None),
    ("01", "province", "hq"),
    ("0101", "district", "01"),
    ("0102", "district", "01"),
)


def an_office(member: str, code: str, level: str, parent: str | None, **other: Any) -> OfficeFacts:
    name = f"{member} {code}"
    kind = OFFICE_KINDS.get(KIND_OF[member], KIND_OF[member])
    return OfficeFacts(Seat(member, code), kind, level, f"ຫ້ອງການ {name}", f"Office {name}", parent=parent, **other)


MEMBERS: Final = tuple(MemberFacts(name, kind, f"ໜ່ວຍງານ {name}", f"Member {name}") for name, kind in KIND_OF.items())
OFFICES: Final = tuple(an_office(member, *line) for member in KIND_OF for line in LINES)
CODE_LISTS: Final = Catalogue.load().code_lists
CATEGORIES: Final = sorted(CODE_LISTS.lists["case-category"].codes)
COUNTRY: Final = Organisations.of(1, MEMBERS, OFFICES)


def closed(country: Organisations, seat: Seat, successor: Seat) -> Organisations:
    """Return the country after that office was closed, with its one successor."""
    office = replace(country.offices[seat], ends=date(2026, 3, 31), successor=successor)
    others = [facts for facts in country.offices.values() if facts.seat != seat]
    return Organisations.of(country.version + 1, country.members.values(), [*others, office])


def at(member: str, office: str, country: Organisations = COUNTRY, **other: Any) -> Caller:
    """Return a caller who acts from that office, as the gateway vouches for it in that country."""
    seat = Seat(member, office)
    facts = country.offices[seat]
    line = tuple(up.office for up in country.above(seat) if up.member == member)
    standing = Standing(seat, facts.kind, facts.level, above=line, succeeds=country.succeeded(seat))
    return a_caller(member, country.members[member].kind, standing=standing, **({"officer": "ofc-1"} | other))


def anywhere(member: str, holding: Holding, **other: Any) -> Caller:
    """Return a caller who has named none of the offices that its system is enrolled for."""
    return a_caller(member, KIND_OF[member], standing=None, holding=holding, **other)


def an_actor(seat: Seat, kind: str, *, level: str = "central", over: tuple[Seat, ...] = (), **other: Any) -> Actor:
    """Return who acts from that seat, with these seats below it."""
    return Actor(
        Standing(seat, kind, level, **other), kind, is_above=lambda below: below in over, code_lists=CODE_LISTS
    )
