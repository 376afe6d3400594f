"""Offices by their place: open ones, and who took over the closed ones."""

from datetime import date, timedelta

from contracts.organisations import OfficeFacts, Organisations
from contracts.placed_offices import offices_at, offices_near
from contracts.seats import Seat

TODAY = date(2026, 11, 28)
KINDS = frozenset({"registrar-office"})
FIRST, SECOND, THIRD, OTHER = (Seat("registrar", code) for code in ("0101", "0102", "0201", "land"))


def an_office(seat: Seat, kind: str = "registrar-office", place: str | None = None, **other: object) -> OfficeFacts:
    return OfficeFacts(seat, kind, "district", "ຫ້ອງການ", "Office", place=place or seat.office, **other)  # type: ignore[arg-type]


def test_an_office_is_found_by_its_place_and_kind() -> None:
    known = Organisations.of(1, [], [an_office(FIRST), an_office(OTHER, "land-office", "0101")])
    assert offices_at("0101", KINDS, known, TODAY) == [FIRST]
    assert offices_at("0102", KINDS, known, TODAY) == []


def test_a_closed_office_is_its_successor_and_one_without_is_nobody() -> None:
    yesterday = TODAY - timedelta(days=1)
    merged = Organisations.of(1, [], [an_office(FIRST, ends=yesterday, successor=SECOND), an_office(SECOND)])
    assert offices_at("0101", KINDS, merged, TODAY) == offices_at("0102", KINDS, merged, TODAY) == [SECOND]
    gone = Organisations.of(2, [], [an_office(FIRST, ends=yesterday)])
    assert offices_at("0101", KINDS, gone, TODAY) == []


def test_those_of_the_province_are_near() -> None:
    known = Organisations.of(1, [], [an_office(THIRD), an_office(SECOND), an_office(FIRST)])
    assert offices_near("0103", KINDS, known, TODAY) == [FIRST, SECOND]
