"""Reference data as documents: what is told is what is held, and what is odd changes nothing."""

from dataclasses import replace
from datetime import date
from typing import Any

import orjson
import pytest

from contracts.catalogue import Catalogue
from contracts.codelists import CodeLists
from contracts.organisations import MemberFacts, OfficeFacts, Organisations
from contracts.reference_data import ReferenceData as Country
from contracts.reference_data import (
    ReferenceRefused,
    digest_of,
    document_of,
    followed_by,
    of_code,
    of_code_list,
    of_office,
)
from contracts.seats import Seat
from tests.support.code_lists import a_code_list

POLICE = MemberFacts("police", "police", "ຕຳຫຼວດ", "Police")
OLD = MemberFacts("old", "ministry", "ເກົ່າ", "Old", date(2025, 3, 31), "new")
STATION = OfficeFacts(Seat("police", "0101"), "police-station", "district", "ເມືອງ", "District", "0101", parent="01")
EMBASSY = OfficeFacts(
    Seat("old", "paris"),
    "embassy",
    "central",
    "ສະຖານທູດ",
    "Embassy",
    country="FR",
    begins=date(2001, 2, 3),
    ends=date(2025, 3, 31),
    successor=Seat("new", "paris"),
    informed=(Seat("new", "hq"), Seat("police", "0101")),
)
PLACES = a_code_list(
    "places",
    {"code": "0105", "lo": "ເກົ່າ", "en": "Old", "validTo": "2026-12-31", "successors": ["0110"], "level": "district"},
    {"code": "0110", "lo": "ໃໝ່", "en": "New", "validFrom": "2027-01-01", "level": "district"},
    attributes={"type": "object", "properties": {"level": {"enum": ["district"]}}, "additionalProperties": False},
)
LISTS = CodeLists.of([PLACES])


def country(version: int, members: list[MemberFacts], offices: list[OfficeFacts], lists: CodeLists = LISTS) -> Country:
    return Country(version, Organisations.of(version, members, offices), lists)


HELD = country(7, [POLICE, OLD], [STATION, EMBASSY])


def told(data: Country = HELD, **changes: Any) -> dict[str, Any]:
    return document_of(data, digest_of(data)) | changes


def test_what_is_told_is_what_is_held() -> None:
    document = orjson.loads(orjson.dumps(told()))
    assert Catalogue.load().validator("https://schemas.saphan.gov.la/directory/reference/v1").is_valid(document)
    made, digest = followed_by(Country(), document)
    organisations = made.organisations
    assert (made.version, organisations.members) == (7, HELD.organisations.members)
    assert organisations.offices == HELD.organisations.offices
    assert made.code_lists.lists == LISTS.lists
    assert digest == digest_of(HELD)


def test_the_digest_is_of_the_facts_and_not_of_version_or_order() -> None:
    again = country(9, [OLD, POLICE], [EMBASSY, STATION])
    assert digest_of(again) == digest_of(HELD)
    renamed = replace(STATION, name_en="Another")
    assert digest_of(country(7, [POLICE, OLD], [renamed, EMBASSY])) != digest_of(HELD)
    other = replace(PLACES, codes={**PLACES.codes, "0110": replace(PLACES.codes["0110"], en="Another")})
    assert digest_of(replace(HELD, code_lists=CodeLists.of([other]))) != digest_of(HELD)
    assert digest_of(replace(HELD, code_lists=CodeLists.of([replace(PLACES, version="2")]))) != digest_of(HELD)


def test_a_change_is_put_onto_the_version_that_it_follows() -> None:
    moved = OfficeFacts(STATION.seat, "police-station", "district", "ເມືອງ", "Moved", "0102", parent="01")
    new = country(8, [POLICE, OLD], [moved, EMBASSY])
    change = {"version": 8, "since": 7, "digest": digest_of(new), "members": [], "offices": [of_office(moved)]}
    change |= {"codeLists": [], "codes": []}
    made, _ = followed_by(HELD, change)
    assert (made.version, made.organisations.offices) == (8, new.organisations.offices)
    assert made.organisations.members == HELD.organisations.members
    assert made.code_lists is HELD.code_lists, "nothing of the lists is another"
    assert HELD.organisations.offices[STATION.seat] is STATION, "what was held is as it was"
    with pytest.raises(ReferenceRefused, match="follows version 7"):
        followed_by(country(6, [POLICE], []), change)
    with pytest.raises(ReferenceRefused, match="digest"):
        followed_by(country(7, [POLICE], []), change)


def test_a_code_that_changes_is_put_into_its_list_and_leaves_members_and_offices_alone() -> None:
    ended = replace(PLACES.codes["0110"], valid_to=date(2030, 12, 31))
    listed = replace(PLACES, version="8", codes={**PLACES.codes, "0110": ended})
    new = Country(8, HELD.organisations, CodeLists.of([listed]))
    change: dict[str, Any] = {"version": 8, "since": 7, "digest": digest_of(new), "members": [], "offices": []}
    made, _ = followed_by(HELD, change | {"codeLists": [of_code_list(listed)], "codes": [of_code("places", ended)]})
    assert made.code_lists.lists == {"places": listed}
    assert made.organisations is HELD.organisations
    assert HELD.code_lists.lists["places"] is PLACES, "what was held is as it was"
    unheaded = change | {"codeLists": [], "codes": [of_code("colours", ended)]}
    with pytest.raises(ReferenceRefused, match="there is no list colours"):
        followed_by(HELD, unheaded)


@pytest.mark.parametrize(
    "odd",
    [
        None,
        [],
        "text",
        {},
        told(version="7"),
        told(version=0),
        told(version=True),
        told(digest=None),
        told(digest="0" * 64),
        told(members={}),
        told(offices=None),
        told(members=[]),
        told(members=[], offices=[], codeLists=[], codes=[], digest=digest_of(Country())),
        told(codeLists=None),
        told(codes={}),
        told(codes=[{"codeList": "places", "code": "01"}]),
        told(codes=[of_code("places", PLACES.codes["0110"]) | {"validFrom": "soon"}]),
        told(codes=[of_code("places", PLACES.codes["0110"]) | {"attributes": "none"}]),
        told(codes=[of_code("places", PLACES.codes["0110"]) | {"successors": [7]}]),
        told(codeLists=[of_code_list(PLACES) | {"version": 7}]),
        told(members=[None]),
        told(members=[{"id": "police"}]),
        told(offices=[{"member": "police", "code": 1}]),
        told(offices=[of_office(STATION) | {"to": "31.03.2025"}]),
        told(offices=[of_office(STATION) | {"successor": "police/01"}]),
        told(offices=[of_office(STATION) | {"informed": [{}]}]),
        told(offices=[of_office(STATION) | {"en": "x" * 401}]),
        told(since="7"),
        told(since=8),
    ],
)
def test_what_is_odd_is_refused(odd: object) -> None:
    with pytest.raises(ReferenceRefused):
        followed_by(HELD, odd)
