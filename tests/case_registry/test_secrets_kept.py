"""Who must not hear of a child or a secret hears nothing of it by any read: every GET is tried, a new one by itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from contracts.voucher import Caller
from tests.case_registry.builders import a_suspect, filed, handed_over, moved, opened
from tests.case_registry.changes import settled
from tests.case_registry.country import at
from tests.case_registry.court_builders import posted
from tests.case_registry.imports import a_row, imported, lines
from tests.case_registry.test_splits import SPLIT
from tests.case_registry.told import THIS_MONTH, TODAY
from tests.support.service import ServiceUnderTest

STATION, ZONE = at("police", "0101"), at("ospp", "0101")
ABOVE: Final = (at("police", "hq"), at("ospp", "01"))
OUTSIDE: Final = (
    at("police", "0102", purpose="investigation"),
    at("ospp", "0102"),
    at("moj", "hq", purpose="oversight"),
)
DAY: Final = {"value": "2013-05-06", "precision": "day"}
WRONG_NAME, VICTIM, CHILD, GUARDIAN, SECRET = "ວັນນີ ພົມມະຈັນ", "ວັນນາ ພົມມະຈັນ", "ນ້ອຍ ໄຊຍະວົງ", "ຄຳແພງ ໄຊຍະວົງ", "ສາຍລັບ ກົມລັບ"
WHY: Final = {"reason": "ພິມຜິດ", "basis": "ບັດປະຈຳຕົວ", "approvedBy": "ofc-2"}
OF_THE_VICTIM: Final = frozenset({WRONG_NAME, VICTIM, DAY["value"]})
OF_THE_CHILD: Final = frozenset({CHILD, GUARDIAN, "2011-07"})
OF_THE_SECRET: Final = frozenset({SECRET, "999/ລັບ"})


def named(text: str) -> dict[str, str]:
    return {"use": "legal", "text": text, "script": "lao"}


@dataclass
class Secrets:
    """What is kept from others: the words of which no answer to them has any, and where they would stand."""

    cases: dict[str, list[str]] = field(default_factory=dict)  # with moments that somebody may ask for later
    others: dict[str, str] = field(default_factory=dict)
    of_the_case: set[str] = field(default_factory=set)  # ids of cases that are not there for who has no part in them

    async def note(self, registry: ServiceUnderTest, case_id: str) -> None:
        """Keep this moment of the case."""
        (row,) = await registry.rows("select max(recorded_at) as at from case_history")
        self.cases.setdefault(case_id, []).append(row["at"].isoformat())


async def a_child_victim(registry: ServiceUnderTest, kept: Secrets) -> None:
    victim = a_suspect(role="victim", name=named(WRONG_NAME), birthDate=DAY | {"value": "2012-01-01"})
    case = await opened(registry, STATION, participants=[a_suspect(), victim])
    case_id = case["caseId"]
    await kept.note(registry, case_id)
    for member, was, now in (("name", named(WRONG_NAME), named(VICTIM)), ("birthDate", victim["birthDate"], DAY)):
        of_victim = {"participantId": case["participants"][1]["participantId"]}
        correction = of_victim | {"members": {member: {"was": was, "now": now}}}
        await posted(registry, f"/cases/{case_id}/corrections", correction | WHY, STATION)
    await kept.note(registry, case_id)
    for status in ("underInvestigation", "fileSentToProsecutor"):
        await moved(registry, case_id, status, STATION)
    await handed_over(registry, case_id, ZONE, STATION)
    await filed(registry, case_id, ZONE)


async def a_child_split_off(registry: ServiceUnderTest, kept: Secrets) -> None:
    """The child, known as one from the beginning or later, goes on in a case of its own; the rest is open."""
    young = {"value": "2011-07", "precision": "month"}
    people = [
        a_suspect(birthDate={"value": "1990", "precision": "year"}),
        a_suspect(name=named(CHILD), birthDate=young, representativePlaces=[2]),
        a_suspect(role="guardian", name=named(GUARDIAN)),
    ]
    case = await opened(registry, STATION, number="46/ປກສ", participants=people)
    case_id, child = case["caseId"], case["participants"][1]["participantId"]
    await kept.note(registry, case_id)
    for status in ("underInvestigation", "fileSentToProsecutor"):
        await moved(registry, case_id, status, STATION)
    await handed_over(registry, case_id, ZONE, STATION)
    await filed(registry, case_id, ZONE)
    await filed(registry, case_id, ZONE, participantId=child, text=f"ລັກຊັບ: {CHILD}")
    await kept.note(registry, case_id)
    splitting = SPLIT | {"participantIds": [child], "splitOn": TODAY.isoformat()}
    own = await posted(registry, f"/cases/{case_id}/splits", splitting, ZONE)
    order = {
        "to": "none",
        "decisionNumber": "12",
        "decidedOn": splitting["splitOn"],
        "reason": "ແຍກ",
        "legalBasis": "ກົດໝາຍ",
    }
    await posted(registry, f"/cases/{case_id}/restriction-changes", order, ZONE)
    await kept.note(registry, case_id)
    await kept.note(registry, own["caseId"])
    kept.of_the_case.add(own["caseId"])


async def a_state_secret(registry: ServiceUnderTest, kept: Secrets) -> None:
    people = [a_suspect(name=named(SECRET), birthDate={"value": "1980", "precision": "year"})]
    case = await opened(
        registry, STATION, number="999/ລັບ", title=SECRET, restriction="stateSecret", participants=people
    )
    await kept.note(registry, case["caseId"])
    kept.of_the_case.add(case["caseId"])


async def secrets(registry: ServiceUnderTest) -> Secrets:
    kept = Secrets()
    await a_child_victim(registry, kept)
    await a_child_split_off(registry, kept)
    await a_state_secret(registry, kept)
    row = a_row(7, category="criminal", participants=[a_suspect(role="victim", name=named(VICTIM), birthDate=DAY)])
    report = await imported(registry, lines(row), caller=STATION, source="cms")
    kept.others["importId"] = report["importId"]
    (brought,) = await registry.rows("select case_id from cases where title = :title", title=row["title"])
    order = {"to": "stateSecret", "decisionNumber": "13", "decidedOn": TODAY.isoformat()}
    order |= {"reason": "ຄວາມລັບ", "legalBasis": "ກົດໝາຍ"}
    await posted(registry, f"/cases/{brought['case_id']}/restriction-changes", order, STATION)
    kept.of_the_case.add(brought["case_id"])
    await settled(registry)
    return kept


def asked_of(operation: Mapping[str, Any], path: str, kept: Secrets) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield how this read may be asked: of every case, at every moment, by whatever filter there is."""
    parameters = {each["name"]: each for each in operation.get("parameters", ()) if each["in"] != "header"}
    samples = {"month": THIS_MONTH, "with": "ospp", "on": TODAY.isoformat()}
    samples |= {"member": "police", "office": "0101"} | kept.others
    words = {"participantName": ["ວັນນາ", "ນ້ອຍ", "ສາຍລັບ"], "number": ["999/ລັບ"], "within": ["365"]}

    def stated(each: Mapping[str, Any]) -> str:
        schema = each["schema"]
        known = samples.get(each["name"]) or next(iter(schema.get("examples", ())), None)
        return str(known or f"{schema.get('pattern', '^cas')[1:4]}_{'0' * 26}")

    needed = {name: stated(each) for name, each in parameters.items() if each.get("required") and each["in"] == "query"}
    of_case = kept.cases if "caseId" in parameters else {"": []}
    for case_id, moments in of_case.items():
        filled = path
        for name, each in parameters.items():
            if each["in"] == "path":
                filled = filled.replace(f"{{{name}}}", case_id if name == "caseId" else stated(each))
        base = needed | ({"caseId": case_id} if case_id and parameters["caseId"]["in"] == "query" else {})
        yield filled, base
        if "at" in parameters:
            yield from ((filled, base | {"at": moment}) for moment in moments)
        yield from (
            (filled, base | {name: word}) for name, each in words.items() if name in parameters for word in each
        )
        if "office" in parameters and "office" not in base:
            seat = {name: samples[name] for name in ("member", "office") if name in parameters}
            yield filled, base | seat


async def walked(registry: ServiceUnderTest, caller: Caller, kept: Secrets, words: frozenset[str]) -> set[str]:
    """Ask every GET all that it can be asked; return which of these words came in answers, by what."""
    found = set[str]()
    for path, methods in registry.app.openapi()["paths"].items():
        if "get" not in methods:
            continue
        for filled, query in asked_of(methods["get"], path, kept):
            answer = await registry.call("GET", filled, params=query, caller=caller)
            assert answer.status_code < 500, (filled, query, answer.text)
            text = answer.text.replace(str(query), "")
            found |= {f"{methods['get']['operationId']}: {word} {query}" for word in words if word in text}
    return found


async def test_no_read_tells_others_of_a_child_or_a_secret(registry: ServiceUnderTest) -> None:
    kept = await secrets(registry)
    assert {each.split(":")[0] for each in await walked(registry, ZONE, kept, OF_THE_VICTIM | OF_THE_CHILD)} >= {
        "caseById",
        "listCorrections",
        "listCharges",
        "exportCases",
    }  # who has a part is told, or the walk would find nothing anywhere
    for caller in ABOVE:
        assert await walked(registry, caller, kept, OF_THE_VICTIM | OF_THE_SECRET) == set(), caller.standing
    for caller in OUTSIDE:
        everything = OF_THE_VICTIM | OF_THE_CHILD | OF_THE_SECRET | kept.of_the_case
        assert await walked(registry, caller, kept, everything) == set(), caller.standing


async def test_who_was_known_in_an_open_case_is_not_told_once_that_was_a_child(registry: ServiceUnderTest) -> None:
    people = [a_suspect(), a_suspect(name=named(CHILD))]  # nothing is known of the ages yet
    case = await opened(registry, STATION, participants=people)
    case_id, child, then = case["caseId"], case["participants"][1]["participantId"], {"at": case["recordedAt"]}
    young = {"value": "2011-07", "precision": "month"}
    birth = {"participantId": child, "members": {"birthDate": {"now": young}}} | WHY
    await posted(registry, f"/cases/{case_id}/corrections", birth, STATION)
    splitting = SPLIT | {"participantIds": [child], "splitOn": TODAY.isoformat()}
    await posted(registry, f"/cases/{case_id}/splits", splitting, STATION)
    order = {
        "to": "none",
        "decisionNumber": "12",
        "decidedOn": splitting["splitOn"],
        "reason": "ແຍກ",
        "legalBasis": "ກົດໝາຍ",
    }
    await posted(registry, f"/cases/{case_id}/restriction-changes", order, STATION)
    for caller, told in ((STATION, 2), (OUTSIDE[0], 1)):
        answer = await registry.call("GET", f"/cases/{case_id}", params=then, caller=caller)
        assert len(answer.json()["participants"]) == told


async def test_no_event_names_anybody(registry: ServiceUnderTest) -> None:
    await secrets(registry)
    (row,) = await registry.rows("select string_agg(envelope::text, '') as told from outbox")
    assert [word for word in OF_THE_VICTIM | OF_THE_CHILD | OF_THE_SECRET if word in row["told"]] == []
