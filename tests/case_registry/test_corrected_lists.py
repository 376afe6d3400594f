"""What is listed of a case or a participant is corrected: each entry as it is right, or withdrawn; nothing is added."""

from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import pytest

from services.case_registry.domain.history import replay
from tests.case_registry.builders import COURT, POLICE, PROSECUTOR, handed_over, opened, with_the_prosecutor
from tests.case_registry.country import at
from tests.case_registry.court_builders import charged, posted, refused, valid
from tests.case_registry.test_claims import CLAIM, civil
from tests.case_registry.test_corrections import corrected, of_fact, of_person
from tests.case_registry.test_history import history, state
from tests.case_registry.test_splits import read
from tests.support.service import ServiceUnderTest

ORDER = {"orderNumber": "1/ອຍ", "orderedOn": "2026-03-02"}
HELD = ORDER | {"status": "detained", "since": "2026-03-10T08:00:00+07:00", "until": "2026-03-20T08:00:00+07:00"}
FREE = {"status": "free", "since": "2026-03-15T08:00:00+07:00"}


async def custody_of(registry: ServiceUnderTest, case_id: str, **asked: Any) -> list[dict[str, Any]]:
    (person,) = (await read(registry, case_id, **asked))["participants"]
    return list(person.get("custody", []))


async def recorded(registry: ServiceUnderTest, kind: str) -> list[str]:
    rows = await registry.rows(f"select recorded_at from case_history where kind = '{kind}' order by position")
    return [row["recorded_at"].isoformat() for row in rows]


async def test_custody_is_corrected_and_what_is_due_follows(registry: ServiceUnderTest) -> None:
    case = await opened(registry)
    case_id, (person,) = case["caseId"], case["participants"]
    path = f"/cases/{case_id}/participants/{person['participantId']}/custody"
    await posted(registry, path, HELD, POLICE)
    was = await custody_of(registry, case_id)
    # typed for the second: nothing could be recorded between them before
    right = [was[0] | {"since": "2026-03-02T08:00:00+07:00", "until": "2026-03-12T08:00:00+07:00"}]
    correction = await corrected(
        registry, case_id, of_person(person["participantId"], custody={"was": was, "now": right})
    )
    assert valid("correction", correction)
    (now,) = await custody_of(registry, case_id)
    assert datetime.fromisoformat(now["since"]) == datetime.fromisoformat(right[0]["since"])
    due = (await registry.call("GET", f"/cases/{case_id}/deadlines", caller=POLICE)).json()["items"]
    assert [each["dueOn"] for each in due if each["of"] == "custodyOrder"] == ["2026-03-12"]
    await posted(registry, path, FREE | {"since": "2026-03-05T08:00:00+07:00"}, POLICE)
    (known, *_) = await recorded(registry, "custodyRecorded")
    assert await custody_of(registry, case_id, at=known) == was
    assert await custody_of(registry, case_id, at=correction["recordedAt"]) == [now]
    assert replay(await history(registry, case_id)) == await state(registry, case_id)


async def test_a_custody_record_that_came_later_is_not_told_of_an_earlier_moment(registry: ServiceUnderTest) -> None:
    case = await opened(registry)
    case_id, (person,) = case["caseId"], case["participants"]
    path = f"/cases/{case_id}/participants/{person['participantId']}/custody"
    await posted(registry, path, HELD, POLICE)
    first = await custody_of(registry, case_id)
    await posted(registry, path, FREE, POLICE)
    both = await custody_of(registry, case_id)
    body = of_person(person["participantId"], custody={"was": both, "now": both[1:]})
    await corrected(registry, case_id, body)
    assert await custody_of(registry, case_id) == both[1:]
    before, later = await recorded(registry, "custodyRecorded")
    assert await custody_of(registry, case_id, at=before) == first
    assert await custody_of(registry, case_id, at=later) == both
    assert await custody_of(registry, case_id, at=case["recordedAt"]) == []
    # the rest is withdrawn, too: nobody was held
    await corrected(registry, case_id, of_person(person["participantId"], custody={"was": both[1:]}))
    assert await custody_of(registry, case_id) == []


@pytest.mark.parametrize(
    ("now", "faults"),
    [
        ([HELD, FREE | {"since": "2026-03-16T08:00:00+07:00"}], ["cannot-stand"]),
        ([HELD | {"until": "2026-03-09T08:00:00+07:00"}], ["ends-before-it-begins"]),
        ([HELD | {"orderedOn": "2026-03-11"}], ["ordered-later"]),
        ([{"status": "detained", "since": HELD["since"]}], ["required", "required"]),
        ([HELD | {"since": "2098-03-10T08:00:00+07:00", "until": "2099-01-01T08:00:00+07:00"}], ["future-date"]),
        ([HELD | {"status": "chained"}], ["x-codelist"]),
    ],
    ids=["one more", "of no length", "before its order", "without an order", "to come", "on no list"],
)
async def test_custody_that_cannot_be_is_no_correction(
    registry: ServiceUnderTest, now: list[dict[str, Any]], faults: list[str]
) -> None:
    case = await opened(registry)
    case_id, (person,) = case["caseId"], case["participants"]
    await posted(registry, f"/cases/{case_id}/participants/{person['participantId']}/custody", HELD, POLICE)
    was = await custody_of(registry, case_id)
    body = of_person(person["participantId"], custody={"was": was, "now": now})
    assert await refused(registry, f"/cases/{case_id}/corrections", body, POLICE) == (400, "invalid-input", faults)
    assert await custody_of(registry, case_id) == was


async def test_a_role_taken_by_mistake_is_withdrawn_and_known_as_it_was(registry: ServiceUnderTest) -> None:
    case = await opened(registry)
    case_id, (person,) = case["caseId"], case["participants"]
    path = f"/cases/{case_id}/participants/{person['participantId']}/roles"
    await posted(registry, path, {"role": "accused", "from": "2026-03-05"}, POLICE)
    was = (await read(registry, case_id))["participants"][0]["roles"]
    assert was == [
        {"role": "suspect", "from": "2026-03-02", "to": "2026-03-05"},
        {"role": "accused", "from": "2026-03-05"},
    ]
    right = [{"role": "suspect", "from": "2026-03-02"}]
    await corrected(registry, case_id, of_person(person["participantId"], roles={"was": was, "now": right}))
    assert (await read(registry, case_id))["participants"][0]["roles"] == right
    (taken,) = await recorded(registry, "roleTaken")
    assert (await read(registry, case_id, at=taken))["participants"][0]["roles"] == was
    before = (datetime.fromisoformat(taken) - timedelta(microseconds=1)).isoformat()
    assert (await read(registry, case_id, at=before))["participants"][0]["roles"] == right
    await posted(registry, path, {"role": "accused", "from": "2026-03-05"}, POLICE)


async def test_who_is_charged_stays_pursued_and_nobody_is_made_a_convict(registry: ServiceUnderTest) -> None:
    case_id, charge = await charged(registry)
    (person,) = (await read(registry, case_id, caller=PROSECUTOR))["participants"]
    was = person["roles"]
    for role in ("witness", "convict"):
        body = of_person(charge["participantId"], roles={"was": was, "now": [was[0] | {"role": role}]})
        found = await refused(registry, f"/cases/{case_id}/corrections", body, PROSECUTOR)
        assert found == (400, "invalid-input", ["cannot-stand"])


async def test_numbers_in_corrections_of_an_earlier_build_get_their_offices(registry: ServiceUnderTest) -> None:
    case_id = await with_the_prosecutor(registry, number="46/ປກສ")
    await posted(registry, f"/cases/{case_id}/numbers", {"number": "9/ອຍກ", "assignedOn": "2026-03-02"}, PROSECUTOR)
    right = {"number": "64/ປກສ", "assignedOn": "2026-03-02"}
    await posted(registry, f"/cases/{case_id}/numbers", right, POLICE)
    numbers = (await read(registry, case_id))["numbers"]
    now = [each for each in numbers if each["number"] != "46/ປກສ"]
    await corrected(registry, case_id, of_fact(1, numbers={"was": numbers, "now": now}))
    kept = "select members from case_corrections"
    before = await registry.rows(kept)
    migration = import_module("services.case_registry.migrations.versions.0186_offices_of_numbers")
    async with registry.units.open() as unit:
        for side in ("was", "now"):
            await unit.connection.exec_driver_sql(
                f"update case_corrections set members = jsonb_set(members, '{{numbers,{side}}}', ("
                "  select jsonb_agg((e - 'by') || jsonb_build_object('member', e->'by'->>'member'))"
                f"   from jsonb_array_elements(members->'numbers'->'{side}') e))"
            )
    assert '"by"' not in str(await registry.rows(kept))
    async with registry.units.open() as unit:
        for statement in migration.STATEMENTS:
            await unit.connection.exec_driver_sql(statement)
    assert await registry.rows(kept) == before


async def test_two_courts_call_a_case_by_the_same_number_and_one_withdraws_its_own(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry))["caseId"]
    given = {"number": "12/2026", "assignedOn": "2026-03-20"}
    courts = [at("psc", office) for office in ("0101", "0102")]
    for number, court in ((given, courts[0]), (given | {"number": "13/2026"}, courts[0]), (given, courts[1])):
        await posted(registry, f"/cases/{case_id}/numbers", number, court)
    numbers = (await read(registry, case_id))["numbers"]
    (mine,) = (each for each in numbers if each == given | {"by": {"member": "psc", "office": "0101"}})
    body = of_fact(1, numbers={"was": numbers, "now": [each for each in numbers if each != mine]})
    assert await refused(registry, f"/cases/{case_id}/corrections", body, courts[1]) == (
        *(400, "invalid-input"),
        ["cannot-stand"],
    )
    await corrected(registry, case_id, body, courts[0])
    assert (await read(registry, case_id))["numbers"] == [each for each in numbers if each != mine]


async def test_a_number_is_withdrawn_by_who_gave_it_and_is_free_again(registry: ServiceUnderTest) -> None:
    case_id = await with_the_prosecutor(registry, number="46/ປກສ")
    case = await read(registry, case_id)
    only = of_fact(1, numbers={"was": case["numbers"]})
    path = f"/cases/{case_id}/corrections"
    assert await refused(registry, path, only, POLICE) == (400, "invalid-input", ["cannot-stand"])
    right = {"number": "64/ປກສ", "assignedOn": "2026-03-02"}
    await posted(registry, f"/cases/{case_id}/numbers", right, POLICE)
    numbers = (await read(registry, case_id))["numbers"]
    stays = [each for each in numbers if each["number"] == "64/ປກສ"]
    body = of_fact(1, numbers={"was": numbers, "now": stays})
    # not by who has the file, of another office's
    assert await refused(registry, path, body, PROSECUTOR) == (400, "invalid-input", ["cannot-stand"])
    await corrected(registry, case_id, body)
    assert (await read(registry, case_id))["numbers"] == stays
    assert (await read(registry, case_id, at=case["recordedAt"]))["numbers"] == case["numbers"]
    await opened(registry, number="46/ປກສ")
    changed = of_fact(1, numbers={"was": stays, "now": [stays[0] | {"number": "65/ປກສ"}]})
    assert await refused(registry, path, changed, POLICE) == (400, "invalid-input", ["cannot-stand"])


async def test_a_relation_stated_by_mistake_is_withdrawn(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry))["caseId"]
    other = (await opened(registry, number="2/ປກສ"))["caseId"]
    await posted(registry, f"/cases/{case_id}/relations", {"kind": "civilClaimIn", "otherCaseId": other}, POLICE)
    was = (await read(registry, case_id))["relations"]
    await corrected(registry, case_id, of_fact(1, relations={"was": was}))
    assert "relations" not in await read(registry, case_id)
    (related,) = await recorded(registry, "related")
    assert (await read(registry, case_id, at=related))["relations"] == was


async def test_a_claim_is_corrected_or_withdrawn(registry: ServiceUnderTest) -> None:
    case_id, plaintiff = await civil(registry)
    claim = CLAIM | {"participantId": plaintiff}
    for amount in ("125000000.50", "7"):
        await posted(registry, f"/cases/{case_id}/claims", claim | {"amount": amount}, COURT)
    was = (await read(registry, case_id, caller=COURT))["claims"]
    right = [was[0] | {"amount": "12500000.00"}, was[1]]
    nobody = [was[0], was[1] | {"participantId": "ptc_01k9s0zt4r7q2v5x8y1a3b6c9d", "currency": None}]
    problem = await registry.call(
        "POST", f"/cases/{case_id}/corrections", json=of_fact(1, claims={"was": was, "now": nobody}), caller=COURT
    )
    assert [(each["code"], each["pointer"]) for each in problem.json()["errors"]] == [
        ("not-in-the-case", "/members/claims/now/1/participantId"),
        ("amount-without-currency", "/members/claims/now/1/currency"),
    ]
    await corrected(registry, case_id, of_fact(1, claims={"was": was, "now": right}), COURT)
    await corrected(registry, case_id, of_fact(1, claims={"was": right, "now": right[:1]}), COURT)
    assert (await read(registry, case_id, caller=COURT))["claims"] == right[:1]
    stated, _ = await recorded(registry, "claimStated")
    assert (await read(registry, case_id, caller=COURT, at=stated))["claims"] == was[:1]


async def test_the_officer_of_a_case_is_corrected(registry: ServiceUnderTest) -> None:
    case_id = await with_the_prosecutor(registry)
    assigning = {"officer": "P-013", "assignedOn": "2026-03-20"}
    await posted(registry, f"/cases/{case_id}/prosecutor-assignments", assigning, PROSECUTOR)
    was = (await read(registry, case_id))["prosecutors"]
    right = [was[0] | {"officer": "P-031", "assignedOn": "2026-03-19"}]
    await corrected(registry, case_id, of_fact(1, prosecutors={"was": was, "now": right}), PROSECUTOR)
    assert (await read(registry, case_id))["prosecutors"] == right
    (assigned,) = await recorded(registry, "prosecutorAssigned")
    assert (await read(registry, case_id, at=assigned))["prosecutors"] == was


async def test_an_office_corrects_its_own_officers_and_leaves_those_of_others(registry: ServiceUnderTest) -> None:
    case_id, zone = await with_the_prosecutor(registry), at("ospp", "0101")
    path = f"/cases/{case_id}/prosecutor-assignments"
    await posted(registry, path, {"officer": "P-031", "assignedOn": "2026-04-01"}, PROSECUTOR)
    await handed_over(registry, case_id, zone, PROSECUTOR)
    for officer, day in (("P-009", "2026-03-20"), ("P-010", "2026-04-03")):
        await posted(registry, path, {"officer": officer, "assignedOn": day}, zone)
    was = (await read(registry, case_id))["prosecutors"]
    hq, first, second = was
    overlapping = of_fact(1, prosecutors={"was": was, "now": [hq, first, second | {"assignedOn": "2026-04-02"}]})
    of_another = of_fact(1, prosecutors={"was": was, "now": [hq | {"officer": "P-1"}, first, second]})
    for body in (overlapping, of_another):
        assert (await refused(registry, f"/cases/{case_id}/corrections", body, zone))[2] == ["cannot-stand"]
    right = [hq, first | {"relievedOn": "2026-04-02"}, second | {"assignedOn": "2026-04-02"}]
    await corrected(registry, case_id, of_fact(1, prosecutors={"was": was, "now": right}), zone)
    assert (await read(registry, case_id))["prosecutors"] == right
    (*_, before_the_last, _) = await recorded(registry, "prosecutorAssigned")
    known = (await read(registry, case_id, at=before_the_last))["prosecutors"]
    assert known == [hq, {name: value for name, value in first.items() if name != "relievedOn"}]


async def test_the_category_is_corrected_until_something_depends_on_it(registry: ServiceUnderTest) -> None:
    case = await opened(registry, COURT, category="civil", number="1/ແພ່ງ", participants=None)
    case_id = case["caseId"]
    path = f"/cases/{case_id}/corrections"
    another_way = of_fact(1, category={"was": "civil", "now": "criminal"})
    answer = await registry.call("POST", path, json=another_way, caller=COURT)
    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["code"]) == (400, "cannot-stand")
    assert "commercial" in fault["params"]["possible"]
    assert "criminal" not in fault["params"]["possible"]
    await corrected(registry, case_id, of_fact(1, category={"was": "civil", "now": "commercial"}), COURT)
    assert (await read(registry, case_id, caller=COURT))["category"] == "commercial"
    assert (await state(registry, case_id)).category == "commercial"
    assert {row["category"] for row in await registry.rows("select category from case_stays")} == {"commercial"}
    assert (await read(registry, case_id, caller=COURT, at=case["recordedAt"]))["category"] == "civil"
    entry = {"enteredOn": "2026-03-03", "level": "cassation"}
    await posted(registry, f"/cases/{case_id}/prosecutor-statements", entry, PROSECUTOR)
    back = of_fact(1, category={"was": "commercial", "now": "civil"})
    assert await refused(registry, path, back, COURT) == (400, "invalid-input", ["category-used"])


async def test_the_day_of_the_act_is_corrected(registry: ServiceUnderTest) -> None:
    case = await opened(registry)
    case_id = case["caseId"]
    later = of_fact(1, committedOn={"now": {"value": "2026-03-03", "precision": "day"}})
    found = await refused(registry, f"/cases/{case_id}/corrections", later, POLICE)
    assert found == (400, "invalid-input", ["cannot-stand"])
    act = {"value": "2026-02-27", "precision": "day"}
    await corrected(registry, case_id, of_fact(1, committedOn={"now": act}))
    assert (await read(registry, case_id))["committedOn"] == act
    earlier = of_fact(1, openedOn={"was": "2026-03-02", "now": "2026-01-31"})
    assert (await refused(registry, f"/cases/{case_id}/corrections", earlier, POLICE))[2] == ["cannot-stand"]
    assert await read(registry, case_id, at=case["recordedAt"]) == case
