"""Marriages and divorces against what the register knows: one person, the dead, the married, days, what opens again."""

from datetime import timedelta
from typing import Any

import pytest

from services.civil_registration.domain.impossibilities import impossibilities
from services.civil_registration.domain.kinds import EventKind
from tests.civil_registration.builders import (
    CITIZEN_ID,
    REGISTRAR,
    TODAY,
    a_deceased,
    act_on,
    declared_death,
    declared_event,
    register_event,
)
from tests.civil_registration.test_requirements import asked
from tests.civil_registration.test_roads import ANNULLED, BRIDE_ID, GROOM_ID, a_divorce, a_marriage, example
from tests.support.service import ServiceUnderTest, a_caller

WEDDING = example("marriage")["occurredOn"]
CHIEF = a_caller("registrar", "registrar", purpose="vitalRegistration", office="0101", officer="ທ. ສົມພອນ")


def spouse(role: str, **other: Any) -> dict[str, Any]:
    stated: dict[str, Any] = example("marriage")[role]
    return stated | other


def second_marriage() -> dict[str, Any]:
    """The bride of `a_marriage` with another groom, today."""
    name = {"use": "legal", "text": "ຄຳຫຼ້າ ວົງສາ", "given": "ຄຳຫຼ້າ", "family": "ວົງສາ", "script": "lao"}
    other = spouse("groom", name=name, identifiers=[CITIZEN_ID], birthDate={"value": "1990-08-02", "precision": "day"})
    return a_marriage(groom=other, occurredOn=TODAY.isoformat())


async def registered(register: ServiceUnderTest, path: str, body: dict[str, Any]) -> dict[str, Any]:
    declared = await declared_event(register, path, body)
    answer = await register_event(register, declared["eventId"])
    assert answer.status_code == 201, answer.text
    event: dict[str, Any] = answer.json()
    return event


async def refused(register: ServiceUnderTest, path: str, body: dict[str, Any]) -> list[tuple[str, str]]:
    answer = await register.call("POST", f"/{path}", json=body, caller=REGISTRAR)
    return [] if answer.status_code == 201 else [(each["code"], each["pointer"]) for each in answer.json()["errors"]]


def numbered(type: str, value: str) -> dict[str, Any]:
    return {"identifiers": [{"type": type, "value": value}]}


# --- who marries


@pytest.mark.parametrize("kind", [EventKind.MARRIAGE, EventKind.DIVORCE])
@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        (numbered("citizenId", "01-0345/2011"), numbered("citizenId", "010345/2011"), True),
        ({"birthNumber": "0101-B-1998-7"}, numbered("birthRegistration", "0101B19987"), True),
        (numbered("citizenId", "01-0345/2011"), numbered("citizenId", "01-0346/2011"), False),
        (numbered("citizenId", "01-0345/2011"), numbered("passport", "01-0345/2011"), False),
        (numbered("familyBook", "7"), numbered("familyBook", "7"), False),  # of a household
    ],
)
def test_nobody_marries_or_divorces_oneself(
    kind: EventKind, one: dict[str, Any], other: dict[str, Any], is_one: bool
) -> None:
    first, second = ("bride", "groom") if kind is EventKind.MARRIAGE else ("wife", "husband")
    facts = {"occurredOn": WEDDING, first: one, second: other}
    found = [(each.code, each.pointer) for each in impossibilities(kind, facts, TODAY)]
    assert found == ([("same-person", f"/{second}")] if is_one else [])


async def test_a_marriage_with_oneself_is_refused(register: ServiceUnderTest) -> None:
    oneself = a_marriage(groom=spouse("groom", identifiers=[BRIDE_ID]))
    assert await refused(register, "marriages", oneself) == [("same-person", "/groom")]


@pytest.mark.parametrize(("days", "is_refused"), [(-1, True), (0, False), (1, False)])
async def test_who_died_before_the_day_does_not_marry(register: ServiceUnderTest, days: int, is_refused: bool) -> None:
    died = TODAY - timedelta(days=5)
    death = await declared_death(
        register, occurredOn=died.isoformat(), deceased=a_deceased(identifiers=[BRIDE_ID], sex="female")
    )
    number = (await register_event(register, death["eventId"])).json()["registrationNumber"]
    wedding = a_marriage(occurredOn=(died - timedelta(days=days)).isoformat(), noticedOn=None)
    wedding = {name: value for name, value in wedding.items() if value is not None}
    answer = await register.call("POST", "/marriages", json=wedding, caller=REGISTRAR)
    if not is_refused:
        assert answer.status_code == 201, answer.text
        return
    (fault,) = answer.json()["errors"]
    assert (fault["code"], fault["pointer"], fault["params"]["deaths"][0]["number"]) == (
        "bride-deceased",
        "/bride",
        number,
    )
    assert all(number in fault["message"][language] for language in ("lo", "en"))


async def test_a_death_of_which_the_month_is_known_may_be_after_the_wedding(register: ServiceUnderTest) -> None:
    month: dict[str, Any] = {"occurredOn": f"{TODAY:%Y-%m}-01", "occurredOnPrecision": "month"}
    death = await declared_death(register, **month, deceased=a_deceased(identifiers=[GROOM_ID]))
    assert (await register_event(register, death["eventId"])).status_code == 201
    assert await refused(register, "marriages", a_marriage(occurredOn=TODAY.isoformat())) == []


@pytest.mark.parametrize(
    ("status", "codes"),
    [("married", ["bride-states-married"]), ("separated", ["bride-states-married"]), ("widowed", []), ("divorced", [])],
)
async def test_who_says_to_be_married_does_not_marry(register: ServiceUnderTest, status: str, codes: list[str]) -> None:
    bride = spouse("bride", identifiers=[BRIDE_ID], maritalStatus=status)
    found = await refused(register, "marriages", a_marriage(bride=bride))
    assert found == [(code, "/bride/maritalStatus") for code in codes]


async def test_of_two_marriages_declared_the_second_is_not_registered(register: ServiceUnderTest) -> None:
    first = await declared_event(register, "marriages", a_marriage())
    second = await declared_event(register, "marriages", second_marriage())
    assert (await register_event(register, first["eventId"])).status_code == 201
    answer = await register_event(register, second["eventId"])
    assert (answer.status_code, [each["code"] for each in answer.json()["errors"]]) == (400, ["bride-married"])


async def test_a_family_book_makes_no_sister_married(register: ServiceUnderTest) -> None:
    book = {"type": "familyBook", "value": "ປຄ-77"}
    await registered(register, "marriages", a_marriage(bride=spouse("bride", identifiers=[BRIDE_ID, book])))
    sister = a_marriage(bride=spouse("bride", identifiers=[book]), groom=spouse("groom", identifiers=[CITIZEN_ID]))
    assert await refused(register, "marriages", sister) == []


# --- the day of the marriage that is cited


async def test_a_divorce_is_not_before_the_marriage_that_it_cites(register: ServiceUnderTest) -> None:
    number = (await registered(register, "marriages", a_marriage()))["registrationNumber"]
    early = a_divorce(number, occurredOn=f"{WEDDING[:8]}01")
    assert await refused(register, "divorces", early) == [("before-marriage", "/occurredOn")]
    month = early | {"occurredOnPrecision": "month"}
    assert await refused(register, "divorces", month) == [], "in that month it may have been afterwards"
    assert await refused(register, "divorces", a_divorce(number, occurredOn=WEDDING)) == []


async def test_the_day_of_marriage_is_that_of_the_marriage_cited(register: ServiceUnderTest) -> None:
    number = (await registered(register, "marriages", a_marriage(occurredOn="2019-11-12", noticedOn="2019-11-10")))[
        "registrationNumber"
    ]
    other = a_divorce(number, marriedOn={"value": "2010", "precision": "year"})
    assert await refused(register, "divorces", other) == [("married-on-differs", "/marriedOn")]
    year = {"value": "2019", "precision": "year"}
    event = await declared_event(register, "divorces", a_divorce(number, occurredOn="2026-11-20", marriedOn=year))
    assert event["derived"]["marriageDuration"] == {"years": 7, "estimated": False}


async def test_how_long_a_marriage_lasted_follows_from_the_one_cited(register: ServiceUnderTest) -> None:
    married = a_marriage(occurredOn="2019-11-12", noticedOn="2019-11-10")
    number = (
        await registered(
            register,
            "marriages",
            married,
        )
    )["registrationNumber"]
    divorce = await declared_event(register, "divorces", a_divorce(number, occurredOn="2026-11-11"))
    assert divorce["derived"]["marriageDuration"] == {"years": 6, "estimated": False}
    done = await register_event(register, divorce["eventId"])
    assert done.status_code == 201, done.text
    read = await register.call("GET", f"/events/{divorce['eventId']}", caller=REGISTRAR)
    assert read.json()["derived"]["marriageDuration"] == {"years": 6, "estimated": False}, (
        "that it ended changes nothing"
    )


async def test_a_divorce_by_judgment_needs_its_judgment_to_be_registered(register: ServiceUnderTest) -> None:
    without = {name: value for name, value in a_divorce(None).items() if name != "judgment"}
    uncited = without | {"marriageNotCited": "lost"}
    declared = await declared_event(register, "divorces", uncited)
    assert declared["missing"] == ["/divorce/judgment"]
    answer = await register_event(register, declared["eventId"])
    faults = [(each["code"], each["pointer"]) for each in answer.json()["errors"]]
    assert (answer.status_code, faults) == (400, [("required", "/judgment")])
    archived = await act_on(register, declared["eventId"], "archiving", {"reason": "ຊ້ຳ"})
    assert archived.status_code == 201, archived.text
    await registered(register, "divorces", uncited | {"divorceKind": "byAgreement"})

    (row,) = [each for each in await asked(register, kind="divorce") if "whereCode" in each]
    assert (row["state"], row["where"]["pointer"], row["whereCode"]) == ("registered", "/divorceKind", "byJudgment")
    assert [each["pointer"] for each in row["all"]] == ["/judgment"]


# --- what opens a marriage again


async def remarried(register: ServiceUnderTest) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """A marriage, its divorce, and the bride's marriage after it; all of them registered."""
    first = await registered(register, "marriages", a_marriage())
    divorce = await registered(register, "divorces", a_divorce(first["registrationNumber"]))
    return first, divorce, await registered(register, "marriages", second_marriage())


async def test_a_divorce_after_which_somebody_married_is_cancelled_after_that_marriage(
    register: ServiceUnderTest,
) -> None:
    first, divorce, second = await remarried(register)
    answer = await act_on(register, divorce["eventId"], "cancellation", ANNULLED)
    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["code"]) == (400, "married-twice")
    assert [each["number"] for each in fault["params"]["marriages"]] == [second["registrationNumber"]]
    for language in ("lo", "en"):
        assert first["registrationNumber"] in fault["message"][language]
        assert second["registrationNumber"] in fault["message"][language]
    read = await register.call("GET", f"/events/{divorce['eventId']}", caller=REGISTRAR)
    assert (read.json()["state"], read.json()["actions"][-1]["action"]) == ("registered", "register"), "nothing is kept"

    assert (await act_on(register, second["eventId"], "cancellation", ANNULLED)).status_code == 201
    done = await act_on(register, divorce["eventId"], "cancellation", ANNULLED)
    assert (done.status_code, done.json()["state"]) == (201, "cancelled"), done.text
    again = await act_on(register, second["eventId"], "reinstatement", ANNULLED)
    assert (again.status_code, again.json()["errors"][0]["code"]) == (400, "married-twice")


async def test_a_divorce_after_which_nobody_married_is_cancelled(register: ServiceUnderTest) -> None:
    first = await registered(register, "marriages", a_marriage())
    divorce = await registered(register, "divorces", a_divorce(first["registrationNumber"]))
    assert (await act_on(register, divorce["eventId"], "cancellation", ANNULLED)).status_code == 201
    assert ("bride-married", "/bride") in await refused(register, "marriages", second_marriage())


async def test_a_correction_takes_no_divorce_from_who_has_married_again(register: ServiceUnderTest) -> None:
    first, divorce, second = await remarried(register)
    correction = {
        "members": ["/marriageNumber", "/marriageNotCited"],
        "was": {"divorce": {"marriageNumber": first["registrationNumber"]}},
        "now": {"divorce": {"marriageNotCited": "lost"}},
        "reason": "ຜິດ",
        "basis": "clericalError",
    }
    asked_for = await act_on(register, divorce["eventId"], "corrections", correction)
    assert asked_for.status_code == 201, asked_for.text
    where = f"corrections/{asked_for.json()['correctionId']}/decision"
    answer = await act_on(register, divorce["eventId"], where, {"outcome": "approve"}, CHIEF)
    (fault,) = answer.json()["errors"]
    assert (fault["code"], fault["params"]["marriages"][0]["number"]) == ("married-twice", second["registrationNumber"])


async def test_the_death_after_which_a_widow_married_is_cancelled_after_that_marriage(
    register: ServiceUnderTest,
) -> None:
    await registered(register, "marriages", a_marriage())
    death = await declared_death(register, deceased=a_deceased(identifiers=[GROOM_ID]))
    assert (await register_event(register, death["eventId"])).status_code == 201
    second = await registered(register, "marriages", second_marriage())
    answer = await act_on(register, death["eventId"], "cancellation", ANNULLED)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "married-twice")
    assert (await act_on(register, second["eventId"], "cancellation", ANNULLED)).status_code == 201
    assert (await act_on(register, death["eventId"], "cancellation", ANNULLED)).status_code == 201
