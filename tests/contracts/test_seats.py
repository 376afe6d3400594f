"""A seat is a pair; what the directory says of it survives the way into a voucher and out of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.seats import Holding, Seat, Standing

words = st.text("abcdefghij-", min_size=1)
seats = st.builds(Seat, words, words)
standings = st.builds(
    Standing, seats, words, words, st.none() | words, st.lists(words).map(tuple), st.lists(seats).map(tuple),
    st.integers(0, 9_999),
)  # fmt: skip
CLAIMS = {"member": "police", "office": "0101", "office_kind": "station", "level": "district"}


@given(standings)
def test_a_standing_comes_back_from_its_claims(standing: Standing) -> None:
    claims = standing.to_claims()
    assert Standing.from_claims({"member": standing.seat.member} | claims) == standing
    assert None not in claims.values()


@given(st.builds(Holding, st.lists(words).map(tuple)) | st.builds(Holding, below=words) | st.just(Holding(every=True)))
def test_a_holding_comes_back_from_its_claim(holding: Holding) -> None:
    assert Holding.from_claim(holding.to_claim()) == holding


def test_no_office_is_no_standing() -> None:
    assert Standing.from_claims({"member": "police"}) is None


@pytest.mark.parametrize(
    "odd",
    [
        *({"office": 1}, {"office_kind": None}, {"level": []}, {"place": 1}, {"above": "0101"}, {"above": [1]}),
        *({"for": "police"}, {"for": ["police"]}, {"for": [["police"]]}, {"for": [["police", 1]]}),
        *({"for_further": -1}, {"for_further": "436"}, {"for_further": True}, {"for_further": None}),
    ],
)
def test_odd_claims_of_a_seat_are_refused(odd: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="odd"):
        Standing.from_claims(CLAIMS | odd)


@pytest.mark.parametrize("odd", [None, "every", {}, {"every": False}, {"below": 1}, {"codes": "a"}, {"codes": [1]},
                                 {"every": True, "below": "a"}])  # fmt: skip
def test_an_odd_claim_of_a_holding_is_refused(odd: object) -> None:
    with pytest.raises(ValueError, match="odd"):
        Holding.from_claim(odd)


def test_the_records_of_a_closed_seat_are_its_successors_own() -> None:
    standing = Standing(Seat("police", "02"), "station", "district", succeeds=(Seat("police", "01"),))
    assert standing.is_own(Seat("police", "02"))
    assert standing.is_own(Seat("police", "01"))
    assert not standing.is_own(Seat("court", "02"))
    assert not standing.is_own(Seat("police", "03"))
