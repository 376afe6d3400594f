"""One officer proposes, another decides; one alone can stop, never give back."""

import asyncio
from typing import Any

import orjson
import pytest

from chassis.tokens.tokens import SigningKey
from gateway.directory.content import DirectoryContent
from gateway.directory.enrol import enrol
from tests.gateway.directory.register.conftest import BOUNMY, KHAMLA, Register, moic, tower
from tests.support.directory import POLICE_KEY, a_country, a_document, an_agreement, an_operation
from tests.support.service import a_caller

OFFICE = {
    "member": "moic",
    "code": "hq",
    "kind": "ministry-office",
    "lo": "ສຳນັກງານໃຫຍ່",
    "en": "Head office",
    "level": "central",
}
POLICE = {"member": "police", "name": "case-system", "office": "0101", "keys": [dict(POLICE_KEY.public_jwk)]}


def an_agreement_document(**changes: Any) -> dict[str, Any]:
    facts: dict[str, Any] = an_agreement(**changes).facts()
    return facts


async def test_a_proposal_changes_nothing_until_another_officer_approves_it(register: Register) -> None:
    before = (await register.snapshot()).version
    proposed = await register.propose(offices=[OFFICE])
    assert (proposed["status"], proposed["proposedBy"]) == (
        "proposed",
        {"member": "control-tower", "officer": "bounmy"},
    )
    assert (await register.snapshot()).version == before
    applied = await register.approve(proposed)
    assert (applied["status"], applied["version"], applied["decidedBy"]["officer"]) == ("applied", before + 1, "khamla")
    assert (await register.snapshot()).version == before + 1
    assert (await register.read("/offices/moic-hq", "office"))["level"] == "central"


async def test_nobody_approves_a_proposal_of_her_own(register: Register) -> None:
    proposed = await register.propose(offices=[OFFICE])
    assert await register.refused("POST", f"/changes/{proposed['changeId']}/approvals", BOUNMY) == "same-officer"


async def test_a_proposal_of_her_own_stays_hers_however_she_is_spelt_then_and_now(register: Register) -> None:
    proposed = await register.propose(tower("Bounmy.S"), offices=[OFFICE])
    assert proposed["proposedBy"]["officer"] == "Bounmy.S"  # kept as stated
    path = f"/changes/{proposed['changeId']}/approvals"
    for spelling in ("bounmy.s", "BOUNMY.S", "bounmy.s."):
        assert await register.refused("POST", path, tower(spelling)) == "same-officer"
    assert (await register.approve(proposed, tower("bounmys")))["status"] == "applied"  # somebody else


async def test_a_machine_alone_changes_nothing(register: Register) -> None:
    body = {"reason": "Because.", "content": {"offices": [OFFICE]}}
    assert await register.refused("POST", "/changes", tower(None), json=body) == "officer-required"
    proposed = await register.propose(offices=[OFFICE])
    for path in (f"/changes/{proposed['changeId']}/approvals", f"/changes/{proposed['changeId']}/rejections"):
        assert await register.refused("POST", path, tower(None), json={"reason": "No."}) == "officer-required"


async def test_a_proposal_is_decided_once(register: Register) -> None:
    proposed = await register.propose(offices=[OFFICE])
    await register.approve(proposed)
    for path in ("approvals", "rejections"):
        code = await register.refused("POST", f"/changes/{proposed['changeId']}/{path}", KHAMLA, json={"reason": "No."})
        assert code == "change-decided"


async def test_two_approvals_at_once_apply_it_once(register: Register) -> None:
    proposed = await register.propose(offices=[OFFICE])
    path = f"/changes/{proposed['changeId']}/approvals"
    answers = await asyncio.gather(*(register.call("POST", path, caller=tower(name)) for name in ("khamla", "noy")))
    assert sorted(answer.status_code for answer in answers) == [201, 409]


@pytest.mark.parametrize(("caller", "status"), [(KHAMLA, "rejected"), (BOUNMY, "withdrawn")])
async def test_no_closes_a_proposal_without_a_trace_in_the_directory(
    register: Register, caller: Any, status: str
) -> None:
    proposed = await register.propose(offices=[OFFICE])
    path = f"/changes/{proposed['changeId']}/rejections"
    closed = (await register.call("POST", path, caller=caller, json={"reason": "Not needed."})).json()
    assert (closed["status"], closed["decisionReason"]) == (status, "Not needed.")
    assert await register.refused("GET", "/offices/moic-hq") == "not-found"


async def test_a_plan_shows_the_difference_and_makes_none(register: Register) -> None:
    content = {"agreements": [an_agreement_document(burst=7)], "offices": [OFFICE]}
    answer = await register.call("POST", "/plans", json=content)
    plan = register.valid("plan", answer.json())
    assert [(each["kind"], each["action"]) for each in plan["differences"]] == [
        ("office", "added"),
        ("agreement", "changed"),
    ]
    assert plan["differences"][1]["properties"] == [{"property": "burst", "before": "100", "after": "7"}]
    assert plan["version"] == (await register.snapshot()).version == 1
    assert (await register.call("POST", "/plans", json={})).json() == {"version": 1, "differences": []}


async def test_a_proposal_that_would_change_nothing_is_refused(register: Register) -> None:
    body = {"reason": "Because.", "content": {"agreements": [an_agreement_document()]}}
    assert await register.refused("POST", "/changes", json=body) == "nothing-to-change"


async def test_an_overlapping_agreement_is_refused_when_it_is_proposed(register: Register) -> None:
    sentence = await register.refusal(agreements=[an_agreement_document(id="agr_twin")])
    assert "agr_twin and agr_police-notes both let police call" in sentence


async def test_what_overlaps_only_since_the_proposal_is_refused_when_it_is_approved(register: Register) -> None:
    both = [
        await register.propose(agreements=[an_agreement_document(id=id_, operations=["uploadFile"])])
        for id_ in ("agr_one", "agr_two")
    ]
    await register.approve(both[0])
    path = f"/changes/{both[1]['changeId']}/approvals"
    assert await register.refused("POST", path, KHAMLA) == "change-refused"
    assert (await register.read(f"/changes/{both[1]['changeId']}", "change"))["status"] == "proposed"


async def test_one_officer_suspends_and_two_lift(register: Register) -> None:
    for kind, id_ in (("system", "police-case-system"), ("agreement", "agr_police-notes")):
        answer = await register.call("POST", "/suspensions", json={"kind": kind, "id": id_, "reason": "Stolen."})
        assert (answer.status_code, answer.json()["kind"], answer.json()["status"]) == (201, "suspension", "applied")
    stopped = await register.snapshot()
    assert (list(stopped.systems), list(stopped.agreements)) == (["psc-case-system"], [])
    lifting = await register.propose(systems=[POLICE], agreements=[an_agreement_document()])
    assert list((await register.snapshot()).agreements) == []
    assert await register.refused("POST", f"/changes/{lifting['changeId']}/approvals", BOUNMY) == "same-officer"
    await register.approve(lifting)
    lifted = await register.snapshot()
    assert sorted(lifted.systems) == ["police-case-system", "psc-case-system"]
    assert list(lifted.agreements) == ["agr_police-notes"]


async def test_one_officer_revokes_a_key(register: Register) -> None:
    new = SigningKey.generate()
    await register.make(systems=[POLICE | {"keys": [dict(POLICE_KEY.public_jwk), dict(new.public_jwk)]}])
    asked = {"kind": "key", "id": "police-case-system", "thumbprint": POLICE_KEY.kid, "reason": "Stolen."}
    await register.call("POST", "/suspensions", json=asked)
    assert set((await register.snapshot()).systems["police-case-system"].keys) == {new.kid}
    assert await register.refused("POST", "/suspensions", json=asked) == "nothing-to-change"


async def test_a_proposal_older_than_a_suspension_cannot_lift_it(register: Register) -> None:
    proposed = await register.propose(agreements=[an_agreement_document(burst=7)])
    asked = {"kind": "agreement", "id": "agr_police-notes", "reason": "Under investigation."}
    await register.call("POST", "/suspensions", json=asked)
    code = await register.refused("POST", f"/changes/{proposed['changeId']}/approvals", KHAMLA)
    assert code == "change-outdated"
    assert list((await register.snapshot()).agreements) == []


async def test_enrolling_the_files_again_lifts_no_suspension(register: Register) -> None:
    asked = {"kind": "agreement", "id": "agr_police-notes", "reason": "Under investigation."}
    await register.call("POST", "/suspensions", json=asked)
    async with register.units.engine.begin() as connection:
        await enrol(connection, a_country(agreements=(an_agreement(),)))
    assert list((await register.snapshot()).agreements) == []


async def test_a_member_proposes_what_is_its_own_and_the_tower_approves(register: Register, a_project: Any) -> None:
    proposed = await register.propose(moic(), projects=[a_project()], offices=[OFFICE])
    path = f"/changes/{proposed['changeId']}/approvals"
    assert await register.refused("POST", path, moic("another")) == "decision-not-yours"
    assert (await register.approve(proposed))["decidedBy"]["member"] == "control-tower"


@pytest.mark.parametrize(
    "content",
    [
        {"offices": [OFFICE | {"member": "police"}]},
        {"agreements": [an_agreement_document(burst=7)]},
        {"members": [{"id": "moic", "kind": "authority", "names": [{"lo": "ລາວ", "en": "We"}]}]},
        {"systems": [POLICE]},
    ],
    ids=lambda content: next(iter(content)),
)
async def test_a_member_proposes_nothing_else(register: Register, content: dict[str, Any]) -> None:
    body = {"reason": "Because.", "content": content}
    assert await register.refused("POST", "/changes", moic(), json=body) == "entry-not-yours"


async def test_a_member_takes_no_project_from_another(register: Register, a_project: Any) -> None:
    await register.make(projects=[a_project(owner="police")])
    body = {"reason": "Because.", "content": {"projects": [a_project()]}}
    assert await register.refused("POST", "/changes", moic(), json=body) == "entry-not-yours"


async def test_a_member_stops_its_own_system_and_no_other(register: Register) -> None:
    await register.make(systems=[{"member": "moic", "name": "office", "keys": []}])
    own = {"kind": "system", "id": "moic-office", "reason": "Stolen."}
    assert (await register.call("POST", "/suspensions", caller=moic(), json=own)).status_code == 201


@pytest.mark.parametrize(
    ("there", "not_there"),
    [
        ({"kind": "system", "id": "police-case-system"}, {"kind": "system", "id": "police-nothing"}),
        ({"kind": "agreement", "id": "agr_police-notes"}, {"kind": "agreement", "id": "agr_nothing"}),
        (
            {"kind": "key", "id": "police-case-system", "thumbprint": POLICE_KEY.kid},
            {"kind": "key", "id": "police-nothing", "thumbprint": POLICE_KEY.kid},
        ),
    ],
)
async def test_who_may_not_stop_a_right_does_not_learn_whether_it_is_there(
    register: Register, there: dict[str, str], not_there: dict[str, str]
) -> None:
    before = (await register.snapshot()).version
    answers = [
        await register.call("POST", "/suspensions", caller=moic(), json=asked | {"reason": "Spite."})
        for asked in (there, not_there)
    ]
    said = [{**answer.json(), "traceId": "", "reference": "", "instance": ""} for answer in answers]
    assert said[0] == said[1]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert (await register.snapshot()).version == before


async def test_the_two_sides_of_an_agreement_know_of_it_and_the_tower_stops_it(register: Register) -> None:
    police = a_caller("police", "police", officer="somchai", purpose="directoryKeeping")
    asked = {"kind": "agreement", "id": "agr_police-notes", "reason": "We do without."}
    assert await register.refused("POST", "/suspensions", police, json=asked) == "entry-not-yours"


async def test_what_is_not_there_cannot_be_suspended(register: Register) -> None:
    asked = {"kind": "system", "id": "nobody-nothing", "reason": "Because."}
    assert await register.refused("POST", "/suspensions", json=asked) == "not-found"


async def test_a_member_sees_its_own_proposals_the_tower_sees_all(register: Register, a_project: Any) -> None:
    theirs = await register.propose(moic(), projects=[a_project()])
    ours = await register.propose(offices=[OFFICE])
    assert await register.refused("GET", f"/changes/{ours['changeId']}", moic()) == "not-found"
    seen = {
        who.member: [each["changeId"] for each in (await register.read("/changes", "change-page", who))["items"]]
        for who in (moic(), BOUNMY)
    }
    assert seen["moic"] == [theirs["changeId"]]
    assert seen["control-tower"][:2] == [ours["changeId"], theirs["changeId"]]
    waiting = await register.read("/changes", "change-page", status="proposed", limit="1")
    assert [each["changeId"] for each in waiting["items"]] == [ours["changeId"]]
    rest = await register.read("/changes", "change-page", status="proposed", limit="1", cursor=waiting["next"])
    assert [each["changeId"] for each in rest["items"]] == [theirs["changeId"]]
    assert "next" not in rest


async def test_a_key_that_is_none_is_refused_where_it_stands(register: Register) -> None:
    jwk = dict(POLICE_KEY.public_jwk) | {"x": "A" * 43}
    body = {"reason": "Because.", "content": {"systems": [POLICE | {"keys": [jwk]}]}}
    answer = await register.call("POST", "/changes", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/content/systems/0/keys/0")


def test_content_and_national_schemas_say_the_same() -> None:
    """A property that only one of them knows would be lost between the wire and the directory."""
    from contracts.national.directory.content import DirectoryContent as OnTheWire

    for name, field in DirectoryContent.model_fields.items():
        ours = field.annotation.__args__[0].model_fields  # type: ignore[union-attr]  # tuple[Entry, ...]
        theirs = OnTheWire.model_fields[name].annotation.__args__[0].__args__[0].model_fields  # type: ignore[union-attr]
        assert {f.alias or n for n, f in ours.items()} == {f.alias or n for n, f in theirs.items()}, name


async def test_a_plan_and_a_change_say_which_marks_a_new_version_has_no_longer(register: Register) -> None:
    def version(cause: dict[str, str]) -> dict[str, Any]:
        death = {"type": "object", "additionalProperties": False, "properties": {"cause": cause}}
        content = {"application/json": {"schema": death | {"x-data-class": "general"}}}
        document = a_document(
            {"/death": {"get": an_operation("getDeath", {"200": {"description": "", "content": content}})}}
        )
        return {"name": "deaths", "member": "psc", "baseUrl": "https://deaths.example.la"} | {
            "document": document | {"servers": [{"url": "/deaths/v1"}]}
        }

    cause = {"type": "string", "x-data-class": "specific", "x-field-group": "causes", "x-subject": "record"}
    await register.approve(await register.propose(services=[version(cause)]))
    proposed = await register.propose(services=[version({"type": "string", "x-field-group": "causes"})])
    applied = await register.approve(proposed)
    for change in (proposed, applied):
        shown = {each["property"]: each for each in change["differences"][0]["properties"]}
        assert shown["lowered"]["after"] == "1"
        place = shown["getDeath, 200 application/json /cause"]
        assert orjson.loads(place["before"]) == cause_told("specific") | {"x-subject": ["record"]}
        assert orjson.loads(place["after"]) == cause_told("general")


def cause_told(data_class: str) -> dict[str, Any]:
    return {"x-data-class": data_class, "x-field-group": ["causes"]}
