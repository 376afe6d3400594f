"""The list of places: 18 provinces and 148 districts, each below its province."""

import re
from collections import Counter

from contracts.catalogue import Catalogue
from contracts.lao import has_lao

PLACES = Catalogue.load().codelist("places").codes


def of_level(level: str) -> dict[str, object]:
    return {code: place for code, place in PLACES.items() if place.attributes["level"] == level}


def test_there_are_18_provinces_and_148_districts() -> None:
    assert (len(of_level("province")), len(of_level("district")), len(PLACES)) == (18, 148, 166)


def test_every_place_has_a_name_in_both_languages() -> None:
    assert all(has_lao(place.lo) and re.fullmatch("[A-Za-z .'-]+", place.en) for place in PLACES.values())


def test_a_district_lies_in_the_province_its_code_begins_with() -> None:
    for code in of_level("district"):
        assert re.fullmatch("[0-9]{4}", code)
        assert PLACES[code].attributes["parent"] == code[:2]
        assert code[:2] in of_level("province")


def test_provinces_have_distinct_iso_codes_and_dhis2_uids() -> None:
    provinces = [PLACES[code] for code in of_level("province")]
    assert len({place.attributes["iso"] for place in provinces}) == 18
    assert all(re.fullmatch("LA-[A-Z]{2}", place.attributes["iso"]) for place in provinces)
    assert all(re.fullmatch("[A-Za-z][A-Za-z0-9]{10}", place.attributes["dhis2Uid"]) for place in provinces)
    assert len({place.attributes["dhis2Uid"] for place in provinces}) == 18


def test_the_capital_is_not_the_province_of_the_same_name() -> None:
    assert (PLACES["01"].attributes["iso"], PLACES["10"].attributes["iso"]) == ("LA-VT", "LA-VI")


def test_savannakhet_has_the_most_districts() -> None:
    counted = Counter(code[:2] for code in of_level("district"))
    assert (counted["13"], counted["15"]) == (15, 4)


def test_three_district_names_repeat_so_nobody_may_key_on_them() -> None:
    names = Counter(PLACES[code].lo for code in of_level("district"))
    assert sorted(name for name, times in names.items() if times > 1) == sorted(["ໄຊເສດຖາ", "ວຽງຄຳ", "ໂພນທອງ"])
