"""A small country of offices for tests: lines above, a closed office with its successor, and one that opens later."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from contracts.organisations import MemberFacts, OfficeFacts, Organisations
from contracts.seats import Holding, Seat
from gateway.directory.entries import SystemEntry

TODAY: Final = date(2026, 6, 1)
NOON: Final = datetime(2026, 6, 1, 5, tzinfo=UTC).timestamp()  # in Vientiane
YESTERDAY: Final = TODAY - timedelta(days=1)
TOMORROW: Final = TODAY + timedelta(days=1)


def an_office(code: str, parent: str | None = None, *, member: str = "police", **facts: Any) -> OfficeFacts:
    """Return an office of the police; below a parent it is a province's, below that a district's."""
    level = "central" if parent is None else "district" if len(code) > len("01") else "province"
    stated: dict[str, Any] = {"kind": "police-station", "level": level, "name_lo": code, "name_en": code}
    return OfficeFacts(Seat(member, code), parent=parent, **stated | facts)


OFFICES: Final = (
    an_office("hq"),
    an_office("01", "hq", place="01"),
    an_office("0101", "01", place="0101"),
    an_office("0102", "01"),
    an_office("0103", "01", ends=YESTERDAY, successor=Seat("police", "0102")),
    an_office("0104", "01", begins=TOMORROW),
    an_office("0105", "01", ends=TODAY, successor=Seat("police", "0101")),
    an_office("02", "hq"),
    an_office("0201", "02"),
    an_office("hq", member="court", kind="court"),
    an_office("zone-1", "hq", member="court", kind="court"),
)


def the_organisations(*more: OfficeFacts, version: int = 1) -> Organisations:
    """Return police and court with their offices; `more` stand beside them, or in place of those of their seats."""
    members = [MemberFacts(each, each, each, each) for each in ("police", "court")]
    return Organisations.of(version, members, (*OFFICES, *more))


def a_system(holding: Holding, member: str = "police", **facts: Any) -> SystemEntry:
    """Return the case system of a member, enrolled for these offices."""
    return SystemEntry(f"{member}-case-system", member, member, holding, **{"keys": {}} | facts)


def merged(count: int, into: Seat) -> tuple[OfficeFacts, ...]:
    """Return that many offices of the longest code there is, all closed yesterday, with one successor."""
    codes = (f"{'district-office-of-the-former-province':.36}-{number:03}" for number in range(count))
    return tuple(an_office(code, "01", member=into.member, ends=YESTERDAY, successor=into) for code in codes)
