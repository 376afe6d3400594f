"""Children in a case: who may be one closes it from the first write, and a child victim stands in no list."""

import asyncio
from datetime import date
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.bus.envelope import from_document
from contracts.national.shared.partial_date import PartialDate
from contracts.voucher import Caller
from services.case_registry.domain import children
from services.case_registry.domain.children import Acts, Somebody
from services.case_registry.domain.participants import days_of
from services.case_registry.domain.words import Restriction
from tests.case_registry.builders import ARTICLE, POLICE, a_suspect, moved, opened, sent, with_the_prosecutor
from tests.case_registry.country import at
from tests.case_registry.court_builders import a_person, posted, refused
from tests.case_registry.imports import a_row, imported, lines
from tests.support.service import ServiceUnderTest

STATION, PROVINCE, OTHER, ZONE = at("police", "0101"), at("police", "01"), at("police", "0102"), at("ospp", "0101")
OPENED: Final = date(2026, 3, 2)
CHILD: Final[dict[str, Any]] = {"birthDate": {"value": "2010", "precision": "year"}}
GUARDIAN: Final = a_suspect(role="guardian")
CHANGE: Final = "la.gov.justice.case.restriction-changed.v1"
ORDER: Final = {
    "to": "none",
    "decisionNumber": "12/ປກສ",
    "decidedOn": "2026-03-20",
    "reason": "ຜູ້ຖືກສົງໄສມີອາຍຸ 30 ປີ",
    "legalBasis": "ກົດໝາຍວ່າດ້ວຍການດຳເນີນຄະດີອາຍາ",
}


def born(value: str) -> PartialDate:
    return PartialDate(value=value, precision=("year", "month", "day")[value.count("-")])


def a_person_of(role: str, value: str | None) -> Somebody:
    return Somebody("ptc", frozenset({role}), born(value) if value else None)


@pytest.mark.parametrize(
    ("role", "birth", "acts", "child"),
    [
        ("suspect", "2008-02-28", Acts(OPENED, born("2026-02-27")), True),
        ("suspect", "2008-02-27", Acts(OPENED, born("2026-02-27")), False),
        ("suspect", "2008", Acts(OPENED, born("2026-02-27")), True),  # a year only
        ("suspect", "2007", Acts(OPENED, born("2026-02-27")), False),
        ("suspect", "2008-02-27", Acts(OPENED, born("2026")), True),  # some day of that year
        ("suspect", "2005-03-02", Acts(OPENED), True),  # no day of the act: it may lie three years back
        ("suspect", "2005-03-01", Acts(OPENED), False),
        ("suspect", "2005-06-01", Acts(OPENED, charged={"ptc": OPENED}), False),  # until it is known
        ("suspect", "2008-06-01", Acts(OPENED, charged={"ptc": OPENED}), True),
        ("victim", "2012", Acts(OPENED, charged={"other": OPENED}), True),
        ("witness", "2008-03-02", Acts(OPENED), False),
        ("party", "2008-03-02", Acts(OPENED), False),
        ("suspect", None, Acts(OPENED), False),
    ],
)
def test_who_may_have_been_a_child_at_the_act_is_treated_as_one(
    role: str, birth: str | None, acts: Acts, child: bool
) -> None:
    person = a_person_of(role, birth)
    assert children.may_be_a_child(person, acts) is child
    assert children.closed(Restriction.NONE, [person], acts) is (Restriction.JUVENILE if child else Restriction.NONE)
    assert children.unlisted([person], acts) == ({"ptc"} if child and role == "victim" else set())


@pytest.mark.parametrize("role", ["witness", "party", "civilPlaintiff"])
def test_a_child_who_is_not_pursued_stands_in_no_list_and_closes_no_case(role: str) -> None:
    for birth, child in (("2015", True), ("2008-03-03", True), ("2008-03-02", False)):  # by its age at the opening
        person = a_person_of(role, birth)
        assert children.unlisted([person], Acts(OPENED, born("2024-01-01"))) == ({"ptc"} if child else set())
        assert children.closed(Restriction.NONE, [person], Acts(OPENED)) is Restriction.NONE


BIRTHS = st.dates(date(1950, 1, 1), date(2025, 12, 31))


@given(BIRTHS, st.dates(date(2020, 1, 1), OPENED), st.sampled_from(["suspect", "victim"]))
def test_knowing_more_never_makes_a_child_of_an_adult(birth: date, act: date, role: str) -> None:
    def told(parts: int) -> list[str]:
        return [day.isoformat()[: (4, 7, 10)[parts]] for day in (birth, act)]

    exact = children.may_be_a_child(a_person_of(role, birth.isoformat()), Acts(OPENED, born(act.isoformat())))
    for parts in range(3):
        said_birth, said_act = told(parts)
        assert children.may_be_a_child(a_person_of(role, said_birth), Acts(OPENED, born(said_act))) >= exact
    assert days_of(born(told(0)[0]))[0] <= birth


@given(st.sampled_from(Restriction), st.lists(st.tuples(st.sampled_from(["suspect", "victim", "witness"]), BIRTHS)))
def test_a_case_with_a_child_is_never_open_and_what_is_closed_stays_so(
    stated: Restriction, people: list[tuple[str, date]]
) -> None:
    persons = [a_person_of(role, birth.isoformat()) for role, birth in people]
    closed = children.closed(stated, persons, Acts(OPENED))
    assert closed is stated if stated is not Restriction.NONE else True
    assert (closed is not Restriction.NONE) or not children.are_any(persons, Acts(OPENED))


async def seen(registry: ServiceUnderTest, case_id: str, caller: Caller) -> bool:
    return (await registry.call("GET", f"/cases/{case_id}", caller=caller)).status_code == 200


async def restriction(registry: ServiceUnderTest, case_id: str, caller: Caller = STATION) -> str:
    return str((await registry.call("GET", f"/cases/{case_id}", caller=caller)).json()["restriction"])


async def test_a_case_opens_closed_when_its_suspect_may_be_a_child(registry: ServiceUnderTest) -> None:
    people = [a_suspect(**CHILD, representativePlaces=[1]), GUARDIAN]
    case = await opened(registry, STATION, restriction="none", participants=people)
    assert case["restriction"] == "juvenile"
    assert not await seen(registry, case["caseId"], OTHER)
    (row,) = await registry.rows("select envelope from outbox")
    assert from_document(row["envelope"]).data["restriction"] == "juvenile"
    told = {"value": "2026-02", "precision": "month"}
    adult = a_suspect(birthDate={"value": "2006", "precision": "year"})
    known = await opened(registry, STATION, number="2/ປກສ", committedOn=told, participants=[adult])
    assert (known["restriction"], known["committedOn"]) == ("none", told)
    unknown = await opened(registry, STATION, number="3/ປກສ", participants=[adult])
    assert unknown["restriction"] == "juvenile"
    read = (await registry.call("GET", f"/cases/{known['caseId']}", caller=STATION)).json()
    assert read["committedOn"] == told


async def test_an_act_behind_its_opening_is_refused(registry: ServiceUnderTest) -> None:
    later: dict[str, Any] = {
        "number": "9/ປກສ",
        "title": "ຄະດີ",
        "category": "criminal",
        "place": "0101",
        "openedOn": "2026-03-02",
    }
    later |= {"committedOn": {"value": "2026-03-03", "precision": "day"}}
    assert await refused(registry, "/cases", later, POLICE) == (400, "invalid-input", ["after-the-opening"])


async def test_a_case_closes_when_a_child_joins_or_becomes_a_suspect(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry, STATION))["caseId"]
    path = f"/cases/{case_id}/participants"
    guardian = (await posted(registry, path, a_person("guardian"), STATION))["participantId"]
    child = await posted(registry, path, a_person(**CHILD, representativeIds=[guardian]), STATION)
    assert await seen(registry, case_id, OTHER)
    roles = f"{path}/{child['participantId']}/roles"
    await posted(registry, roles, {"role": "suspect", "from": "2026-03-20"}, STATION)
    assert await restriction(registry, case_id) == "juvenile"
    assert not await seen(registry, case_id, OTHER)
    assert await registry.announced() == [
        "la.gov.justice.case.opened.v1",
        *["la.gov.justice.case.participant-joined.v1"] * 2,
        "la.gov.justice.case.role-taken.v1",
        CHANGE,
    ]
    second = (await opened(registry, STATION, number="46/ປກສ"))["caseId"]
    await posted(registry, f"/cases/{second}/participants", a_person("victim", **CHILD), STATION)
    assert await restriction(registry, second) == "juvenile"


async def test_a_charge_that_tells_an_earlier_act_closes_the_case(registry: ServiceUnderTest) -> None:
    told = {"value": "2026-02-27", "precision": "day"}
    suspect = a_suspect(birthDate={"value": "2007-06-01", "precision": "day"})
    case_id = await with_the_prosecutor(registry, committedOn=told, participants=[suspect])
    person = (await registry.call("GET", f"/cases/{case_id}")).json()["participants"][0]["participantId"]
    prosecutor = at("ospp", "hq")
    filing = {"participantId": person, "article": ARTICLE, "text": "ລັກຊັບ", "filedOn": "2026-03-20"}
    charge = await posted(registry, f"/cases/{case_id}/charges", filing, prosecutor)
    assert await restriction(registry, case_id) == "none"
    amendment = {
        "article": ARTICLE | {"committedOn": {"value": "2025-05-30", "precision": "day"}},
        "amendedOn": "2026-03-21",
        "reason": "ວັນທີກະທຳ",
    }
    await posted(registry, f"/cases/{case_id}/charges/{charge['chargeId']}/amendments", amendment, prosecutor)
    assert await restriction(registry, case_id, prosecutor) == "juvenile"


async def test_an_imported_case_with_a_child_is_closed(registry: ServiceUnderTest) -> None:
    people = [a_suspect(role="victim", birthDate={"value": "2000", "precision": "year"})]
    row = a_row(1, category="criminal", openedOn="2010-05-01", participants=people)
    assert (await imported(registry, lines(row)))["imported"] == 1
    (kept,) = await registry.rows("select restriction from cases")
    (person,) = await registry.rows("select unlisted from participants")
    assert (kept["restriction"], person["unlisted"]) == ("juvenile", True)
    late = a_row(2, openedOn="2010-05-01", committedOn={"value": "2011", "precision": "year"})
    assert (await imported(registry, lines(late)))["faults"][0]["code"] == "after-the-opening"


async def test_a_child_victim_is_found_by_no_name_and_shown_only_to_who_has_a_part(registry: ServiceUnderTest) -> None:
    name = {"use": "legal", "text": "ວັນນາ ພົມມະຈັນ", "script": "lao"}
    victim = a_suspect(role="victim", name=name, **CHILD)
    case_id = (await opened(registry, STATION, participants=[a_suspect(), victim]))["caseId"]

    async def found(named: str, caller: Caller) -> bool:
        page = (await registry.call("GET", "/cases", params={"participantName": named}, caller=caller)).json()
        return case_id in {each["caseId"] for each in page["items"]}

    async def roles(caller: Caller) -> list[str]:
        case = (await registry.call("GET", f"/cases/{case_id}", caller=caller)).json()
        return [each["roles"][0]["role"] for each in case["participants"]]

    assert (await found("ບຸນມີ", STATION), await found("ວັນນາ", STATION)) == (True, False)
    assert (await found("ບຸນມີ", PROVINCE), await found("ວັນນາ", PROVINCE)) == (True, False)
    assert (await roles(STATION), await roles(PROVINCE)) == (["suspect", "victim"], ["suspect"])
    # until more is known: the charge tells of an act when the victim was of age
    for status in ("underInvestigation", "fileSentToProsecutor"):
        await moved(registry, case_id, status, STATION)
    await sent(registry, case_id, ZONE, STATION)
    assert await roles(ZONE) == ["suspect", "victim"]


async def test_a_decision_opens_a_case_once_nobody_in_it_may_be_a_child(registry: ServiceUnderTest) -> None:
    suspect = a_suspect(birthDate={"value": "2006", "precision": "year"})
    case_id = await with_the_prosecutor(registry, participants=[suspect])
    prosecutor, path = at("ospp", "hq"), f"/cases/{case_id}/restriction-changes"
    assert await refused(registry, path, ORDER, prosecutor) == (409, "child-in-case", [])
    person = (await registry.call("GET", f"/cases/{case_id}", caller=prosecutor)).json()["participants"][0]
    filing = {"participantId": person["participantId"], "article": ARTICLE, "text": "ລັກຊັບ", "filedOn": "2026-03-20"}
    await posted(registry, f"/cases/{case_id}/charges", filing, prosecutor)
    assert await restriction(registry, case_id, prosecutor) == "juvenile"  # it takes a decision
    change = await posted(registry, path, ORDER, prosecutor)
    assert (change["from"], change["to"], change["decisionNumber"]) == ("juvenile", "none", "12/ປກສ")
    assert await seen(registry, case_id, OTHER)
    assert (await registry.announced())[-1] == CHANGE
    assert await refused(registry, path, ORDER, prosecutor) == (409, "restricted-so", [])


@pytest.mark.parametrize(
    ("category", "change", "refusal"),
    [
        ("juvenile", {}, (400, "invalid-input", ["restriction-required"])),
        ("civil", {"to": "secret"}, (400, "invalid-input", ["x-codelist"])),
        ("civil", {"to": "juvenile", "decidedOn": "2569-03-20"}, (400, "invalid-input", ["buddhist-era"])),
        ("civil", {}, (409, "restricted-so", [])),
    ],
    ids=["a category that stays closed", "no restriction", "in the Buddhist era", "as it is"],
)
async def test_a_restriction_that_does_not_change(
    registry: ServiceUnderTest, category: str, change: dict[str, Any], refusal: tuple[int, str, list[str]]
) -> None:
    court = at("psc", "0101")
    case_id = (await opened(registry, court, category=category, participants=None))["caseId"]
    path = f"/cases/{case_id}/restriction-changes"
    assert await refused(registry, path, ORDER | change, court) == refusal


async def test_of_two_who_close_a_case_at_once_the_second_learns_that_it_is_closed(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry, STATION))["caseId"]
    order = ORDER | {"to": "stateSecret"}
    path = f"/cases/{case_id}/restriction-changes"
    answers = await asyncio.gather(*(registry.call("POST", path, json=order, caller=STATION) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert not await seen(registry, case_id, PROVINCE)
