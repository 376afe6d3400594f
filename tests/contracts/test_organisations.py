"""Who is above and below whom, and who has the open records of what was closed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.organisations import HIGHEST, MemberFacts, OfficeFacts, Organisations
from contracts.seats import Seat, Standing

DAY = date(2026, 11, 28)


def seat(code: str, member: str = "police") -> Seat:
    return Seat(member, code)


def office(code: str, parent: str | None = None, *, member: str = "police", **more: object) -> OfficeFacts:
    return OfficeFacts(seat(code, member), "station", "district", "ຫ້ອງການ", "Office", parent=parent, **more)  # type: ignore[arg-type]  # as the test says


COUNTRY = Organisations.of(
    7,
    [
        MemberFacts("police", "police", "ຕຳຫຼວດ", "Police"),
        MemberFacts("old", "ministry", "ເກົ່າ", "Old", date(2025, 3, 31), "new"),
    ],
    [
        office("hq"),
        office("01", "hq"),
        office("0101", "01"),
        office("0102", "01", ends=date(2026, 1, 31), successor=seat("0101")),
        office("0103", "01", ends=date(2025, 1, 31), successor=seat("0102")),
        office("02", "hq"),
        office("0201", "02", begins=date(2027, 1, 1)),
        office("a", member="old", ends=date(2025, 3, 31), successor=seat("b", "new"), informed=(seat("c", "new"),)),
        office("b", member="new"),
        office("c", member="new"),
    ],
)


def test_the_line_above_is_of_the_own_member_and_nearest_first() -> None:
    assert COUNTRY.above(seat("0101")) == (seat("01"), seat("hq"))
    assert COUNTRY.above(seat("hq")) == ()
    assert COUNTRY.above(seat("nowhere")) == ()


def test_a_closed_office_has_the_line_of_who_has_its_records() -> None:
    assert COUNTRY.holder(seat("0103")) == seat("0101")
    assert COUNTRY.above(seat("0103")) == (seat("01"), seat("hq"))
    assert COUNTRY.is_above(seat("01"), seat("0103"))
    assert not COUNTRY.is_above(seat("02"), seat("0103"))
    assert COUNTRY.holder(seat("a", "old")) == seat("b", "new")


def test_what_is_succeeded_is_found_through_all_steps() -> None:
    assert COUNTRY.succeeded(seat("0101")) == (seat("0102"), seat("0103"))
    assert COUNTRY.succeeded(seat("b", "new")) == (seat("a", "old"),)
    assert COUNTRY.succeeded(seat("c", "new")) == (), "who is told of has no records of it"


def test_those_taken_over_come_before_what_they_had_taken_over() -> None:
    country = Organisations.of(
        1,
        [],
        [
            office("1"),
            office("3", ends=DAY, successor=seat("1")),
            office("0", ends=DAY, successor=seat("3")),
            office("2", ends=DAY, successor=seat("1")),
        ],
    )
    assert country.succeeded(seat("1"), date(2026, 12, 1)) == (seat("2"), seat("3"), seat("0"))


@pytest.mark.parametrize(
    ("named", "further", "found"),
    [
        (("0102",), 1, ("0102", "0103")),
        (("0102",), 0, ("0102",)),  # nothing is missing: the voucher alone counts
        (("0102",), 2, ("0102",)),  # it knew of more
        (("0103",), 1, ("0103",)),  # it knew others
        (("0102", "0103"), 1, ("0102", "0103")),
    ],
)
def test_a_standing_is_told_in_full_where_both_know_the_same(
    named: tuple[str, ...], further: int, found: tuple[str, ...]
) -> None:
    standing = Standing(seat("0101"), "station", "district", succeeds=tuple(map(seat, named)), further=further)
    assert COUNTRY.in_full(standing).succeeds == tuple(map(seat, found))


def test_below_are_the_office_itself_its_children_and_what_they_took_over() -> None:
    assert COUNTRY.below(seat("01")) == {seat(code) for code in ("01", "0101", "0102", "0103")}
    assert COUNTRY.below(seat("0101")) == {seat(code) for code in ("0101", "0102", "0103")}


CODES = st.sampled_from([str(code) for code in range(8)])
NAMED = st.none() | CODES
COUNTRIES = st.dictionaries(CODES, st.tuples(NAMED, NAMED, st.sampled_from([None, DAY, date(2030, 1, 1)])))


@given(COUNTRIES, CODES, CODES)
def test_what_leads_up_to_an_office_is_what_is_below_it(
    made: dict[str, tuple[str | None, str | None, date | None]], code: str, top: str
) -> None:
    listed = [
        office(each, parent, ends=ends, successor=seat(successor) if successor else None)
        for each, (parent, successor, ends) in made.items()
    ]
    country = Organisations.of(1, [], listed)
    after = date(2026, 12, 1)
    assert country.is_below(seat(code), seat(top), after) is (seat(code) in country.below(seat(top), after))


def test_an_office_that_took_over_one_above_stands_above_what_was_below_it() -> None:
    country = Organisations.of(
        1, [], [office("old", ends=DAY, successor=seat("new")), office("new"), office("child", "old")]
    )
    assert country.is_above(seat("new"), seat("child"))
    assert seat("child") in country.below(seat("new"))


def test_offices_begin_and_end_on_days_both_included() -> None:
    closed, coming = COUNTRY.offices[seat("0102")], COUNTRY.offices[seat("0201")]
    assert (closed.is_open_on(date(2026, 1, 31)), closed.is_open_on(date(2026, 2, 1))) == (True, False)
    assert (coming.is_open_on(date(2026, 12, 31)), coming.is_open_on(date(2027, 1, 1))) == (False, True)
    assert [each.seat.office for each in COUNTRY.of_member("police", DAY)] == ["01", "0101", "02", "hq"]
    member = COUNTRY.members["old"]
    assert (member.exists_on(date(2025, 3, 31)), member.exists_on(date(2025, 4, 1))) == (True, False)


@pytest.mark.parametrize("around", [2, 3, 5])
def test_a_circle_ends(around: int) -> None:
    circle = [office(str(n), str((n + 1) % around), successor=seat(str((n + 1) % around))) for n in range(around)]
    country = Organisations.of(1, [], circle)
    assert len(country.below(seat("0"))) == around
    assert len(country.above(seat("0"))) <= HIGHEST
    assert len(country.succeeded(seat("0"))) == around - 1
    assert country.holder(seat("0")) in country.offices


def test_an_office_is_found_without_making_a_seat_and_its_code_tells_whose_it_may_be() -> None:
    assert COUNTRY.office("police", "0101") is COUNTRY.offices[seat("0101")]
    assert COUNTRY.office("police", "b") is None
    assert COUNTRY.office("navy", "0101") is None
    assert COUNTRY.members_with("b") == ["new"]
    assert COUNTRY.members_with("nowhere") == []


def test_who_follows_a_dissolved_member_is_found_and_nobody_follows_one_that_is_there() -> None:
    after = date(2025, 4, 1)
    chain = Organisations.of(
        1,
        [
            MemberFacts("a", "ministry", "ກ", "A", date(2025, 3, 31), "b"),
            MemberFacts("b", "ministry", "ຂ", "B", date(2025, 3, 31), "c"),
            MemberFacts("c", "ministry", "ຄ", "C"),
            MemberFacts("d", "ministry", "ງ", "D", date(2025, 3, 31), "e"),
            MemberFacts("e", "ministry", "ຈ", "E", date(2025, 3, 31), "d"),
        ],
        [],
    )
    assert chain.present_member("a", after) == "c"
    assert chain.present_member("c", after) is None
    assert chain.present_member("d", after) is None, "a circle leads nowhere"
    assert chain.present_member("nobody", after) is None
