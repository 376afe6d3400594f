"""Judgments in force: extracts for the keeper of the civil register, and what everybody may read of them."""

from datetime import timedelta
from typing import Any, Final

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.bus.envelope import from_document
from contracts.catalogue import Catalogue
from contracts.voucher import Caller
from services.case_registry.domain.final_decisions import initials, published_categories, role_of
from tests.case_registry.builders import COURT, a_suspect, moved, opened
from tests.case_registry.country import CODE_LISTS
from tests.case_registry.court_builders import a_person, judged, posted, refused, sitting
from tests.case_registry.test_corrections import of_fact, of_person
from tests.case_registry.told import TODAY
from tests.support.clock import HandClock
from tests.support.service import ServiceUnderTest, a_caller

KEEPER: Final = a_caller("registrar", "registrar", purpose="vitalRegistration")
EXTRACTS, PUBLIC = "/civil-status-extracts", "/public-decisions"


def a_party(role: str, text: str, **other: Any) -> dict[str, Any]:
    """Return a party that the court has seen to be of age, unless said."""
    age = {} if "birthDate" in other else {"age": "adult"}
    return {"name": {"use": "legal", "text": text, "script": "lao"}, "role": role} | age | other


# of the first people of the case, by the matter of its judgment
PARTS: Final = {
    "divorce": ("spouse", "spouse"),
    "adoption": ("child", "adopter"),
    "guardianship": ("ward", "guardian"),
    "declaredDeath": ("deceased",),
}
WIFE: Final = a_party("plaintiff", "ນາງ ວັນນາ ສີສະຫວັດ", identifiers=[{"type": "citizenId", "value": "01-0123456"}])
HUSBAND: Final = a_party("party", "ທ້າວ ບຸນມີ ແກ້ວມະນີ", birthDate={"value": "1980", "precision": "year"})


async def judged_case(registry: ServiceUnderTest, number: int = 1, /, *, to: str = "final", **stated: Any) -> Any:
    """Open a case in court, judge it, and let the judgment become final; return it with the case's people."""
    issuing: dict[str, Any] = {name: stated.pop(name) for name in ("matter", "decidedOn") if name in stated}
    parts = stated.pop("parts", PARTS.get(issuing.get("matter", ""), ()))
    people = stated.pop("participants", [WIFE, HUSBAND])
    opening = {"category": "civil", "number": f"{number}/ແພ່ງ", "participants": people} | stated
    case = await opened(registry, COURT, **opening)
    case_id = case["caseId"]
    for status in ("accepted", "inTrial"):
        await moved(registry, case_id, status, COURT)
    proceeding = await sitting(registry, case_id)
    if parts:
        persons = [
            {"participantId": person["participantId"], "part": part}
            for person, part in zip(case["participants"], parts, strict=False)
        ]
        registered: dict[str, Any] = {
            "marriageNumber" if issuing["matter"] == "divorce" else "birthNumber": "12/ສລ 2015"
        }
        issuing |= {"civilStatus": registered | {"persons": persons}}
    judgment = await judged(registry, case_id, proceeding, **({"matter": "claim"} | issuing))
    for status in ("judgedFirstInstance", *(("final",) if to == "final" else ())):
        await moved(registry, case_id, status, COURT, on="2026-06-02")
    return judgment


async def listed(registry: ServiceUnderTest, path: str, /, **params: str) -> list[Any]:
    answer = await registry.call("GET", path, params=params, caller=KEEPER)
    assert answer.status_code == 200, answer.text
    name = {EXTRACTS: "civil-status-extract-page", PUBLIC: "public-decision-page"}[path]
    assert Catalogue.load().validator(f"https://schemas.saphan.gov.la/justice/{name}/v1").is_valid(answer.json())
    items: list[Any] = answer.json()["items"]
    return items


async def test_the_keeper_reads_what_a_divorce_changes_though_the_case_is_secret(registry: ServiceUnderTest) -> None:
    secret = {"category": "family", "restriction": "familySecret"}
    judgment = await judged_case(registry, matter="divorce", **secret)
    (extract,) = await listed(registry, EXTRACTS)
    assert (extract["decisionId"], extract["matter"], extract["finalOn"]) == (
        judgment["decisionId"],
        "divorce",
        "2026-06-02",
    )
    assert (extract["marriageNumber"], extract["court"]) == ("12/ສລ 2015", judgment["court"])
    assert [(each["part"], each["name"]["text"]) for each in extract["persons"]] == [
        ("spouse", "ນາງ ວັນນາ ສີສະຫວັດ"),
        ("spouse", "ທ້າວ ບຸນມີ ແກ້ວມະນີ"),
    ]
    assert extract["persons"][0]["identifiers"] == WIFE["identifiers"]
    assert not {"caseId", "summary"} & set(extract)
    *_, row = await registry.rows("select envelope from outbox order by position")
    final = from_document(row["envelope"])
    assert final.type == "la.gov.justice.judgment.final.v1"
    assert (final.data["matter"], final.data["decisionId"]) == ("divorce", judgment["decisionId"])


async def test_extracts_are_of_judgments_in_force_on_civil_status_in_their_order(registry: ServiceUnderTest) -> None:
    one = await judged_case(registry, 1, matter="guardianship")
    await judged_case(registry, 2)  # a claim changes nothing there
    await judged_case(registry, 3, matter="divorce", to="judgedFirstInstance")  # not final
    await judged_case(registry, 4, matter="adoption", restriction="stateSecret")
    two = await judged_case(registry, 5, matter="declaredDeath")
    assert [each["decisionId"] for each in await listed(registry, EXTRACTS)] == [one["decisionId"], two["decisionId"]]
    assert [each["matter"] for each in await listed(registry, EXTRACTS, matter="declaredDeath")] == ["declaredDeath"]
    assert await listed(registry, EXTRACTS, **{"from": "2026-06-03"}) == []
    first = (await registry.call("GET", EXTRACTS, params={"limit": "1"}, caller=KEEPER)).json()
    rest = await listed(registry, EXTRACTS, cursor=first["next"])
    assert [each["decisionId"] for each in (*first["items"], *rest)] == [one["decisionId"], two["decisionId"]]


async def test_the_keeper_hears_what_is_corrected_in_an_extract_that_it_has_read_and_of_nothing_else(
    registry: ServiceUnderTest,
) -> None:
    secret = {"category": "family", "restriction": "familySecret"}
    judgment = await judged_case(registry, matter="divorce", **secret)
    case_id = judgment["caseId"]
    path, owed = f"/cases/{case_id}/corrections", "/corrections-owed"
    case = (await registry.call("GET", f"/cases/{case_id}", caller=COURT)).json()
    (wife, _) = case["participants"]

    async def told(**params: str) -> list[Any]:
        answer = await registry.call("GET", owed, caller=KEEPER, params=params)
        assert answer.status_code == 200, answer.text
        items: list[Any] = answer.json()["items"]
        return items

    await posted(registry, path, of_fact(judgment["position"], number={"now": "32/ສອ"}), COURT)
    assert await told() == [], "nobody had read the extract"
    await listed(registry, EXTRACTS)
    birth = {"now": {"value": "1985", "precision": "year"}}
    other_names = {"now": [{"use": "alias", "text": "ນາງ ວັນ", "script": "lao"}]}
    named = {"was": wife["name"], "now": wife["name"] | {"text": "ນາງ ວັນນາ ສີສະຫວາດ"}}
    body = of_person(wife["participantId"], name=named, birthDate=birth, otherNames=other_names)
    made = await posted(registry, path, body, COURT)
    days = {"was": judgment["decidedOn"], "now": "2026-05-10"}
    await posted(registry, path, of_fact(judgment["position"], decidedOn=days), COURT)
    await posted(registry, path, of_fact(1, title={"was": case["title"], "now": "ຄະດີ ຢ່າຮ້າງ"}), COURT)
    first, second = await told()
    assert Catalogue.load().validator("https://schemas.saphan.gov.la/justice/owed-correction/v1").is_valid(first)
    assert (first["decisionId"], first["correctedMembers"]) == (judgment["decisionId"], ["birthDate", "name"])
    assert (second["decisionId"], second["correctedMembers"]) == (judgment["decisionId"], ["decidedOn"])
    assert not {"participantId", "position"} & (first.keys() | second.keys())
    (extract,) = await listed(registry, EXTRACTS)
    assert (extract["decidedOn"], extract["persons"][0]["birthDate"]) == ("2026-05-10", birth["now"])
    acknowledgement = f"{path}/{made['correctionId']}/acknowledgement"
    await posted(registry, acknowledgement, {}, KEEPER)
    assert [each["correctionId"] for each in await told(pending="true")] == [second["correctionId"]]
    court = a_caller("psc", "court", purpose="vitalRegistration")
    assert (await registry.call("GET", owed, caller=court)).json()["code"] == "other-kinds"


async def test_a_register_keeps_in_step_by_what_changed_since_and_by_what_has_lost_its_force(
    registry: ServiceUnderTest, clock: HandClock
) -> None:
    one = await judged_case(registry, 1, matter="guardianship")
    two = await judged_case(registry, 2, matter="divorce")
    today = TODAY.isoformat()
    changed = await listed(registry, EXTRACTS, changedFrom=today)
    assert [(each["decisionId"], each["changedOn"]) for each in changed] == [
        (one["decisionId"], today),
        (two["decisionId"], today),
    ]
    clock.ahead += timedelta(days=1)
    today = (TODAY + timedelta(days=1)).isoformat()
    assert await listed(registry, EXTRACTS, changedFrom=today) == []
    petition = {"petition": {"filedOn": "2026-06-03", "number": "1/ຄຮ"}, "court": {"member": "psc", "office": "hq"}}
    await moved(registry, two["caseId"], "reopened", COURT, on="2026-06-10", **petition)
    assert [each["decisionId"] for each in await listed(registry, EXTRACTS)] == [one["decisionId"]]
    (lost,) = await listed(registry, EXTRACTS, changedFrom=today)
    assert (lost["decisionId"], lost["withoutForce"], lost["changedOn"]) == (two["decisionId"], True, today)
    assert not {"persons", "marriageNumber"} & lost.keys()


@pytest.mark.parametrize(
    ("caller", "code"),
    [
        (COURT, "purpose-without-right"),
        (a_caller("psc", "court", purpose="vitalRegistration"), "other-kinds"),
        (a_caller("registrar", "registrar", purpose="oversight"), "purpose-without-right"),
    ],
    ids=["a court", "a court for that purpose", "the keeper for another purpose"],
)
async def test_nobody_but_the_keeper_reads_extracts(registry: ServiceUnderTest, caller: Caller, code: str) -> None:
    answer = await registry.call("GET", EXTRACTS, caller=caller)
    assert (answer.status_code, answer.json()["code"]) == (403, code)


async def test_a_decision_states_no_civil_status_that_it_does_not_change(registry: ServiceUnderTest) -> None:
    case = await opened(registry, COURT, category="civil", participants=[WIFE])
    path = f"/cases/{case['caseId']}"
    for status in ("accepted", "inTrial"):
        await moved(registry, case["caseId"], status, COURT)
    proceeding = await sitting(registry, case["caseId"])
    own, nobody = case["participants"][0]["participantId"], "ptc_01k9s0zt4r7q2v5x8y1a3b6c9d"
    issuing = {"kind": "judgment", "proceedingId": proceeding["proceedingId"], "decidedOn": "2026-05-11"}

    def stating(matter: str, person: str) -> dict[str, Any]:
        return issuing | {"matter": matter, "civilStatus": {"persons": [{"participantId": person, "part": "spouse"}]}}

    for body, code in ((stating("claim", own), "no-civil-status"), (stating("divorce", nobody), "no-such-participant")):
        assert await refused(registry, f"{path}/decisions", body, COURT) == (400, "invalid-input", [code])


async def test_everybody_reads_final_decisions_without_a_name(registry: ServiceUnderTest) -> None:
    people = [WIFE, HUSBAND, a_suspect(role="witness", age="adult"), {"organisation": "ບໍລິສັດ ຈະເລີນຊັບ", "role": "party"}]
    judgment = await judged_case(registry, participants=people)
    answer = await registry.call("GET", PUBLIC, caller=a_caller("everybody", "public"))
    assert answer.headers["cache-control"] == "public, max-age=60"
    (decision,) = await listed(registry, PUBLIC)
    assert decision["decisionId"] == judgment["decisionId"]
    assert (decision["courtName"]["lo"], decision["category"], decision["matter"]) == (
        "ໜ່ວຍງານ psc, ຫ້ອງການ psc hq",
        "civil",
        "claim",
    )
    assert [each["label"] for each in decision["parties"]] == ["ວ. ສ. (ໂຈດ)", "ບ. ກ. (ຄູ່ຄວາມ)", "ບ. ຈ. (ຄູ່ຄວາມ)"]
    said = orjson.dumps(decision).decode()
    for secret in ("ວັນນາ", "ແກ້ວມະນີ", "ຈະເລີນຊັບ", "0123456", "cas_", "ptc_", 'ແພ່ງ"'):
        assert secret not in said


async def test_nothing_is_public_of_a_child_or_of_what_is_secret_not_final_or_not_published(
    registry: ServiceUnderTest,
) -> None:
    child = a_party("party", "ຄຳແກ້ວ", birthDate={"value": "2012", "precision": "year"})
    await judged_case(registry, 1, participants=[WIFE, child])
    await judged_case(registry, 2, restriction="familySecret")
    await judged_case(registry, 6, participants=[WIFE, a_party("party", "ຄຳແກ້ວ", age="underAge")])
    unknown = {"name": WIFE["name"], "role": "witness"}  # of what age, nobody has said
    await judged_case(registry, 7, participants=[WIFE, HUSBAND, unknown])
    await judged_case(registry, 3, to="judgedFirstInstance")
    await judged_case(registry, 4, category="family", matter="divorce")
    adult = a_party("party", "ຄຳແກ້ວ", birthDate={"value": "2008-03-02", "precision": "day"})
    known = await judged_case(registry, 5, participants=[WIFE, adult])
    assert [each["decisionId"] for each in await listed(registry, PUBLIC)] == [known["decisionId"]]
    # and when it becomes known later
    case_id = known["caseId"]
    await posted(registry, f"/cases/{case_id}/participants", a_person("witness", birthDate=child["birthDate"]), COURT)
    assert await listed(registry, PUBLIC) == []


async def test_published_decisions_are_found_by_court_year_and_identifier(registry: ServiceUnderTest) -> None:
    one = await judged_case(registry, 1)
    two = await judged_case(registry, 2, category="labour")
    for params, found in (
        ({"year": "2026"}, [two, one]),
        ({"year": "2025"}, []),
        ({"member": "psc", "office": "hq"}, [two, one]),
        ({"member": "psc", "office": "0101"}, []),
        ({"ecli": one["decisionId"]}, [one]),
        ({"category": "labour"}, [two]),
    ):
        ids = {each["decisionId"] for each in await listed(registry, PUBLIC, **params)}
        assert ids == {each["decisionId"] for each in found}
    first = (await registry.call("GET", PUBLIC, params={"limit": "1"}, caller=KEEPER)).json()
    rest = await listed(registry, PUBLIC, cursor=first["next"])
    assert {each["decisionId"] for each in (*first["items"], *rest)} == {one["decisionId"], two["decisionId"]}
    answer = await registry.call("GET", PUBLIC, params={"member": "police"}, caller=KEEPER)
    assert [fault["code"] for fault in answer.json()["errors"]] == ["no-court"]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("ທ້າວ ບຸນມີ ແກ້ວມະນີ", "ບ. ກ."),
        ("ທ່ານ ນາງ ວັນນາ", "ວ."),
        ("ທ້າວບຸນມີ ແກ້ວມະນີ", "ບ. ກ."),
        ("ເພັດສະໝອນ ໄຊຍະວົງ", "ພ. ຊ."),  # the vowel in front is no initial
        ("Mr. John Smith", "J. S."),
        ("Đặng Thị Hà My Lê", "D. T. H."),
        ("…", "-"),
    ],
)
def test_a_name_is_folded_to_its_initials(name: str, short: str) -> None:
    assert initials(name, CODE_LISTS) == short


@given(st.text(min_size=1, max_size=40))
def test_initials_never_tell_more_than_three_letters(name: str) -> None:
    assert len(initials(name, CODE_LISTS).replace(".", "").replace(" ", "")) <= 3


def test_somebody_is_named_by_the_latest_role_as_a_party_and_others_not_at_all() -> None:
    assert role_of(["suspect", "accused", "defendant"]) == "defendant"
    assert (role_of(["victim"]), role_of(["witness", "lawyer"]), role_of([])) == (None, None, None)


def test_categories_are_published_by_the_national_list_alone() -> None:
    published = published_categories(CODE_LISTS)
    assert "civil" in published
    assert not {"juvenile", "family", "military"} & set(published)
