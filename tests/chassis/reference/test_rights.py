"""Own, above and below, as the voucher and the held organisations tell together."""

from dataclasses import replace
from datetime import date

import pytest

from chassis.reference.refusals import office_needed
from chassis.reference.rights import is_above, is_own, seats_below
from contracts.organisations import MemberFacts, OfficeFacts, Organisations
from contracts.problems import OfficeNeeded
from contracts.seats import Holding, Seat, Standing
from contracts.voucher import Caller
from tests.support.service import a_caller

DAY = date(2026, 11, 28)


def seat(code: str, member: str = "police") -> Seat:
    return Seat(member, code)


def office(code: str, parent: str | None = None, member: str = "police", **more: object) -> OfficeFacts:
    return OfficeFacts(seat(code, member), "station", "district", "ຫ້ອງການ", "Office", parent=parent, **more)  # type: ignore[arg-type]  # as the test says


COUNTRY = Organisations.of(
    1,
    [MemberFacts("police", "police", "ຕຳຫຼວດ", "Police")],
    [
        office("hq"),
        office("01", "hq"),
        office("0101", "01"),
        office("0102", "01", ends=date(2026, 1, 31), successor=seat("0101")),
        office("02", "hq"),
        office("0201", "02"),
        office("old", member="former", ends=date(2026, 1, 31), successor=seat("0201")),
        office("hq", member="ospp"),
    ],
)


def at(code: str, *above: str, succeeds: tuple[Seat, ...] = ()) -> Caller:
    return a_caller(standing=Standing(seat(code), "station", "district", None, above, succeeds))


def without(holding: Holding) -> Caller:
    return a_caller(office=None, holding=holding)


def test_own_is_what_the_voucher_says_and_nothing_else() -> None:
    taken_over = at("0101", "01", "hq", succeeds=(seat("0102"),))
    assert is_own(taken_over, seat("0101"))
    assert is_own(taken_over, seat("0102"))
    assert not is_own(taken_over, seat("0101", "ospp")), "two members may give their offices the same code"
    assert not is_own(at("01", "hq"), seat("0101"))
    assert not is_own(without(Holding(every=True)), seat("0101"))


@pytest.mark.parametrize(
    ("caller", "of", "expected"),
    [
        (at("01", "hq"), seat("0101"), True),
        (at("hq"), seat("0101"), True),
        (at("01", "hq"), seat("0102"), True),  # closed: its records are 0101's, which is below
        (at("02", "hq"), seat("old", "former"), True),  # of another member, taken over by 0201
        (at("01", "hq"), seat("01"), False),
        (at("01", "hq"), seat("0201"), False),
        (at("01", "hq"), seat("hq"), False),
        (at("01", "hq"), seat("hq", "ospp"), False),
        (at("01", "hq"), seat("nowhere"), False),
        (without(Holding(every=True)), seat("0101"), False),
    ],
)
def test_above_is_the_line_of_the_directory(caller: Caller, of: Seat, expected: bool) -> None:
    assert is_above(caller, of, COUNTRY) is expected


def test_nobody_is_above_while_voucher_and_held_data_tell_different_lines() -> None:
    assert not is_above(at("01", "02", "hq"), seat("0101"), COUNTRY), "01 was moved; what is below it may have been"
    assert not is_above(at("01"), seat("0101"), COUNTRY)


def test_what_the_voucher_says_is_above_the_caller_is_never_below_it() -> None:
    turned = Organisations.of(2, [], [office("01"), office("hq", "01")])
    assert not is_above(at("01", "hq"), seat("hq"), turned)


def test_a_list_shows_what_is_below_and_what_was_taken_over() -> None:
    assert seats_below(at("01", "hq"), COUNTRY) == {seat("01"), seat("0101"), seat("0102")}
    assert seats_below(at("02", "hq"), COUNTRY) == {seat("02"), seat("0201"), seat("old", "former")}
    new = at("9", "hq", succeeds=(seat("8"),))
    assert seats_below(new, COUNTRY) == {seat("9"), seat("8")}, "an office that is not held yet has its own"


def test_who_has_named_no_office_sees_what_its_system_is_enrolled_for() -> None:
    assert seats_below(without(Holding(codes=("0101", "02"))), COUNTRY) == {seat("0101"), seat("0102"), seat("02")}
    assert seats_below(without(Holding(below="01")), COUNTRY) == {seat("01"), seat("0101"), seat("0102")}
    every = seats_below(without(Holding(every=True)), COUNTRY)
    assert every == {s for s in COUNTRY.offices if s.member != "ospp"}
    assert seats_below(without(Holding()), COUNTRY) == frozenset()


@pytest.mark.parametrize(
    ("holding", "offices"),
    [
        (Holding(codes=("0101", "02")), ["0101", "02"]),
        (Holding(codes=("0101", "0102")), ["0101"]),  # the other one is closed
        (Holding(below="01"), ["01", "0101"]),
        (Holding(every=True), ["01", "0101", "02", "0201", "hq"]),
        (Holding(), []),
    ],
)
def test_the_refusal_names_the_open_offices_that_are_held(holding: Holding, offices: list[str]) -> None:
    refusal = office_needed(without(holding), COUNTRY, DAY)
    assert (refusal.code, refusal.status, refusal.particulars["offices"]) == ("office-needed", 403, offices)


def test_who_is_newer_than_what_is_held_is_asked_to_come_again() -> None:
    refusal = office_needed(replace(without(Holding(every=True)), member="newcomer"), COUNTRY, DAY)
    assert (refusal.status, refusal.headers["Retry-After"]) == (503, "1")


def test_the_sentence_stays_short_for_a_member_of_a_thousand_offices() -> None:
    refusal = OfficeNeeded(offices=[f"{n:04}" for n in range(1000)])
    assert refusal.detail("en").endswith("0018, 0019, …).")
    assert refusal.detail("lo").endswith("0018, 0019, …).")
    assert len(refusal.particulars["offices"]) == 1000  # type: ignore[arg-type]  # particulars are free JSON
