"""What a request names is looked up on the day that counts, and who names the wrong thing is told what is right."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from contracts.catalogue import Catalogue, compile_schema
from contracts.codelists import Code, CodeLists
from contracts.in_directory import InDirectory
from contracts.lao import has_lao
from contracts.organisations import MemberFacts, OfficeFacts, Organisations
from contracts.problems import Fault
from contracts.seats import Seat
from tests.support import organisations
from tests.support.code_lists import a_code_list

DAY = date(2026, 11, 28)
SEAT = "https://schemas.saphan.gov.la/shared/seat/v1"
WHO: dict[str, Any] = {"type": "string", "x-directory": "member", "x-label": {"lo": "ຜູ້ຮັບ", "en": "Recipient"}}


@dataclass(frozen=True)
class Held:
    """A directory that a test holds in its hand."""

    organisations: Organisations
    code_lists: CodeLists = Catalogue.load().code_lists

    def has_system(self, client_id: str) -> bool:
        return client_id == "police-cases"

    def has_officer(self, officer: str, day: date) -> bool:
        return officer == "khamla.v" and day == DAY


COUNTRY = Held(organisations.COUNTRY)


def told(schema: Mapping[str, Any], document: object, directory: Held = COUNTRY, on: date = DAY) -> list[Fault]:
    compiled = compile_schema(schema)
    assert compiled.is_valid(document), "nothing of it sits in a validator"
    found, truncated = compiled.lookup_faults(document, on=on, directory=directory)
    assert not truncated
    for fault in found:
        assert has_lao(fault.lo)
        assert fault.en.endswith(".")
    return found


def one(schema: Mapping[str, Any], document: object, **more: Any) -> tuple[str, str | None, Mapping[str, object]]:
    [fault] = told(schema, document, **more)
    return fault.code, fault.pointer, fault.params


def seat(member: str, code: str) -> dict[str, str]:
    return {"member": member, "office": code}


def test_who_is_there_today_passes_and_so_does_what_is_no_name() -> None:
    for schema, document in (
        (WHO, "psc"),
        ({"$ref": SEAT}, seat("psc", "Z2")),
        ({"type": "string", "x-directory": "system"}, "police-cases"),
        ({"x-directory": "member"}, 7),
        ({"x-directory": "member"}, None),
        ({"x-directory": "office"}, {"member": "psc"}),
        ({"x-directory": "office"}, {"member": ["psc"], "office": "Z2"}),
        ({"x-directory": "office"}, {"member": "psc", "office": {"Z2": []}}),
        ({"x-directory": "office"}, {"member": None, "office": None}),
    ):
        assert told(schema, document) == []


def test_an_unknown_member_is_told_those_that_stand_nearest() -> None:
    [fault] = told(WHO, "polise")
    assert (fault.code, fault.pointer) == ("x-directory", "")
    assert fault.params == {"members": ["home", "police", "psc"]}
    assert fault.en == "Recipient: The directory has no such member; there are: home, police, psc."
    assert "polise" not in fault.lo + fault.en, "what somebody wrote is not echoed"


def test_an_unknown_office_is_told_the_ten_that_stand_nearest_under_its_member() -> None:
    code, pointer, params = one({"properties": {"to": {"$ref": SEAT}}}, {"to": seat("psc", "00305")})
    assert (code, pointer, params["member"]) == ("x-directory", "/to/office", "psc")
    assert params["offices"] == [f"{number:04}" for number in range(26, 36)]


def test_an_office_of_another_member_is_told_whose_it_is() -> None:
    [fault] = told({"$ref": SEAT}, seat("psc", "S9"))
    assert (fault.code, fault.pointer, fault.params["owners"]) == ("x-directory", "/office", ["police"])
    assert "an office of that code is one of: police" in fault.en


def test_an_unknown_member_of_a_seat_is_told_at_the_member() -> None:
    assert one({"$ref": SEAT}, seat("navy", "hq"))[:2] == ("x-directory", "/member")


def test_a_dissolved_member_is_told_with_who_follows_it_now() -> None:
    for schema, document, pointer in ((WHO, "interior", ""), ({"$ref": SEAT}, seat("interior", "03"), "/member")):
        code, at, params = one(schema, document)
        assert (code, at) == ("x-directory-date", pointer)
        assert params == {"until": "2025-03-31", "day": "2026-11-28", "successor": "home"}
    assert one(WHO, "lost") == ("x-directory-date", "", {"until": "2020-01-01", "day": "2026-11-28"})


def test_on_its_last_day_a_member_is_there() -> None:
    assert told(WHO, "interior", on=date(2025, 3, 31)) == []
    assert one(WHO, "interior", on=date(2025, 4, 1))[2]["successor"] == "affairs"


def test_a_closed_office_is_told_with_the_one_that_has_its_records_and_the_others() -> None:
    [fault] = told({"$ref": SEAT}, seat("psc", "Z1"))
    assert (fault.code, fault.pointer) == ("x-directory-date", "/office")
    assert fault.params == {
        "until": "2026-01-31",
        "day": "2026-11-28",
        "successor": {"member": "psc", "office": "Z2"},
        "informed": [{"member": "psc", "office": "0001"}],
    }
    assert "psc/Z2 (Office Z2)" in fault.en
    assert "psc/Z2 (ຫ້ອງການ Z2)" in fault.lo
    assert one({"$ref": SEAT}, seat("psc", "Z4"))[2] == {"until": "2026-01-31", "day": "2026-11-28"}


def test_an_office_of_a_dissolved_member_is_told_with_its_own_successor() -> None:
    code, pointer, params = one({"$ref": SEAT}, seat("interior", "01"))
    assert (code, pointer, params["successor"]) == ("x-directory-date", "/office", seat("home", "02"))


def test_an_office_that_has_not_begun_is_told_with_its_first_day() -> None:
    assert one({"$ref": SEAT}, seat("psc", "Z3")) == (
        "x-directory-date",
        "/office",
        {"from": "2099-01-01", "day": "2026-11-28"},
    )


@pytest.mark.parametrize(
    ("narrowed", "code", "offices"),
    [
        ({"x-directory-kind": ["police-station"]}, "x-directory-kind", ["S9"]),
        ({"x-directory-level": ["district", "zone"]}, "x-directory-level", ["S9"]),
    ],
)
def test_an_office_of_another_kind_or_level_is_told_the_right_ones(
    narrowed: dict[str, Any], code: str, offices: list[str]
) -> None:
    schema = {"properties": {"to": {"$ref": SEAT, "x-directory": "office", **narrowed}}}
    found, pointer, params = one(schema, {"to": seat("police", "hq")})
    assert (found, pointer, params["offices"]) == (code, "/to/office", offices)
    assert params["expected"] == sorted(next(iter(narrowed.values())))
    assert told(schema, {"to": seat("police", "S9")}) == []


def test_a_member_of_another_kind_is_told_the_right_ones() -> None:
    schema = WHO | {"x-directory-kind": ["court", "registry"]}
    assert one(schema, "police") == (
        "x-directory-kind",
        "",
        {"expected": ["court", "registry"], "members": ["home", "psc"]},
    )


BESIDE = {"properties": {"member": {"x-directory": "member"}, "office": {"x-directory": "office"}}}


def test_an_office_beside_its_member_is_looked_up_under_it() -> None:
    assert told(BESIDE, seat("police", "S9")) == []
    assert one(BESIDE, seat("psc", "S9"))[:2] == ("x-directory", "/office")
    assert one(BESIDE, seat("navy", "S9"))[:2] == ("x-directory", "/member")
    [fault] = told(BESIDE, {"office": "S9"})
    assert (fault.code, fault.pointer, fault.params) == ("x-directory", "/office", {"beside": "member"})
    listed = {"properties": {"office": {"items": {"x-directory": "office"}}}}
    assert one(listed, {"member": "psc", "office": ["hq", "S9"]})[1] == "/office/1"


def test_the_day_beside_the_value_counts_who_refers_to_a_seat_may_add_one() -> None:
    schema = {
        "properties": {"court": {"$ref": SEAT, "x-directory": "office", "x-code-date": "on"}, "on": {"type": "string"}}
    }
    assert told(schema, {"court": seat("psc", "Z1"), "on": "2026-01-31"}) == []
    assert told(schema, {"court": seat("psc", "Z3"), "on": "2099-01-01T00:00:00+07:00"}) == []
    assert one(schema, {"court": seat("psc", "Z1"), "on": "2026-02-01"})[2]["day"] == "2026-02-01"
    assert one(schema, {"court": seat("psc", "Z1")})[2]["day"] == "2026-11-28"


def test_an_unknown_system_is_refused_without_naming_others() -> None:
    assert one({"x-directory": "system"}, "police-letters") == ("x-directory", "", {})


def test_an_empty_directory_refuses_all() -> None:
    nobody = Held(Organisations())
    assert one(WHO, "psc", directory=nobody) == ("x-directory", "", {})
    assert one({"$ref": SEAT}, seat("psc", "hq"), directory=nobody)[:2] == ("x-directory", "/member")


def test_of_a_thousand_wrong_names_a_hundred_are_told() -> None:
    compiled = compile_schema({"items": WHO})
    found, truncated = compiled.lookup_faults(["navy"] * 1000, on=DAY, directory=COUNTRY)
    assert (len(found), truncated) == (100, True)


def test_answers_events_and_models_are_held_against_patterns_only() -> None:
    compiled = Catalogue.load().validator(SEAT)
    assert compiled.is_valid(seat("navy", "X-1"))
    assert compiled.code_faults(seat("navy", "X-1"), COUNTRY.code_lists, on=DAY) == []
    assert not compiled.is_valid(seat("navy", "X 1"))


def test_a_schema_that_names_nobody_is_not_walked() -> None:
    assert not compile_schema({"type": "string", "x-codelist": "sex"}).looks_up
    assert compile_schema({"items": {"$ref": SEAT}}).looks_up
    assert InDirectory.read({"x-directory": "person"}, None) is None


def test_requests_of_ours_that_name_a_seat_carry_the_mark() -> None:
    catalogue = Catalogue.load()
    for name in ("justice/hand-over-sending", "justice/move-order", "justice/case-number", "documents/dispatch-order"):
        assert catalogue.validator(f"https://schemas.saphan.gov.la/{name}/v1").looks_up, name
    assert "members" not in catalogue.codelists()


@pytest.mark.parametrize(
    ("member", "entry", "seat_of", "day"),
    [
        ("numbers", {"number": "7"}, "by", "assignedOn"),
        ("prosecutors", {"officer": "P-7"}, "office", "assignedOn"),
        (
            "claims",
            {"claimId": "clm_01k9s0zt4r7q2v5x8y1a3b6c9d", "level": "appeal", "subject": "ຂໍອຸທອນ"},
            "office",
            "statedOn",
        ),
    ],
)
def test_a_correction_says_of_an_office_that_has_closed_since_what_stood_there(
    member: str, entry: dict[str, Any], seat_of: str, day: str
) -> None:
    closed = OfficeFacts(
        Seat("ospp", "Z4"), "prosecutor-office", "zone", "ໄອຍະການ", "Prosecution", ends=date(2026, 1, 31)
    )
    ospp = MemberFacts("ospp", "prosecutor", "ໄອຍະການ", "Prosecution")
    directory = Held(Organisations.of(1, [ospp], [closed]))
    members = Catalogue.load().validator("https://schemas.saphan.gov.la/justice/correction-members/v1")
    for stated, codes in (("2026-01-31", []), ("2026-02-01", ["x-directory-date"])):
        document = {member: {"was": [entry | {seat_of: seat("ospp", "Z4"), day: stated}]}}
        assert members.is_valid(document)
        found, _ = members.lookup_faults(document, on=DAY, directory=directory)
        assert [each.code for each in found] == codes, stated


def test_a_correction_names_a_court_and_codes_that_have_ended_since() -> None:
    members = Catalogue.load().validator("https://schemas.saphan.gov.la/justice/correction-members/v1")
    ended, right = seat("psc", "Z4"), seat("psc", "Z2")
    for member, stood, now, fault in (
        ("court", ended, right, "x-directory-date"),
        ("place", "9901", "0101", "x-codelist"),
        ("category", "forgotten", "criminal", "x-codelist"),
    ):
        for side, codes in (({"was": stood, "now": now}, []), ({"was": now, "now": stood}, [fault])):
            assert members.is_valid({member: side})
            found, _ = members.lookup_faults({member: side}, on=DAY, directory=COUNTRY)
            assert [each.code for each in found] == codes, (member, side)


# ---- codes of national lists

ROADS = a_code_list(
    "road",
    {"code": "lane", "lo": "ຊອຍ", "en": "Lane", "validTo": "2026-06-30", "successors": ["street"]},
    {
        "code": "street",
        "lo": "ຖະໜົນ",
        "en": "Street",
        "validFrom": "2026-07-01",
        "validTo": "2026-10-31",
        "successors": ["way"],
    },
    {"code": "way", "lo": "ທາງ", "en": "Way", "validFrom": "2026-11-01"},
    *({"code": f"track-{n:02}", "lo": "ທາງ", "en": "Track"} for n in range(30)),
    attributes={"type": "object", "properties": {}, "additionalProperties": False},
)
ON_ROADS = Held(organisations.COUNTRY, CodeLists.of([ROADS]))
ROAD: dict[str, Any] = {"type": "string", "x-codelist": "road", "x-label": {"lo": "ທາງ", "en": "Road"}}


def test_an_unknown_code_of_a_national_list_is_told_the_ten_that_stand_nearest_and_are_valid() -> None:
    [fault] = told(ROAD, "track-12x", directory=ON_ROADS)
    assert (fault.code, fault.pointer) == ("x-codelist", "")
    assert fault.params == {"codelist": "road", "codes": [f"track-{n:02}" for n in range(8, 18)], "further": 21}
    assert ("; nearest: track-08, " in fault.en, "; ໃກ້ຄຽງ: track-08 (" in fault.lo) == (True, True), "these are not all"
    assert "track-12x" not in fault.lo + fault.en, "what somebody wrote is not echoed"
    assert told(ROAD, "zebra", directory=ON_ROADS)[0].params["codes"] == [*(f"track-{n}" for n in range(21, 30)), "way"]


def test_a_code_that_has_ended_names_who_is_right_through_all_steps() -> None:
    [fault] = told(ROAD, "lane", directory=ON_ROADS)
    assert (fault.code, fault.params["until"], fault.params["successors"]) == ("x-code-date", "2026-06-30", ["way"])
    assert fault.en.endswith("the day that counts is 2026-11-28; its successor is one of: way (Way).")
    assert told(ROAD, "lane", directory=ON_ROADS, on=date(2026, 6, 30)) == []
    assert told(ROAD, "lane", directory=ON_ROADS, on=date(2026, 7, 1))[0].params["successors"] == ["street"]


def test_a_code_before_its_first_day_names_what_is_right_until_then() -> None:
    [fault] = told(ROAD, "way", directory=ON_ROADS, on=date(2026, 8, 1))
    assert (fault.code, fault.params["from"], fault.params["codes"]) == ("x-code-date", "2026-11-01", ["street"])


def test_the_day_of_a_code_is_the_one_beside_it() -> None:
    schema = {"properties": {"road": ROAD | {"x-code-date": "builtOn"}}}
    assert told(schema, {"road": "lane", "builtOn": "2026-01-01"}, directory=ON_ROADS) == []
    assert one(schema, {"road": "lane", "builtOn": "2026-07-01"}, directory=ON_ROADS)[1] == "/road"


@pytest.mark.parametrize("year", ["2569", "1483", "9999", "0001"])
def test_nothing_is_judged_by_a_day_that_cannot_be(year: str) -> None:
    schema = {"properties": {"road": ROAD | {"x-code-date": "builtOn"}}}
    day = f"{year}-07-01"
    assert told(schema, {"road": "lane", "builtOn": day}, directory=ON_ROADS) == [], "the day's own fault is told"
    assert one(schema, {"road": "rail", "builtOn": day}, directory=ON_ROADS)[0] == "x-codelist"
    who = {"properties": {"to": WHO | {"x-code-date": "on"}}}
    assert told(who, {"to": "nobody", "on": day}) == []


@pytest.mark.parametrize(("value", "is_judged"), [("2026-07-01", True), ("2026-07", False), ("2026", False)])
def test_a_date_of_which_a_part_is_unknown_judges_no_code(value: str, *, is_judged: bool) -> None:
    schema = {"properties": {"road": ROAD | {"x-code-date": "builtOn"}}}
    found = told(schema, {"road": "lane", "builtOn": {"value": value, "precision": "day"}}, directory=ON_ROADS)
    assert bool(found) is is_judged, "whoever takes it judges by every day that it can be"
    assert one(schema, {"road": "rail", "builtOn": {"value": value}}, directory=ON_ROADS)[0] == "x-codelist"


def test_a_code_that_its_list_gets_is_right_without_a_schema_being_compiled_again() -> None:
    compiled = compile_schema(ROAD)
    assert compiled.lookup_faults("rail", on=DAY, directory=ON_ROADS)[0][0].code == "x-codelist"
    wider = replace(ROADS, codes={**ROADS.codes, "rail": Code("rail", "ທາງລົດໄຟ", "Rail")})
    assert compiled.lookup_faults("rail", on=DAY, directory=replace(ON_ROADS, code_lists=CodeLists.of([wider]))) == (
        [],
        False,
    )


def test_a_list_that_is_not_there_has_no_code() -> None:
    [fault] = told({"type": "string", "x-codelist": "shoes"}, "boot", directory=ON_ROADS)
    assert (fault.code, fault.params) == ("x-codelist", {"codelist": "shoes"})


def test_an_answer_may_have_what_ended_and_tells_of_what_never_was() -> None:
    compiled = compile_schema({"items": ROAD, "x-data-class": "general"})
    assert compiled.unknown_codes(["lane", "way", 7, None], ON_ROADS.code_lists) == frozenset()
    assert compiled.unknown_codes(["lane", "rail"], ON_ROADS.code_lists) == {"road"}
    assert (
        compile_schema({"type": "string", "x-codelist": "sex"}).unknown_codes("both", COUNTRY.code_lists) == frozenset()
    )


def test_who_follows_is_found_in_a_circle_too() -> None:
    codes = ({"code": c, "lo": "ກ", "en": c, "validTo": "2020-01-01", "successors": [o]} for c, o in ("ab", "ba"))
    listed = a_code_list("ring", *codes, attributes=dict(ROADS.attributes))
    assert listed.successors("a", DAY) == ()
    assert listed.successors("z", DAY) == ()
