"""Who a judge is: one number of one member, in any letters; the same number elsewhere is somebody else."""

from contracts.seats import Seat
from services.case_registry.domain.hearings import claims_of
from services.case_registry.domain.judges import known_again, person_key

PEOPLES, ANOTHER_OF_THEM, MILITARY = Seat("psc", "0101"), Seat("psc", "01"), Seat("milcourt", "0101")


def test_a_judge_is_known_again_in_every_court_of_the_member_and_in_no_other() -> None:
    sat = [person_key(PEOPLES, "J-014"), person_key(PEOPLES, "J-015")]
    assert known_again(["j-015", "J-014", "J-016"], ANOTHER_OF_THEM, sat) == ["J-014", "j-015"]
    assert known_again(["J-014"], MILITARY, sat) == []


def test_a_judge_sits_in_one_place_at_a_time_and_each_office_has_rooms_of_its_own() -> None:
    keys = [
        {claim.what: claim.key for claim in claims_of(court, "2A", ["j-014"])} for court in (PEOPLES, ANOTHER_OF_THEM)
    ]
    assert keys[0]["judge"] == keys[1]["judge"] != claims_of(MILITARY, "2A", ["J-014"])[0].key
    assert keys[0]["room"] != keys[1]["room"]
