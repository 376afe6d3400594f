"""Births and deaths of the field: what cannot be is refused with its place, what is odd is asked about."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from contracts.catalogue import Catalogue
from contracts.problems import InvalidInput
from services.civil_registration.domain.actions import Act
from services.civil_registration.domain.declaring import stated
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.records import replay
from tests.civil_registration.builders import NOON, a_birth, a_death, an_author, the_country
from tests.support.field import from_the_field

Outcome = tuple[int, list[Any]]  # 201 and the flags, or 400 and the faults by pointer and code
BORN = a_birth(occurredOn="2026-11-18")
DIED = a_death(occurredOn="2026-11-16")


def changed(document: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Return the document with the members changed that paths name; `-` takes one out."""
    document = copy.deepcopy(document)
    for path, value in changes.items():
        *above, name = path.split("/")
        part = document
        for step in above:
            part = part[step]
        part.pop(name, None)
        if value != "-":
            part[name] = value
    return document


def outcome(kind: str, document: dict[str, Any]) -> Outcome:
    """Return what becomes of a declaration: by the national schema first, as in the gateway, then by the rules."""
    schema = Catalogue.load().validator(f"https://schemas.saphan.gov.la/civil/{kind}/v1")
    if faults := schema.faults(document)[0]:
        return 400, [(fault.pointer, fault.code) for fault in faults]
    try:
        record = replay([stated(Act.DECLARE, EventKind(kind), document, an_author(), the_country())])
    except InvalidInput as refused:
        return 400, [(fault.pointer, fault.code) for fault in refused.faults]
    return 201, record.flags(NOON.date(), incomplete=False)


def cases(file: str, expected: dict[str, Outcome]) -> list[Any]:
    stated = from_the_field(file)
    assert stated.keys() == expected.keys()
    return [pytest.param(stated[name], expected[name], id=name) for name in stated]


MOTHER = "/mother/birthDate"
DECEASED = "/deceased/birthDate"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        *cases(
            "20-mother.json",
            {
                "born on the child's day": (400, [(MOTHER, "mother-too-young")]),
                "born the day before": (400, [(MOTHER, "mother-too-young")]),
                "five years old": (201, ["unusual"]),
                "born after": (400, [(MOTHER, "born-after")]),
            },
        ),
        *cases("19-old-mother.json", {"mother born 1859 (for 1959)": (400, [(MOTHER, "too-old")])}),
    ],
)
def test_a_mother_of_the_field(changes: dict[str, Any], expected: Outcome) -> None:
    assert outcome("birth", changed(BORN, changes)) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        *cases(
            "19-old-deceased.json",
            {
                "deceased born 1859-04-01": (400, [(DECEASED, "too-old")]),
                "deceased born 1876 (150 years)": (201, ["unusual"]),
            },
        ),
        *cases(
            "23-ages.json",
            {
                "died before birth (year after)": (400, [(DECEASED, "born-after")]),
                "newborn, same day": (201, []),
                "leap day, eve of 26": (201, ["late"]),
                "leap day, 26": (201, ["late"]),
                "no such day": (400, [(f"{DECEASED}/value", "format")]),
            },
        ),
    ],
)
def test_a_death_of_the_field(changes: dict[str, Any], expected: Outcome) -> None:
    assert outcome("death", changed(DIED, changes)) == expected


@pytest.mark.parametrize(("years", "flags"), [(110, []), (111, ["unusual"]), (150, ["unusual"])])
def test_an_age_above_110_is_asked_about(years: int, flags: list[str]) -> None:
    born = {"value": f"{2026 - years}-11-16", "precision": "day"}
    assert outcome("death", changed(DIED, {"deceased/birthDate": born})) == (201, flags)


@pytest.mark.parametrize("name", ["blanks only", "zero-width space only", "line break"])
def test_a_name_of_the_field_with_nothing_to_see_is_refused(name: str) -> None:
    changes = from_the_field("21-names.json")[name]
    assert outcome("birth", changed(BORN, changes)) == (400, [("/child/name/text", "pattern")])


def test_parts_of_a_name_are_texts_too() -> None:
    stated = from_the_field("21-names.json")
    control, blank = stated["control character in given"], stated["blank given and family"]
    assert outcome("birth", changed(BORN, control)) == (400, [("/child/name/given", "pattern")])
    parts = [("/child/name/given", "pattern"), ("/child/name/family", "pattern")]
    assert outcome("birth", changed(BORN, blank)) == (400, parts)
    assert outcome("birth", changed(BORN, stated["apostrophe (fine)"])) == (201, [])


def test_a_foundling_has_a_reason_in_place_of_a_mother() -> None:
    found = changed(BORN, from_the_field("22-foundling.json")["found child, mother unknown"])
    assert outcome("birth", found) == (400, [("/mother", "required")])
    assert outcome("birth", found | {"motherUnknown": "foundling"}) == (201, [])
    assert outcome("birth", BORN | {"motherUnknown": "foundling"}) == (400, [("/motherUnknown", "one-too-many")])


def test_an_unidentified_body_has_a_reason_in_place_of_a_name() -> None:
    body = changed(DIED, from_the_field("22-unidentified.json")["unidentified body"])
    assert outcome("death", body) == (
        400,
        [("/deceased/birthDate", "required"), ("/deceased/name", "required")],
    )
    assert outcome("death", changed(body, {"deceased/unidentified": "bodyFound"})) == (201, [])
    born = {"value": "1980", "precision": "year", "estimated": True}
    assert outcome("death", changed(body, {"deceased/unidentified": "remains", "deceased/birthDate": born})) == (
        201,
        [],
    )


@pytest.mark.parametrize("country", ["XXA", "XXB", "XXC", "XXX", "VN"])
def test_who_has_no_nationality_is_recorded_by_the_code_of_passports(country: str) -> None:
    assert outcome("birth", changed(BORN, {"mother/country": country})) == (201, [])


def test_a_code_of_passports_is_no_country_to_live_in() -> None:
    assert outcome("birth", changed(BORN, {"mother/residenceAbroad": "XXA"}))[0] == 400
    assert outcome("birth", changed(BORN, {"mother/country": "XXD"}))[0] == 400


def test_a_mother_lives_in_a_place_or_abroad() -> None:
    abroad = changed(BORN, {"mother/residence": "-", "mother/residenceAbroad": "TH"})
    assert outcome("birth", abroad) == (201, [])
    assert outcome("birth", changed(BORN, {"mother/residence": "-"})) == (400, [("/mother/residence", "required")])
    both = changed(BORN, {"mother/residenceAbroad": "TH"})
    assert outcome("birth", both) == (400, [("/mother/residenceAbroad", "one-too-many")])


def test_a_groom_lives_in_a_place_or_abroad() -> None:
    schemas = Path(__file__).parents[2] / "schemas" / "civil"
    wedding = json.loads((schemas / "marriage/examples/v1/valid-whole.json").read_text("utf-8"))
    abroad = changed(wedding, {"groom/residence": "-", "groom/residenceAbroad": "VN"})
    assert outcome("marriage", abroad) == outcome("marriage", wedding)
    assert outcome("marriage", wedding)[0] == 201
    homeless = changed(wedding, {"groom/residence": "-"})
    assert outcome("marriage", homeless) == (400, [("/groom/residence", "required")])
