"""A case comes to the court that is competent for it: at its opening, its hand-over and its designation."""

from datetime import date
from typing import Any

import pytest

from chassis.reference.held import HeldOrganisations
from contracts.catalogue import Catalogue
from contracts.codelists import Code, CodeList, CodeLists
from contracts.organisations import Organisations
from contracts.reference_data import ReferenceData
from tests.case_registry.builders import (
    ARTICLE,
    COURT,
    PROSECUTOR,
    an_opening,
    filed,
    handed_over,
    in_court,
    moved,
    with_the_prosecutor,
)
from tests.case_registry.country import COUNTRY, OFFICES, an_office, at
from tests.case_registry.court_builders import (
    a_panel,
    brought,
    charged,
    posted,
    refused,
    tried,
)
from tests.support.service import ServiceUnderTest

ZONE, PROVINCE = at("psc", "0101"), at("psc", "01")
SCHEMA = "https://schemas.saphan.gov.la/justice/competent-courts/v1"
LAW = {"law": "Law on People's Courts", "verified": True}


def take(held: HeldOrganisations, *lists: tuple[str, dict[str, dict[str, Any]]], country: Any = COUNTRY) -> None:
    """Let the registry hold these lists, as an office has confirmed them."""
    made = [
        CodeList(
            name,
            "2026-11-29",
            {code: Code(code, f"ກົດເກນ {code}", f"Rule {code}", attributes=LAW | told) for code, told in codes.items()},
            governs="national",
        )
        for name, codes in lists
    ]
    held.take(ReferenceData(organisations=country, code_lists=CodeLists.of(made)))


@pytest.fixture
def rules(held: HeldOrganisations) -> None:
    """Thefts begin at the province; there is no family chamber below it."""
    offence = {"theft": {"edition": "penalCode2017", "article": "243", "gravity": "major"}}
    major = {"major": {"categories": ["criminal"], "gravity": "major", "level": "province"}}
    civil = {"civil": {"categories": ["civil"], "level": "district"}}
    family = {"family": {"levels": ["province", "central"]}}
    take(held, ("competence", major | civil), ("offence", offence), ("court-chambers", family))


async def test_a_court_that_is_not_competent_gets_no_file_and_the_right_one_is_named(
    registry: ServiceUnderTest, rules: None
) -> None:
    case_id, _ = await charged(registry)
    await moved(registry, case_id, "charged", PROSECUTOR, on="2026-03-20")
    await moved(registry, case_id, "filedInCourt", PROSECUTOR, on="2026-03-20")
    sending = {"to": {"member": "psc", "office": "0101"}}
    answer = await registry.call("POST", f"/cases/{case_id}/hand-overs", json=sending, caller=PROSECUTOR)
    assert (answer.status_code, answer.json()["code"]) == (409, "court-not-competent")
    told = answer.json()["params"]
    assert (told["court"], told["rule"], told["courts"]) == ("psc/01", "major", ["psc/01"])
    await handed_over(registry, case_id, PROVINCE, PROSECUTOR)


async def test_a_case_whose_offence_no_rule_knows_goes_to_any_court(registry: ServiceUnderTest, rules: None) -> None:
    case_id = await with_the_prosecutor(registry)
    await filed(registry, case_id, article=ARTICLE | {"article": "9999"})
    for status in ("charged", "filedInCourt"):
        await moved(registry, case_id, status, PROSECUTOR)
    await handed_over(registry, case_id, COURT, PROSECUTOR)


async def test_a_status_of_the_defendant_is_stated_with_the_hand_over(
    registry: ServiceUnderTest, held: HeldOrganisations
) -> None:
    soldier = {"soldier": {"categories": ["criminal"], "defendantStatus": "soldier", "level": "province"}}
    take(held, ("competence", soldier))
    case_id, _ = await charged(registry)
    await moved(registry, case_id, "charged", PROSECUTOR, on="2026-03-20")
    await moved(registry, case_id, "filedInCourt", PROSECUTOR, on="2026-03-20")
    sending = {"to": {"member": "psc", "office": "0101"}}
    path = f"/cases/{case_id}/hand-overs"
    of_a_soldier = sending | {"defendantStatus": "soldier"}
    assert (await refused(registry, path, of_a_soldier, PROSECUTOR))[:2] == (409, "court-not-competent")
    await posted(registry, path, sending, PROSECUTOR)


@pytest.mark.parametrize(
    ("category", "caller", "code"),
    [
        ("civil", PROVINCE, "court-not-competent"),
        ("civil", ZONE, None),
        ("family", ZONE, "chamber-missing"),
        ("family", PROVINCE, None),
    ],
    ids=["too high a court", "the right court", "a court without the chamber", "a court with it"],
)
async def test_a_court_opens_the_cases_for_which_it_is_competent(
    registry: ServiceUnderTest, rules: None, category: str, caller: Any, code: str | None
) -> None:
    answer = await registry.call("POST", "/cases", json=an_opening(category=category), caller=caller)
    assert (answer.status_code, answer.json().get("code")) == ((201, None) if code is None else (409, code))


REMANDED = {"outcome": "quashedAndRemanded"}


async def before_the_remand(registry: ServiceUnderTest, case_id: str) -> None:
    """Bring a case to its cassation, in which the judgment that sends it back is issued."""
    statuses = ("accepted", "inTrial", "judgedFirstInstance", "appealed", "judgedOnAppeal", "inCassation")
    await brought(registry, case_id, COURT, *statuses)
    await tried(registry, case_id, "cassation", COURT)


async def test_a_court_without_the_chamber_is_neither_designated_nor_proceeds(
    registry: ServiceUnderTest, held: HeldOrganisations
) -> None:
    case_id = await in_court(registry)
    await handed_over(registry, case_id, ZONE, COURT)
    take(held, ("court-chambers", {"criminal": {"levels": ["province", "central"]}}))
    opening = {"level": "firstInstance", "startedOn": "2026-04-10", "panel": a_panel()}
    found = await registry.call("POST", f"/cases/{case_id}/proceedings", json=opening, caller=ZONE)
    assert (found.status_code, found.json()["code"]) == (409, "chamber-missing")
    assert found.json()["params"]["court"] == "psc/01"
    await handed_over(registry, case_id, COURT, ZONE)
    await before_the_remand(registry, case_id)
    version = (await registry.call("GET", f"/cases/{case_id}", caller=COURT)).headers["etag"]
    order = {"to": "inTrial", "happenedOn": "2026-03-02"} | REMANDED | {"court": {"member": "psc", "office": "0101"}}
    answer = await registry.call(
        "POST", f"/cases/{case_id}/moves", json=order, caller=COURT, headers={"If-Match": version}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "chamber-missing")


async def test_a_designated_court_and_its_proceedings_were_there_on_that_day(
    registry: ServiceUnderTest, held: HeldOrganisations
) -> None:
    case_id = await in_court(registry)
    await before_the_remand(registry, case_id)
    young = an_office("psc", "0103", "district", "01", begins=date(2026, 6, 1))
    country = Organisations.of(2, COUNTRY.members.values(), [*OFFICES, young])
    held.take(ReferenceData(organisations=country))
    version = (await registry.call("GET", f"/cases/{case_id}", caller=COURT)).headers["etag"]
    order = {"to": "inTrial", "happenedOn": "2026-05-04"} | REMANDED | {"court": {"member": "psc", "office": "0103"}}
    path, stated = f"/cases/{case_id}/moves", {"If-Match": version}
    answer = await registry.call("POST", path, json=order, caller=COURT, headers=stated)
    assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == [("/court", "court-not-open")]
    later = order | {"happenedOn": "2026-06-01"}
    assert (await registry.call("POST", path, json=later, caller=COURT, headers=stated)).status_code == 201
    new = at("psc", "0103", country)
    await handed_over(registry, case_id, new, COURT)
    opening = {"level": "firstInstance", "startedOn": "2026-05-04", "panel": a_panel()}
    found = await refused(registry, f"/cases/{case_id}/proceedings", opening, new)
    assert found == (400, "invalid-input", ["court-not-open"])
    await posted(registry, f"/cases/{case_id}/proceedings", opening | {"startedOn": "2026-06-02"}, new)


async def test_which_courts_are_competent_is_told_with_rule_and_law(registry: ServiceUnderTest, rules: None) -> None:
    asked = {"category": "criminal", "place": "0101", "on": "2026-11-29"}
    anybody = await registry.call("GET", "/competent-courts", params=asked, caller=PROSECUTOR)
    assert anybody.json() == asked | {"anyCourt": True, "rules": [], "courts": []}
    answer = await registry.call("GET", "/competent-courts", params=asked | {"gravity": "major"}, caller=PROSECUTOR)
    told = answer.json()
    assert Catalogue.load().validator(SCHEMA).is_valid(told)
    assert [court["court"]["office"] for court in told["courts"]] == ["01"]
    assert [(rule["rule"], rule["law"], rule["sample"]) for rule in told["rules"]] == [("major", LAW["law"], False)]


async def test_the_samples_of_the_distribution_are_told_and_bind_nobody(registry: ServiceUnderTest) -> None:
    told = await registry.call("GET", "/competent-courts", params={"category": "juvenile", "place": "0101"})
    assert [(rule["rule"], rule["sample"]) for rule in told.json()["rules"]] == [("juvenileAtProvince", True)]
    posted_anyway = await registry.call("POST", "/cases", json=an_opening(category="juvenile"), caller=ZONE)
    assert posted_anyway.status_code == 201
