"""Charges: filed on somebody who is pursued, changed while they live, decided before the judgment."""

import asyncio
from datetime import date
from typing import Any

import httpx2
import pytest

from contracts.catalogue import Catalogue
from contracts.codelists import CodeLists
from contracts.national.justice.law_article import LawArticle
from contracts.voucher import Caller
from services.case_registry.domain.charges import Frame, article_faults
from tests.case_registry.builders import (
    ARTICLE,
    COURT,
    POLICE,
    PROSECUTOR,
    a_suspect,
    filed,
    handed_over,
    moved,
    with_the_prosecutor,
)
from tests.case_registry.court_builders import a_person, charged, first_participant, judged, posted, refused, sitting
from tests.case_registry.test_corrections import corrected, of_person
from tests.support.service import ServiceUnderTest

CHARGE = "https://schemas.saphan.gov.la/justice/charge/v1"


async def to_trial(registry: ServiceUnderTest, case_id: str, charged_on: str = "2026-03-21") -> None:
    """Bring a charged case from the prosecutor into its trial, on the days that follow."""
    await moved(registry, case_id, "charged", PROSECUTOR, on=charged_on)
    await moved(registry, case_id, "filedInCourt", PROSECUTOR, on="2026-03-24")
    await handed_over(registry, case_id, COURT, PROSECUTOR)
    await moved(registry, case_id, "accepted", COURT, on="2026-04-01")
    await moved(registry, case_id, "inTrial", COURT, on="2026-04-10")


async def judging(registry: ServiceUnderTest, case_id: str, on: str = "2026-05-11") -> httpx2.Response:
    """Try to judge the case, and return the answer."""
    tag = (await registry.call("GET", f"/cases/{case_id}", caller=COURT)).headers["etag"]
    order = {"to": "judgedFirstInstance", "happenedOn": on}
    path = f"/cases/{case_id}/moves"
    return await registry.call("POST", path, json=order, caller=COURT, headers={"If-Match": tag})


async def test_a_filed_charge_is_a_national_charge_with_its_first_step(registry: ServiceUnderTest) -> None:
    case_id, charge = await charged(registry, count=2)
    assert Catalogue.load().validator(CHARGE).is_valid(charge)
    assert (charge["sequence"], charge["state"], charge["count"], charge["article"]) == (1, "live", 2, ARTICLE)
    (step,) = charge["history"]
    assert (step["step"], step["happenedOn"], step["by"]) == ("filed", "2026-03-20", {"member": "ospp", "office": "hq"})
    listed = (await registry.call("GET", f"/cases/{case_id}/charges", caller=POLICE)).json()
    assert listed == {"items": [charge]}


async def test_a_charge_keeps_what_it_said_before(registry: ServiceUnderTest) -> None:
    case_id, charge = await charged(registry)
    path = f"/cases/{case_id}/charges/{charge['chargeId']}"
    lesser = ARTICLE | {"article": "244"}
    amendment = {"article": lesser, "amendedOn": "2026-03-25", "reason": "ມູນຄ່າຊັບຕ່ຳ"}
    amended = await posted(registry, f"{path}/amendments", amendment, PROSECUTOR)
    assert (amended["article"], amended["text"]) == (lesser, charge["text"])
    assert [each["article"]["article"] for each in amended["history"]] == ["243", "244"]
    assert amended["history"][1]["reason"] == "ມູນຄ່າຊັບຕ່ຳ"
    withdrawal = {"withdrawnOn": "2026-03-26", "reason": "ຫຼັກຖານບໍ່ພຽງພໍ"}
    assert (await posted(registry, f"{path}/withdrawal", withdrawal, PROSECUTOR))["state"] == "withdrawn"
    assert await refused(registry, f"{path}/withdrawal", withdrawal, PROSECUTOR) == (409, "charge-not-live", [])


@pytest.mark.parametrize(
    ("known", "edition", "faults"),
    [
        ({"value": "2018", "precision": "year"}, "penalLaw2005", []),
        ({"value": "2018", "precision": "year"}, "penalCode2017", []),
        ({"value": "2018-10", "precision": "month"}, "penalLaw2005", []),
        ({"value": "2018-10", "precision": "month"}, "penalCode2017", ["edition-not-in-force"]),
        ({"value": "2026", "precision": "year"}, "penalCode2017", []),
        ({"value": "2027", "precision": "year"}, "penalCode2017", ["after-the-opening"]),
        ({"value": "2018-10-31", "precision": "day"}, "penalLaw2005", []),
    ],
)
def test_an_edition_was_in_force_on_a_day_that_the_act_can_have(
    known: dict[str, str], edition: str, faults: list[str]
) -> None:
    article = LawArticle.model_validate({"edition": edition, "committedOn": known, "article": "243"})
    lists = CodeLists.of([Catalogue.load().codelist("law-edition")])
    assert [each.code for each in article_faults(article, Frame(date(2026, 3, 2)), lists)] == faults


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"participantId": "ptc_01k9s0zt4r7q2v5x8y1a3b6c9f"}, ["no-such-participant"]),
        ({"article": ARTICLE | {"edition": "penalCode1999"}}, ["edition-not-in-force"]),
        ({"article": ARTICLE | {"edition": "penalLaw2005"}}, ["edition-not-in-force"]),
        ({"filedOn": "2026-02-26"}, ["before-the-act"]),
        ({"filedOn": "2026-03-01"}, ["before-the-file"]),
        ({"article": ARTICLE | {"committedOn": {"value": "2026-03-03", "precision": "day"}}}, ["after-the-opening"]),
        ({"filedOn": "2569-03-20"}, ["buddhist-era"]),
    ],
    ids=[
        "on nobody",
        "unknown edition",
        "edition out of force",
        "before the act",
        "before the file",
        "act behind the opening",
        "era",
    ],
)
async def test_a_charge_that_cannot_be(registry: ServiceUnderTest, change: dict[str, Any], faults: list[str]) -> None:
    case_id = await with_the_prosecutor(registry)
    suspect = await first_participant(registry, case_id)
    filing = {"participantId": suspect, "article": ARTICLE, "text": "ລັກຊັບ", "filedOn": "2026-03-20"}
    found = await refused(registry, f"/cases/{case_id}/charges", filing | change, PROSECUTOR)
    assert found == (400, "invalid-input", faults)
    assert await registry.rows("select 1 from charges") == []


async def test_a_witness_is_not_charged(registry: ServiceUnderTest) -> None:
    case_id = await with_the_prosecutor(registry)
    witness = await posted(registry, f"/cases/{case_id}/participants", a_person(), PROSECUTOR)
    filing = {"participantId": witness["participantId"], "article": ARTICLE, "text": "ລັກຊັບ", "filedOn": "2026-03-20"}
    found = await refused(registry, f"/cases/{case_id}/charges", filing, PROSECUTOR)
    assert found == (400, "invalid-input", ["not-pursued"])


async def test_only_the_prosecutor_charges_and_only_the_court_decides(registry: ServiceUnderTest) -> None:
    case_id, charge = await charged(registry)
    filing = {"participantId": charge["participantId"], "article": ARTICLE, "text": "ລັກຊັບ", "filedOn": "2026-03-20"}
    assert (await refused(registry, f"/cases/{case_id}/charges", filing, POLICE))[:2] == (409, "act-not-allowed")
    result = {"result": "guilty", "decidedOn": "2026-03-21"}
    path = f"/cases/{case_id}/charges/{charge['chargeId']}/results"
    assert (await refused(registry, path, result, PROSECUTOR))[:2] == (409, "act-not-allowed")


async def test_a_case_is_not_judged_while_a_charge_lives_without_a_result(registry: ServiceUnderTest) -> None:
    case_id, charge = await charged(registry)
    second = {"participantId": charge["participantId"], "article": ARTICLE, "text": "ທຳລາຍຊັບ", "filedOn": "2026-03-20"}
    other = await posted(registry, f"/cases/{case_id}/charges", second, PROSECUTOR)
    await to_trial(registry, case_id)
    early = await judging(registry, case_id)
    assert (early.status_code, early.json()["code"]) == (409, "charges-undecided")
    assert early.json()["params"]["undecided"] == [1, 2]
    path = f"/cases/{case_id}/charges"
    plea = {"plea": "notGuilty", "pleadedOn": "2026-04-20"}
    await posted(registry, f"{path}/{charge['chargeId']}/pleas", plea, COURT)
    result = {"result": "guilty", "decidedOn": "2026-05-11", "sentence": [{"kind": "imprisonment", "months": 18}]}
    decided = await posted(registry, f"{path}/{charge['chargeId']}/results", result, COURT)
    assert (decided["state"], decided["plea"], decided["sentence"]) == ("decided", "notGuilty", result["sentence"])
    roles = f"/cases/{case_id}/participants/{charge['participantId']}/roles"
    await posted(registry, roles, {"role": "convict", "from": "2026-05-11"}, COURT)
    assert [step["step"] for step in decided["history"]] == ["filed", "pleaEntered", "decided"]
    # the prosecutor withdraws the other in the trial, while the court has the file
    withdrawal = {"withdrawnOn": "2026-05-10", "reason": "ຫຼັກຖານບໍ່ພຽງພໍ"}
    await posted(registry, f"{path}/{other['chargeId']}/withdrawal", withdrawal, PROSECUTOR)
    await judged(registry, case_id, await sitting(registry, case_id))
    assert (await judging(registry, case_id)).status_code == 201


async def test_nobody_is_a_convict_without_a_charge_of_which_he_is_guilty(registry: ServiceUnderTest) -> None:
    case_id, charge = await charged(registry)
    await to_trial(registry, case_id)
    roles = f"/cases/{case_id}/participants/{charge['participantId']}/roles"
    convict = {"role": "convict", "from": "2026-05-11"}
    assert await refused(registry, roles, convict, COURT) == (400, "invalid-input", ["not-convicted"])


async def test_nobody_is_sentenced_without_guilt(registry: ServiceUnderTest) -> None:
    case_id, charge = await charged(registry)
    await to_trial(registry, case_id)
    path = f"/cases/{case_id}/charges/{charge['chargeId']}/results"
    odd = {"result": "acquitted", "decidedOn": "2026-05-11", "sentence": [{"kind": "fine", "amountKip": 1}]}
    assert await refused(registry, path, odd, COURT) == (400, "invalid-input", ["sentence-without-guilt"])
    fine = {"result": "guilty", "decidedOn": "2026-05-11", "sentence": [{"kind": "fine", "amountKip": 1, "months": 2}]}
    assert await refused(registry, path, fine, COURT) == (400, "invalid-input", ["no-months"])
    early = {"result": "acquitted", "decidedOn": "2026-03-19"}
    assert await refused(registry, path, early, COURT) == (400, "invalid-input", ["before-the-last-step"])


async def test_charges_come_in_pages(registry: ServiceUnderTest) -> None:
    case_id, charge = await charged(registry)
    for paragraph in ("1", "2"):
        filing = {name: charge[name] for name in ("participantId", "text", "filedOn")}
        filing["article"] = ARTICLE | {"paragraph": paragraph}
        await posted(registry, f"/cases/{case_id}/charges", filing, PROSECUTOR)
    path = f"/cases/{case_id}/charges"
    first = (await registry.call("GET", path, params={"limit": "2"})).json()
    rest = (await registry.call("GET", path, params={"limit": "2", "cursor": first["next"]})).json()
    assert [each["sequence"] for each in (*first["items"], *rest["items"])] == [1, 2, 3]
    assert "next" not in rest


async def test_the_same_is_charged_once_also_when_six_file_it_at_once(registry: ServiceUnderTest) -> None:
    case_id, charge = await charged(registry)
    path = f"/cases/{case_id}/charges"
    filing = {name: charge[name] for name in ("participantId", "article", "text", "filedOn")}
    again = await registry.call("POST", path, json=filing, caller=PROSECUTOR)
    assert (again.status_code, again.json()["code"], again.json()["params"]) == (
        409,
        "charged-already",
        {"sequence": 1},
    )
    another = filing | {"article": ARTICLE | {"article": "244"}}
    answers = await asyncio.gather(*(registry.call("POST", path, json=another, caller=PROSECUTOR) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 5]
    # nor does an amendment make one say what another says
    of_it = next(answer.json()["chargeId"] for answer in answers if answer.status_code == 201)
    amendment = {"article": ARTICLE, "amendedOn": "2026-03-25", "reason": "ມູນຄ່າຊັບ"}
    assert await refused(registry, f"{path}/{of_it}/amendments", amendment, PROSECUTOR) == (409, "charged-already", [])
    withdrawal = {"withdrawnOn": "2026-03-26", "reason": "ບັນທຶກຊ້ຳ"}
    await posted(registry, f"{path}/{charge['chargeId']}/withdrawal", withdrawal, PROSECUTOR)
    await posted(registry, f"{path}/{of_it}/amendments", amendment, PROSECUTOR)


async def test_an_amendment_keeps_the_days_that_a_filing_keeps(registry: ServiceUnderTest) -> None:
    case_id, charge = await charged(registry)
    path = f"/cases/{case_id}/charges/{charge['chargeId']}/amendments"
    later = {
        "article": ARTICLE | {"committedOn": {"value": "2026-10-20", "precision": "day"}},
        "amendedOn": "2026-03-25",
        "reason": "ແກ້ວັນທີ",
    }
    assert await refused(registry, path, later, PROSECUTOR) == (400, "invalid-input", ["after-the-opening"])


async def test_a_case_goes_on_against_somebody_who_is_pursued_alone(registry: ServiceUnderTest) -> None:
    case_id, charge = await charged(registry)
    roles = f"/cases/{case_id}/participants/{charge['participantId']}/roles"
    path = f"/cases/{case_id}/moves"

    async def moving(to: str, caller: Caller, on: str) -> tuple[int, str]:
        tag = (await registry.call("GET", f"/cases/{case_id}", caller=caller)).headers["etag"]
        order = {"to": to, "happenedOn": on}
        answer = await registry.call("POST", path, json=order, caller=caller, headers={"If-Match": tag})
        return answer.status_code, answer.json().get("code")

    await moved(registry, case_id, "dismissed", PROSECUTOR, on="2026-03-21", decisionNumber="1/ອຍ")
    await moved(registry, case_id, "reopened", PROSECUTOR, on="2026-03-22", decisionNumber="2/ອຍ")
    assert await moving("charged", PROSECUTOR, "2026-03-23") == (409, "nobody-pursued")
    await posted(registry, roles, {"role": "accused", "from": "2026-03-23"}, PROSECUTOR)
    await to_trial(registry, case_id, "2026-03-23")
    withdrawal = {"withdrawnOn": "2026-05-10", "reason": "ຫຼັກຖານບໍ່ພຽງພໍ"}
    await posted(registry, f"/cases/{case_id}/charges/{charge['chargeId']}/withdrawal", withdrawal, PROSECUTOR)
    await judged(registry, case_id, await sitting(registry, case_id))
    assert await moving("judgedFirstInstance", COURT, "2026-05-11") == (409, "charge-missing")


async def test_who_turns_out_to_be_a_child_is_neither_charged_nor_tried_alone(registry: ServiceUnderTest) -> None:
    grown = {"value": "1990", "precision": "year"}
    case_id = await with_the_prosecutor(registry, participants=[a_suspect(birthDate=grown)])
    charge = await filed(registry, case_id)
    person = charge["participantId"]
    child = {"value": "2012", "precision": "year"}
    await corrected(registry, case_id, of_person(person, birthDate={"was": grown, "now": child}), PROSECUTOR)
    more = {"participantId": person, "article": ARTICLE, "text": "ຂົ່ມຂູ່", "filedOn": "2026-03-20"}
    path = f"/cases/{case_id}"
    assert await refused(registry, f"{path}/charges", more, PROSECUTOR) == (400, "invalid-input", ["guardian-required"])
    tag = (await registry.call("GET", path, caller=PROSECUTOR)).headers["etag"]
    order = {"to": "charged", "happenedOn": "2026-03-20"}
    answer = await registry.call("POST", f"{path}/moves", json=order, caller=PROSECUTOR, headers={"If-Match": tag})
    problem = answer.json()
    assert (problem["code"], problem["params"]) == ("guardian-missing", {"participantId": person})
    guardian = (await posted(registry, f"{path}/participants", a_person("guardian"), PROSECUTOR))["participantId"]
    appointing = {"representativeId": guardian, "from": "2026-03-20"}
    await posted(registry, f"{path}/participants/{person}/representatives", appointing, PROSECUTOR)
    await posted(registry, f"{path}/charges", more, PROSECUTOR)
    await moved(registry, case_id, "charged", PROSECUTOR, on="2026-03-20")
