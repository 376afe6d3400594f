"""Reference data as documents: what is told is what is held, and what is odd changes nothing."""

from dataclasses import replace
from datetime import date
from typing import Any

import orjson
import pytest

from contracts.catalogue import Catalogue
from contracts.organisations import MemberFacts, OfficeFacts, Organisations
from contracts.reference_data import ReferenceRefused, digest_of, document_of, followed_by, of_office
from contracts.seats import Seat

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
HELD = Organisations.of(7, [POLICE, OLD], [STATION, EMBASSY])


def told(organisations: Organisations = HELD, **changes: Any) -> dict[str, Any]:
    return document_of(organisations, digest_of(organisations)) | changes


def test_what_is_told_is_what_is_held() -> None:
    document = orjson.loads(orjson.dumps(told()))
    assert Catalogue.load().validator("https://schemas.saphan.gov.la/directory/reference/v1").is_valid(document)
    made, digest = followed_by(Organisations(), document)
    assert (made.version, made.members, made.offices) == (7, HELD.members, HELD.offices)
    assert digest == digest_of(HELD)


def test_the_digest_is_of_the_facts_and_not_of_version_or_order() -> None:
    again = Organisations.of(9, [OLD, POLICE], [EMBASSY, STATION])
    assert digest_of(again) == digest_of(HELD)
    renamed = replace(STATION, name_en="Another")
    assert digest_of(Organisations.of(7, [POLICE, OLD], [renamed, EMBASSY])) != digest_of(HELD)


def test_a_change_is_put_onto_the_version_that_it_follows() -> None:
    moved = OfficeFacts(STATION.seat, "police-station", "district", "ເມືອງ", "Moved", "0102", parent="01")
    new = Organisations.of(8, [POLICE, OLD], [moved, EMBASSY])
    change = {"version": 8, "since": 7, "digest": digest_of(new), "members": [], "offices": [of_office(moved)]}
    made, _ = followed_by(HELD, change)
    assert (made.version, made.offices, made.members) == (8, new.offices, HELD.members)
    assert HELD.offices[STATION.seat] is STATION, "what was held is as it was"
    with pytest.raises(ReferenceRefused, match="follows version 7"):
        followed_by(Organisations.of(6, [POLICE], []), change)
    with pytest.raises(ReferenceRefused, match="digest"):
        followed_by(Organisations.of(7, [POLICE], []), change)


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
        told(members=[], offices=[], digest=digest_of(Organisations())),
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
