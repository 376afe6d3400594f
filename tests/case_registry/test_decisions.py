"""Decisions: issued under a national identifier, and final when their case is."""

import asyncio
from typing import Any

import orjson
import pytest

from tests.case_registry.builders import COURT, POLICE, moved
from tests.case_registry.conftest import TwoTrials
from tests.case_registry.court_builders import (
    JUDGMENT,
    a_hearing,
    acquitted,
    in_trial,
    judged,
    posted,
    refused,
    sitting,
    valid,
)
from tests.support.service import ServiceUnderTest, a_caller


async def test_a_decision_has_a_national_identifier_in_ecli_form(registry: ServiceUnderTest, case: str) -> None:
    proceeding = await sitting(registry, case)
    order = {"kind": "order", "proceedingId": proceeding["proceedingId"], "decidedOn": "2026-04-21"}
    first = await posted(registry, f"/cases/{case}/decisions", order, COURT)
    second = await judged(registry, case, proceeding)
    assert [first["decisionId"], second["decisionId"]] == ["ECLI:LA:PSC:2026:HQ.CR.1", "ECLI:LA:PSC:2026:HQ.CR.2"]
    assert valid("decision", second)
    read = await registry.call("GET", f"/decisions/{second['decisionId']}", caller=POLICE)
    assert read.json() == second
    listed = (await registry.call("GET", f"/cases/{case}/decisions", caller=POLICE)).json()
    assert listed == {"items": [first, second]}


@pytest.mark.parametrize("year", ["2569", "1483", "0000"])
async def test_a_year_that_cannot_be_is_a_fault_of_an_identifier(registry: ServiceUnderTest, year: str) -> None:
    answer = await registry.call("GET", f"/decisions/ECLI:LA:PSC:{year}:HQ.CR.1", caller=POLICE)
    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["name"]) == (400, "decisionId")


async def test_a_judgment_ends_its_proceedings(registry: ServiceUnderTest, case: str) -> None:
    proceeding = await sitting(registry, case)
    await judged(registry, case, proceeding)
    (ended,) = (await registry.call("GET", f"/cases/{case}/proceedings", caller=COURT)).json()["items"]
    assert ended["endedOn"] == "2026-05-11"
    again = JUDGMENT | {"proceedingId": proceeding["proceedingId"]}
    assert await refused(registry, f"/cases/{case}/decisions", again, COURT) == (409, "proceeding-ended", [])
    late = a_hearing(proceeding)
    assert await refused(registry, f"/cases/{case}/hearings", late, COURT) == (409, "proceeding-ended", [])


async def test_a_case_is_not_judged_before_its_proceedings_are(registry: ServiceUnderTest, case: str) -> None:
    proceeding = await sitting(registry, case)
    found = (await registry.call("GET", f"/cases/{case}", caller=COURT)).headers["etag"]
    order = {"to": "judgedFirstInstance", "happenedOn": "2026-05-11"}
    path, asked = f"/cases/{case}/moves", {"If-Match": found}
    early = await registry.call("POST", path, json=order, caller=COURT, headers=asked)
    assert (early.status_code, early.json()["code"]) == (409, "charges-undecided")
    asked = {"If-Match": await acquitted(registry, case)}
    early = await registry.call("POST", path, json=order, caller=COURT, headers=asked)
    assert (early.status_code, early.json()["code"]) == (409, "judgment-missing")
    assert early.json()["params"] == {"level": "firstInstance"}
    await judged(registry, case, proceeding)
    await moved(registry, case, "judgedFirstInstance", COURT, on="2026-05-11")


async def test_no_number_of_a_decision_is_given_twice(registry: ServiceUnderTest, two_trials: TwoTrials) -> None:
    async def decide(case_id: str, proceeding: dict[str, Any]) -> Any:
        order = {"kind": "order", "proceedingId": proceeding["proceedingId"], "decidedOn": "2026-04-21"}
        return await posted(registry, f"/cases/{case_id}/decisions", order, COURT)

    made = await asyncio.gather(*(decide(*each) for each in two_trials))
    assert sorted(each["decisionId"] for each in made) == ["ECLI:LA:PSC:2026:HQ.CR.1", "ECLI:LA:PSC:2026:HQ.CR.2"]


async def test_a_decision_of_a_hidden_case_is_not_there(registry: ServiceUnderTest) -> None:
    case_id = await in_trial(registry, restriction="stateSecret")
    made = await judged(registry, case_id, await sitting(registry, case_id))
    answer = await registry.call("GET", f"/decisions/{made['decisionId']}", caller=a_caller("moj", "justice"))
    assert answer.status_code == 404


async def test_a_final_judgment_is_announced_with_its_decision(registry: ServiceUnderTest, case: str) -> None:
    proceeding = await sitting(registry, case)
    await acquitted(registry, case)
    made = await judged(registry, case, proceeding)
    await moved(registry, case, "judgedFirstInstance", COURT, on="2026-05-11")
    await moved(registry, case, "final", COURT, on="2026-06-15")
    (row,) = await registry.rows(
        "select topic, key, envelope from outbox where type = 'la.gov.justice.judgment.final.v1'"
    )
    assert (row["topic"], row["key"]) == ("la.gov.justice.judgment", case)
    assert orjson.loads(row["envelope"])["data"] == {
        "caseId": case,
        "category": "criminal",
        "finalOn": "2026-06-15",
        "decisionId": made["decisionId"],
        "matter": "conviction",
        "court": {"member": "psc", "office": "hq"},
    }
    final = (await registry.call("GET", f"/decisions/{made['decisionId']}", caller=COURT)).json()
    assert final["finalOn"] == "2026-06-15"


async def test_the_same_number_twice_is_told_at_once(registry: ServiceUnderTest, two_trials: TwoTrials) -> None:
    (case, proceeding), (other, second) = two_trials
    first = await judged(registry, case, proceeding, number="31/ສອ")
    path, again = f"/cases/{other}/decisions", JUDGMENT | {"proceedingId": second["proceedingId"]}
    answer = await registry.call("POST", path, json=again | {"number": "໓໑ / ສອ"}, caller=COURT)
    assert (answer.status_code, answer.json()["code"]) == (409, "decision-number-taken")
    assert answer.json()["params"] == {"number": "໓໑ / ສອ", "year": 2026, "decisionId": first["decisionId"]}
    order = {"kind": "order", "proceedingId": second["proceedingId"], "decidedOn": "2026-04-21", "number": "31/ສອ"}
    await posted(registry, path, order, COURT)  # of another kind
    twice = again | {"number": "31/ສອ", "overrideReason": "ປຶ້ມສອງຫົວໃຊ້ເລກດຽວກັນ"}
    made = await posted(registry, path, twice, COURT)
    assert valid("decision", made)
    assert (await registry.call("GET", f"/decisions/{made['decisionId']}", caller=COURT)).json() == made


async def test_of_two_decisions_with_one_number_at_once_one_is_issued(
    registry: ServiceUnderTest, two_trials: TwoTrials
) -> None:
    answers = await asyncio.gather(
        *(
            registry.call(
                "POST",
                f"/cases/{case_id}/decisions",
                json=JUDGMENT | {"proceedingId": proceeding["proceedingId"], "number": "31/ສອ"},
                caller=COURT,
            )
            for case_id, proceeding in two_trials
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]
