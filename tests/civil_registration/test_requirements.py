"""What each state needs, as a form is made from it: pointers with the names that the schemas give them."""

from typing import Any

import pytest

from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.needs import TABLE
from services.civil_registration.wire.requirements import member
from tests.civil_registration.builders import HOSPITAL, POLICE
from tests.support.service import ServiceUnderTest


async def asked(register: ServiceUnderTest, **params: str) -> list[dict[str, Any]]:
    answer = await register.call("GET", "/requirements", params=params)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_every_pointer_of_the_table_has_a_name_in_both_languages() -> None:
    for row in TABLE:
        pointers = {*row.all, *row.one, *({row.where, row.unless} - {None})}
        for kind in row.kinds:
            for pointer in pointers:
                label = member(kind, str(pointer)).label
                assert label.en != pointer, (kind, pointer)
                assert any("\u0e81" <= letter <= "\u0edf" for letter in label.lo), (kind, pointer)


def test_what_lies_deeper_is_named_from_the_outside_on() -> None:
    assert member(EventKind.BIRTH, "/mother/birthDate").label.en.startswith("The mother / ")
    assert member(EventKind.MARRIAGE, "/witnesses/1/name").label.en.count(" / ") == 1, "a place in a list has no name"


def test_a_pointer_that_no_schema_has_is_named_by_itself() -> None:
    assert member(EventKind.BIRTH, "/nobody/knows").label.en == "/nobody/knows"


async def test_a_form_asks_what_a_kind_needs_to_be_declared_and_registered(register: ServiceUnderTest) -> None:
    declared = await asked(register, kind="birth", state="declared")
    assert {each["kind"] for each in declared} == {"birth"}
    assert {each["state"] for each in declared} == {"declared"}
    mother, lives = (each for each in declared if each.get("where", {}).get("pointer") == "/mother")
    assert [each["pointer"] for each in mother["all"]][:2] == ["/mother/name", "/mother/birthDate"]
    assert [each["pointer"] for each in lives["one"]] == ["/mother/residence", "/mother/residenceAbroad"]
    registered = await asked(register, kind="birth")
    assert registered[: len(declared)] == declared
    [named] = [each for each in registered if "rule" in each]
    assert (named["rule"], named["all"][0]["pointer"], named["state"]) == (
        "childNotNamed",
        "/child/name",
        "registered",
    )
    assert named["message"]["en"].startswith("The child has no name yet")


@pytest.mark.parametrize("caller", [HOSPITAL, POLICE])
async def test_everybody_with_an_agreement_asks(register: ServiceUnderTest, caller: Any) -> None:
    answer = await register.call("GET", "/requirements", caller=caller)
    assert {each["kind"] for each in answer.json()["items"]} == set(EventKind)
