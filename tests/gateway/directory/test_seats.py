"""Which offices a system may act from today, and what a voucher says of one."""

import orjson
import pytest

from contracts.organisations import OfficeFacts
from contracts.seats import MOST_SUCCEEDED, Holding, Seat, Standing
from gateway.directory.seats import NoSeat, Seats
from tests.support.offices import NOON, TOMORROW, YESTERDAY, a_system, an_office, merged, the_organisations

DAY_S = 86_400
EVERY = Holding(every=True)


def seats(*more: OfficeFacts) -> Seats:
    return Seats(the_organisations(*more))


@pytest.mark.parametrize(
    ("holding", "held"),
    [
        (Holding(), []),
        (Holding(("0101",)), ["0101"]),
        (Holding(("hq", "0101")), ["0101", "hq"]),
        (Holding(below="01"), ["01", "0101", "0102", "0105"]),
        (Holding(below="0201"), ["0201"]),
        (EVERY, ["01", "0101", "0102", "0105", "02", "0201", "hq"]),
        (Holding(("zone-1",)), []),
        (Holding(below="nowhere"), []),
    ],
    ids=["none", "one", "a list", "a subtree", "a leaf", "every", "of another member", "below nothing"],
)
def test_a_system_holds_the_open_ones_of_what_it_is_enrolled_for(holding: Holding, held: list[str]) -> None:
    assert list(seats().held(a_system(holding), NOON)) == held


@pytest.mark.parametrize(
    ("holding", "implied"),
    [
        (Holding(), None),
        (Holding(("0101",)), "0101"),
        (Holding(("0103",)), "0103"),  # closed: to be told so, not left alone
        (Holding(("0101", "0103")), "0101"),
        (Holding(("0101", "0102")), None),
        (Holding(below="0201"), "0201"),
        (Holding(below="02"), None),
    ],
)
def test_an_office_is_implied_where_there_is_no_choice(holding: Holding, implied: str | None) -> None:
    assert seats().implied(a_system(holding), NOON) == implied


@pytest.mark.parametrize(
    ("office", "refusal"),
    [
        ("nowhere", NoSeat("office-unknown", "nowhere", ("0101",))),
        ("zone-1", NoSeat("office-unknown", "zone-1", ("0101",))),  # the court's
        ("0104", NoSeat("office-not-open-yet", "0104", ("0101",), begins=TOMORROW)),
        ("0103", NoSeat("office-closed", "0103", ("0101",), successor=Seat("police", "0102"))),
        ("0102", NoSeat("office-not-held", "0102", ("0101",))),
        ("hq", NoSeat("office-not-held", "hq", ("0101",))),
    ],
)
def test_what_it_may_not_act_from_is_named_with_what_is_right(office: str, refusal: NoSeat) -> None:
    assert seats().judge(a_system(Holding(("0101",))), office, NOON) == refusal


@pytest.mark.parametrize("holding", [Holding(("0103", "0101")), Holding(below="01"), EVERY])
def test_who_was_enrolled_for_a_closed_office_is_told_its_successor(holding: Holding) -> None:
    judged = seats().judge(a_system(holding), "0103", NOON)
    assert isinstance(judged, NoSeat)
    assert (judged.reason, judged.successor) == ("office-closed", Seat("police", "0102"))
    assert ("0102" in judged.held) == (holding != Holding(("0103", "0101")))


def test_a_standing_has_the_line_above_and_the_closed_seats_that_it_succeeds() -> None:
    assert seats().judge(a_system(EVERY), "0102", NOON) == Standing(
        Seat("police", "0102"), "police-station", "district", None, ("01", "hq"), (Seat("police", "0103"),)
    )


def test_of_five_hundred_merged_offices_a_standing_names_the_nearest_and_says_how_many_there_are() -> None:
    country = the_organisations(*merged(500, Seat("police", "0102")))
    standing = Seats(country).judge(a_system(EVERY), "0102", NOON)
    assert isinstance(standing, Standing)
    assert (len(standing.succeeds), standing.further) == (MOST_SUCCEEDED, 501 - MOST_SUCCEEDED)
    assert len(orjson.dumps(standing.to_claims())) < 5_000
    full = country.in_full(Standing.from_claims({"member": "police"} | standing.to_claims()) or standing)
    assert (len(full.succeeds), full.further) == (501, 0)


def test_the_line_above_is_of_the_own_member_only() -> None:
    moved = an_office("01", "hq", ends=YESTERDAY, successor=Seat("court", "zone-1"))
    standing = seats(moved).judge(a_system(EVERY), "0101", NOON)
    assert isinstance(standing, Standing)
    assert standing.above == ()


def test_an_office_opens_and_closes_at_midnight_in_vientiane() -> None:
    both, system = seats(), a_system(Holding(("0104", "0105")))
    midnight = NOON + DAY_S / 2
    assert (both.held(system, midnight - 1), both.held(system, midnight)) == (("0105",), ("0104",))
    assert isinstance(both.judge(system, "0105", midnight - 1), Standing)
    assert isinstance(both.judge(system, "0105", midnight), NoSeat)  # what was kept was kept for its day
    assert isinstance(both.judge(system, "0104", midnight), Standing)


def test_a_standing_is_worked_out_once_a_day() -> None:
    both, system = seats(), a_system(EVERY)
    assert both.judge(system, "0101", NOON) is both.judge(system, "0101", NOON + 1)
    assert both.judge(system, "0101", NOON) is not both.judge(system, "0101", NOON + DAY_S)
