"""Finding a case by what else is known of it: an offence, a judge, a lawyer, a person's number, a day of decision."""

from typing import Any

import pytest

from services.case_registry.store import cases
from tests.case_registry.builders import COURT, POLICE, PROSECUTOR, a_suspect, opened, with_the_prosecutor
from tests.case_registry.conftest import TwoTrials
from tests.case_registry.country import at
from tests.support.service import ServiceUnderTest


async def found(registry: ServiceUnderTest, caller: Any = COURT, **params: str) -> list[str]:
    answer = await registry.call("GET", "/cases", params=params, caller=caller)
    assert answer.status_code == 200, answer.text
    return [case["caseId"] for case in answer.json()["items"]]


async def test_cases_are_found_by_the_article_of_a_charge_in_any_edition_or_in_one(registry: ServiceUnderTest) -> None:
    case_id = await with_the_prosecutor(registry)
    await opened(registry, number="046/ປກສ")
    suspect = (await registry.call("GET", f"/cases/{case_id}")).json()["participants"][0]["participantId"]
    article = {"edition": "penalCode2017", "committedOn": {"value": "2026-02-27", "precision": "day"}, "article": "243"}
    charge = {"participantId": suspect, "article": article, "text": "ລັກຊັບ", "filedOn": "2026-03-02"}
    answer = await registry.call("POST", f"/cases/{case_id}/charges", json=charge, caller=PROSECUTOR)
    assert answer.status_code == 201, answer.text
    assert await found(registry, article="243") == await found(registry, article="໒໔໓") == [case_id]
    assert await found(registry, article="243", lawEdition="penalCode2017") == [case_id]
    assert await found(registry, article="243", lawEdition="penalLaw2005") == []
    assert await found(registry, article="24") == []


async def test_cases_are_found_by_their_judges_and_by_days_of_decision(
    registry: ServiceUnderTest, two_trials: TwoTrials
) -> None:
    (one, proceeding), (other, _) = two_trials
    judge = proceeding["panel"][0]["judgeId"]
    assert await found(registry, judge=judge) == [other, one]
    assert await found(registry, judge=judge.lower(), member="psc") == [other, one]
    assert await found(registry, judge=judge, member="moj") == await found(registry, judge="J-999") == []
    order = {"kind": "order", "proceedingId": proceeding["proceedingId"], "decidedOn": "2026-04-21"}
    answer = await registry.call("POST", f"/cases/{one}/decisions", json=order, caller=COURT)
    assert answer.status_code == 201, answer.text
    assert await found(registry, decidedFrom="2026-04-21", decidedTo="2026-04-21") == [one]
    assert await found(registry, decidedFrom="2026-04-22") == await found(registry, decidedTo="2026-04-20") == []
    assert await found(registry, decidedFrom="2026-04-01", judge=judge, status="inTrial") == [one]


async def test_a_lawyer_is_found_as_a_lawyer_alone(registry: ServiceUnderTest) -> None:
    name = {"use": "legal", "text": "ທ່ານ ສົມພອນ ວົງສາ", "script": "lao"}
    as_lawyer = (await opened(registry, participants=[a_suspect(), a_suspect(name=name, role="lawyer")]))["caseId"]
    as_suspect = (await opened(registry, number="2/x", participants=[a_suspect(name=name)]))["caseId"]
    assert await found(registry, lawyerName="ສົມພອນ") == [as_lawyer]
    assert await found(registry, participantName="ສົມພອນ") == [as_suspect, as_lawyer]
    assert await found(registry, lawyerName="ບຸນມີ") == []


@pytest.mark.parametrize("looked_at_first", [1, 2, 1_000])
async def test_a_name_finds_the_cases_in_sight_behind_newer_ones_that_are_not(
    registry: ServiceUnderTest, monkeypatch: pytest.MonkeyPatch, looked_at_first: int
) -> None:
    monkeypatch.setattr(cases, "LOOKED_AT_FIRST", looked_at_first)
    mine = [(await opened(registry, number=f"{number}/x"))["caseId"] for number in range(3)]
    for number in range(3, 5):
        await opened(registry, number=f"{number}/x", restriction="stateSecret")
    assert await found(registry, participantName="ບຸນມີ") == mine[::-1]
    two = {"participantName": "ບຸນມີ", "limit": "2"}
    page = (await registry.call("GET", "/cases", params=two, caller=COURT)).json()
    rest = await found(registry, **two, cursor=page["next"])
    assert [case["caseId"] for case in page["items"]] + rest == mine[::-1]


@pytest.mark.parametrize("spelt", ["01-2345 678", "໐໑໒໓໔໕໖໗໘", "012345678"])
async def test_a_person_is_found_by_a_number_however_it_is_spelt(registry: ServiceUnderTest, spelt: str) -> None:
    person = a_suspect(identifiers=[{"type": "citizenId", "value": "012345678"}])
    case_id = (await opened(registry, participants=[person]))["caseId"]
    assert await found(registry, identifier=spelt) == [case_id]
    assert await found(registry, identifier="012345679") == []


async def test_a_hidden_case_is_found_by_nothing(registry: ServiceUnderTest) -> None:
    person = a_suspect(identifiers=[{"type": "citizenId", "value": "012345678"}])
    await opened(registry, participants=[person], restriction="stateSecret")
    assert await found(registry, identifier="012345678") == []
    assert len(await found(registry, identifier="012345678", caller=POLICE)) == 1


@pytest.mark.parametrize("question", [{"article": "243"}, {"judge": "J-014"}, {"decidedFrom": "2026-01-01"}])
async def test_who_may_not_read_the_conduct_of_cases_may_not_look_for_it(
    registry: ServiceUnderTest, question: dict[str, str]
) -> None:
    overseer = at("moj", "hq", purpose="oversight")
    answer = await registry.call("GET", "/cases", params=question, caller=overseer)
    assert (answer.status_code, answer.json()["code"]) == (403, "purpose-without-right")


@pytest.mark.parametrize(
    "question",
    [
        {"lawEdition": "penalCode2017"},
        {"article": "x"},
        {"lawyerName": "ສ"},
        {"identifier": "1"},
        {"decidedFrom": "2026-04-02", "decidedTo": "2026-04-01"},
    ],
)
async def test_what_is_no_question_is_refused(registry: ServiceUnderTest, question: dict[str, str]) -> None:
    assert (await registry.call("GET", "/cases", params=question, caller=COURT)).status_code == 400
